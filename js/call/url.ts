// Which URL an input names, and the core's word on its origin. What is judged here is the very text that is sent.

import { Message } from '../core/codes.ts';
import { core, write, writePair } from '../core/core.ts';
import type { Client, Destination } from '../options.ts';
import { pageOrigin } from '../page.ts';
import { remember } from '../remember.ts';

/** What relative inputs mean to `fetch`. */
const pageBase = (): string | undefined => globalThis.document?.baseURI ?? globalThis.location?.href;

/** A document is of one origin, which costs Chromium 0.8 µs to ask for. */
const currentPage = /* eager */ ((): unknown => globalThis.document ?? globalThis.origin ?? globalThis.location?.origin);

/** Decisions depend on the page through its origin; what relative inputs mean, on its base, which `<base>` and `pushState` change. */
const forget = /* eager */ ((client: Client) => {
  client.page = currentPage();
  client.pageOrigin = pageOrigin();
  client.destinations = new Map();
  client.relatives = new Map();
  client.verdicts = new Map();
});

/** What an input that is relative to the page's base means. jsdom's documents can move to another origin: their base does too. */
const relative = (client: Client, text: string) => {
  const base = pageBase();
  if (client.pageBase !== base) {
    client.pageBase = base;
    forget(client);
  }
  return client.relatives.get(text) ?? remember(client.relatives, text, judge(client, new URL(text, base)));
};

const joined = /* eager */ ((client: Client, text: string) => {
  if (!client.baseUrl) return new URL(text);
  const how = core.join(write(text));
  if (how === 0) return new URL(text);
  return new URL(how === 1 ? client.baseUrl + text.slice(text.search(/[?#]/)) : client.baseUrl.replace(/\/$/, '') + '/' + text.slice(how - 2));
});

/** 0 where this origin may get the token, or the message that says why not. */
const verdictOn = /* eager */ ((client: Client, origin: string) => {
  const granted = [client.pageOrigin, client.baseOrigin, ...client.allowedOrigins].some((allowed, source) =>
    core.grants(source, writePair(origin, `${allowed}`)),
  );
  return granted ? 0 : core.refusal(write(origin));
});

/** The origin is what stands before the path; Rust takes nothing else for one. User info would stand before an `@`. */
export const judge = /* eager */ ((client: Client, url: URL): Destination => {
  const { href } = url;
  const origin = href.slice(0, href.indexOf('/', 8));
  if (href.includes('@') && (url.username || url.password)) return { href, origin: '', verdict: Message.UserInfo };
  const verdict = client.verdicts.get(origin) ?? remember(client.verdicts, origin, verdictOn(client, origin), href);
  return { href, origin, verdict };
});

/** The destination of an input: `{ href, origin, verdict }`. Throws the platform's TypeError where it is no URL. */
export const resolve = /* eager */ ((client: Client, text: string): Destination => {
  if (client.page !== currentPage()) forget(client);
  const known = client.destinations.get(text);
  if (known) return known;
  // Parsing a base that an absolute URL has no use for costs as much again.
  if (!client.baseUrl && !/^https?:\/\//i.test(text)) return relative(client, text);
  return remember(client.destinations, text, judge(client, joined(client, text)));
});

/**
 * For messages, errors and events: without URL credentials, query and fragment, and without what `data:` and the like hold. A text
 * that is no URL may have slashes of both kinds before its credentials, and a password may stand in any of its parts.
 */
export const redacted = (href: string): string =>
  href
    .replace(/[?#].*/s, '')
    .replace(/[\0-\x20]+/g, '')
    .replace(/(^|:[/\\]*|[/\\]{2})[^/\\]*@|[^/\\]*:[^/\\]*@/g, '$1')
    .replace(/^(\w[\w+.-]*:)(?!\/\/).*/s, '$1');

/** Whether a failure may be CORS: the page is of another origin than the destination. */
export const isCrossOrigin = (origin: string, page = pageOrigin()): boolean => page !== undefined && page !== origin;
