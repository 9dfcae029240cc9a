// `npm run release`: it publishes nothing, prints what would be, and finds each thing that a release must not have.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ROOT } from '../../scripts/lib/run.mjs';
import { unpinned, wrongChangelog, wrongPackage, wrongTree, wrongVersions, wrongWorkflow } from '../../scripts/release.mjs';
import { textOf } from './support/markdown.mjs';

const release = (...args) => spawnSync(process.execPath, ['scripts/release.mjs', ...args], { cwd: ROOT, encoding: 'utf8', timeout: 300_000 });

const version = '1.2.3';
const changelog = '# Changelog\n\n## [1.2.3] - 2026-01-31\n\n### Added\n\n- More.\n\n## [1.2.2] - 2025-01-31\n\n- Less.\n';
const cargo = '[package]\nversion = "1.2.3"\n';
const workflow = textOf('.github/workflows/release.yml');
const files = ['README.md', 'LICENSE', 'CHANGELOG.md', 'THIRD-PARTY-LICENSES', 'llms.txt', 'docs/errors.md', 'package.json', 'dist/index.js', 'react/package.json'];
const bill = { components: [{}] };

describe('a release that is as it should be', () => {
  test('has nothing wrong', () => {
    assert.deepEqual(wrongVersions({ version, cargo, changelog }), []);
    assert.deepEqual(wrongChangelog({ version, changelog }), []);
    assert.deepEqual(wrongTree({ version, status: '', tags: 'v1.2.2\n' }), []);
    assert.deepEqual(wrongWorkflow({ workflow }), [], 'the workflow as it is');
    assert.deepEqual(wrongPackage({ manifest: {}, files, bill }), []);
  });
});

/** What is wrong with the workflow after a change that is really one. */
const changed = (from, to) => {
  const other = workflow.replace(from, to);
  assert.notEqual(other, workflow, `the workflow has no ${from}`);
  return wrongWorkflow({ workflow: other });
};

