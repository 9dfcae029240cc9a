// Answers of an API that repeats the token, in whichever field and spelling, and errors of a `fetch` that carry it. And how a
// token is found in what the package made of them, by other means than the package's own.
import { inspect } from 'node:util';

const hex = (character) => character.charCodeAt(0).toString(16).padStart(2, '0');
const each = (write) => (token) => Array.from(token, write).join('');

/** The token in each spelling that an API, a proxy or a library may give it. */
export const SPELLINGS = {
  raw: (token) => token,
  'percent-encoded': encodeURIComponent,
  'percent-encoded throughout': each((character) => `%${hex(character)}`),
  'percent-encoded twice': each((character) => `%25${hex(character).toUpperCase()}`),
  'with encoded dots': (token) => token.replaceAll('.', '%2E'),
  padded: (token) => token.split('.').map((part) => part + '='.repeat((4 - (part.length % 4)) % 4)).join('.') + '=',
  'padded and encoded': (token) => encodeURIComponent(token.replaceAll('.', '==.') + '='),
  'as base64': (token) => token.replaceAll('-', '+').replaceAll('_', '/'),
  'escaped as in JSON': each((character) => `\\u00${hex(character)}`),
  'escaped in part': (token) => `\\u00${hex(token[0])}${token.slice(1)}`,
  'escaped as in JavaScript': each((character) => `\\x${hex(character)}`),
  'escaped as in HTML': each((character) => `&#x${hex(character)};`),
  'escaped as in HTML, in decimal': each((character) => `&#${character.charCodeAt(0)};`),
  'escaped as in CSS or ES6': each((character) => `\\u{${hex(character)}}`),
  'escaped as in C': each((character) => `\\${character.charCodeAt(0).toString(8)}`),
  'hexadecimal': each(hex),
  'hexadecimal, in capitals': (token) => each(hex)(token).toUpperCase(),
  'hexadecimal, with colons': (token) => Array.from(token, hex).join(':'),
  'hexadecimal, as in C': (token) => Array.from(token, (character) => `0x${hex(character)}`).join(', '),
  'a byte array': (token) => JSON.stringify([...Buffer.from(token)]),
  'a Buffer': (token) => JSON.stringify(Buffer.from(token)),
  'base64 of it': (token) => btoa(token),
  'base64 of it, without padding': (token) => btoa(token).replaceAll('=', ''),
  'base64url of it': (token) => Buffer.from(token).toString('base64url'),
  'base64 of its header': (token) => btoa(`Bearer ${token}`),
  'base64 of the whole request': (token) => btoa(`{"authorization":"Bearer ${token}"}`),
  'base64 of it with a letter before': (token) => Buffer.from(`x${token}yz`).toString('base64url'),
  'base64 in lines': (token) => btoa(`ab${token}`).replace(/.{20}/g, '$&\r\n'),
  'letters apart': (token) => Array.from(token).join(' '),
  'letters apart by what nobody sees': (token) => Array.from(token).join('\u200b'),
  'letters apart by dashes and lines': (token) => Array.from(token).join('-\n'),
  'letters apart by escaped lines': (token) => Array.from(token).join('\\n'),
  'letters apart by escaped lines, twice': (token) => Array.from(token).join('\\\\r\\\\n'),
  'letters apart by an escape of what nobody sees': (token) => Array.from(token).join('\\u200b'),
  'letters apart by a reference to what nobody sees': (token) => Array.from(token).join('&#8203;'),
  'letters apart by a name of what nobody sees': (token) => Array.from(token).join('&shy;'),
  'with a backslash before each letter': each((character) => `\\${character}`),
  'in lower case': (token) => token.toLowerCase(),
  'in capitals': (token) => token.toUpperCase(),
  'its last part': (token) => token.slice(-20),
  'its last part in hexadecimal': (token) => each(hex)(token.slice(-20)),
  'its parts apart': (token) => token.split('.').join(' and '),
};

const attempt = (write) => {
  try {
    return String(write());
  } catch {
    return '';
  }
};

const ALL = { depth: Infinity, showHidden: true, maxArrayLength: null, maxStringLength: null, breakLength: Infinity };

/** What only a getter or a method of a class tells. */
const tales = (value) => [value?.request, value?.sent, value?.tell?.(), value?.retry?.sent, value?.retry?.(), value?.kind?.description];

/** All texts that whoever logs a value may write, one after the other. */
const textOf = (value) =>
  [
    attempt(() => inspect(value, ALL)),
    attempt(() => JSON.stringify(value)),
    attempt(() => JSON.stringify([value.body, value.problem, value.issues, value.metadata, value.cause, value.authReason, [...(value.headers ?? [])]])),
    attempt(() => value.stack),
    attempt(() => value),
    ...[value, value?.cause, value?.cause?.cause].filter((each) => Object(each) === each).map((each) => attempt(() => inspect(tales(each), ALL))),
  ].join('\n');

