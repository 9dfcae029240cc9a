// What the user drops is collected: the package holds nothing by itself. (docs/architecture.md, "What is kept alive by what")
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { QueryClient } from '@tanstack/react-query';
import { clearOnIdentityChange, clerkQueryOptions } from 'clerk-fetch/react-query';
import { createFakeClerk } from 'clerk-fetch/testing';
import { serve } from './support/server.mjs';
import { eventually, forBothBuilds, promise } from './support/suite.mjs';
import { minting } from './support/tokens.mjs';
import { replaceGlobal } from './support/world.mjs';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');

/** Waits until nothing but the engine's word is left of it. */
const collected = (reference) =>
  eventually(() => {
    gc();
    return reference.deref() === undefined;
  });

/** An API that refuses the first token of each call, so that there is a refresh. */
const refusing = () => {
  let calls = 0;
  const headers = new Headers({ 'x-clerk-auth-reason': 'token-expired' }); // so that each refusal may mint
  return async () => ({ status: ++calls % 2 ? 401 : 200, headers, text: async () => '1' });
};

/** A token source as a server makes one for each request: a function that nothing else holds. */
const sourceOf = () => {
  const { getToken } = minting();
  return (options) => getToken(options);
};

forBothBuilds(({ createAuthenticatedFetch, clerkSWRFetcher, clerkQueryFn }) => {
  const BASE = 'https://a.foo.com';

  describe('what is dropped is collected', () => {
    promise('a token source, with its refreshes, though its API and its options live on', async () => {
      const shared = { baseUrl: BASE, fetch: refusing() };
      const use = async () => {
        const getToken = sourceOf();
        await createAuthenticatedFetch({ ...shared, getToken })('/x');
        await createAuthenticatedFetch({ ...shared, getToken }).json('/x', { token: { template: 'a' } });
        return new WeakRef(getToken);
      };
      await collected(await use());
      assert.equal(typeof shared.fetch, 'function');
    });

    for (const [name, make] of Object.entries({ createAuthenticatedFetch, clerkSWRFetcher, clerkQueryFn })) {
      promise(`a fetcher of ${name}, though its token source lives on`, async () => {
        const getToken = sourceOf();
        const use = async () => {
          const fetcher = make({ getToken, baseUrl: BASE, fetch: refusing() });
          await fetcher(name === 'clerkQueryFn' ? { queryKey: ['/x'] } : '/x');
          return new WeakRef(fetcher);
        };
        await collected(await use());
        assert.equal(typeof (await getToken()), 'string');
      });
    }

    promise('the options and the `fetch` of a dropped fetcher', async () => {
      const getToken = sourceOf();
      const use = async () => {
        const options = { getToken, baseUrl: BASE, fetch: refusing(), onEvent: () => {} };
        await createAuthenticatedFetch(options)('/x');
        return [options, options.fetch, options.onEvent].map((value) => new WeakRef(value));
      };
      for (const reference of await use()) await collected(reference);
      assert.equal(typeof (await getToken()), 'string');
    });

    promise('a signal, with the fetcher alive', async () => {
      const api = createAuthenticatedFetch({ getToken: sourceOf(), baseUrl: BASE, fetch: refusing(), timeout: 60_000 });
      const use = async () => {
        const { signal } = new AbortController();
        await api('/x', { signal });
        await api.json('/x', { signal });
        return new WeakRef(signal);
      };
      await collected(await use());
      assert.equal(typeof api, 'function');
    });

    promise('a response, with its fetcher and its signal alive', async () => {
      const api = createAuthenticatedFetch({ getToken: sourceOf(), baseUrl: BASE, fetch: refusing(), timeout: 60_000 });
      const { signal } = new AbortController();
      const use = async () => new WeakRef(await api('/x', { signal }));
      await collected(await use());
      assert.equal(signal.aborted, false);
      assert.equal(typeof api, 'function');
    });

    for (const signal of [undefined, new AbortController().signal]) {
      promise(`the bodies of real responses, with a \`timeout\` and ${signal ? 'a signal that lives on' : 'no signal'}`, async (t) => {
        const server = await serve(t, { '/x': { body: 'x'.repeat(10_000) } });
        const api = createAuthenticatedFetch({ getToken: sourceOf(), baseUrl: server.origin, timeout: 60_000 });
        const use = async (reads) => {
          const response = await api('/x', { signal });
          if (reads) await response.text();
          return new WeakRef(response.body);
        };
        const references = [];
        for (let call = 0; call < 20; call++) references.push(await use(call % 2));
        // Node itself keeps the last ones, with their connections.
        await eventually(() => {
          gc();
          return references.filter((reference) => reference.deref()).length <= 5;
        });
      });
    }

    promise('a Clerk that was given, with its session', async () => {
      const use = async () => {
        const clerk = createFakeClerk({ user: 'user_ada' });
        await createAuthenticatedFetch({ clerk, baseUrl: BASE, fetch: refusing() })('/x');
        return [clerk, clerk.session].map((value) => new WeakRef(value));
      };
      for (const reference of await use()) await collected(reference);
    });

    promise('a Clerk of the page that another one replaced, though the fetcher lives on', async (t) => {
      replaceGlobal(t, 'Clerk', undefined);
      const api = createAuthenticatedFetch({ baseUrl: BASE, fetch: refusing() });
      const use = async () => {
        globalThis.Clerk = createFakeClerk({ user: 'user_ada' });
        await api('/x');
        return new WeakRef(globalThis.Clerk);
      };
      const first = await use();
      globalThis.Clerk = createFakeClerk({ user: 'user_grace' });
      await api('/x');
      await collected(first);
    });

    promise('the arguments of a call that is over', async () => {
      const api = createAuthenticatedFetch({ getToken: sourceOf(), baseUrl: BASE, fetch: refusing() });
      const use = async () => {
        const init = { headers: { 'X-Call': '1' }, body: JSON.stringify({ a: 1 }), method: 'POST' };
        await api('/x', init);
        return new WeakRef(init);
      };
      await collected(await use());
    });
  });

  promise('a call that is over has no listener on its signal', async () => {
    const { signal } = new AbortController();
    const api = createAuthenticatedFetch({ getToken: sourceOf(), baseUrl: BASE, fetch: refusing() });
    await api('/x', { signal });
    await api.json('/x', { signal });
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
  });
});

