// The hooks of the packed package, with the real React, SWR, TanStack Query and clerk-js in a real browser.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { bundle } from '../support/bundle.mjs';
import { openClerkPage, signInOnPage } from '../support/clerk-page.mjs';
import { startStage } from '../support/stage.mjs';

const ADA = 'user_ada';
const GRACE = 'user_grace';

let stage;
let frontend;
let api;
let site;
let browser;
let context;
let page;

before(async () => {
  stage = await startStage({
    '/': '<!doctype html><meta charset="utf-8"><title>Hooks</title><main></main><script type="module" src="/app.js"></script>',
    '/app.js': await bundle(new URL('hooks/app.jsx', import.meta.url)),
  });
  ({ frontend, api, site, browser } = stage);
});

after(() => stage?.close());

beforeEach(async () => {
  stage.reset();
  context = await browser.newContext();
});

afterEach(() => context.close());

const urlOf = (scene) => `${site.url}/?${new URLSearchParams({ scene, api: api.url })}`;

const open = async (scene) => {
  page = await openClerkPage(context, urlOf(scene), frontend);
  page.setDefaultTimeout(10_000);
};

const frames = () => page.evaluate(() => window.frames);

/** Waits for the last frame of a component to be so. */
const shows = (name, expected) =>
  page.waitForFunction(
    ({ name, expected }) => {
      const last = window.frames.findLast((frame) => frame.name === name);
      return last && Object.entries(expected).every(([field, value]) => (field in last ? last : (last.data ?? {}))[field] === value);
    },
    { name, expected },
  );

const bothShow = (expected, names = ['swr', 'query']) => Promise.all(names.map((name) => shows(name, expected)));

const signIn = (userId) => signInOnPage(page, userId);
const signOut = () => page.evaluate(() => window.Clerk.signOut());
const setActive = (options) => page.evaluate((options) => window.Clerk.setActive(options), options);

/** Gives both hooks another key. */
const turnTo = (key) => page.evaluate((key) => ['swr', 'query'].forEach((name) => window.controls[name](key)), key);

/** Whoever is shown, in whatever frame, is who was there. */
const noneIsShownToAnother = async () => {
  const all = await frames();
  const wrong = all.filter(
    ({ data, there }) =>
      data?.userId && (!there || data.userId !== there.userId || data.sessionId !== there.sessionId || data.orgId !== there.orgId),
  );
  assert.deepEqual(wrong, []);
  return all;
};

/** The requests that reached the API, without preflights. */
const requests = () => api.requests.filter(({ method }) => method !== 'OPTIONS');

/**
 * From now on answers are held back in the page, `held` of them, until `release()` there. Their bodies are there by
 * then: whatever follows on an answer's delivery follows in the same turn.
 */
const holdAnswers = () =>
  page.evaluate(() => {
    const gate = new Promise((resolve) => {
      window.release = () => {
        window.send = (...args) => fetch(...args);
        resolve();
      };
    });
    Object.assign(window, { held: 0, delivered: 0 });
    window.send = async (...args) => {
      const response = await fetch(...args);
      const body = await response.text();
      window.held++;
      await gate;
      window.delivered++;
      const late = new Response(body, response);
      return Object.assign(late, { text: async () => body, json: async () => JSON.parse(body) });
    };
  });

const held = (count) => page.waitForFunction((count) => window.held === count, count);

const release = async () => {
  await page.evaluate(() => window.release());
  await page.waitForFunction(() => window.delivered === window.held);
};

describe('fetching as the signed-in user', () => {
  test('waits while Clerk loads, is quiet while signed out, and fetches by itself after sign-in', async () => {
    page = await context.newPage();
    await page.goto(urlOf('both'));
    await shows('swr', { isLoading: true });
    await page.close();

    await open('both');
    await bothShow({ isLoading: false });
    assert.deepEqual(requests(), []);
    await signIn(ADA);
    await bothShow({ userId: ADA });
    assert.equal((await frames()).find(({ code }) => code), undefined);
    await noneIsShownToAnother();
  });

  test('a client that is signed in already', async () => {
    frontend.signIn(ADA, { organizationId: 'org_engine' });
    await open('both');
    await bothShow({ userId: ADA, orgId: 'org_engine' });
    assert.equal(requests().length, 2);
  });

  test('two components of one key make one request, and rendering again with inline options makes none', async () => {
    frontend.signIn(ADA);
    await open('twice');
    await bothShow({ userId: ADA }, ['swr', 'swr-2', 'query', 'query-2']);
    for (const round of [1, 2, 3]) {
      await page.evaluate((round) => ['swr', 'query'].forEach((name) => window.controls[`${name}:again`](round)), round);
    }
    assert.equal(requests().length, 2);
  });

  test('signed out and anonymous: fetches without a token, and again with one', async () => {
    await open('anonymous');
    await bothShow({ authorized: false });
    await signIn(ADA);
    await bothShow({ authorized: true });
  });

  test('a passed getToken', async () => {
    frontend.signIn(ADA);
    await open('get-token');
    await bothShow({ userId: ADA });
  });

  test('an error of the API comes once, not three times', async () => {
    frontend.signIn(ADA);
    await open('failing');
    await bothShow({ code: 'http' });
    assert.equal(requests().length, 2);
  });

  test('null, enabled: false and skipToken fetch nothing', async () => {
    frontend.signIn(ADA);
    await open('nothing');
    await bothShow({ isLoading: false }, ['swr', 'query', 'disabled', 'skipped', 'skipped-fn']);
    assert.deepEqual(requests(), []);
    await turnTo('/me');
    await bothShow({ userId: ADA });
    assert.equal(requests().length, 2);
  });
});

