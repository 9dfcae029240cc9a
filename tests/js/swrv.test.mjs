// `clerkSWRFetcher` with the real swrv, which calls a fetcher with a key's elements one by one.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { assertCode, caught, eventually, promise } from './support/suite.mjs';
import { clerkSWRFetcher } from './support/swr-page.mjs';

for (const name of ['Element', 'SVGElement', 'HTMLElement', 'Node']) globalThis[name] = window[name];
const { createApp, h } = await import('vue');
const { default: useSWRV } = await import('swrv');

const sent = [];
const fetcher = clerkSWRFetcher({
  getToken: async () => 'token',
  baseUrl: 'https://api.foo.com',
  fetch: async (url) => (sent.push(url), Response.json({ url })),
});

/** What swrv has for a key in the end. */
const settledWith = async (key) => {
  let state;
  const app = createApp({ setup: () => ((state = useSWRV(key, fetcher, { shouldRetryOnError: false, revalidateOnFocus: false })), () => h('p')) });
  app.mount(document.createElement('div'));
  await eventually(() => state.data.value || state.error.value);
  app.unmount();
  return { data: state.data.value, error: state.error.value };
};

describe('swrv', () => {
  for (const [key, url] of [
    ['/todos', '/todos'],
    [['/todos'], '/todos'],
    [['/list', { done: true }], '/list?done=true'],
    [['/todos', 5, 'comments', { page: 1 }], '/todos/5/comments?page=1'],
  ]) {
    promise(`${JSON.stringify(key)} is fetched as the key`, async () => {
      assert.deepEqual((await settledWith(key)).data, { url: `https://api.foo.com${url}` });
    });
  }

  for (const element of [undefined, null, true, '', NaN]) {
    promise(`an element ${JSON.stringify(element)} is invalid_key, and nothing is sent`, async () => {
      const before = sent.length;
      assertCode((await settledWith(['/todos', element])).error, 'invalid_key', '[1]');
      assert.equal(sent.length, before);
    });
  }

  promise('`map` gives an index and the list', async () => {
    for (const pending of ['/a', '/b'].map(fetcher)) assertCode(await caught(pending), 'invalid_key');
  });
});
