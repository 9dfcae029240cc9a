export const title = 'Bun';
export const shows = ['bun'];

const outcome = (output) => JSON.parse(output.trim().split('\n').at(-1));

export const rows = (t) => ({
  'ES module': async () => t.works(outcome(await t.run('bun', ['run', 'call.mjs']))),
  CommonJS: async () => t.works(outcome(await t.run('bun', ['run', 'call.cjs']))),
  'bun build': async () => {
    await t.run('bun', ['build', 'call.mjs', '--target', 'bun', '--splitting', '--outdir', 'dist']);
    return t.works(outcome(await t.run('bun', ['run', 'dist/call.js'])));
  },
  'bun test': async () => {
    t.says(await t.run('bun', ['test', './call.test.mjs'], {}), /1 pass/);
    return { status: 'yes' };
  },
});
