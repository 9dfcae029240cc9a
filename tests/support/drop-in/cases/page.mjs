// What only a page has: relative addresses, other origins, cookies, a cache, referrers, other realms.

export const relative = {
  async 'a base changed by <base>'({ fetch }) {
    const base = Object.assign(document.createElement('base'), { href: '/elsewhere/' });
    document.head.append(base);
    try {
      return (await fetch('x')).url;
    } finally {
      base.remove();
    }
  },
  async 'a base changed by pushState'({ fetch }) {
    const before = location.href;
    history.pushState(null, '', '/pushed/at');
    try {
      return (await fetch('x')).url;
    } finally {
      history.replaceState(null, '', before);
    }
  },
  async 'a Request of another realm'({ seen, url }) {
    const frame = document.body.appendChild(document.createElement('iframe'));
    try {
      return await seen(new frame.contentWindow.Request(url('/echo'), { method: 'PUT', body: 'of the frame', headers: { 'X-Own': '1' } }));
    } finally {
      frame.remove();
    }
  },
  async 'Headers, a body and a signal of another realm'({ seen, url }) {
    const frame = document.body.appendChild(document.createElement('iframe'));
    try {
      const { Headers: Theirs, FormData: Form, AbortController: Controller } = frame.contentWindow;
      const body = new Form();
      body.append('a', 'b');
      return await seen(url('/echo'), { method: 'POST', body, headers: new Theirs({ 'X-Own': '1' }), signal: new Controller().signal });
    } finally {
      frame.remove();
    }
  },
};
for (const text of ['', '.', '..', '?q=1', '#part', 'echo', './echo', '/echo', '//127.0.0.1:1/', '\\echo', ' /echo ', 'undefined', '?😀']) {
  relative[JSON.stringify(text)] = ({ fetch, outcome }) => outcome(fetch(text));
}
for (const input of [undefined, null, 0, {}, []]) {
  relative[`${Object.prototype.toString.call(input)} ${input}`] = ({ fetch }) => fetch(input).then(({ url, status }) => [url, status]);
}

export const cors = {
  'another origin that allows it': ({ result, other }) => result(other('/echo')),
  'another origin that does not': ({ result, other }) => result(other('/no-cors')),
  'no-cors is opaque': ({ outcome, fetch, other }) => outcome(fetch(other('/no-cors'), { mode: 'no-cors' })),
  'no-cors of the own origin': ({ result, url }) => result(url('/echo'), { mode: 'no-cors' }),
  'no-cors drops what it may not send': ({ seen, url }) => seen(url('/echo'), { mode: 'no-cors', headers: { 'X-Own': 'a', 'Accept-Language': 'de' } }),
  'no-cors with POST': ({ seen, url }) => seen(url('/echo'), { mode: 'no-cors', method: 'POST', body: 'simple' }),
  'same-origin of another': ({ result, other }) => result(other('/echo'), { mode: 'same-origin' }),
  'same-origin of the own': ({ result, url }) => result(url('/echo'), { mode: 'same-origin' }),
  'a preflight for PUT': ({ result, other }) => result(other('/echo'), { method: 'PUT', body: 'x' }),
  'a preflight for a header': ({ result, other }) => result(other('/echo'), { headers: { 'X-Own': 'a' } }),
  'a preflight that refuses': ({ result, other }) => result(other('/echo'), { headers: { 'X-Unwanted': 'a' } }),
  'a preflight for an Authorization of the caller': ({ result, other }) => result(other('/echo'), { headers: { Authorization: 'Basic eDp5' } }),
  'headers not exposed are hidden': ({ fetch, other }) => fetch(other('/status?code=200&X-Own=a')).then(({ headers }) => headers.get('x-own')),
  'headers exposed are seen': ({ fetch, other }) =>
    fetch(other('/status?code=200&X-Own=a&Access-Control-Expose-Headers=x-own')).then(({ headers }) => headers.get('x-own')),
  'an error of another origin is readable': ({ result, other }) => result(other('/status?code=500&body=why')),
  'credentials, and a star allows none': ({ result, other }) => result(other('/echo'), { credentials: 'include' }),
  'a Request with a mode': ({ outcome, fetch, other }) => outcome(fetch(new Request(other('/no-cors'), { mode: 'no-cors' }))),
};

