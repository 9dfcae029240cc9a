// The check of behaviour that the codemod's other tests rely on, held to what it is for: it accepts each difference that docs/migrate.md
// lists, and refuses a wrong rewrite of each kind. What is wrong here is what a codemod could have written.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { DIFFERENCES, SITUATIONS, compare, compile, restore, withHook } from './support/situations.mjs';

after(restore);

const drive = async (loaded, { mount, createElement }) => {
  if (loaded.run) return loaded.run();
  if (loaded.useIt) return withHook(loaded.useIt, (call) => (typeof call === 'function' ? call('/api/todos') : undefined));
  mount(createElement(loaded.Screen));
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
  return undefined;
};

/** The rows that the check names in each situation; `undefined` where it refuses. */
const rowsOf = async ({ before, after: now }) => {
  const programs = [before, now].map((code) => compile(code, 'jsx'));
  const rows = {};
  for (const situation of SITUATIONS) {
    const { found } = await compare(programs, now, situation, drive, false);
    rows[situation] = found && [...found].map((name) => DIFFERENCES[name]);
  }
  return rows;
};

const FETCH = "import { createAuthenticatedFetch } from 'clerk-fetch';\nconst authenticatedFetch = createAuthenticatedFetch();\n";
const ANONYMOUS = FETCH.replace('()', "({ signedOut: 'anonymous' })");
const PAGE = "`Bearer ${await window.Clerk.session.getToken()}`";
const HOOK = "import { useAuth } from '@clerk/react';\n";
const AUTH = "import { useAuthenticatedFetch } from 'clerk-fetch/react';\n";

const screen = (body) => `${HOOK}import { useQuery } from '@tanstack/react-query';
export function Screen() {
  const { getToken } = useAuth();
  const { data, error } = useQuery({ queryKey: ['/api/todos'], queryFn: async () => {
    const res = await fetch('/api/todos', { headers: { Authorization: \`Bearer \${await getToken()}\` } });
    ${body}
  } });
  return <p>{error?.message ?? data?.error ?? data?.name}</p>;
}`;
const QUERY = "import { useClerkQuery } from 'clerk-fetch/react-query';\nexport function Screen() {\n  const { data, error } = useClerkQuery('/api/todos');\n  return <p>{error?.message ?? data?.error ?? data?.name}</p>;\n}";

