export const title = 'Deno';
export const shows = ['deno'];

const ALLOWED = ['--allow-net=127.0.0.1,localhost', '--allow-env=PROBE', '--node-modules-dir=manual', '--no-remote'];

export const rows = (t) => ({
  'ES module': async () => t.works(JSON.parse(await t.run('deno', ['run', ...ALLOWED, 'call.mjs']))),
  CommonJS: async () => t.works(JSON.parse(await t.run('deno', ['run', '--allow-read', ...ALLOWED, 'call.cjs']))),
  'deno check': async () => {
    await t.run('deno', ['check', '--node-modules-dir=manual', '--no-remote', 'typed.ts']);
    return { status: 'yes' };
  },
});
