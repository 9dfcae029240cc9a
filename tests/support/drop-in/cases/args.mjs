// How arguments are read: which, in which order, how often, and what none or odd ones mean.

const log = (init, order, on = {}) =>
  new Proxy(on, {
    get: (_, name) => {
      if (typeof name === 'string') order.push(name);
      return init[name];
    },
  });

export const args = {
  'none at all': ({ fetch, outcome }) => outcome(fetch()),
  async 'its length'({ fetch }) {
    return fetch.length;
  },
  async 'its name'({ fetch }) {
    return fetch.name;
  },
  async 'it is no constructor'({ fetch, url }) {
    return typeof (await new fetch(url('/status?code=200')));
  },
  async 'it never throws, it rejects'({ fetch, error }) {
    return error(await fetch('http://', { method: 'a b' }).catch((e) => e));
  },
  async 'it gives a promise'({ fetch, url }) {
    const promise = fetch(url('/echo'));
    await promise;
    return promise instanceof Promise && promise.constructor === Promise;
  },
  'a receiver that is no window': ({ fetch, url, outcome }) => outcome(Promise.resolve().then(() => fetch.call({}, url('/status?code=200')))),
  'a receiver of null': ({ fetch, url }) => fetch.call(null, url('/status?code=200')).then(({ status }) => status),
  'a third argument is nothing': ({ fetch, url }) => fetch(url('/status?code=200'), {}, 'more').then(({ status }) => status),
  'a URL object': ({ seen, url }) => seen(new URL(url('/echo'))),
  'an object with toString': ({ seen, url }) => seen({ toString: () => url('/echo') }),
  'an array of one text': ({ seen, url }) => seen([url('/echo')]),
  'a String object': ({ seen, url }) => seen(new String(url('/echo'))),
  'a symbol': ({ result }) => result(Symbol('url')),
  'an object without a text': ({ result }) => result(Object.create(null)),
  async 'an object whose toString throws'({ fetch }) {
    const mine = new Error('mine');
    const thrown = await fetch({ toString: () => { throw mine; } }).catch((e) => e);
    return thrown === mine;
  },
  async 'toString is asked once'({ fetch, url }) {
    let asked = 0;
    await fetch({ toString: () => (asked++, url('/echo')) });
    return asked;
  },
  'an object that only looks like a Request': ({ result, origin }) =>
    result({ [Symbol.toStringTag]: 'Request', url: `${origin}/echo`, method: 'GET', toString: () => `${origin}/status?code=201` }),
  'init: a function with members': ({ seen, url }) => seen(url('/echo'), Object.assign(() => {}, { method: 'PUT' })),
  'init: an array': ({ seen, url }) => seen(url('/echo'), []),
  'init: without a prototype': ({ seen, url }) => seen(url('/echo'), Object.assign(Object.create(null), { method: 'PUT' })),
  'init: inherited members': ({ seen, url }) => seen(url('/echo'), Object.create({ method: 'PUT' })),
  'init: getters of a class': ({ seen, url }) =>
    seen(url('/echo'), new (class { get method() { return 'PUT'; } })()),
  'init: members that are not enumerable': ({ seen, url }) => seen(url('/echo'), Object.defineProperty({}, 'method', { value: 'PUT' })),
  'init: a Proxy that only answers': ({ seen, url }) => seen(url('/echo'), log({ method: 'PUT' }, [])),
  'init: a Request': ({ seen, url }) => seen(url('/echo'), new Request(url('/status'), { method: 'PUT', headers: { 'X-Own': '1' } })),
  async 'init: a getter that throws'({ fetch, url }) {
    const mine = new Error('mine');
    const init = { get method() { throw mine; } };
    return (await fetch(url('/echo'), init).catch((e) => e)) === mine;
  },
  async 'init: each member is read once'({ fetch, url }) {
    const order = [];
    const given = { method: 'PUT', headers: { 'X-Own': '1' }, body: 'text', cache: 'no-store' };
    await fetch(url('/echo'), log(given, order, given));
    return ['method', 'headers', 'body', 'cache'].map((name) => order.filter((read) => read === name).length);
  },
  async 'init: the members are read in the order of their names'({ fetch, url }) {
    const order = [];
    const given = { method: 'PUT', headers: {}, body: 'text', cache: 'no-store' };
    await fetch(url('/echo'), log(given, order, given));
    return order.filter((name) => name in given);
  },
  async 'init is read before the call returns'({ seen, url }) {
    const init = { method: 'PUT', headers: { 'X-Own': 'first' }, body: 'first' };
    const call = seen(url('/echo'), init);
    Object.assign(init, { method: 'POST', body: 'second' });
    init.headers['X-Own'] = 'second';
    return call;
  },
  async 'Headers are read before the call returns'({ seen, url }) {
    const headers = new Headers({ 'X-Own': 'first' });
    const call = seen(url('/echo'), { headers });
    headers.set('X-Own', 'second');
    return call;
  },
  async 'a URL is read before the call returns'({ seen, url }) {
    const target = new URL(url('/echo'));
    const call = seen(target, { method: 'PUT' });
    target.pathname = '/status';
    return call;
  },
  async 'bytes are read before the call returns'({ seen, url }) {
    const body = new Uint8Array([65, 66]);
    const call = seen(url('/echo'), { method: 'POST', body });
    body[0] = 90;
    return call;
  },
  async 'URLSearchParams are read before the call returns'({ seen, url }) {
    const body = new URLSearchParams({ a: 'first' });
    const call = seen(url('/echo'), { method: 'POST', body });
    body.set('a', 'second');
    return call;
  },
  async 'FormData are read before the call returns'({ seen, url }) {
    const body = new FormData();
    const call = seen(url('/echo'), { method: 'POST', body });
    body.set('a', 'too late');
    return call;
  },
  async 'a stream is taken before the call returns'({ fetch, url }) {
    const body = new Blob(['x']).stream();
    const call = fetch(url('/echo'), { method: 'POST', body, duplex: 'half' });
    const { locked } = body;
    await call.catch(() => {});
    return locked;
  },
  'a Request, and init over it': ({ seen, url }) =>
    seen(new Request(url('/echo'), { method: 'POST', headers: { 'X-Own': '1' }, body: 'one' }), { method: 'PUT', body: 'two' }),
  'the headers of init replace those of the Request': ({ seen, url }) =>
    seen(new Request(url('/echo'), { headers: { 'X-First': '1' } }), { headers: { 'X-Own': '2' } }),
  'an empty init leaves a Request as it is': ({ seen, url }) => seen(new Request(url('/echo'), { method: 'DELETE', headers: { 'X-Own': '1' } }), {}),
  'a subclass of Request': ({ seen, url }) => seen(new (class extends Request {})(url('/echo'), { method: 'PUT', body: 'sub' })),
  'init: window null': ({ seen, url }) => seen(url('/echo'), { window: null }),
  'init: window another': ({ outcome, fetch, url }) => outcome(fetch(url('/status?code=200'), { window: 1 })),
  'init: an unknown member is nothing': ({ seen, url }) => seen(url('/echo'), { unheardOf: Symbol('x'), next: { revalidate: 1 } }),
  async 'init: a token of its own does not reach the server'({ seen, url }) {
    return seen(url('/echo'), { token: false });
  },
};

