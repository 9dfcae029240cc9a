// SWR keys, TanStack query keys and page parameters become what `fetch` takes; the core says how.

import type { ClerkFetchError } from '../error.ts';
import { KEY_WORDS, Kind, Message } from '../core/codes.ts';
import { core, write } from '../core/core.ts';
import { isRequest, kindOf } from '../core/kind.ts';
import { describe, failure, said } from '../core/words.ts';
import type { Slots } from '../core/words.ts';
import type { Client } from '../options.ts';

/** What a key stands for, as `fetch` takes it. */
export type KeyRequest = readonly [input: unknown, init?: object | undefined];

/** The error of a message that only keys, page parameters and arguments have. */
export const refusal = (message: Message, slots?: Slots): ClerkFetchError => said(KEY_WORDS[message - Message.KeyBase]!, slots);

/** The core's answer, or its refusal of `value` as an error; `n` names it, `text` says it. */
export const granted = (answer: number, value: unknown, n?: string | number, text?: string): number => {
  if (answer > 255) throw refusal(answer >> 8, { n, d: text || describe(value) });
  return answer;
};

const textOf = (value: unknown, kind: Kind): string => (kind === Kind.Date ? (value as Date).toISOString() : String(value));

const isText = (kind: Kind) => kind === Kind.Text || kind === Kind.Number || kind === Kind.Date;

const encoded = (text: string) => {
  try {
    return encodeURIComponent(text);
  } catch (cause) {
    throw failure(Message.KeyEncoding, { d: 'a lone surrogate' }, { cause });
  }
};

const appendParam = (query: URLSearchParams, name: string, value: unknown, nested = false): void => {
  const kind = kindOf(value);
  switch (granted(core.param(kind, nested), value, name)) {
    case 1:
      return query.append(name, textOf(value, kind));
    case 2:
      for (const element of value as unknown[]) appendParam(query, name, element, true);
  }
};

/** `?query`, `&query` or nothing, behind a text that may have a query already. */
const queryBehind = (before: string, params: object) => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) appendParam(query, name, value);
  const text = query.toString();
  return text && (before === '' ? '?' : before === '?' ? '' : '&') + text;
};

const urlOfArray = (key: readonly unknown[]) => {
  let path = '';
  let search = '';
  Array.from(key).forEach((element, index) => {
    const kind = kindOf(element);
    const text = isText(kind) ? textOf(element, kind) : '';
    switch (granted(core.part(kind, write(text), index, key.length), element, index, text)) {
      case 0:
        [, path = '', search = ''] = /^([^?#]*)(\??[^#]*)/.exec(String(element))!;
        break;
      case 1:
        path += (path.endsWith('/') ? '' : '/') + encoded(text);
        break;
      case 2:
        search += queryBehind(search, element as object);
    }
  });
  return path + search;
};

const requestOfMapped = (mapped: unknown): KeyRequest => {
  const list: KeyRequest = Array.isArray(mapped) ? (mapped as [unknown, object?]) : [mapped];
  const [input, init] = list;
  const kind = kindOf(input);
  const isInput = kind === Kind.Text || kind === Kind.EmptyText || kind === Kind.Url || isRequest(input);
  if (isInput && (init == null || Object(init) === init)) return [input, init];
  throw refusal(Message.KeyRequest, { d: describe(mapped) });
};

/** `[input, init]` of a key. */
export const requestOf = (client: Client, key: unknown): KeyRequest => {
  if (client.request) return requestOfMapped(client.request(key));
  const array = Array.isArray(key) ? (key as unknown[]) : undefined;
  if (array && array.length !== 1) {
    if (array.length === 0) throw refusal(Message.KeyBase, { d: 'an empty array' });
    return [urlOfArray(array)];
  }
  const only = array ? array[0] : key;
  granted(core.part(kindOf(only), 0, 0, 1), only);
  return [only];
};

/** What puts a page parameter into the URL; `undefined` where there is none. */
export const placing = (client: Client, value: unknown, input: unknown): ((url: URL) => URL) | undefined => {
  const kind = kindOf(value);
  const option = client.pageParam;
  if (kind > Kind.Null && isRequest(input)) throw refusal(Message.PageParamUnplaced, { d: 'for a `Request`' });
  switch (granted(core.page(kind, kindOf(option)), value)) {
    case 1:
      return (url) => {
        url.searchParams.set(option as string, textOf(value, kind));
        return url;
      };
    case 2:
      return (url) => {
        const placed = (option as (value: unknown, url: URL) => URL | void)(value, url) ?? url;
        if (kindOf(placed) !== Kind.Url) throw refusal(Message.PageParamResult, { d: describe(placed) });
        return new URL(placed.href);
      };
    default:
      return undefined;
  }
};