const WRONG = [
  {
    title: 'two calls change places',
    before: `export const run = async () => {\n  await fetch('/api/one', { method: 'POST', headers: { Authorization: ${PAGE} } });\n  await fetch('/api/two', { method: 'POST', headers: { Authorization: ${PAGE} } });\n};`,
    after: `${FETCH}export const run = async () => {\n  await authenticatedFetch('/api/two', { method: 'POST' });\n  await authenticatedFetch('/api/one', { method: 'POST' });\n};`,
    refused: ['signed in', 'token expired', 'API refuses'],
  },
  {
    title: 'the second call no longer waits for the first',
    before: `export const run = async () => {\n  await fetch('/api/one', { method: 'POST', headers: { Authorization: ${PAGE} } });\n  await fetch('/api/two', { method: 'POST' });\n};`,
    after: `${FETCH}export const run = async () => {\n  await Promise.all([authenticatedFetch('/api/one', { method: 'POST' }), fetch('/api/two', { method: 'POST' })]);\n};`,
    refused: ['signed in', 'token expired', 'API refuses'],
  },
  {
    title: 'what comes after an answer comes before it',
    before: `export const run = async () => {\n  await fetch('/api/one', { headers: { Authorization: ${PAGE} } });\n  mark('saved');\n};`,
    after: `${FETCH}export const run = async () => {\n  const saved = authenticatedFetch('/api/one');\n  mark('saved');\n  await saved;\n};`,
    refused: ['signed in', 'token expired', 'API refuses'],
  },
  {
    title: "the program's own words for an error go",
    before: screen("if (!res.ok) throw new Error('Prices are not available right now.');\n    return res.json();"),
    after: QUERY,
    refused: ['API refuses'],
  },
  {
    title: "the API's words, which the program threw, go",
    before: screen('if (!res.ok) throw new Error((await res.json()).message);\n    return res.json();'),
    after: QUERY,
    refused: ['API refuses'],
  },
  { title: 'what the screen shows of an error in the data goes', before: screen('return res.json();'), after: QUERY, refused: ['API refuses'] },
  {
    title: 'a branch for an error in the data is never reached',
    before: `${HOOK}export const useIt = () => {\n  const { getToken } = useAuth();\n  return async (url) => {\n    const data = await fetch(url, { headers: { Authorization: \`Bearer \${await getToken()}\` } }).then((res) => res.json());\n    return data.error ? ['bad', data.error] : data;\n  };\n};`,
    after: "export { useFetch as useIt } from 'clerk-fetch/react';",
    refused: ['API refuses'],
  },
  {
    title: 'an error that was no error of the status counts as one',
    before: "export const run = async () => {\n  const res = await fetch('/api/public');\n  throw new Error(`Rates of ${(await res.json()).name} are missing`);\n};",
    after: "import { useFetch } from 'clerk-fetch/react';\nexport const run = async () => {\n  throw new Error('Network response error');\n};",
    refused: SITUATIONS,
  },
  {
    title: 'without Clerk, a call that failed waits for ever',
    before: `export const run = async () => fetch('/api/todos', { headers: { Authorization: ${PAGE} } });`,
    after: `${FETCH}export const run = () => (globalThis.Clerk ? authenticatedFetch('/api/todos') : new Promise(() => {}));`,
    refused: ['Clerk absent'],
  },
  {
    title: 'without Clerk, a call that waited fails with another error',
    before: `${HOOK}export const useIt = () => {\n  const { getToken } = useAuth();\n  return async (url) => fetch(url, { headers: { Authorization: \`Bearer \${await getToken()}\` } });\n};`,
    after: `${AUTH}export const useIt = () => {\n  const authenticatedFetch = useAuthenticatedFetch();\n  return async (url) => (globalThis.Clerk ? authenticatedFetch(url) : Promise.reject(new TypeError('no token')));\n};`,
    refused: ['Clerk absent'],
  },
  {
    title: 'without Clerk, a call that was sent at once is not sent',
    before: "export const run = async () => {\n  const token = await window.Clerk?.session?.getToken();\n  const headers = new Headers();\n  if (token) headers.set('Authorization', `Bearer ${token}`);\n  return fetch('/api/public', { headers });\n};",
    after: `${ANONYMOUS}export const run = async () => authenticatedFetch('/api/public');`,
    refused: ['Clerk absent'],
  },
  {
    title: 'without Clerk, a call that was never sent is sent without a token',
    before: `${HOOK}export const useIt = () => {\n  const { getToken } = useAuth();\n  return async (url) => fetch('/api/public', { headers: { Authorization: \`Bearer \${await getToken()}\` } });\n};`,
    after: `${AUTH}export const useIt = () => {\n  const authenticatedFetch = useAuthenticatedFetch();\n  return async (url) => (globalThis.Clerk ? authenticatedFetch : fetch)('/api/public', { method: 'DELETE' });\n};`,
    refused: SITUATIONS.filter((one) => !/signed out|no token/.test(one)),
  },
  {
    title: 'signed out, a call that was sent without a header is refused',
    before: "export const run = async () => {\n  const token = await window.Clerk.session?.getToken();\n  return fetch('/api/public', { headers: token ? { Authorization: `Bearer ${token}` } : {} });\n};",
    after: `${FETCH}export const run = async () => authenticatedFetch('/api/public');`,
    refused: ['signed out'],
  },
  {
    title: 'signed in, an empty header goes',
    before: "export const run = async () => fetch('/api/public', { headers: { Authorization: '' } });",
    after: "export const run = async () => fetch('/api/public');",
    refused: SITUATIONS.filter((one) => !/signed out|absent|no token/.test(one)),
  },
  {
    title: 'a body, a header and a mode of the request go',
    before: `export const run = async () => fetch('/api/todos', { method: 'POST', credentials: 'include', headers: { 'X-Trace': '1', Authorization: ${PAGE} } });`,
    after: `${FETCH}export const run = async () => authenticatedFetch('/api/todos', { method: 'POST' });`,
    refused: ['signed in', 'token expired', 'API refuses'],
  },
  {
    title: 'a call is made twice',
    before: `export const run = async () => fetch('/api/todos', { method: 'POST', headers: { Authorization: ${PAGE} } });`,
    after: `${FETCH}export const run = async () => {\n  await authenticatedFetch('/api/todos', { method: 'POST' });\n  return authenticatedFetch('/api/todos', { method: 'POST' });\n};`,
    refused: ['signed in', 'token expired', 'API refuses'],
  },
  {
    title: 'a refused token is not replaced, and the answer is lost',
    before: `export const run = async () => fetch('/api/todos', { headers: { Authorization: ${PAGE} } }).then((res) => res.json());`,
    after: `${FETCH}export const run = async () => authenticatedFetch('/api/todos').then((res) => (res.ok ? res.json() : null));`,
    refused: ['API refuses'],
  },
];