/** What is wrong, and what is said of it. */
const FAULTS = {
  'another version in Cargo.toml': [wrongVersions({ version, cargo: cargo.replace('1.2.3', '1.2.2'), changelog }), /Cargo\.toml says 1\.2\.2/],
  'a changelog that ends with the last version': [wrongVersions({ version, cargo, changelog: changelog.replace('[1.2.3]', '[1.2.2]') }), /first heading .* is for 1\.2\.2/],
  'what is no version': [wrongVersions({ version: '1.2', cargo: 'version = "1.2"', changelog: '## [1.2] - x' }), /Semantic Versioning/],
  'a version that is unreleased': [wrongChangelog({ version, changelog: changelog.replace('2026-01-31', 'Unreleased') }), /no date .*"Unreleased"/],
  'a version without notes': [wrongChangelog({ version, changelog: changelog.replace('- More.\n', '') }), /says nothing of 1\.2\.3/],
  'what is not committed': [wrongTree({ version, status: ' M js/index.js\n?? x\n', tags: '' }), /2 files are not committed[\s\S]*js\/index\.js/],
  'a version that is there': [wrongTree({ version, status: '', tags: 'v1.2.2\nv1.2.3\n' }), /v1\.2\.3 is there already/],
  'a workflow without provenance': [changed('--provenance', ''), /lacks `--provenance`/],
  'a workflow that may not sign': [changed('id-token: write', 'id-token: none'), /id-token/],
  'a workflow with a token': [wrongWorkflow({ workflow: `${workflow}          NODE_AUTH_TOKEN: x\n` }), /trusted publisher/],
  'a workflow that does not test': [changed('npm test', 'true'), /not tested/],
  'a workflow that does not audit': [changed('npm run audit -- --strict', 'npm run audit'), /not audited/],
  'a workflow that runs the scripts of its dependencies': [changed('npm ci --ignore-scripts', 'npm ci'), /`npm ci` runs the scripts/],
  'a workflow whose build may sign': [changed('    permissions: {} #', '    permissions:\n      id-token: write\n    #'), /`build` has permissions/],
  'a workflow whose build says nothing of permissions': [changed(/^    permissions: \{\}.*\n/m, ''), /`build` has permissions/],
  'a workflow that gives every job a permission': [changed(/^permissions: \{\}/m, 'permissions:\n  contents: write'), /at the top/],
  'a workflow that publishes before it has built': [changed('    needs: build\n', ''), /does not wait/],
  'a workflow that checks out where it publishes': [changed('actions/download-artifact@', 'actions/checkout@'), /`publish` runs code/],
  'a workflow that builds where it publishes': [changed('      - run: npm publish', '      - run: npm run build\n      - run: npm publish'), /`publish` runs code/],
  'a workflow that publishes what it has not compared': [changed(/sha256sum --check/g, 'true'), /does not compare what it has downloaded/],
  'a workflow that compares with the download alone': [changed('needs.build.outputs.sums', 'steps.download.outputs.sums'), /what `build` itself said/],
  'a workflow with a third job': [wrongWorkflow({ workflow: `${workflow}  more:\n    runs-on: ubuntu-latest\n` }), /not more/],
  'a workflow with an action by its tag': [changed(/actions\/upload-artifact@\w+ # v7\.0\.0/, 'actions/upload-artifact@v7'), /actions\/upload-artifact@v7 is not pinned/],
  'a workflow with an action whose version nobody says': [changed(/(actions\/upload-artifact@\w+) # v7\.0\.0/, '$1'), /is not pinned/],
  'a workflow that puts what it is told into a command': [changed('"$GITHUB_REF_NAME" SHA256SUMS', '"${{ github.ref_name }}" SHA256SUMS'), /hand it over by `env`/],
  'a file that does not belong there': [wrongPackage({ manifest: {}, files: [...files, 'src/lib.rs'], bill }), /src\/lib\.rs does not belong/],
  'a file that is missing': [wrongPackage({ manifest: {}, files: files.filter((file) => file !== 'LICENSE'), bill }), /lacks LICENSE/],
  'a dependency': [wrongPackage({ manifest: { dependencies: { x: '1' } }, files, bill }), /dependencies/],
  'a script': [wrongPackage({ manifest: { scripts: { postinstall: 'x' } }, files, bill }), /scripts/],
  'no bill of materials': [wrongPackage({ manifest: {}, files, bill: { components: [] } }), /bill of materials/],
};

describe('what is found and said', () => {
  for (const [name, [faults, says]] of Object.entries(FAULTS)) {
    test(name, () => {
      assert.equal(faults.length, 1, faults.join('\n'));
      assert.match(faults[0], says);
    });
  }
});

test('every workflow has its actions by their commits, and an action has one version in all of them', () => {
  const texts = readdirSync(join(ROOT, '.github', 'workflows')).map((name) => textOf(`.github/workflows/${name}`));
  assert.deepEqual(texts.flatMap(unpinned), []);
  const pins = new Set(texts.flatMap((text) => [...text.matchAll(/uses: (\S+)@(\S+ # .*)/g)].map(([, action, pin]) => `${action} ${pin}`)));
  const actions = new Set([...pins].map((pin) => pin.split(' ')[0]));
  assert.ok(actions.size >= 4);
  assert.equal(pins.size, actions.size, [...pins].join('\n'));
});

test('no workflow passes where a database was not asked', () => {
  for (const name of ['ci.yml', 'release.yml']) assert.doesNotMatch(textOf(`.github/workflows/${name}`), /npm run audit(?! -- --strict)/);
});

test('without --dry-run it refuses, and says who publishes', () => {
  for (const args of [[], ['--publish'], ['--dry-run', 'now']]) {
    const { status, stderr, stdout } = release(...args);
    assert.equal(status, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /nothing is published from here.*--dry-run/);
    assert.match(stderr, /release\.yml/);
  }
});

test('with it, each check has its line, and each file its size', () => {
  const { status, stdout, stderr } = release('--dry-run');
  const [, heading] = /^## \[(.+?)\]/m.exec(textOf('CHANGELOG.md'));
  assert.ok(stdout.includes(`clerk-fetch@${heading}`), stdout + stderr);
  const lines = stdout.split('\n').filter((line) => /^[✔✖] /.test(line));
  assert.equal(lines.length, 8);
  // Those that depend on the day and on the working tree are the only ones that may fail here.
  for (const line of lines.filter((each) => !/changelog has a date|everything is committed/.test(each))) assert.match(line, /^✔/, stdout);
  assert.equal(status, lines.every((line) => line.startsWith('✔')) ? 0 : 1);
  for (const file of ['package.json', 'dist/index.js', 'dist/clerk-fetch.global.js', 'docs/errors.md']) assert.match(stdout, new RegExp(`^ *\\d+  ${file}$`, 'm'));
  assert.match(stdout, /Bill of materials: .*wasm-bindgen \d/);
});
