// docs/workers.md: Electron's main process asks its renderer for the token. The window is what Electron would give.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as rest from '../servers/rest.ts';
import { moduleOf } from './recipes.mjs';
import { world } from './suite.mjs';

test('the main process gets the token of the renderer, and renews it', async (t) => {
  const { clerk, server } = await world(t, rest.handler);
  const { createApi } = await moduleOf('docs/workers.md', 'executeJavaScript', { 'https://api.foo.com': server.url });
  const renderer = { Clerk: clerk };
  const api = createApi({ webContents: { executeJavaScript: async (code) => new Function('window', `return (${code})`)(renderer) } });
  const rename = () => api.json('/todos/1', { json: { title: 'Milk' } });
  assert.equal((await rename()).userId, 'user_ada');
  clerk.expire();
  assert.equal((await rename()).userId, 'user_ada');
  assert.equal(clerk.mints, 2);
  await clerk.signOut();
  await assert.rejects(rename, { code: 'signed_out' });
});
