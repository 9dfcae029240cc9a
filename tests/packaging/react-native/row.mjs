// React Native: bundled by Metro with React Native's own Babel preset and its condition, run in Hermes, which has no
// WebAssembly, TextDecoder, FinalizationRegistry, AbortSignal.any. Hermes' command line has no network: the API is a stand-in.
import assert from 'node:assert/strict';

export const title = 'React Native';
export const shows = ['@react-native/metro-config'];

const METRO = ['--platform', 'ios', '--dev', 'false', '--minify', 'false'];
const PLACES = { linux: ['linux64-bin', ''], darwin: ['osx-bin', ''], win32: ['win64-bin', '.exe'] };
const [folder, extension] = PLACES[process.platform];

export async function build(t) {
  for (const entry of ['index', 'own-url']) await t.run('metro', ['build', `${entry}.js`, '--out', `${entry}.bundle.js`, ...METRO], { minutes: 20 });
}

export function rows(t) {
  const hermes = async (bundle) => {
    const output = await t.run(t.at('node_modules/hermes-engine-cli', folder, `hermes${extension}`), [bundle]);
    const outcome = JSON.parse(output.match(/^\{.*\}$/m)[0]);
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
  };
  return {
    'Metro, run in Hermes: 401, one new token, replay': () => hermes('index.bundle.js'),
    "the same with React Native's own URL": () => hermes('own-url.bundle.js'),
    "bytecode by React Native's own hermesc": async () => {
      const hermesc = t.at('node_modules/hermes-compiler/hermesc', folder, `hermesc${extension}`);
      await t.run(hermesc, ['-emit-binary', '-out', 'call.hbc', 'index.bundle.js']);
      return { status: 'yes' };
    },
  };
}
