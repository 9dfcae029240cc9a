// What React Native and @clerk/expo add to the engine before the app's own code: the same packages.
global.self = global;
require('react-native-url-polyfill/auto');
const { Headers, Request, Response } = require('whatwg-fetch');
const { AbortController, AbortSignal } = require('abort-controller');
const { decode, encode } = require('base-64');

Object.assign(global, { atob: decode, btoa: encode, Headers, Request, Response, AbortController, AbortSignal });
