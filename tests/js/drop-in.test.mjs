// In Node our `fetch`, signed out, does what the native one does, over the areas of the specification.
import { after, before } from 'node:test';
import { createAuthenticatedFetch } from 'clerk-fetch';
import { everywhere } from '../support/drop-in/cases/index.mjs';
import { compareAll } from '../support/drop-in/compare.mjs';
import { observeAll, watchRejections } from '../support/drop-in/run.mjs';
import { startDropInServer } from '../support/drop-in/server.mjs';

const { fetch } = globalThis;
const signedOut = { signedOut: 'anonymous', foreignOrigin: 'anonymous', getToken: async () => null };
const kinds = { native: fetch, ours: createAuthenticatedFetch({ ...signedOut, fetch }) };

let server;
before(async () => {
  watchRejections();
  globalThis.nativeFetch = fetch;
  server = await startDropInServer();
});
after(() => server?.close());

const look = (area) => observeAll(everywhere[area], kinds, { origin: server.origin, other: server.other, run: area });

compareAll(everywhere, look, 'node');
