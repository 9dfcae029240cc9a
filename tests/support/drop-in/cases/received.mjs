// What comes back: responses, their bodies, and redirects.

const status = (code, more = '') => `/status?code=${code}${more}`;

export const response = {
  async 'is a Response of the platform'({ fetch, url }) {
    const got = await fetch(url(status(200)));
    return [got instanceof Response, Object.getPrototypeOf(got) === Response.prototype, Object.keys(got)];
  },
  async 'its headers cannot be changed'({ fetch, url, error }) {
    const { headers } = await fetch(url(status(200)));
    try {
      headers.set('x-own', 'a');
    } catch (thrown) {
      return error(thrown);
    }
    return 'changed';
  },
  async 'its headers, combined'({ fetch, url }) {
    const { headers } = await fetch(url(status(200, '&X-Own=a%20&X-Own=b&Vary=x')));
    return [...headers].filter(([name]) => /^(x-own|vary|set-cookie)$/.test(name));
  },
  'its text of status': ({ result, url }) => result(url(status(299, '&text=Of%20its%20own'))),
  async 'its url has no fragment'({ fetch, url }) {
    return (await fetch(`${url(status(200))}#part`)).url;
  },
  async 'read twice'({ fetch, url, error }) {
    const got = await fetch(url(status(200, '&body=a')));
    await got.text();
    return [got.bodyUsed, error(await got.text().catch((e) => e))];
  },
  async 'a clone is read apart'({ fetch, url }) {
    const got = await fetch(url(status(200, '&body=a')));
    const clone = got.clone();
    return [await clone.text(), await got.text(), clone.url, clone.type];
  },
  async 'as json'({ fetch, url }) {
    return (await fetch(url(status(200, '&body={"a":1}')))).json();
  },
  async 'as json, and it is none'({ fetch, url, error }) {
    return error(await (await fetch(url(status(200, '&body={')))).json().catch((e) => e));
  },
  async 'as blob, with its type'({ fetch, url }) {
    const blob = await (await fetch(url(status(200, '&body=a&Content-Type=text/X-Own')))).blob();
    return [blob.type, blob.size];
  },
  async 'as bytes'({ fetch, url }) {
    return new Uint8Array(await (await fetch(url(status(200, '&body=ä')))).arrayBuffer()).join();
  },
  async 'as form data'({ fetch, url }) {
    const data = await (await fetch(url(status(200, '&body=a%3D1%26a%3D2&Content-Type=application/x-www-form-urlencoded')))).formData();
    return [...data];
  },
  async 'chunk by chunk, and cancelled'({ fetch, url, noted }) {
    const reader = (await fetch(url('/half'))).body.getReader();
    const { value, done } = await reader.read();
    await reader.cancel('enough');
    return [String.fromCharCode(...value), done, await noted('closed')];
  },
  'unpacked': ({ result, url }) => result(url('/gzip')),
  'of HEAD': ({ result, url }) => result(url(status(200)), { method: 'HEAD' }),
  'none, the connection breaks': ({ result, url }) => result(url('/reset?when=headers')),
  'none, nobody listens': ({ result }) => result('http://127.0.0.1:1/'),
  'half, the connection breaks': ({ result, url }) => result(url('/reset?when=body')),
};
for (const code of [200, 201, 202, 203, 204, 205, 206, 299, 300, 304, 400, 401, 403, 404, 407, 408, 418, 421, 429, 500, 503, 599]) {
  response[`status ${code}`] = ({ result, url }) => result(url(status(code, [204, 205, 304].includes(code) ? '' : '&body=its%20body')));
}

const via = (code, to, more = '') => `/redirect?code=${code}${to === undefined ? '' : `&to=${encodeURIComponent(to)}`}${more}`;

