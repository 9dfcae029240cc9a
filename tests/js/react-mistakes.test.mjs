// What somebody writes who has not read the page, in a component: each is refused while rendering, in words that say what to write.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { QueryClient, QueryClientProvider, useQueryClient } from '@tanstack/react-query';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { ClerkFetchProvider, useAuthenticatedFetch, useClerkFetchOptions, useFetch } from 'clerk-fetch/react';
import { clearOnIdentityChange as clearQueries, clerkQueryOptions } from 'clerk-fetch/query';
import { useClerkQuery } from 'clerk-fetch/react-query';
import { clearOnIdentityChange as clearSWR, useClerkSWR } from 'clerk-fetch/swr';
import { mutate, useSWRConfig } from 'swr';
import { assertCode, promise, thrown } from './support/suite.mjs';

const BASE = 'https://api.foo.com';
const getToken = async () => 'tok';
const client = new QueryClient();

/** What a component that calls this throws while it renders. */
const rendering = (body) => {
  const Component = () => body() && null;
  return thrown(() => renderToString(createElement(QueryClientProvider, { client }, createElement(Component))));
};

const NO_OPTIONS = { 'a URL': ['/todos', 'a string'], 'a function': [getToken, 'a function'], 'null': [null, 'null'], 'a yes': [true, 'a boolean'] };

for (const [name, [given, said]] of Object.entries(NO_OPTIONS)) {
  describe(`${name} in the place of options`, () => {
    for (const [hookName, hook] of Object.entries({ useFetch, useAuthenticatedFetch })) {
      promise(`${hookName} says its name, what it got, and what to write`, () => {
        assertCode(rendering(() => hook(given)), 'invalid_options', `\`${hookName}\` takes`, `not ${said}`, `write \`${hookName}()\``);
      });
    }
    promise('is refused as `auth` of the hooks, and by the provider', () => {
      assertCode(rendering(() => useClerkFetchOptions(given)), 'invalid_options', `not ${said}`);
      assertCode(rendering(() => useClerkSWR('/todos', { auth: given })), 'invalid_options', '`auth` takes', `not ${said}`);
      assertCode(rendering(() => useClerkQuery('/todos', { auth: given })), 'invalid_options', '`auth` takes', `not ${said}`);
      assertCode(thrown(() => renderToString(createElement(ClerkFetchProvider, { options: given }))), 'invalid_options', '`options` takes', `not ${said}`);
    });
  });
}

describe("the other hook's function", () => {
  for (const name of ['fetcher', 'queryFn', 'queryKey']) {
    promise(`\`${name}\` is refused by both`, () => {
      assertCode(rendering(() => useClerkSWR('/todos', { [name]: getToken })), 'invalid_options', 'useClerkSWR', `\`${name}\``);
      assertCode(rendering(() => useClerkQuery('/todos', { [name]: getToken })), 'invalid_options', 'useClerkQuery', `\`${name}\``);
    });
  }
});

describe('a provider', () => {
  const render = (props) => renderToString(createElement(ClerkFetchProvider, { key: 'a key', ...props }, 'child'));

  promise('takes options, children, a key, and nothing', () => {
    for (const props of [{}, { options: undefined }, { options: { baseUrl: BASE } }]) assert.equal(render(props), 'child');
  });

  for (const props of [{ value: { baseUrl: BASE } }, { baseUrl: BASE }, { options: {}, getToken }]) {
    promise(`with \`${Object.keys(props).at(-1)}\` says that \`options\` takes them`, () => {
      assertCode(thrown(() => render(props)), 'invalid_options', `takes an object of options, not \`${Object.keys(props).at(-1)}\``, '`options={{ … }}`');
    });
  }
});

