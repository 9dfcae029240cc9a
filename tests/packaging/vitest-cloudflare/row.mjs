// Cloudflare's Vitest plugin, under both of its names: the tests run in workerd. Vite cannot read `.wasm?module`, and the plugin
// teaches it only where a Wrangler configuration has the rule, so Vite's condition `module` finds the translation.
export const title = "Vitest with Cloudflare's plugin";
export const shows = ['vitest'];

const row = (t, name) => async () => {
  t.says(await t.run('vitest', ['run'], { env: { POOL: name } }), /Tests +3 passed/);
  return { status: 'yes', core: 'js' };
};

export const rows = (t) =>
  Object.fromEntries(['@cloudflare/vitest-plugin', '@cloudflare/vitest-pool-workers'].map((name) => [`${name} ${t.versionOf(name)}`, row(t, name)]));
