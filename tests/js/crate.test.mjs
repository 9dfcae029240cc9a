// The crate that `cargo package` makes has its own files, and none of what happens to lie in the repository's folders.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { ROOT } from '../../scripts/lib/run.mjs';

const OWN = /^(\.cargo_vcs_info\.json|Cargo\.lock|Cargo\.toml(\.orig)?|LICENSE|README\.md|src\/.+\.rs)$/;

test('the crate has its sources, manifest, licence and README', () => {
  const listed = execFileSync('cargo', ['package', '--list', '--allow-dirty', '--offline'], { cwd: ROOT, encoding: 'utf8' });
  const files = listed.trim().split('\n');
  assert.ok(files.includes('src/lib.rs'));
  assert.deepEqual(
    files.filter((file) => !OWN.test(file)),
    [],
  );
});
