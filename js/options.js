// Reads options once, has the core check each of them, and keeps what a call needs.

import { core, loadNow, loadEventually, read, write, writePair } from './core.js';
import { failure, describe } from './error.js';
import { kindOf } from './kind.js';
import { ignore } from './wait.js';
import { Flag, Kind, Message, Scope } from './codes.ts';

/** Checks one field and returns its choice's index; `prefix` is what messages put before its name. */
export const checkField = (scope, name, value, prefix = '') => {
  const length = writePair(name.replaceAll('\0', ' '), typeof value === 'string' ? value : '');
  const verdict = core.option(scope, length, kindOf(value), typeof value === 'number' ? value : NaN);
  if (verdict < 0) throw failure(verdict & 255, { d: prefix + name, n: read((verdict >>> 8) & 0xffff) });
  return verdict;
};

/** Checks that a value is an object, and every field of it; returns the indices of its choices. */
export const checkFields = (scope, fields, what, prefix) => {
  const kind = kindOf(fields);
  if (kind !== Kind.Plain && kind !== Kind.Object) throw failure(Message.OptionType, { d: what, n: 'an object' });
  const choices = { __proto__: null };
  for (const name of Object.keys(fields)) choices[name] = checkField(scope, name, fields[name], prefix);
  return choices;
};

/** The URL of a text, or a stand-in that has nothing. */
const urlOf = (text) => {
  try {
    return new URL(text);
  } catch {
    return {};
  }
};

const originOf = ({ protocol, host }) => (protocol ? `${protocol}//${host}` : '');

/** Without what follows the path, and without a sign of it. */
const readBase = (option) => {
  const url = urlOf(option);
  const { pathname, search, hash, username, password } = url;
  const baseOrigin = originOf(url);
  const expected = core.base(write(baseOrigin), !!(search || hash || username || password));
  if (expected) throw failure(Message.OptionType, { d: 'baseUrl', n: read(expected) });
  return { baseUrl: baseOrigin + pathname, baseOrigin };
};

const readRule = (raw) => {
  const isText = typeof raw === 'string';
  // Chromium escapes the `*` of a host.
  const o = originOf(urlOf(raw)).replaceAll('%2A', '*');
  const fault = core.rule(isText ? writePair(o, raw) : 0);
  if (fault) throw failure(fault, { d: isText ? raw : describe(raw), o });
  return o;
};

/** An array whose every element is `accepted`. */
const checkList = (name, list, accepted) => checkField(Scope.Retry, name, list?.every(accepted) === false ? null : list, 'retry.');

const NO_RETRY = { attempts: 0 };

const readRetry = (option) => {
  if (!option) return NO_RETRY;
  const fields = typeof option === 'number' ? { attempts: option } : option;
  checkFields(Scope.Retry, fields, 'retry', 'retry.');
  const { attempts = 2, maxDelay = 30_000, methods, statuses } = fields;
  checkList('methods', methods, (method) => typeof method === 'string' && /^\w+$/.test(method));
  checkList('statuses', statuses, Number.isInteger);
  return { attempts, maxDelay, methods: methods ? methods.join() || ',' : '', statuses: statuses && [...statuses] };
};

/** The token's own options: `undefined` where nothing is asked for, so that `getToken` is called with no argument. */
export const readToken = ({ template, organizationId }) => {
  const text = JSON.stringify({ template, organizationId });
  return text === '{}' ? undefined : JSON.parse(text);
};

const configure = (client, options) => {
  const { foreignOrigin, signedOut, parseAs = 0, reverification } = checkFields(Scope.Options, options, 'options');
  const { tokenTimeout = 10_000 } = options;
  Object.assign(client, { baseOrigin: '' }, options, options.baseUrl !== undefined && readBase(options.baseUrl), {
    allowedOrigins: (options.allowedOrigins ?? []).map(readRule),
    retry: readRetry(options.retry),
    want: readToken(options),
    tokenTimeout,
    parseAs,
    returnsReverification: reverification,
  });
  client.flags =
    (foreignOrigin && Flag.ForeignAnonymous) |
    (signedOut && Flag.SignedOutAnonymous) |
    (client.headers && Flag.HasHeaders) |
    (client.retry.statuses && Flag.OwnStatuses);
};

/** A client inherits nothing. With `null` itself as prototype, engines look each of its members up by hash. */
const NOTHING = { __proto__: null };

/**
 * One fetcher's configuration. Where the core must be waited for, `pending` is that wait, and options are checked
 * behind it.
 */
export const makeClient = (options = {}) => {
  const given = typeof options === 'object' && options && !Array.isArray(options) ? { __proto__: null, ...options } : options;
  // Not `{ __proto__: NOTHING }`: V8 gives each such literal a shape of its own, and a thousand fetchers three times the time.
  const client = Object.assign(Object.create(NOTHING), { targets: new Map(), origins: new Map(), relatives: new Map() });
  if (loadNow()) {
    configure(client, given);
  } else {
    client.pending = loadEventually().then(() => {
      configure(client, given);
      client.pending = undefined;
    });
    client.pending.catch(ignore);
  }
  return client;
};
