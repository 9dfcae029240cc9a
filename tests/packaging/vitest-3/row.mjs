// Vitest 3 on Node 24: jsdom, whose signals are of another realm than `fetch`, and the last of Cloudflare's pools for it, which takes
// a compiled module only by a name without a query.
export const title = 'Vitest';
export const shows = ['vitest'];

const row = (t, config, passed) => async () => {
  t.says(await t.run('vitest', ['run', '--config', config]), passed);
  return { status: 'yes', core: 'wasm' };
};

export const rows = (t) => ({
  [`jsdom, Node ${t.versionOf('node')}`]: row(t, 'jsdom.config.js', /Tests +5 passed/),
  [`@cloudflare/vitest-pool-workers ${t.versionOf('@cloudflare/vitest-pool-workers')}`]: row(t, 'workers.config.js', /Tests +3 passed/),
});
