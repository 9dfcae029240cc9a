// TanStack Query with other frameworks: nothing that was fetched before a change of identity is shown after it.
export const title = 'TanStack Query, one user after the other';
export const shows = [];

const rowOf = (t, script) => async () => {
  await t.run('node', ['--conditions', 'browser', script], { cwd: t.dir, env: { NODE_OPTIONS: '' } });
  return { status: 'yes' };
};

export const rows = (t) => ({
  'Vue': rowOf(t, 'vue.mjs'),
  'Solid': rowOf(t, 'solid.mjs'),
  'Svelte': rowOf(t, 'svelte.mjs'),
});