/** A cookie of this case only, sent and seen with each of the modes. */
const cookieSent = (which, credentials) => async ({ native, fetch, [which]: at, id }) => {
  const name = `c-${id}`;
  await native(at(`/cookie?credentials=1&name=${name}`), { credentials: 'include' });
  const { headers } = await (await fetch(at('/echo?credentials=1'), { credentials })).json();
  return (headers.Cookie ?? '').includes(name);
};

export const credentials = {};
for (const which of ['url', 'other']) {
  for (const mode of [undefined, 'omit', 'same-origin', 'include']) {
    credentials[`cookies to the ${which === 'url' ? 'own' : 'other'} origin: ${mode}`] = cookieSent(which, mode);
  }
}
for (const mode of ['omit', 'same-origin']) {
  credentials[`a cookie set in answer to ${mode}`] = async ({ fetch, url, id }) => {
    await fetch(url(`/cookie?name=s-${id}`), { credentials: mode });
    return document.cookie.includes(`s-${id}`);
  };
}

export const cache = {};
for (const mode of ['default', 'no-store', 'reload', 'no-cache', 'force-cache', 'only-if-cached']) {
  for (const warm of [true, false]) {
    cache[`${mode}, ${warm ? 'after an answer' : 'with none'}`] = async ({ fetch, native, outcome, url, count }) => {
      const at = url('/cached');
      if (warm) await (await native(at)).text();
      const mine = await outcome(fetch(at, { cache: mode, mode: 'same-origin' }));
      return [mine, await count()];
    };
  }
}
cache['a condition of the caller'] = async ({ fetch, native, outcome, url, count }) => {
  const at = url('/cached');
  await (await native(at)).text();
  return [await outcome(fetch(at, { headers: { 'If-None-Match': '"one"' } })), await count()];
};

export const referrer = {};
for (const init of [
  { referrer: '' },
  { referrer: 'about:client' },
  { referrer: '/another/page' },
  { referrer: 'https://elsewhere.example/' },
  { referrer: undefined },
  ...['no-referrer', 'origin', 'unsafe-url', 'same-origin', 'strict-origin', 'no-referrer-when-downgrade', ''].map((referrerPolicy) => ({ referrerPolicy })),
]) {
  const name = `${Object.keys(init)} ${JSON.stringify(Object.values(init)[0])}`;
  referrer[`${name}, own origin`] = ({ seen, url }) => seen(url('/echo'), init);
  referrer[`${name}, another`] = ({ seen, other }) => seen(other('/echo'), init);
}

/** Of another text. */
const HASH = 'sha256-sDLk8/fEsKOLCjtEwZVUUwZ4lUYv9VpPlf2FLuVYAUM=';
const sum = async (text) => btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))));

export const integrity = {
  'as it should be': async ({ result, url }) => result(url('/status?code=200&body=whole'), { integrity: `sha256-${await sum('whole')}` }),
  'not as it should be': ({ result, url }) => result(url('/status?code=200&body=other'), { integrity: HASH }),
  'of an opaque response': ({ outcome, fetch, other }) => outcome(fetch(other('/no-cors'), { mode: 'no-cors', integrity: HASH })),
  'of a Request': ({ result, url }) => result(new Request(url('/status?code=200&body=other'), { integrity: HASH })),
};

/** Browsers drop these without a word. */
export const forbidden = {};
for (const name of ['Host', 'Cookie', 'Origin', 'Referer', 'Content-Length', 'Accept-Encoding', 'Connection', 'Date', 'DNT', 'Expect', 'TE', 'Via',
  'Sec-Own', 'Proxy-Own', 'Access-Control-Request-Method', 'Set-Cookie', 'Keep-Alive', 'Transfer-Encoding', 'Upgrade']) {
  forbidden[name] = ({ seen, url }) => seen(url('/echo'), { headers: { [name]: 'own', 'X-Own': 'goes' } });
}
for (const method of ['TRACE', 'connect', 'GET, TRACK', 'PUT']) {
  forbidden[`X-HTTP-Method-Override: ${method}`] = ({ seen, url }) => seen(url('/echo'), { headers: { 'X-HTTP-Method-Override': method } });
}