export const redirect = {
  'none named': ({ outcome, fetch, url }) => outcome(fetch(url(via(302)))),
  'to no URL': ({ result, url }) => result(url(via(302, 'http://['))),
  'to a data: URL': ({ result, url }) => result(url(via(302, 'data:,text'))),
  'to another scheme': ({ result, url }) => result(url(via(302, 'mailto:a@b'))),
  'to user info': ({ result, url, origin }) => result(url(via(302, `${origin.replace('//', '//user:word@')}/status?code=200`))),
  'to another origin': ({ result, url, other }) => result(url(via(302, other('/echo')))),
  'to another origin and back': ({ result, url, other }) => result(url(via(302, other(via(302, url('/echo')))))),
  'to another origin, with an Authorization of the caller': ({ result, url, other }) =>
    result(url(via(307, other('/echo'))), { headers: { authorization: 'Basic eDp5' } }),
  'a fragment goes along': ({ fetch, url }) => fetch(`${url(via(302, '/status?code=200'))}#part`).then(({ url: at }) => at),
  'twenty are followed': ({ result, url }) => result(url(via(302, '/status?code=200', '&times=20'))),
  'twenty-one are too many': ({ result, url }) => result(url(via(302, '/status?code=200', '&times=21'))),
  'a stream cannot be sent again': ({ outcome, fetch, url }) =>
    outcome(fetch(url(via(307, '/echo')), { method: 'POST', duplex: 'half', body: new Blob(['x']).stream() })),
  'of a Request with a body': ({ result, url }) => result(new Request(url(via(307, '/echo')), { method: 'POST', body: 'twice' })),
  'error, and there is none': ({ result, url }) => result(url(status(200)), { redirect: 'error' }),
  'manual, and there is none': ({ result, url }) => result(url(status(200)), { redirect: 'manual' }),
};
for (const code of [301, 302, 303, 307, 308]) {
  for (const method of ['GET', 'POST', 'PUT']) {
    redirect[`${code} after ${method}`] = ({ result, url }) =>
      result(url(via(code, '/echo')), { method, ...(method !== 'GET' && { body: 'its body', headers: { 'Content-Type': 'text/x-own' } }) });
  }
  redirect[`${code}, manual`] = ({ outcome, fetch, url }) => outcome(fetch(url(via(code, '/echo')), { redirect: 'manual' }));
  redirect[`${code}, error`] = ({ result, url }) => result(url(via(code, '/echo')), { redirect: 'error' });
}

export const address = {
  async 'user info'({ outcome, fetch, origin }) {
    return outcome(fetch(`${origin.replace('//', '//user:word@')}/echo`));
  },
  async 'user info of a user only'({ outcome, fetch, origin }) {
    return outcome(fetch(`${origin.replace('//', '//user@')}/echo`));
  },
  'space around it': ({ seen, url }) => seen(` \t${url('/echo')}\n `),
  'a tab and a newline within': ({ seen, url }) => seen(url('/echo').replace('echo', 'e\tc\nho')),
  'backslashes': ({ seen, url }) => seen(url('/echo').replaceAll('/', '\\')),
  'capitals': ({ seen, url }) => seen(url('/echo').replace('http', 'HTTP')),
  'beyond ASCII': ({ fetch, url }) => fetch(url('/ä?ü=😀')).then(({ url: at }) => at),
  'dots': ({ fetch, url }) => fetch(url('/a/../echo/./x')).then(({ url: at }) => at),
  'a bad port': ({ result }) => result('http://127.0.0.1:22/'),
  'a very long query': ({ fetch, url }) => fetch(url(`/echo?q=${'x'.repeat(9_000)}`)).then(({ status: code }) => code),
  async 'an object URL'({ result }) {
    const at = URL.createObjectURL(new Blob(['of a blob'], { type: 'text/x-own' }));
    const { url, ...rest } = await result(at);
    URL.revokeObjectURL(at);
    return { ...rest, same: url === at };
  },
  async 'an object URL, revoked'({ result }) {
    const at = URL.createObjectURL(new Blob(['x']));
    URL.revokeObjectURL(at);
    return result(at);
  },
  async 'an object URL, to be written'({ result }) {
    return result(URL.createObjectURL(new Blob(['x'])), { method: 'POST', body: 'y' });
  },
};
for (const text of ['data:,text', 'data:text/x-own;base64,YWJj', 'data:text/plain;charset=utf-8,%C3%A4', 'data:nothing', 'DATA:,a#b', 'data:;base64,!']) {
  address[text] = ({ result }) => result(text);
}
address['data: with HEAD'] = ({ result }) => result('data:,text', { method: 'HEAD' });
address['data: with POST'] = ({ result }) => result('data:,text', { method: 'POST', body: 'x' });
address['data: same-origin'] = ({ result }) => result('data:,text', { mode: 'same-origin' });
for (const text of ['about:blank', 'about:unheard-of', 'javascript:1', 'mailto:a@b', 'file:///etc/hostname', 'ftp://localhost/', 'unheard-of:x', 'blob:null/x']) {
  address[text] = ({ result }) => result(text);
}
for (const text of ['http://', 'http://[', 'http://a b', 'https://a:99999', 'http://%00', '//', 'http:///']) {
  address[`no URL: ${text}`] = ({ outcome, fetch }) => outcome(fetch(text));
}
