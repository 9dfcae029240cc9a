// React Native: bundled by Metro with React Native's own Babel preset and its condition, run in Hermes, which has no
// WebAssembly, TextDecoder, FinalizationRegistry, AbortSignal.any. Hermes' command line has no network: the API is a stand-in.
import assert from 'node:assert/strict';

export const title = 'React Native';
export const shows = ['@react-native/metro-config'];

export const build = (t) => t.run('node', ['bundle.mjs'], { minutes: 20 });

const hermes = { linux: 'linux64-bin/hermes', darwin: 'osx-bin/hermes', win32: 'win64-bin/hermes.exe' }[process.platform];
const compiler = { linux: 'linux64-bin/hermesc', darwin: 'osx-bin/hermesc', win32: 'win64-bin/hermesc.exe' }[process.platform];

export const rows = (t) => ({
  'Metro and Hermes: 401, one new token, replay': async () => {
    const outcome = JSON.parse((await t.run(t.at('node_modules/hermes-engine-cli', hermes), ['dist/call.js'])).trim());
    assert.deepEqual(outcome, {
      missing: ['WebAssembly', 'TextDecoder', 'FinalizationRegistry', 'AbortSignal.any'],
      me: { userId: 'user_1' },
      sent: [401, 200],
      asked: 'plain plain forced',
      refused: 'origin_not_allowed',
      problem: 'http 422 Too much',
      timedOut: 'timeout',
      aborted: 'mine',
    });
    return { status: 'yes', core: 'js' };
  },
  "bytecode by React Native's own hermesc": async () => {
    await t.run(t.at('node_modules/hermes-compiler/hermesc', compiler), ['-emit-binary', '-out', 'dist/call.hbc', 'dist/call.js']);
    return { status: 'yes' };
  },
});
