// `npm run screenshot`: the README's pictures, from the demo's real page in headless Chromium: docs/demo.png, a part of it that
// can be read at README's width, and docs/demo-timeline.svg, where what was measured appears again in the order in which it
// happened. Then README itself, as wide as npm shows it, to look at: build/readme.png.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { marked } from 'marked';
import { startDemo } from '../demo/server.mjs';
import { launch } from '../tests/support/browser.mjs';
import { openDemo } from '../tests/support/demo.mjs';
import { prepareArtifact } from './lib/artifact.mjs';
import { animated } from './lib/animation.mjs';
import { ROOT } from './lib/run.mjs';
import { ensureTools } from './setup.mjs';

const PICTURE = join(ROOT, 'docs', 'demo.png');
const ANIMATION = join(ROOT, 'docs', 'demo-timeline.svg');
const README = join(ROOT, 'build', 'readme.png');
const MOST = 250 * 1024;
/** README's width on the npm page, in CSS pixels. */
const WIDTH = 800;
/** The page's own margins stay out of the picture. */
const MARGINS = 64;
const STYLE = `body { width: ${WIDTH}px; margin: 16px; font: 16px/1.5 system-ui } pre { padding: 16px; overflow: auto; background: #f6f8fa; font-size: 85% }
  table { border-collapse: collapse } td, th { border: 1px solid #d0d7de; padding: 6px 13px } img { max-width: 100% }`;

await ensureTools({ browser: true });
await prepareArtifact();
const demo = await startDemo({ port: 0 });
const browser = await launch();
try {
  const context = await browser.newContext({ viewport: { width: WIDTH + MARGINS, height: 800 }, deviceScaleFactor: 1.5, colorScheme: 'light' });
  const { page, press } = await openDemo(context, demo.url);
  await press('expire');
  await page.mouse.move(0, 0);
  await page.locator('section[aria-labelledby=board-title]').screenshot({ path: PICTURE });
  const { size } = statSync(PICTURE);
  if (size > MOST) throw new Error(`docs/demo.png is ${size} bytes, more than ${MOST}: take a smaller scale`);

  await press('storm');
  const lanes = await page.evaluate(readLanes, ['ours', 'refreshing']);
  writeFileSync(ANIMATION, animated(lanes));
  const readme = await context.newPage();
  await readme.goto(pathToFileURL(ROOT + '/').href);
  await readme.setContent(`<base href="${pathToFileURL(ROOT)}/"><style>${STYLE}</style>${marked(readFileSync(join(ROOT, 'README.md'), 'utf8'))}`);
  await readme.screenshot({ path: README, fullPage: true });
  for (const path of [PICTURE, ANIMATION, README]) console.log(`${relative(ROOT, path)}  ${statSync(path).size} bytes`);
} finally {
  await browser.close();
  await demo.close();
}

/** Runs in the page: what the timeline draws of these sides, in thousandths of the chart's width. */
function readLanes(sides) {
  const thousandths = (text) => Math.round(parseFloat(text) * 10);
  return sides.map((side) => {
    const lane = document.querySelector(`.lane[data-side=${side}]`);
    const bars = (line) =>
      [...line.querySelectorAll('.bar')].map(({ dataset, style }) => ({
        kind: dataset.kind,
        left: thousandths(style.left),
        width: Math.max(2, thousandths(style.width)),
      }));
    return {
      title: lane.querySelector('h3').textContent,
      mints: Number(lane.querySelector('[data-count=mints] dd').textContent),
      replays: Number(lane.querySelector('[data-count=replays] dd').textContent),
      milliseconds: Number(lane.querySelector('.chart').dataset.scale),
      rows: [...lane.querySelectorAll('.row')].map((row) => ({
        title: row.querySelector('.label').textContent,
        lines: [...row.querySelectorAll('.line')].map(bars),
      })),
    };
  });
}
