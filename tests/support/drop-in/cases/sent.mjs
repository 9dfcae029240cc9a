// What the server sees: method, headers and body.

export const method = {};
for (const name of ['get', 'Get', 'post', 'Put', 'delete', 'options', 'head', 'patch', 'PATCH', 'PROPFIND']) {
  method[`${name}, as it arrives`] = ({ result, url }) => result(url('/echo'), { method: name });
}
for (const name of ['CONNECT', 'TRACE', 'TRACK', 'trace', 'tRaCk', 'a b', '', 'ä', 'GET\r\nX-Own: 1', ' GET']) {
  method[`${JSON.stringify(name)} is refused`] = ({ result, url }) => result(url('/echo'), { method: name });
}
for (const name of ['GET', 'HEAD', 'get']) {
  method[`${name} with a body is refused`] = ({ result, url }) => result(url('/echo'), { method: name, body: 'x' });
  method[`${name} with an empty body is refused`] = ({ result, url }) => result(url('/echo'), { method: name, body: '' });
  method[`${name} with body null goes`] = ({ result, url }) => result(url('/echo'), { method: name, body: null });
}
method['an object with toString'] = ({ seen, url }) => seen(url('/echo'), { method: { toString: () => 'put' } });
method['undefined is GET'] = ({ seen, url }) => seen(url('/echo'), { method: undefined });
method['a body without a method is refused'] = ({ result, url }) => result(url('/echo'), { body: 'x' });

const post = (body, more) => ({ seen, url }) => seen(url('/echo'), { method: 'POST', body: typeof body === 'function' ? body() : body, ...more });
const form = () => {
  const data = new FormData();
  data.append('field', 'with "quotes" and ü');
  data.append('file', new Blob(['bytes'], { type: 'text/x-own' }), 'a name.txt');
  return data;
};
const streamOf = (...chunks) => () =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });

export const body = {
  text: post('text'),
  'text beyond ASCII': post('ä😀\ud800'),
  'an empty text': post(''),
  null: post(null),
  undefined: post(undefined),
  'a number': post(42),
  'a boolean': post(false),
  'an object is its text': post({ a: 1 }),
  'an array is its text': post([1, [2, 3]]),
  'a symbol': post(Symbol('body')),
  'an object that has no text': post(Object.create(null)),
  'a Blob with its type': post(() => new Blob(['blob'], { type: 'text/x-own' })),
  'a Blob without a type': post(() => new Blob(['blob'])),
  'a File': post(() => new File(['file'], 'name', { type: 'text/x-file' })),
  'an ArrayBuffer': post(() => new Uint8Array([1, 2, 255]).buffer),
  'an empty ArrayBuffer': post(() => new ArrayBuffer(0)),
  'a part of an ArrayBuffer': post(() => new Uint8Array([1, 2, 3, 4]).subarray(1, 3)),
  'a DataView': post(() => new DataView(new Uint8Array([9, 8, 7]).buffer, 1)),
  'an Int16Array': post(() => new Int16Array([1, -1])),
  'URLSearchParams': post(() => new URLSearchParams({ a: 'b c', ü: '&' })),
  FormData: post(form),
  'FormData, empty': post(() => new FormData()),
  'FormData under another content type': post(form, { headers: { 'Content-Type': 'text/x-own' } }),
  'a content type of the caller': post('{}', { headers: { 'content-type': 'application/x-own' } }),
  'a content type, empty': post('{}', { headers: { 'Content-Type': '' } }),
  'a Request is its text': post(() => new Request('http://localhost/')),
  'a stream without duplex': post(streamOf(new Uint8Array([1]))),
  'a stream, locked': post(() => {
    const stream = streamOf(new Uint8Array([1]))();
    stream.getReader();
    return stream;
  }, { duplex: 'half' }),
  async 'a stream, read from'({ seen, url }) {
    const stream = streamOf(new Uint8Array([1]), new Uint8Array([2]))();
    const reader = stream.getReader();
    await reader.read();
    reader.releaseLock();
    return seen(url('/echo'), { method: 'POST', body: stream, duplex: 'half' });
  },
  'a stream with keepalive': post(streamOf(new Uint8Array([1])), { duplex: 'half', keepalive: true }),
  'a stream of texts': post(streamOf('text'), { duplex: 'half' }),
  'keepalive with a body': post('kept alive', { keepalive: true }),
  async 'a Request is used up at once'({ fetch, url }) {
    const request = new Request(url('/echo'), { method: 'POST', body: 'once' });
    const call = fetch(request);
    const { bodyUsed } = request;
    return [bodyUsed, await (await call).json()];
  },
  async 'a Request that was used'({ result, url }) {
    const request = new Request(url('/echo'), { method: 'POST', body: 'once' });
    await request.text();
    return result(request);
  },
  async 'a Request that was used, with another body'({ seen, url }) {
    const request = new Request(url('/echo'), { method: 'POST', body: 'once' });
    await request.text();
    return seen(request, { body: 'twice' });
  },
  async 'a Request sent twice'({ seen, result, url, outcome, fetch }) {
    const request = new Request(url('/echo'), { method: 'POST', body: 'once' });
    return [await seen(request), await outcome(fetch(request))];
  },
  async 'a Request without a body, sent twice'({ seen, url }) {
    const request = new Request(url('/echo'), { method: 'PUT' });
    return [await seen(request), await seen(request), request.bodyUsed];
  },
  async 'a clone of a Request after it was sent from'({ seen, url }) {
    const request = new Request(url('/echo'), { method: 'POST', body: form() });
    const clone = request.clone();
    return [await seen(request), await seen(clone)];
  },
  async 'a Request aborted before it is read is used up all the same'({ fetch, url }) {
    const controller = new AbortController();
    controller.abort();
    const request = new Request(url('/echo'), { method: 'POST', body: 'once', signal: controller.signal });
    await fetch(request).catch(() => {});
    return request.bodyUsed;
  },
};

