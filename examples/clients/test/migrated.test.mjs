// The pages on migrating from axios and ky: their blocks, with the versions that they speak of.
import { isAxiosError } from 'axios';
import { HTTPError } from 'ky';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as rest from '../servers/rest.ts';
import { moduleOf } from './recipes.mjs';
import { world } from './suite.mjs';

const AXIOS = ['docs/migrating-from-axios.md', 'axios.VERSION.split'];
const KY = ['docs/migrating-from-ky.md', 'fetch: createAuthenticatedFetch'];

async function start(t, [page, text], replacements = {}) {
  const { clerk, server } = await world(t, rest.handler);
  const { createApi } = await moduleOf(page, text, { 'https://api.foo.com': server.url, ...replacements });
  return { clerk, server, create: () => createApi(async (options) => clerk.session?.getToken(options) ?? null) };
}

describe('axios', () => {
  for (const version of ['axios', 'axios-1.12']) {
    test(`${version} sends the token, and renews it once`, async (t) => {
      const { clerk, server, create } = await start(t, AXIOS, { "from 'axios'": `from '${version}'` });
      const api = create();
      assert.equal((await api.post('/todos/1', { title: 'Milk' })).data.userId, 'user_ada');
      clerk.expire();
      const all = await Promise.all([1, 2, 3].map((id) => api.post(`/todos/${id}`, { title: 'Milk' })));
      assert.deepEqual([all.length, clerk.mints, server.arrived.length], [3, 2, 7]);
    });
  }

  for (const version of ['axios-1.11', 'axios-0']) {
    test(`${version}, which would send no token, is refused aloud`, async (t) => {
      const { server, create } = await start(t, AXIOS, { "from 'axios'": `from '${version}'` });
      assert.throws(create, /axios (1\.11\.0|0\.27\.2) would send no token: install 1\.12/);
      assert.deepEqual(server.arrived, []);
    });
  }

  test('isAxiosError and error.response.status go on working, in interceptors too', async (t) => {
    const { clerk, server, create } = await start(t, AXIOS);
    const api = create();
    const seen = [];
    api.interceptors.response.use(undefined, (error) => {
      seen.push([isAxiosError(error), error.response?.status, error.code]);
      throw error;
    });
    server.state.status = 404;
    await assert.rejects(api.post('/todos/1', { title: 'Milk' }));
    server.state.status = undefined;
    await clerk.signOut();
    await assert.rejects(api.get('/todos/1'));
    assert.deepEqual(seen, [[true, 404, 'ERR_BAD_REQUEST'], [true, undefined, 'signed_out']]);
  });
});

describe('ky', () => {
  const callBoth = async (api, server, clerk) => {
    assert.equal((await api.post('todos/1', { json: { title: 'Milk' } }).json()).userId, 'user_ada');
    clerk.expire();
    assert.equal((await api.post('todos/1', { json: { title: 'Milk' } }).json()).userId, 'user_ada');
    assert.deepEqual([clerk.mints, server.arrived.length], [2, 3]);
  };

  test('2', async (t) => {
    const { clerk, server, create } = await start(t, KY);
    const api = create();
    await callBoth(api, server, clerk);
    server.state.status = 404;
    await assert.rejects(api.post('todos/1', { json: {} }), (error) => error instanceof HTTPError && error.response.status === 404);
  });

  test('1, for Node 20, whose option is prefixUrl', async (t) => {
    const { clerk, server, create } = await start(t, KY, { "from 'ky'": "from 'ky-1'", baseUrl: 'prefixUrl' });
    await callBoth(create(), server, clerk);
  });
});
