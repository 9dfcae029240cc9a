// SWR keys, TanStack query keys, page parameters and mutation arguments become what `fetch` takes; the core says how.

import { core, write } from './core.js';
import { describe, failure, said } from './error.js';
import { kindOf } from './kind.js';
import { isRequest } from './request.js';
import { KEY_WORDS, Kind, Message } from './codes.ts';

/** The error of a message that only keys, page parameters and arguments have. */
const refusal = (message, slots) => said(KEY_WORDS[message - Message.KeyBase], slots);

/** The core's answer, or its refusal of `value` as an error; `n` names it, `text` says it. */
const granted = (answer, value, n, text) => {
  if (answer > 255) throw refusal(answer >> 8, { n, d: text || describe(value) });
  return answer;
};

const textOf = (value, kind) => (kind === Kind.Date ? value.toISOString() : String(value));

const isText = (kind) => kind === Kind.Text || kind === Kind.Number || kind === Kind.Date;

const encoded = (text) => {
  try {
    return encodeURIComponent(text);
  } catch (cause) {
    throw failure(Message.KeyEncoding, { d: 'a lone surrogate' }, { cause });
  }
};

const appendParam = (query, name, value, nested = false) => {
  const kind = kindOf(value);
  switch (granted(core.param(kind, nested), value, name)) {
    case 1:
      return query.append(name, textOf(value, kind));
    case 2:
      for (const element of value) appendParam(query, name, element, true);
  }
};

/** `?query`, `&query` or nothing, behind a text that may have a query already. */
const queryBehind = (before, params) => {
  const query = new URLSearchParams();
  for (const name of Object.keys(params)) appendParam(query, name, params[name]);
  const text = query.toString();
  return text && (before === '' ? '?' : before === '?' ? '' : '&') + text;
};

const urlOfArray = (key) => {
  let path;
  let search;
  Array.from(key).forEach((element, index) => {
    const kind = kindOf(element);
    const text = isText(kind) ? textOf(element, kind) : '';
    switch (granted(core.part(kind, write(text), index, key.length), element, index, text)) {
      case 0:
        [, path, search] = /^([^?#]*)(\??[^#]*)/.exec(String(element));
        break;
      case 1:
        path += (path.endsWith('/') ? '' : '/') + encoded(text);
        break;
      case 2:
        search += queryBehind(search, element);
    }
  });
  return path + search;
};

const requestOfMapped = (mapped) => {
  const list = Array.isArray(mapped) ? mapped : [mapped];
  const [input, init] = list;
  const kind = kindOf(input);
  if (kind === Kind.Text || kind === Kind.EmptyText || kind === Kind.Url) return [input, init];
  if (isRequest(input)) return [input, init];
  throw refusal(Message.KeyRequest, { d: describe(mapped) });
};

/** `[input, init]` of a key. */
export const requestOf = (client, key) => {
  if (client.request) return requestOfMapped(client.request(key));
  const isArray = Array.isArray(key);
  if (isArray && key.length !== 1) {
    if (key.length === 0) throw refusal(Message.KeyBase, { d: 'an empty array' });
    return [urlOfArray(key)];
  }
  const only = isArray ? key[0] : key;
  granted(core.part(kindOf(only), 0, 0, 1), only);
  return [only];
};

/** What puts a page parameter into the URL; `undefined` where there is none. */
export const placing = (client, value, input) => {
  const kind = kindOf(value);
  const option = client.pageParam;
  if (kind > Kind.Null && isRequest(input)) throw refusal(Message.PageParamUnplaced, { d: 'for a `Request`' });
  switch (granted(core.page(kind, kindOf(option)), value)) {
    case 1:
      return (url) => {
        url.searchParams.set(option, textOf(value, kind));
        return url;
      };
    case 2:
      return (url) => {
        const placed = option(value, url) ?? url;
        if (kindOf(placed) !== Kind.Url) throw refusal(Message.PageParamResult, { d: describe(placed) });
        return new URL(placed.href);
      };
  }
};

/** `value` as JSON. */
export const jsonOf = (value) => {
  let text;
  let cause;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    cause = error;
  }
  if (text === undefined) throw failure(Message.KeyEncoding, { d: describe(value) }, { cause });
  return text;
};

/** What a mutation's argument adds to the request: `{ json }`, `{ body }`, or nothing. */
export const bodyOf = (arg) => {
  const kind = kindOf(arg);
  switch (granted(core.argument(kind), arg)) {
    case 1:
      return { json: arg };
    case 2:
      return kind === Kind.Stream ? { body: arg, duplex: 'half' } : { body: arg };
    default:
      return {};
  }
};