describe('one user is never shown to another', () => {
  test('sign-out, and another user', async () => {
    frontend.signIn(ADA);
    await open('both');
    await bothShow({ userId: ADA });
    await signOut();
    await bothShow({ data: undefined, isLoading: false });
    await signIn(GRACE);
    await bothShow({ userId: GRACE });
    await noneIsShownToAnother();
  });

  test('another organization', async () => {
    frontend.signIn(ADA);
    await open('both');
    await bothShow({ userId: ADA, orgId: null });
    await setActive({ organization: 'org_navy' });
    await bothShow({ orgId: 'org_navy' });
    await setActive({ organization: null });
    await bothShow({ orgId: null });
    await noneIsShownToAnother();
  });

  test('another session of the same client', async () => {
    frontend.knobs.multiSession = true;
    await open('both');
    const ada = await signIn(ADA);
    await bothShow({ userId: ADA });
    await signIn(GRACE);
    await bothShow({ userId: GRACE });
    await setActive({ session: ada });
    await bothShow({ userId: ADA });
    await noneIsShownToAnother();
  });

  test('an answer that was on its way is discarded', async () => {
    frontend.knobs.multiSession = true;
    await open('both');
    await signIn(ADA);
    await bothShow({ userId: ADA });
    await holdAnswers();
    await page.evaluate(() => {
      window.mutate('/me');
      window.queryClient.invalidateQueries({ queryKey: ['/me'] });
    });
    await held(2);
    await page.evaluate(() => (window.send = (...args) => fetch(...args)));
    await signIn(GRACE);
    await bothShow({ userId: GRACE });
    await release();
    await page.evaluate(() => ['swr', 'query'].forEach((name) => window.controls[`${name}:again`](1)));
    await bothShow({ userId: GRACE, isLoading: false });
    await noneIsShownToAnother();
  });

  test('an error that was on its way is discarded', async () => {
    frontend.knobs.multiSession = true;
    await open('once');
    await holdAnswers();
    await signIn(ADA);
    await held(2);
    await page.evaluate(() => (window.send = (...args) => fetch(...args)));
    await signIn(GRACE);
    await bothShow({ status: 200 });
    await release();
    await bothShow({ status: 200 });
    assert.deepEqual((await frames()).filter(({ code }) => code), []);
  });

  test('keepPreviousData of both libraries, with another key on its way', async () => {
    frontend.knobs.multiSession = true;
    await open('previous');
    await signIn(ADA);
    await bothShow({ userId: ADA });
    await holdAnswers();
    await turnTo('/me?page=2');
    await held(2);
    await bothShow({ userId: ADA });
    await signIn(GRACE);
    await held(4);
    await turnTo('/me?page=3');
    await held(6);
    await bothShow({ data: undefined });
    await release();
    await bothShow({ userId: GRACE });
    await holdAnswers();
    await turnTo('/me?page=4');
    await held(2);
    await bothShow({ userId: GRACE });
    await noneIsShownToAnother();
  });

  test('keepPreviousData of both libraries, with no key', async () => {
    frontend.knobs.multiSession = true;
    await open('previous');
    await signIn(ADA);
    await bothShow({ userId: ADA });
    await turnTo(null);
    await bothShow({ userId: ADA });
    await signIn(GRACE);
    await bothShow({ data: undefined });
    await holdAnswers();
    await turnTo('/me?page=2');
    await held(2);
    await release();
    await bothShow({ userId: GRACE });
    await noneIsShownToAnother();
  });

  test('what the server had fetched for the first user, as SWR\'s fallback', async () => {
    frontend.signIn(ADA);
    await open('fallback');
    await shows('swr', { userId: ADA, orgId: null });
    await signOut();
    await shows('swr', { data: undefined });
    await holdAnswers();
    await signIn(GRACE);
    await held(1);
    await release();
    await shows('swr', { userId: GRACE });
    const all = await frames();
    assert.equal(all.find(({ data }) => data).data.from, 'server');
    assert.deepEqual(all.filter(({ data, there }) => data && there !== undefined && data.userId !== there?.userId), []);
  });

  test('a Clerk object that tells nobody of its changes', async () => {
    await open('silent');
    const signInSilently = (userId) =>
      page.evaluate(
        ({ token, again }) => {
          window.silent.signIn(token);
          for (const name of ['swr', 'query']) window.controls[`${name}:again`](again);
        },
        { token: frontend.issue(userId, { origin: site.url }), again: userId },
      );
    await signInSilently(ADA);
    await bothShow({ userId: ADA });
    await signInSilently(GRACE);
    await bothShow({ userId: GRACE });
    const all = await noneIsShownToAnother();
    assert.ok(all.some(({ data, there }) => !data && there?.userId === GRACE));
  });

  test('while nothing is mounted', async () => {
    frontend.knobs.multiSession = true;
    await open('both');
    await signIn(ADA);
    await bothShow({ userId: ADA });
    await page.evaluate(() => window.controls.shown(false));
    await signIn(GRACE);
    await page.evaluate(() => window.controls.shown(true));
    await bothShow({ userId: GRACE });
    await noneIsShownToAnother();
  });

  test('plain useSWR and useQuery with clearOnIdentityChange', async () => {
    frontend.knobs.multiSession = true;
    const names = ['plain-swr', 'plain-query'];
    await open('plain');
    await signIn(ADA);
    await bothShow({ userId: ADA }, names);
    await holdAnswers();
    await page.evaluate(() => {
      window.mutate('/me');
      window.controls['plain-query']('/me?page=2');
    });
    await held(2);
    await signIn(GRACE);
    await held(4);
    await bothShow({ data: undefined }, names);
    await release();
    await bothShow({ userId: GRACE }, names);
    await signOut();
    await bothShow({ data: undefined }, names);
    await noneIsShownToAnother();
  });

  test('clearOnIdentityChange of a cache of its own', async () => {
    frontend.knobs.multiSession = true;
    await open('scoped');
    await signIn(ADA);
    await shows('plain-swr', { userId: ADA });
    await signIn(GRACE);
    await shows('plain-swr', { userId: GRACE });
    await noneIsShownToAnother();
  });

  test('the user\'s own keys go on working', async () => {
    frontend.knobs.multiSession = true;
    await open('both');
    await signIn(ADA);
    await signIn(GRACE);
    await bothShow({ userId: GRACE });
    assert.equal(await page.evaluate(() => window.queryClient.getQueryData(['/me']).userId), GRACE);
    const before = requests().length;
    await page.evaluate(async () => {
      await window.queryClient.invalidateQueries({ queryKey: ['/me'] });
      await window.mutate((key) => key === '/me');
      await window.mutate('/me');
    });
    assert.equal(requests().length, before + 3);
    await page.evaluate(() => {
      window.mutate('/me', { title: 'mine' }, false);
      window.queryClient.setQueryData(['/me'], { title: 'mine' });
    });
    await bothShow({ title: 'mine' });
  });
});

