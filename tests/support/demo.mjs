// The demo's page, as a test presses and reads it. The functions that run in the page hold nothing of this module: they
// are also sent to engines that take text.

/** Clerk believes an automated browser to be offline (`navigator.webdriver`); Chromium has a flag for it. */
export const NOT_AUTOMATED = "Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false });";

/** An expression that is true when the page has run this scenario to its end. */
export const idle = (scenario) => `Boolean(document.querySelector('main[data-state="idle"][data-scenario="${scenario}"]'))`;

/** Runs in the page: what is shown, `{ shown: { side: { system: [state, text] } }, counts: { side: {…} }, problem }`. */
export function readDemo() {
  const shown = {};
  for (const cell of document.querySelectorAll('.cell')) {
    const { side } = cell.dataset;
    const answers = [...cell.querySelectorAll('.answer')];
    const text = answers.map((answer) => answer.textContent).join(' and ');
    shown[side] ??= {};
    shown[side][cell.closest('.card').dataset.system] = [answers.map(({ dataset }) => dataset.state).join(), text];
  }
  const counts = {};
  const lists = {};
  for (const lane of document.querySelectorAll('.lane')) {
    const pairs = [...lane.querySelectorAll('[data-count]')].map((each) => [each.dataset.count, Number(each.querySelector('dd').textContent)]);
    counts[lane.dataset.side] = Object.fromEntries(pairs);
    const cells = (row) => [...row.cells].map(({ textContent }) => textContent);
    lists[lane.dataset.side] = [...lane.querySelectorAll('tbody tr')].map(cells);
  }
  return { shown, counts, lists, problem: document.querySelector('[role=alert]')?.textContent ?? null };
}

/** Opens the page and waits until its first scenario has ended; `press(id)` presses a button and gives what is then shown. */
export async function openDemo(context, url) {
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(url);
  await page.waitForFunction(idle('well'));
  return {
    page,
    read: () => page.evaluate(readDemo),
    async press(id) {
      await page.locator(`button[data-scenario=${id}]`).click();
      await page.waitForFunction(idle(id));
      return page.evaluate(readDemo);
    },
  };
}
