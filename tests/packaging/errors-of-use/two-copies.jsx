import * as again from 'again';
import { useFetch } from 'again/react';
import * as clerkFetch from 'clerk-fetch';
import { ClerkFetchProvider } from 'clerk-fetch/react';
import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { configFrom } from './probe.mjs';

const COPIES = [clerkFetch, again];
const { apiUrl, token, expired } = configFrom(location.href);
const caught = (pending) =>
  pending.then(
    () => undefined,
    (error) => error,
  );

/** An error of one copy, as the other sees it. */
const errors = async () => {
  const error = await caught(clerkFetch.createAuthenticatedFetch({ getToken: async () => null })('/x'));
  const other = new again.ClerkFetchError('http', 'x', { status: 404 });
  return [
    error instanceof again.ClerkFetchError,
    again.isClerkFetchError(error),
    error.code,
    other instanceof clerkFetch.ClerkFetchError,
  ];
};

let forced = 0;
let current = expired;
const getToken = async ({ skipCache } = {}) => {
  if (skipCache) {
    forced++;
    current = token;
  }
  return current;
};
const users = async () => {
  const calls = COPIES.map((copy) => copy.createAuthenticatedFetch({ baseUrl: apiUrl, getToken }).json('/me'));
  return (await Promise.all(calls)).map(({ userId }) => userId);
};

function Me({ done }) {
  const fetchJson = useFetch();
  useEffect(() => {
    fetchJson('/me').then(
      (me) => done(me.userId),
      (error) => done(`${error.name}: ${error.message}`),
    );
  }, [fetchJson, done]);
  return null;
}
const hook = () =>
  new Promise((done) => {
    createRoot(document.querySelector('#root')).render(
      <ClerkFetchProvider options={{ baseUrl: apiUrl, getToken: async () => token }}>
        <Me done={done} />
      </ClerkFetchProvider>,
    );
  });

const main = async () => ({ errors: await errors(), users: await users(), forced, hook: await hook() });

main().then(
  (outcome) => Object.assign(globalThis, { outcome }),
  (error) => Object.assign(globalThis, { outcome: { error: String(error.stack) } }),
);
