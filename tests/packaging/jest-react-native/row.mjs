// Jest with React Native's own preset, which asks for `require` and `react-native`, and leaves node_modules as they are.
export const title = "Jest with React Native's preset";
export const shows = ['@react-native/jest-preset'];

export const rows = (t) => ({
  'hooks and calls': async () => {
    t.says(await t.run('jest', ['--ci']), /Tests: +3 passed/);
    return { status: 'yes', core: 'js' };
  },
});