for (const init of [null, undefined]) args[`init: ${init}`] = ({ seen, url }) => seen(url('/echo'), init);
for (const init of [1, 'text', true, 10n, Symbol('init')]) args[`init: a ${typeof init}`] = ({ result, url }) => result(url('/echo'), init);

/** Members with a list of words: one that is none of them. */
for (const name of ['mode', 'credentials', 'cache', 'redirect', 'referrerPolicy', 'priority', 'duplex']) {
  args[`${name}: a word that is none`] = ({ outcome, fetch, url }) => outcome(fetch(url('/status?code=200'), { [name]: 'unheard-of' }));
  args[`${name}: null`] = ({ outcome, fetch, url }) => outcome(fetch(url('/status?code=200'), { [name]: null }));
  args[`${name}: undefined`] = ({ outcome, fetch, url }) => outcome(fetch(url('/status?code=200'), { [name]: undefined }));
}
for (const [name, init] of Object.entries({
  'mode: navigate': { mode: 'navigate' },
  'mode: websocket': { mode: 'websocket' },
  'mode: no-cors with PUT': { mode: 'no-cors', method: 'PUT' },
  'cache: only-if-cached, not same-origin': { cache: 'only-if-cached' },
  'referrer: no URL': { referrer: 'http://[' },
  'integrity: of nothing': { integrity: 'unheard-of' },
  'keepalive: a text counts as true': { keepalive: 'no' },
})) {
  args[name] = ({ outcome, fetch, url }) => outcome(fetch(url('/status?code=200'), init));
}
