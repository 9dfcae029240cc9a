import { createAuthenticatedFetch } from 'clerk-fetch';

const jwt = (name, claims) => `${name}.${claims}.signature`;
// {"sub":"user_1","sid":"sess_1"}
const CLAIMS = 'eyJzdWIiOiJ1c2VyXzEiLCJzaWQiOiJzZXNzXzEifQ';
const [EXPIRED, FRESH] = [jwt('expired', CLAIMS), jwt('fresh', CLAIMS)];

const sent = [];
const json = (body, status) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
const ROUTES = {
  '/v1/me': () => json({ userId: 'user_1' }, 200),
  '/v1/problem': () => json({ title: 'Too much' }, 422),
  '/v1/hangs': () => new Promise(() => {}),
};

global.fetch = async (url, init) => {
  const authorization = new Headers(init.headers).get('authorization');
  const response = authorization === `Bearer ${FRESH}` ? ROUTES[new URL(url).pathname]() : json({}, 401);
  if (sent.length < 2) sent.push((await response).status);
  return response;
};

const asked = [];
let current = EXPIRED;
const getToken = async ({ skipCache } = {}) => {
  asked.push(skipCache ? 'forced' : 'plain');
  if (skipCache) current = FRESH;
  return current;
};

const caught = (pending) =>
  pending.then(
    () => 'resolved',
    (error) => error,
  );

const main = async () => {
  const api = createAuthenticatedFetch({ baseUrl: 'https://api.foo.com/v1', getToken });
  const me = await api.json('/me');
  const calls = asked.join(' ');
  const { code, status, problem, body } = await caught(api.json('/problem'));
  const controller = new AbortController();
  const hanging = caught(api('/hangs', { signal: controller.signal }));
  controller.abort('mine');
  const aborted = await hanging;
  const impatient = createAuthenticatedFetch({ baseUrl: 'https://api.foo.com/v1', getToken, timeout: 5 });
  const late = await caught(impatient('/hangs'));
  return {
    missing: [
      typeof WebAssembly === 'undefined' && 'WebAssembly',
      typeof TextDecoder === 'undefined' && 'TextDecoder',
      typeof FinalizationRegistry === 'undefined' && 'FinalizationRegistry',
      AbortSignal.any === undefined && 'AbortSignal.any',
    ],
    me,
    sent,
    asked: calls,
    refused: (await caught(api('https://evil.example/'))).code,
    problem: `${code} ${status} ${(problem || body).title}`,
    timedOut: late.code || late.name,
    aborted: aborted.name || aborted,
  };
};

main().then(
  (outcome) => print(JSON.stringify(outcome)),
  (error) => print(JSON.stringify({ error: String(error), stack: error.stack })),
);
