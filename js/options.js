// Reads options once, has the core check each of them, and keeps what a call needs.

import { core, loadNow, loadEventually, read, write, writePair } from './core.js';
import { failure, describe } from './error.js';
import { kindOf } from './kind.js';
import { Flag, Kind, Message, Scope } from './codes.ts';

const TOKEN_TIMEOUT = 10_000;
const MAX_DELAY = 30_000;
const ATTEMPTS = 2;

/** Checks one field and returns its choice's index; `path` is how messages name it. */
export const checkField = (scope, name, value, path = name) => {
  const text = typeof value === 'string' ? value : '';
  const length = writePair(name.replaceAll('\0', ' '), text);
  const verdict = core.option(scope, length, kindOf(value), typeof value === 'number' ? value : NaN);
  if (verdict >= 0) return verdict;
  throw failure(verdict & 255, { d: path, n: read((verdict >>> 8) & 0xffff) });
};

/** Checks every field of an object. */
export const checkFields = (scope, fields, prefix = '') => {
  for (const name of Object.keys(fields)) checkField(scope, name, fields[name], prefix + name);
};

export const checkObject = (value, what) => {
  const kind = kindOf(value);
  if (kind !== Kind.Plain && kind !== Kind.Object) throw failure(Message.OptionsNotObject, { d: what, n: describe(value) });
};

const parsed = (text) => {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
};

/** `{ baseUrl, baseOrigin }`: the base without a trailing query or fragment sign. */
const readBase = (option) => {
  const url = parsed(String(option));
  const extra = !!url && !!(url.search || url.hash || url.username || url.password);
  const fault = core.base(write(url?.protocol ?? ''), !!url?.host, extra);
  if (fault) throw failure(fault, { d: url ? url.protocol + '//' + url.host + url.pathname : String(option) });
  const baseOrigin = url.protocol + '//' + url.host;
  return { baseUrl: baseOrigin + url.pathname, baseOrigin };
};

const readRule = (raw) => {
  const url = typeof raw === 'string' ? parsed(raw) : undefined;
  const origin = url ? url.protocol + '//' + url.host : '';
  const fault = core.rule(writePair(origin, typeof raw === 'string' ? raw : ''));
  if (fault) throw failure(fault, { d: typeof raw === 'string' ? raw : describe(raw), o: origin });
  return origin;
};

const elements = (list, path, accepts, expected) =>
  Array.from(list, (element, index) => {
    if (!accepts(element)) throw failure(Message.OptionType, { d: `${path}[${index}]`, n: expected });
    return element;
  });

const readRetry = (option = 0) => {
  if (typeof option === 'number') return { attempts: option, methods: '', statuses: undefined, maxDelay: MAX_DELAY };
  const { attempts = ATTEMPTS, methods = [], statuses, maxDelay = MAX_DELAY } = option;
  checkFields(Scope.Retry, option, 'retry.');
  return {
    attempts,
    methods: elements(methods, 'retry.methods', (method) => typeof method === 'string' && /^\w+$/.test(method), 'a method, such as `GET`').join(),
    statuses: statuses && elements(statuses, 'retry.statuses', Number.isInteger, 'an HTTP status'),
    maxDelay,
  };
};

/** The token's own options: `undefined` where nothing is asked for, so that `getToken` is called with no argument. */
export const readToken = ({ template, organizationId }) =>
  template === undefined && organizationId === undefined
    ? undefined
    : { ...(template !== undefined && { template }), ...(organizationId !== undefined && { organizationId }) };

const configure = (client, options) => {
  const choice = {};
  for (const name of Object.keys(options)) choice[name] = checkField(Scope.Options, name, options[name]);
  const { allowedOrigins = [], baseUrl, tokenTimeout = TOKEN_TIMEOUT } = options;
  Object.assign(client, options, {
    baseOrigin: '',
    ...(baseUrl !== undefined && readBase(baseUrl)),
    allowedOrigins: Array.from(allowedOrigins, readRule),
    retry: readRetry(options.retry),
    want: readToken(options),
    tokenTimeout,
    parseAs: choice.parseAs ?? 0,
    returnsReverification: choice.reverification === 1,
  });
  client.flags =
    (choice.foreignOrigin === 1 ? Flag.ForeignAnonymous : 0) |
    (choice.signedOut === 1 ? Flag.SignedOutAnonymous : 0) |
    (client.headers ? Flag.HasHeaders : 0) |
    (client.retry.statuses ? Flag.OwnStatuses : 0);
};

/**
 * One fetcher's configuration. Where the core must be waited for, `pending` is that wait, and options are checked
 * behind it.
 */
export const makeClient = (options = {}) => {
  const given = typeof options === 'object' && options ? { ...options } : undefined;
  const client = { targets: new Map(), origins: new Map() };
  const start = () => {
    checkObject(options, 'the options');
    configure(client, given);
  };
  if (loadNow()) {
    start();
  } else {
    client.pending = loadEventually().then(() => {
      start();
      client.pending = undefined;
    });
    client.pending.catch(() => {});
  }
  return client;
};