const withHeaders = (headers, more) => ({ seen, url }) => seen(url('/echo'), { headers: typeof headers === 'function' ? headers() : headers, ...more });
const own = 'X-Own';

export const headers = {
  'an object': withHeaders({ [own]: 'a', 'x-OTHER': 'b' }),
  pairs: withHeaders([[own, 'a'], ['x-OTHER', 'b'], [own, 'c']]),
  Headers: withHeaders(() => new Headers({ [own]: 'a' })),
  'Headers of a subclass': withHeaders(() => new (class extends Headers {})({ [own]: 'a' })),
  'a Map': withHeaders(() => new Map([[own, 'a']])),
  'a generator': withHeaders(function* () {
    yield [own, 'a'];
    yield new Set(['x-other', 'b']);
  }),
  'an object without a prototype': withHeaders(() => Object.assign(Object.create(null), { [own]: 'a' })),
  'an instance of a class': withHeaders(() => new (class { 'X-Own' = 'a'; })()),
  'a function with members': withHeaders(() => Object.assign(() => {}, { [own]: 'a' })),
  'inherited members are none': withHeaders(() => Object.create({ [own]: 'a' })),
  'members that are not enumerable are none': withHeaders(() => Object.defineProperty({}, own, { value: 'a' })),
  'a getter': withHeaders(() => ({ get [own]() { return 'a'; } })),
  'a key __proto__': withHeaders(() => JSON.parse('{"__proto__": "a", "X-Own": "b"}')),
  'a symbol as name': withHeaders({ [Symbol('x')]: 'a' }),
  'two spellings of one name': withHeaders({ 'X-Own': 'a', 'x-own': 'b' }),
  'null is refused': withHeaders(null),
  'undefined is none': withHeaders(undefined),
  'an empty object': withHeaders({}),
  'a text is refused': withHeaders('x-own: a'),
  'a number is refused': withHeaders(1),
  'pairs of one are refused': withHeaders([['x-own']]),
  'pairs of three are refused': withHeaders([['x-own', 'a', 'b']]),
  'pairs of texts': withHeaders(['ab', 'cd']),
  'the value null': withHeaders({ [own]: null }),
  'the value undefined': withHeaders({ [own]: undefined }),
  'the value 1.5': withHeaders({ [own]: 1.5 }),
  'the value an array': withHeaders({ [own]: ['a', 'b'] }),
  'the value a symbol is refused': withHeaders({ [own]: Symbol('x') }),
  'an Authorization of the caller': withHeaders({ Authorization: 'Basic eDp5' }),
  'an Authorization of the caller, empty': withHeaders({ authorization: '' }),
  'Accept and Accept-Language of the caller': withHeaders({ accept: 'text/x-own', 'accept-language': 'de' }),
  'a User-Agent': ({ fetch, url }) => fetch(url('/echo'), { headers: { 'User-Agent': 'own' } }).then(({ status }) => status),
  'names keep no order but their own': withHeaders({ 'x-c': '1', 'x-a': '2', 'x-b': '3' }),
  async 'each member is read once'({ fetch, url }) {
    let read = 0;
    await fetch(url('/echo'), { headers: { get [own]() { return String(++read); } } });
    return read;
  },
};
for (const value of ['a\nb', 'a\r\nX-More: 1', 'a\0b', 'ā', '😀']) {
  headers[`the value ${JSON.stringify(value)} is refused`] = withHeaders({ [own]: value });
}
for (const value of [' \t a b \t\n', '', 'é', 'a\tb']) headers[`the value ${JSON.stringify(value)}`] = withHeaders({ [own]: value });
for (const name of ['', 'a b', 'ä', 'a:b', 'a\n']) headers[`the name ${JSON.stringify(name)} is refused`] = withHeaders({ [name]: 'x' });