/** A letter's or digit's code in lower case, 0 for what else there is. */
const DENSE = Uint8Array.from({ length: 128 }, (_, code) => (/[a-z\d]/i.test(String.fromCharCode(code)) ? String.fromCharCode(code).toLowerCase().charCodeAt(0) : 0));

/** Without what may stand between two characters. */
const dense = (text) => {
  const letters = Buffer.allocUnsafe(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = DENSE[text.charCodeAt(at)];
    if (letter) letters[length++] = letter;
  }
  return letters.latin1Slice(0, length);
};

const decoded = (text) => text.replace(/%([\da-f]{2})/gi, (_, code) => String.fromCharCode(parseInt(code, 16)));

/** The texts that a text stands for, dense. */
function* readings(text) {
  yield dense(text);
  if (!/%[\da-f]|\\|&|0x/i.test(text)) return;
  const done = new Set([text]);
  const once = (other) => !done.has(other) && done.add(other);
  const unescaped = text.replace(/\\+(?:u00|x)([\da-f]{2})|&#x([\da-f]+);/gi, (_, one, other) => String.fromCharCode(parseInt(one ?? other, 16)));
  for (const other of [text.replace(/\\+(?:[bfnrtv]|u200b)|&(?:\w+|#8203);/g, ''), text.replace(/0x|\\u\{?0*/g, ''), unescaped, decoded(unescaped), decoded(decoded(unescaped))]) {
    if (once(other)) yield dense(other);
  }
}

/** Secret → what it is written as, in a text that is dense. */
const written = new Map();

const writings = (secret) => {
  if (!written.has(secret)) {
    const codes = [8, 10].map((radix) => each((character) => character.charCodeAt(0).toString(radix))(secret));
    const base64 = ['', 'x', 'xx'].map((before) => btoa(before + secret).replaceAll('=', '').slice(4, -4));
    if (written.size > 99) written.clear();
    written.set(secret, [secret, each(hex)(secret), ...codes, ...base64].map(dense));
  }
  return written.get(secret);
};

/** Whether a value shows one of the tokens: 16 characters of its secret part in a row, in any spelling. */
export function shows(value, ...tokens) {
  const text = typeof value === 'string' ? value : textOf(value);
  const all = tokens.flatMap((token) => writings(token.slice(-16)));
  for (const reading of readings(text)) if (all.some((each) => reading.includes(each))) return text;
  return undefined;
}

const nested = (value, depth) => {
  let root = value;
  for (let level = 0; level < depth; level++) root = level % 2 ? [root] : { deeper: root };
  return root;
};

/** Bodies, from a text that has the token in it. */
const BODIES = {
  'a text': (echo) => echo,
  'an HTML page': (echo) => `<html><a href="/?token=${echo}">retry</a></html>`,
  'a JSON value': (echo) => JSON.stringify({ error: echo, list: [1, { [echo]: null }] }),
  'a JSON text': (echo) => `{"message":"no","t":"${echo.replaceAll('"', '')}"}`,
  'a JSON string': (echo) => JSON.stringify(echo),
  'a problem': (echo) => JSON.stringify({ type: 'about:blank', title: echo, detail: `no ${echo} here` }),
  'a deep value': (echo) => JSON.stringify(nested(echo, 40)),
  'a reverification': (echo) => JSON.stringify({ clerk_error: { type: 'forbidden', reason: 'reverification-error', metadata: { reverification: echo } } }),
  'a body that breaks off': (echo) => `{"list":[1,2,"${echo}`,
  'long words': (echo) => JSON.stringify({ message: `${'x'.repeat(150)} ${echo} ${'y'.repeat(300)}` }),
};

const CONTENT_TYPES = ['application/json', 'application/problem+json', 'text/html', 'text/plain'];
const ECHOING = ['content-type', 'www-authenticate', 'x-clerk-auth-reason', 'x-echo', 'location', 'retry-after', 'set-cookie'];
const STATUSES = [200, 200, 201, 400, 401, 403, 404, 409, 422, 429, 500, 503];

const headerSafe = (text) => text.replace(/[^\t\x20-\x7e]/g, '');

/** A `Response` by chance, with the token in at least one place. */
export function echoing({ below, pick }, token) {
  const echo = () => pick(Object.values(SPELLINGS))(token);
  const headers = new Headers({ 'content-type': pick(CONTENT_TYPES) });
  for (const name of ECHOING) if (!below(3)) headers.append(name, headerSafe(`${headers.get(name) ?? 'x'}; t="${echo()}"`));
  const body = pick(Object.values(BODIES))(echo());
  return new Response(body, { status: pick(STATUSES), statusText: below(2) ? headerSafe(`Not ${echo()}`) : 'Oops', headers });
}

/** A body longer than is read, with the token across the border. */
export function cutAt(border, token, before) {
  return new Response(`${'x'.repeat(border - before)}${token}${'x'.repeat(1_000)}`, { status: 500 });
}

const withHidden = (error, fields) => {
  for (const [name, value] of Object.entries(fields)) Object.defineProperty(error, name, { value });
  return error;
};

/** Errors of a `fetch` that is given: what they carry is the request, with its headers. */
export const THROWN_WITH = {
  'a message': (echo) => new TypeError(`Headers.append: "Bearer ${echo}" is an invalid header value.`),
  'a cause': (echo) => new TypeError('fetch failed', { cause: new Error(`other side closed ${echo}`) }),
  'a cause of a cause': (echo) => new TypeError('fetch failed', { cause: new Error('x', { cause: { sent: [echo] } }) }),
  "axios' config": (echo) => Object.assign(new Error('Network Error'), { code: 'ERR_NETWORK', config: { headers: { Authorization: `Bearer ${echo}` }, adapter: () => {} } }),
  "ky's request": (echo) => Object.assign(new Error('failed'), { name: 'HTTPError', request: new Request('https://a.foo.com/', { headers: { authorization: headerSafe(`Bearer ${echo}`) } }) }),
  'a Headers': (echo) => Object.assign(new Error('x'), { headers: new Headers({ a: headerSafe(echo) }) }),
  'a Map': (echo) => Object.assign(new Error('x'), { seen: new Map([[echo, 1]]) }),
  'a Set': (echo) => Object.assign(new Error('x'), { seen: new Set([echo]) }),
  'bytes': (echo) => Object.assign(new Error('x'), { rawPacket: Buffer.from(echo), blob: new Blob([echo]) }),
  'a getter': (echo) => Object.defineProperty(new Error('x'), 'sent', { get: () => echo, enumerable: true }),
  'a symbol': (echo) => Object.assign(new Error('x'), { [Symbol('sent')]: { echo } }),
  'a hidden property': (echo) => withHidden(new Error('x'), { sent: { echo } }),
  'a private field': (echo) => new (class HTTPError extends Error { #request = { headers: { authorization: echo } }; get request() { return this.#request; } })('x'),
  'a private field of a cause': (echo) => new TypeError('fetch failed', { cause: new (class SocketError extends Error { #sent = echo; tell = () => this.#sent; })('closed') }),
  'a private field of no error': (echo) => new (class Failure { #sent = echo; get sent() { return this.#sent; } })(),
  "a class's getter": (echo) => new (class extends Error { get request() { return echo; } })('x'),
  "a prototype's member": (echo) => Object.assign(Object.create({ sent: echo }), { a: 1 }),
  "a function's member": (echo) => Object.assign(new Error('x'), { retry: Object.assign(() => {}, { sent: { echo } }) }),
  "a function's closure": (echo) => Object.assign(new Error(`x ${echo}`), { retry: () => echo }),
  'its code': (echo) => Object.assign(new Error('x'), { code: echo }),
  'its code, which is an object': (echo) => Object.assign(new Error('x'), { code: { echo } }),
  'letters in an array': (echo) => Object.assign(new Error('x'), { sent: Array.from(echo) }),
  'codes in an array': (echo) => Object.assign(new Error('x'), { sent: Array.from(echo, (character) => character.charCodeAt(0)) }),
  'a Uint8Array': (echo) => Object.assign(new Error('x'), { sent: new TextEncoder().encode(echo) }),
  'an object of codes': (echo) => ({ ...new TextEncoder().encode(echo) }),
  "a symbol's description": (echo) => Object.assign(new Error('x'), { kind: Symbol(echo) }),
  'two halves': (echo) => Object.assign(new Error('x'), { first: echo.slice(0, echo.length / 2), second: echo.slice(echo.length / 2) }),
  'its stack': (echo) => Object.assign(new Error('x'), { stack: `Error: ${echo}\n    at x` }),
  'its name': (echo) => Object.assign(new Error('x'), { name: `Error ${echo}` }),
  'an AggregateError': (echo) => new AggregateError([new Error('a'), new Error(echo)], 'all failed'),
  'a circle': (echo) => {
    const error = new Error('x');
    return Object.assign(error, { self: error, list: [error, { echo }], big: 1n });
  },
  'no error': (echo) => ({ sent: echo }),
  'a text': (echo) => `failed: ${echo}`,
};
