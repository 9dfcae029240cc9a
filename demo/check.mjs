// The demo once, in headless Chromium: waits until the page has run its first scenario, signed in as Ada, and until each of the
// four systems shows the user that the API verified.
import { launch } from '../tests/support/browser.mjs';

const USER = 'user_ada';
const LIMIT = 30_000;
const SYSTEMS = {
  fetch: 'useFetch',
  swr: 'useClerkSWR',
  query: 'useClerkQuery',
  clerkjs: 'ClerkFetch (script tag)',
};

/** @returns {Promise<boolean>} whether all four did; what was seen is printed */
export async function checkDemo({ url, api }) {
  const browser = await launch();
  const complaints = [];
  let cells = {};
  try {
    const page = await browser.newPage();
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(url);
    await page.waitForSelector('main[data-state=idle][data-scenario=well]', { timeout: LIMIT });
    cells = await page.evaluate(readCells);
  } catch (error) {
    complaints.push(error.message);
  } finally {
    await browser.close();
  }
  return report(cells, api.requests, complaints);
}

/** Runs in the page: what each system shows by clerk-fetch, as it is seen. */
function readCells() {
  const cells = [...document.querySelectorAll('.cell[data-side=ours]')];
  const seen = (cell) => {
    const { state } = cell.querySelector('[data-state]')?.dataset ?? {};
    return { ok: state === 'ok', text: cell.innerText.replaceAll(/\s+/g, ' ') };
  };
  return Object.fromEntries(cells.map((cell) => [cell.closest('.card').dataset.system, seen(cell)]));
}

function report(cells, requests, complaints) {
  const width = Math.max(...Object.values(SYSTEMS).map((name) => name.length)) + 2;
  const outcomes = Object.entries(SYSTEMS).map(([system, name]) => {
    const { ok: shown, text = 'no card' } = cells[system] ?? {};
    const ok = shown && wasVerified(requests, system);
    console.log(`${name.padEnd(width)}${ok ? `ok  ${USER}, shown and verified by the API` : `NOT ${text}`}`);
    return ok;
  });
  const passed = outcomes.every(Boolean);
  if (!passed) for (const complaint of new Set(complaints)) console.error(`  in the browser: ${complaint}`);
  return passed;
}

const wasVerified = (requests, system) =>
  requests.some(
    ({ url, status, userId }) => url.includes(`side=ours&system=${system}&`) && status === 200 && userId === USER,
  );