describe('useAuthenticatedFetch and useFetch', () => {
  test('keep their identity, and a function kept from earlier acts for who is there now', async () => {
    frontend.knobs.multiSession = true;
    await open('fetch');
    await signIn(ADA);
    const whoSaysKept = () => page.evaluate(async () => [(await window.calls.kept.json('/me')).userId, (await (await window.calls.kept.call('/me')).json()).userId]);
    assert.deepEqual(await whoSaysKept(), [ADA, ADA]);
    await page.evaluate(() => window.controls['fetch:again'](1));
    await signIn(GRACE);
    assert.deepEqual(await whoSaysKept(), [GRACE, GRACE]);
    // Another user came: the functions are new, so that effects that depend on them run again.
    assert.equal(await page.evaluate(() => window.calls.stable), false);
    assert.match(await page.evaluate(async () => (await window.calls.call.headers('/me')).get('authorization')), /^Bearer /);
  });
});

describe('what is refused', () => {
  const thrown = async (scene) => {
    await open(scene);
    return page.evaluate(() => window.thrown);
  };

  test('a fetcher, a queryFn, and an option that does not exist, while rendering', async () => {
    const bySWR = await thrown('refuse-swr');
    assert.equal(bySWR.code, 'invalid_options');
    assert.match(bySWR.message, /`fetcher`/);
    const byQuery = await thrown('refuse-query');
    assert.equal(byQuery.code, 'invalid_options');
    assert.match(byQuery.message, /`queryFn`/);
    const byOption = await thrown('refuse-option');
    assert.equal(byOption.code, 'invalid_options');
    assert.match(byOption.message, /baseURL.*baseUrl/);
  });
});
