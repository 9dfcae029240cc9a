// The demo once, in headless Chromium: signs in as Ada by the page's own button, and waits until each of
// the four systems shows the user that the API verified.
import { launch } from '../tests/support/browser.mjs';

const USER = 'user_ada';
const LIMIT = 30_000;
const SYSTEMS = [
  { system: 'fetch', names: 'useFetch', vias: ['useFetch'] },
  { system: 'SWR', names: 'useClerkSWR, clerkSWRFetcher', vias: ['useClerkSWR', 'clerkSWRFetcher'] },
  { system: 'TanStack Query', names: 'useClerkQuery, clerkQueryFn', vias: ['useClerkQuery', 'clerkQueryFn'] },
  { system: 'ClerkJS', names: 'ClerkFetch (script tag)', vias: ['script'] },
];

/** @returns {Promise<boolean>} whether all four did; what was seen is printed */
export async function checkDemo({ url, api }) {
  const browser = await launch();
  const complaints = [];
  try {
    const page = await browser.newPage();
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(url);
    await page.getByRole('button', { name: 'Sign in as Ada' }).click({ timeout: LIMIT });
    await page.waitForFunction(allShow, USER, { timeout: LIMIT }).catch((error) => complaints.push(error.message));
    const cards = await page.evaluate(readCards);
    return report(cards, api.requests, complaints);
  } catch (error) {
    return report({}, api.requests, [...complaints, error.message]);
  } finally {
    await browser.close();
  }
}

/** Runs in the page. */
function allShow(user) {
  const rows = [...document.querySelectorAll('.card .row')];
  return rows.length === 8 && rows.every(({ dataset }) => dataset.state === 'ok' && dataset.user === user);
}

/** Runs in the page: each card's rows, as they are seen. */
function readCards() {
  const row = ({ dataset, innerText }) => ({
    state: dataset.state,
    user: dataset.user,
    text: innerText.replaceAll(/\s+/g, ' '),
  });
  return Object.fromEntries(
    [...document.querySelectorAll('.card')].map((card) => [
      card.dataset.system,
      [...card.querySelectorAll('.row')].map(row),
    ]),
  );
}

function report(cards, requests, complaints) {
  const width = Math.max(...SYSTEMS.map(({ names }) => names.length)) + 2;
  const outcomes = SYSTEMS.map(({ system, names, vias }) => {
    const rows = cards[system] ?? [];
    const verified = vias.every((via) => wasVerified(requests, via));
    const ok = rows.length === 2 && rows.every(({ state, user }) => state === 'ok' && user === USER) && verified;
    const seen = rows.map(({ text }) => text).join(' | ') || 'no card';
    console.log(
      `${names.padEnd(width)}${ok ? 'ok ' : 'NOT'} ${ok ? `${USER}, shown twice, verified by the API` : seen}`,
    );
    return ok;
  });
  const passed = outcomes.every(Boolean);
  if (!passed) for (const complaint of new Set(complaints)) console.error(`  in the browser: ${complaint}`);
  return passed;
}

const wasVerified = (requests, via) =>
  requests.some(({ url, status, userId }) => url.includes(`via=${via}`) && status === 200 && userId === USER);
