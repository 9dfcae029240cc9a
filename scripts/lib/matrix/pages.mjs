// The browsers that pages are opened in; each is started when first asked for.
import { launch } from '../../../tests/support/browser.mjs';
import { launchFirefox, launchWebKit } from '../../../tests/support/webdriver.mjs';

export function createBrowsers() {
  const started = new Map();
  const starters = { chromium: launch, firefox: launchFirefox, webkit: launchWebKit };
  return {
    get(name) {
      if (!started.has(name)) started.set(name, starters[name]());
      return started.get(name);
    },
    async close() {
      for (const browser of started.values())
        await browser.then(
          (each) => each.close(),
          () => {},
        );
    },
  };
}

/** Opens a page and waits for what it leaves in `globalThis.outcome`; Chromium also says which scripts it fetched. */
export async function openIn(browsers, url, { browser: name = 'chromium', seconds = 60 } = {}) {
  const browser = await browsers.get(name);
  if (name === 'chromium') return openInChromium(browser, url, seconds);
  return { outcome: await browser.open(url, { seconds }) };
}

async function openInChromium(browser, url, seconds) {
  const context = await browser.newContext();
  const scripts = [];
  const said = [];
  try {
    const page = await context.newPage();
    page.on('request', (request) => {
      if (request.resourceType() === 'script') scripts.push(new URL(request.url()).pathname);
    });
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    await page.goto(url, { timeout: seconds * 1000 });
    const handle = await page.waitForFunction(() => globalThis.outcome, null, { timeout: seconds * 1000 });
    return { outcome: await handle.jsonValue(), scripts, said: said.join('\n') };
  } catch (error) {
    throw new Error(`${error.message}\nThe page said:\n${said.join('\n') || '(nothing)'}`);
  } finally {
    await context.close();
  }
}