describe('`clearOnIdentityChange` of what is no cache', () => {
  for (const [name, given] of Object.entries({ nothing: undefined, null: null, 'the cache of SWR': () => {}, 'a class': QueryClient, 'a text': 'x', 'an object': { client } })) {
    promise(`TanStack Query's says how to call it, given ${name}`, () => {
      assertCode(thrown(() => clearQueries(given)), 'invalid_options', '`clearOnIdentityChange(queryClient, { clerk })`');
    });
  }
  for (const [name, given] of Object.entries({ nothing: undefined, null: null, "TanStack Query's client": client, 'a map': new Map(), 'a text': 'x', 'an object': { mutate: true } })) {
    promise(`SWR's says how to call it, given ${name}`, () => {
      assertCode(thrown(() => clearSWR(given)), 'invalid_options', '`clearOnIdentityChange(mutate, { clerk })`');
    });
  }
});

describe("what looks like SWR's `mutate`", () => {
  const result = { data: 1, error: undefined, isLoading: false, isValidating: false, mutate: () => {} };
  for (const [name, given] of Object.entries({ useSWRConfig, useQueryClient, 'the class QueryClient': QueryClient, "a hook's result for one key": result, 'a client of TanStack Query': client })) {
    promise(`SWR's \`clearOnIdentityChange\` refuses ${name}`, () => {
      assertCode(thrown(() => clearSWR(given)), 'invalid_options', '`clearOnIdentityChange(mutate, { clerk })`', "`mutate` is SWR's");
    });
  }
  for (const [name, given] of Object.entries({ useQueryClient, "SWR's mutate": mutate })) {
    promise(`TanStack Query's refuses ${name}`, () => {
      assertCode(thrown(() => clearQueries(given)), 'invalid_options', '`clearOnIdentityChange(queryClient, { clerk })`', '`clerk-fetch/swr`');
    });
  }
  promise('and what reaches a whole cache is taken', () => {
    for (const given of [mutate, { mutate }, async function mutated() {}]) clearSWR(given)();
  });
});

describe('`clerkQueryOptions` of what is no key', () => {
  for (const [name, given] of Object.entries({ nothing: [], undefined: [undefined, { baseUrl: BASE }], null: [null], options: [{ baseUrl: BASE }], 'an empty array': [[]], 'an array of nothing': [[undefined, 1]], 'a function': [getToken], 'a number': [1] })) {
    promise(`says at once what to write, given ${name}`, () => {
      assertCode(thrown(() => clerkQueryOptions(...given)), 'invalid_key', '`clerkQueryOptions` takes a key first', "`['/todos', 1]`");
    });
  }
  promise('takes keys, refs in them, and whatever `request` maps', () => {
    for (const given of [['/todos'], [''], [new URL(`${BASE}/todos`)], [['/todos', { value: 1, __v_isRef: true }]], [[{ value: '/todos' }]], [{ id: 1 }, { request: ({ id }) => `/todos/${id}` }]]) assert.ok(clerkQueryOptions(...given).queryFn);
  });
});

describe('a `getToken` that is no function', () => {
  promise('is refused by each hook in the words of the core', () => {
    for (const getToken of ['tok', 1, Promise.resolve('tok'), { value: async () => 'tok' }]) {
      for (const body of [() => useFetch({ getToken }), () => useClerkSWR('/todos', { auth: { getToken } }), () => useClerkQuery('/todos', { auth: { getToken } })]) {
        assertCode(rendering(body), 'invalid_options', '`getToken` must be a function that returns the token');
      }
    }
  });
});

describe('what is no Clerk object as `clerk`', () => {
  const clerk = { isLoaded: true, isSignedIn: true, getToken };
  promise('is refused by each hook while it renders', () => {
    for (const body of [() => useFetch({ clerk }), () => useClerkSWR('/todos', { auth: { clerk } }), () => useClerkQuery('/todos', { auth: { clerk } })]) {
      assertCode(rendering(body), 'invalid_options', '`clerk` must be the Clerk object or null');
    }
  });
  promise('is refused by `clearOnIdentityChange`', () => {
    for (const clear of [() => clearQueries(client, { clerk }), () => clearSWR(() => {}, { clerk })]) assertCode(thrown(clear), 'invalid_options', 'Clerk object');
  });
});
