// Hermes' command line has no native modules for React Native's URL to ask for the scheme of blobs.
global.nativeModuleProxy = {};
const { URL, URLSearchParams } = require('react-native/Libraries/Blob/URL');

Object.assign(global, { URL, URLSearchParams });
