// What React Native and @clerk/expo add to the engine before the app's own code: the same packages.
import { AbortController, AbortSignal } from 'abort-controller/dist/abort-controller';
import { decode, encode } from 'base-64';
import { Headers, Request, Response } from 'whatwg-fetch';

Object.assign(global, {
  self: global,
  atob: decode,
  btoa: encode,
  Headers,
  Request,
  Response,
  AbortController,
  AbortSignal,
});
