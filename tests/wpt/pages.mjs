// Runs one test page and tells what became of each of its subtests.

/** testharness.js's codes. */
const PASS = 0;

/** The page as a whole: whether its harness came to an end. */
export const WHOLE = '(the page)';

/**
 * @returns {Promise<Map<string, string | undefined>>} of each subtest why it failed; `undefined` where it passed
 */
export async function runPage(browser, server, path, { seconds = 100 } = {}) {
  const context = await browser.newContext({ serviceWorkers: 'allow' });
  try {
    const page = await context.newPage();
    await page.goto(server.urlOf(path), { waitUntil: 'commit', timeout: seconds * 1_000 });
    const handle = await page.waitForFunction(() => globalThis.wptOutcome, null, { timeout: seconds * 1_000, polling: 100 });
    return outcomes(server, await handle.jsonValue());
  } catch (error) {
    return new Map([[WHOLE, `no result: ${error.message.split('\n')[0]}`]]);
  } finally {
    await context.close();
  }
}

function outcomes(server, { status, message, tests }) {
  const all = new Map([[WHOLE, status === PASS ? undefined : `${message ?? 'harness status'} (${status})`]]);
  for (const test of tests) {
    const name = unused(all, server.withoutPorts(test.name));
    all.set(name, test.status === PASS ? undefined : server.withoutPorts(test.message ?? `status ${test.status}`));
  }
  return all;
}

/** Names are mostly unique. */
function unused(all, name) {
  let unique = name;
  for (let n = 2; all.has(unique); n++) unique = `${name} (${n})`;
  return unique;
}
