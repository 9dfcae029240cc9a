// An abort: which error, when, and what the server sees of it.

const aborted = (reason) => {
  const controller = new AbortController();
  controller.abort(reason);
  return controller.signal;
};

const caught = (promise) => promise.then(() => 'it resolved', (error) => error);

/** Aborts once the server has the request. */
const midway = async ({ fetch, url, noted }, path, reason) => {
  const controller = new AbortController();
  const answer = caught(fetch(url(path), { signal: controller.signal }));
  await noted('arrived');
  controller.abort(reason);
  return answer;
};

export const abort = {
  async 'before the call, it rejects with the very reason'({ fetch, url }) {
    const reason = new Error('mine');
    return (await caught(fetch(url('/echo'), { signal: aborted(reason) }))) === reason;
  },
  'before the call, without a reason, it is an AbortError': ({ result, url }) => result(url('/echo'), { signal: aborted() }),
  async 'before the call, nothing is sent'({ fetch, url, count }) {
    await caught(fetch(url('/hold'), { signal: aborted() }));
    return count();
  },
  async 'before the call, the body stream is cancelled with the reason'({ fetch, url }) {
    const cancelled = [];
    const body = new ReadableStream({ cancel: (reason) => void cancelled.push(String(reason)) });
    await caught(fetch(url('/echo'), { method: 'POST', body, duplex: 'half', signal: aborted('why') }));
    return cancelled;
  },
  async 'while the server thinks, it rejects with the very reason'(c) {
    const reason = { own: true };
    return (await midway(c, '/hold', reason)) === reason;
  },
  async 'while the server thinks, the connection is let go'(c) {
    await midway(c, '/hold');
    return c.noted('closed');
  },
  async 'in the turn of the call, it rejects with the reason'({ fetch, url }) {
    const controller = new AbortController();
    const answer = caught(fetch(url('/hold'), { signal: controller.signal }));
    controller.abort('at once');
    return answer;
  },
  async 'the signal says it before the promise does'({ fetch, url, noted }) {
    const controller = new AbortController();
    const order = [];
    controller.signal.addEventListener('abort', () => order.push('event'));
    const answer = fetch(url('/hold'), { signal: controller.signal }).catch(() => order.push('promise'));
    await noted('arrived');
    controller.abort();
    order.push('aborted');
    await answer;
    return order;
  },
  async 'one signal ends all its calls'({ fetch, url, noted }) {
    const controller = new AbortController();
    const all = [1, 2, 3].map(() => caught(fetch(url('/hold'), { signal: controller.signal })));
    await noted('arrived');
    controller.abort('all');
    return Promise.all(all);
  },
  async 'after the headers, reading rejects'({ fetch, url, error }) {
    const controller = new AbortController();
    const response = await fetch(url('/half'), { signal: controller.signal });
    controller.abort();
    return { status: response.status, reading: error(await caught(response.text())) };
  },
  async 'after the headers, a reason reaches the reader'({ fetch, url }) {
    const controller = new AbortController();
    const response = await fetch(url('/half'), { signal: controller.signal });
    const reading = caught(response.text());
    controller.abort('half is enough');
    return reading;
  },
  async 'midway through the body, the reader is told and the connection let go'({ fetch, url, noted, error }) {
    const controller = new AbortController();
    const response = await fetch(url('/half'), { signal: controller.signal });
    const reader = response.body.getReader();
    const { value } = await reader.read();
    controller.abort();
    const told = error(await caught(reader.read()));
    return [String.fromCharCode(...value), told, await noted('closed')];
  },
  async 'it reaches both of a cloned response'({ fetch, url, error }) {
    const controller = new AbortController();
    const response = await fetch(url('/half'), { signal: controller.signal });
    const clone = response.clone();
    controller.abort();
    return [error(await caught(response.text())), error(await caught(clone.text()))];
  },
  async 'after all has been read, it changes nothing'({ fetch, url }) {
    const controller = new AbortController();
    const response = await fetch(url('/status?code=200&body=all'), { signal: controller.signal });
    const text = await response.text();
    controller.abort();
    return [text, response.status, response.bodyUsed];
  },
  async 'the signal of a Request ends it'({ fetch, url, noted }) {
    const controller = new AbortController();
    const answer = caught(fetch(new Request(url('/hold'), { signal: controller.signal })));
    await noted('arrived');
    controller.abort('of the request');
    return answer;
  },
  'a Request that is aborted already is an AbortError': ({ result, url }) => result(new Request(url('/echo'), { signal: aborted() })),
  'signal: null frees a Request of its aborted signal': ({ seen, url }) => seen(new Request(url('/echo'), { signal: aborted() }), { signal: null }),
  'signal: undefined leaves a Request its signal': ({ result, url }) => result(new Request(url('/echo'), { signal: aborted() }), { signal: undefined }),
  'the signal of init replaces that of the Request': ({ result, url }) =>
    result(new Request(url('/status?code=200'), { signal: aborted() }), { signal: new AbortController().signal }),
  'the aborted signal of init ends a Request': ({ fetch, url }) => caught(fetch(new Request(url('/echo')), { signal: aborted('init') })),
  'AbortSignal.timeout is a TimeoutError': ({ result, url }) => result(url('/hold'), { signal: AbortSignal.timeout(1) }),
  'AbortSignal.any gives the reason of the one': ({ fetch, url }) =>
    caught(fetch(url('/hold'), { signal: AbortSignal.any([new AbortController().signal, aborted('of any')]) })),
};

for (const reason of [null, 0, '', 'text', false]) {
  abort[`midway, the reason ${JSON.stringify(reason)} is kept`] = async (c) => (await midway(c, '/hold', reason)) === reason;
}
for (const signal of [{}, 'text', 1, true, new EventTarget()]) {
  abort[`signal: ${typeof signal} ${Object.prototype.toString.call(signal)} is refused`] = ({ result, url }) => result(url('/echo'), { signal });
}
for (const [what, input, init] of [
  ['URL', 'http://', {}],
  ['method', '/echo', { method: 'a b' }],
  ['mode', '/echo', { mode: 'unheard-of' }],
  ['GET with a body', '/echo', { body: 'x' }],
]) {
  abort[`an unusable ${what} is said before an abort`] = ({ result, url }) =>
    result(input.startsWith('/') ? url(input) : input, { ...init, signal: aborted() });
}
