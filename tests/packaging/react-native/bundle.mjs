// Metro with the settings of @react-native/metro-config, less what needs the whole of React Native in node_modules.
import { getDefaultConfig, mergeConfig } from '@react-native/metro-config';
import { writeFileSync } from 'node:fs';
import Metro from 'metro';

const root = import.meta.dirname;
const config = mergeConfig(getDefaultConfig(root), {
  projectRoot: root,
  reporter: { update: () => {} },
  serializer: { getModulesRunBeforeMainModule: () => [], getPolyfills: () => [] },
  transformer: { babelTransformerPath: `${root}/node_modules/@react-native/metro-babel-transformer/src/index.js` },
});
await Metro.runBuild(config, { entry: 'index.js', out: 'dist/call.js', platform: 'ios', dev: false, minify: false });