WRONG.push(
  {
    title: 'code runs that needs a token, though none comes',
    before: "import { getToken } from '@clerk/react';\nexport const run = async () => {\n  const token = await getToken();\n  mark('saving');\n  return fetch('/api/todos', { method: 'POST', headers: { Authorization: `Bearer ${token}` } });\n};",
    after: `${FETCH}export const run = async () => {\n  mark('saving');\n  return authenticatedFetch('/api/todos', { method: 'POST' });\n};`,
    refused: ['no token comes'],
  },
  {
    title: 'a token that fails is caught, as nothing was before',
    before: "import { getToken } from '@clerk/react';\nexport const run = async () => {\n  const token = await getToken();\n  return fetch('/api/todos', { headers: { Authorization: `Bearer ${token}` } }).catch(() => 'lost');\n};",
    after: `${FETCH}export const run = async () => authenticatedFetch('/api/todos').catch(() => 'lost');`,
    refused: ['no token comes'],
  },
);

const RIGHT = [
  {
    title: 'the header alone goes',
    before: `export const run = async () => fetch('/api/todos', { headers: { Authorization: ${PAGE} } });`,
    after: `${FETCH}export const run = async () => authenticatedFetch('/api/todos');`,
    rows: { 'signed out': [DIFFERENCES.nobody], 'Clerk absent': [DIFFERENCES.loading], 'token expired': [DIFFERENCES.refresh], 'no token comes': [DIFFERENCES.failed] },
  },
  {
    title: 'words that say no more than ours',
    before: screen("if (!res.ok) throw new Error('Network response error');\n    return res.json();").replace('error?.message ?? data?.error ?? data?.name', 'error ? "failed" : data?.name'),
    after: QUERY.replace('error?.message ?? data?.error ?? data?.name', 'error ? "failed" : data?.name'),
    rows: { 'token expired': [DIFFERENCES.refresh] },
  },
  {
    title: 'a status as data',
    before: `${HOOK}export const useIt = () => {\n  const { getToken } = useAuth();\n  return async (url) => fetch(url, { headers: { Authorization: \`Bearer \${await getToken()}\` } }).then((res) => res.json());\n};`,
    after: "export { useFetch as useIt } from 'clerk-fetch/react';",
    rows: { 'API refuses': [DIFFERENCES.errors], 'signed out': [DIFFERENCES.nobody], 'Clerk absent': [DIFFERENCES.loading], 'token expired': [DIFFERENCES.refresh], 'no token comes': [DIFFERENCES.failed] },
  },
];

describe('a wrong rewrite is refused', () => {
  for (const { title, refused, ...programs } of WRONG) {
    test(title, async () => {
      const rows = await rowsOf(programs);
      assert.deepEqual(SITUATIONS.filter((situation) => !rows[situation]).filter((one) => refused.includes(one)), SITUATIONS.filter((one) => refused.includes(one)), JSON.stringify(rows));
    });
  }
});

describe('what docs/migrate.md lists is accepted, by its row', () => {
  for (const { title, rows, ...programs } of RIGHT) {
    test(title, async () => {
      const found = await rowsOf(programs);
      for (const situation of SITUATIONS) assert.ok(found[situation], situation);
      for (const [situation, names] of Object.entries(rows)) assert.deepEqual(found[situation], names, situation);
    });
  }
});