describe('a cache that is watched', () => {
  promise('is collected after the undo, though Clerk lives on', async () => {
    const clerk = createFakeClerk({ user: 'user_ada' });
    const use = () => {
      const client = new QueryClient();
      clearOnIdentityChange(client, { clerk })();
      return new WeakRef(client);
    };
    await collected(use());
    assert.equal(clerk.isSignedIn, true);
  });

  for (const [how, end] of Object.entries({ 'that nobody unwatches': () => {}, 'after the undo': (undo) => undo() })) {
    promise(`is collected with a query of \`clerkQueryOptions\`, ${how}, and leaves no listener`, async (t) => {
      replaceGlobal(t, 'window', globalThis);
      let listeners = 0;
      const clerk = createFakeClerk({ user: 'user_ada' });
      const { addListener } = clerk;
      clerk.addListener = (listener) => {
        listeners++;
        const undo = addListener(listener);
        return () => {
          listeners--;
          undo();
        };
      };
      replaceGlobal(t, 'Clerk', clerk);
      const use = async () => {
        const client = new QueryClient();
        const undo = clearOnIdentityChange(client);
        await client.fetchQuery({ ...clerkQueryOptions('/x', { baseUrl: 'https://a.foo.com', fetch: async () => Response.json(1) }), gcTime: Infinity });
        end(undo);
        return new WeakRef(client);
      };
      await collected(await use());
      await clerk.signOut();
      assert.equal(listeners, 0);
    });
  }

  promise('takes its Clerk along', async () => {
    const use = () => {
      const clerk = createFakeClerk({ user: 'user_ada' });
      clearOnIdentityChange(new QueryClient(), { clerk })();
      return new WeakRef(clerk);
    };
    await collected(use());
  });
});
