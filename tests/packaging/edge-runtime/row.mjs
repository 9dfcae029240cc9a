// Vercel's edge runtime by itself. The compiled module is handed over as Vercel's builder does it: as a global that the
// import of `.wasm?module` becomes.
export const title = "Vercel's edge-runtime";
export const shows = ['edge-runtime'];

export const rows = (t) => ({
  'condition edge-light': async () => t.works(JSON.parse(await t.run('node', ['run.mjs', 'edge-light'])), 'wasm'),
  'without the condition': async () => t.works(JSON.parse(await t.run('node', ['run.mjs', 'browser']))),
});
