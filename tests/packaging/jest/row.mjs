export const title = 'Jest';
export const shows = ['jest'];

const ENVIRONMENTS = { node: 'node', jsdom: 'jsdom', 'happy-dom': '@happy-dom/jest-environment', 'edge-runtime': '@edge-runtime/jest-environment' };

const row = (t, environment) => async () => {
  t.says(await t.run('jest', ['--env', environment, '--ci']), /Tests: +(1 skipped, )?\d passed/);
  return { status: 'yes', core: 'wasm' };
};

export const rows = (t) => Object.fromEntries(Object.entries(ENVIRONMENTS).map(([name, env]) => [name, row(t, env)]));
