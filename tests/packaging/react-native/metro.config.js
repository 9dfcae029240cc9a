// The settings of a new React Native app, less what needs its native side.
const { getDefaultConfig, mergeConfig } = require('@react-native/metro-config');

const resolveRequest = (context, name, platform) =>
  context.resolveRequest(context, name === 'react-native' ? `${__dirname}/native.js` : name, platform);

module.exports = mergeConfig(getDefaultConfig(__dirname), {
  resolver: { useWatchman: false, resolveRequest },
  serializer: { getModulesRunBeforeMainModule: () => [], getPolyfills: () => [] },
});
