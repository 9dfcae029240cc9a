// Next.js: one project, built by Turbopack and by webpack, then `next start`. `/client` has the header of Clerk's own
// Content-Security-Policy helper as it is in production; the browser obeys it, so that it runs the translation.
import assert from 'node:assert/strict';

export const title = 'Next.js';
export const shows = ['next'];

const key = `pk_live_${Buffer.from('clerk.local.example$').toString('base64')}`;
const KEYS = { NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY: key, CLERK_SECRET_KEY: `sk_live_${'0'.repeat(40)}` };
const BUNDLERS = { Turbopack: [], webpack: ['--webpack'] };

const envOf = (bundler) => ({ ...KEYS, NEXT_DIST: `.next-${bundler.toLowerCase()}`, CLERK_TELEMETRY_DISABLED: '1' });

export async function build(t) {
  for (const [bundler, options] of Object.entries(BUNDLERS))
    await t.run('next', ['build', ...options], { env: envOf(bundler), minutes: 20 });
}

const outcomeIn = (html) => JSON.parse(decodeURIComponent(atob(html.match(/data-outcome="([^"]+)"/)[1])));

function rowsOf(t, bundler) {
  let started;
  const server = () => {
    // Next's own rewrites go to localhost; under another name they would leave the server, and come back to it.
    const options = { host: 'localhost', env: envOf(bundler) };
    started ??= t.start('next', (port) => ['start', '--hostname', 'localhost', '--port', port], options);
    return started;
  };
  const at = async (path) => `${(await server()).url}${path}`;
  return {
    'client component, CSP of @clerk/nextjs': async () => {
      const url = await at('client');
      const policy = (await fetch(url)).headers.get('content-security-policy');
      assert.match(policy, /script-src [^;]*'self'/);
      assert.doesNotMatch(policy, /unsafe-eval/);
      return t.works((await t.page(url)).outcome, 'js', 'fallback chunk; the CSP is that of its production');
    },
    'client component': async () => t.works((await t.page(await at('open'))).outcome),
    'hooks in a client component': async () => {
      const { outcome } = await t.page(await at('hooks'));
      assert.deepEqual(outcome, [t.api.userId, t.api.userId]);
      return { status: 'yes' };
    },
    'server component': async () => t.works(outcomeIn(await (await fetch(await at(`server?${t.api.query}`))).text())),
    'route handler, Node': async () => t.works(await t.ask(await at('api/node'))),
    'route handler, edge': async () => t.works(await t.ask(await at('api/edge'))),
    'a hook called in a server component': async () => {
      const response = await fetch(await at('misuse'));
      assert.equal(response.status, 500);
      return t.says(
        (await server()).output(),
        /Attempted to call useFetch\(\) from the server but useFetch is on the client/,
      );
    },
  };
}

export function rows(t) {
  const all = Object.keys(BUNDLERS).flatMap((bundler) =>
    Object.entries(rowsOf(t, bundler)).map(([name, body]) => [`${bundler}: ${name}`, body]),
  );
  return Object.fromEntries(all);
}
