// What the URL polyfill asks of react-native, where there is no native side.
exports.NativeModules = {};
exports.Platform = { OS: 'ios' };
