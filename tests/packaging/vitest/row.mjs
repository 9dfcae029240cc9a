export const title = 'Vitest';
export const shows = ['vitest'];

const row = (t, environment) => async () => {
  t.says(await t.run('vitest', ['run', '--environment', environment]), /Tests +3 passed/);
  return { status: 'yes', core: 'wasm' };
};

export const rows = (t) => Object.fromEntries(['node', 'jsdom', 'happy-dom'].map((name) => [name, row(t, name)]));
