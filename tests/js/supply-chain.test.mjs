// What is in the package is named: in its bill of materials, and with its licence.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { INSTALLED } from '../../scripts/lib/artifact.mjs';
import { bundledIn } from '../../scripts/lib/bundled.mjs';
import { compiledIn } from '../../scripts/lib/crates.mjs';
import { ROOT } from '../../scripts/lib/run.mjs';
import { makeBill } from '../../scripts/sbom.mjs';

const read = (...path) => readFileSync(join(...path), 'utf8');

describe('the supply chain', () => {
  let crates;
  let bill;
  before(() => {
    crates = compiledIn();
    bill = makeBill();
  });

  test('the package has no runtime dependency, and no script that runs when it is installed', () => {
    const { dependencies, optionalDependencies, bundleDependencies, scripts, peerDependenciesMeta, peerDependencies } = JSON.parse(
      read(INSTALLED, 'package.json'),
    );
    assert.deepEqual([dependencies, optionalDependencies, bundleDependencies, scripts], Array(4).fill(undefined));
    assert.ok(Object.keys(peerDependencies).every((name) => peerDependenciesMeta[name].optional));
  });

  test('the core is compiled from few crates', () => {
    assert.deepEqual(
      crates.map(({ name }) => name),
      ['cfg-if', 'unicode-ident', 'wasm-bindgen', 'wasm-bindgen-shared'],
    );
  });

  test('the bill of materials names the package, each crate that is compiled in, with its version, and nothing else', () => {
    assert.deepEqual([bill.bomFormat, bill.specVersion], ['CycloneDX', '1.5']);
    const { name, version, purl } = bill.metadata.component;
    const manifest = JSON.parse(read(INSTALLED, 'package.json'));
    assert.deepEqual([name, version, purl], [manifest.name, manifest.version, `pkg:npm/${manifest.name}@${manifest.version}`]);
    const purls = bill.components.map((component) => component.purl);
    const lock = read(ROOT, 'Cargo.lock');
    for (const crate of crates) {
      assert.ok(purls.includes(`pkg:cargo/${crate.name}@${crate.version}`), crate.name);
      assert.ok(lock.includes(`name = "${crate.name}"\nversion = "${crate.version}"`), `${crate.name} as Cargo.lock has it`);
    }
    const bundled = bundledIn().map((one) => `pkg:npm/${one.name.replace('@', '%40')}@${one.version}`);
    assert.deepEqual(purls.filter((text) => text.startsWith('pkg:npm/')), bundled, 'npm packages: what the command line is bundled with');
    assert.equal(purls.length, crates.length + 1 + bundled.length, 'and the Rust standard library');
  });

  test('the command line is bundled with a parser and a diff, whose licences allow it', () => {
    assert.deepEqual(bundledIn().map(({ name, license }) => [name, license]), [['@babel/parser', 'MIT'], ['diff', 'BSD-3-Clause']]);
    const { devDependencies } = JSON.parse(read(ROOT, 'package.json'));
    for (const { name, version } of bundledIn()) assert.equal(devDependencies[name], version, name);
  });

  test('every dependency that the bill of materials names is one of its components', () => {
    const known = new Set([bill.metadata.component['bom-ref'], ...bill.components.map((component) => component['bom-ref'])]);
    const named = bill.dependencies.flatMap(({ ref, dependsOn = [] }) => [ref, ...dependsOn]);
    assert.deepEqual(named.filter((ref) => !known.has(ref)), []);
  });

  test('the package brings the licences of all that is compiled in', () => {
    const texts = read(INSTALLED, 'THIRD-PARTY-LICENSES');
    for (const { name } of crates) assert.match(texts, new RegExp(`\\b${name}\\b`), name);
    for (const { name } of bundledIn()) assert.ok(texts.includes(`\n${name}\n---`) && texts.includes(read(ROOT, 'node_modules', name, 'LICENSE').trim()), name);
    for (const words of ['Rust standard library', 'Permission is hereby granted', 'UNICODE LICENSE V3']) assert.ok(texts.includes(words), words);
    assert.match(read(INSTALLED, 'LICENSE'), /^MIT License/);
  });
});
