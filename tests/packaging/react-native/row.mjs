// React Native: bundled by Metro with React Native's own Babel preset and its condition, run in Hermes, which has no
// WebAssembly, TextDecoder, FinalizationRegistry, AbortSignal.any. Its command line has no network: the API is a stand-in.
import assert from 'node:assert/strict';

export const title = 'React Native';
export const shows = ['@react-native/metro-config'];

const METRO = ['--platform', 'ios', '--dev', 'false', '--minify', 'false'];
const PLACES = { linux: ['linux64-bin', ''], darwin: ['osx-bin', ''], win32: ['win64-bin', '.exe'] };
const [folder, extension] = PLACES[process.platform];

export async function build(t) {
  for (const entry of ['index', 'own-url'])
    await t.run('metro', ['build', `${entry}.js`, '--out', `${entry}.bundle.js`, ...METRO], { minutes: 20 });
}

export function rows(t) {
  const hermes = async (bundle) => {
    const output = await t.run(t.at('node_modules/hermes-engine-cli', folder, `hermes${extension}`), [bundle]);
    return JSON.parse(output.match(/^\{.*\}$/m)[0]);
  };
  const call = async (bundle) => {
    const { timedOut, ...outcome } = await hermes(bundle);
    assert.deepEqual(outcome, {
      missing: ['WebAssembly', 'TextDecoder', 'FinalizationRegistry', 'AbortSignal.any'],
      me: { userId: 'user_1' },
      sent: [401, 200],
      asked: 'plain plain forced',
      refused: 'origin_not_allowed',
      problem: 'http 422 Too much',
      aborted: 'AbortError', // React Native's AbortController keeps no reason
    });
    return { status: 'yes', core: 'js' };
  };
  return {
    'Metro, run in Hermes: 401, one new token, replay': () => call('index.bundle.js'),
    "the same with React Native's own URL": () => call('own-url.bundle.js'),
    'a call past its timeout has the code `timeout`': async () => {
      assert.equal((await hermes('index.bundle.js')).timedOut, 'timeout');
      return { status: 'yes', core: 'js' };
    },
    "bytecode by React Native's own hermesc": async () => {
      const hermesc = t.at('node_modules/hermes-compiler/hermesc', folder, `hermesc${extension}`);
      await t.run(hermesc, ['-emit-binary', '-out', 'call.hbc', 'index.bundle.js']);
      return { status: 'yes' };
    },
  };
}
