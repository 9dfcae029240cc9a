// What is in the package is named: in its bill of materials, and with its licence.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { INSTALLED } from '../../scripts/lib/artifact.mjs';
import { bundledIn } from '../../scripts/lib/bundled.mjs';
import { compiledIn, compiledInPackage } from '../../scripts/lib/crates.mjs';
import { noticesOf } from '../../scripts/lib/notices.mjs';
import { PLACES, partsOfPackage } from '../../scripts/lib/parts.mjs';
import { ROOT } from '../../scripts/lib/run.mjs';
import { makeBill } from '../../scripts/sbom.mjs';

const read = (...path) => readFileSync(join(...path), 'utf8');

describe('the supply chain', () => {
  let crates;
  let bill;
  before(() => {
    crates = compiledInPackage();
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
      compiledIn().map(({ name }) => name),
      ['cfg-if', 'unicode-ident', 'wasm-bindgen', 'wasm-bindgen-shared'],
    );
  });

  test('the bill of materials names the package, each crate that is compiled in, with its version, and nothing else', () => {
    assert.deepEqual([bill.bomFormat, bill.specVersion], ['CycloneDX', '1.5']);
    const { name, version, purl } = bill.metadata.component;
    const manifest = JSON.parse(read(INSTALLED, 'package.json'));
    assert.deepEqual([name, version, purl], [manifest.name, manifest.version, `pkg:npm/${manifest.name}@${manifest.version}`]);
    const purls = bill.components.map((component) => component.purl);
    const lock = read(ROOT, 'Cargo.lock') + read(ROOT, 'doctor/Cargo.lock');
    for (const crate of crates) {
      assert.ok(purls.includes(`pkg:cargo/${crate.name}@${crate.version}`), crate.name);
      assert.ok(lock.includes(`name = "${crate.name}"\nversion = "${crate.version}"`), `${crate.name} as Cargo.lock has it`);
    }
    const bundled = bundledIn().map((one) => `pkg:npm/${one.name.replace('@', '%40')}@${one.version}`);
    assert.deepEqual(purls.filter((text) => text.startsWith('pkg:npm/')), bundled, 'npm packages: what the command line is bundled with');
    assert.equal(purls.length, crates.length + 1 + bundled.length, 'and the Rust standard library');
  });

  test('the command line is bundled with a parser and a diff, and with what the parser was bundled from; their licences allow it', () => {
    assert.deepEqual(bundledIn().map(({ name, license }) => [name, license]), [
      ['@babel/parser', 'MIT'],
      ['@babel/helper-string-parser', 'MIT'],
      ['@babel/helper-validator-identifier', 'MIT'],
      ['diff', 'BSD-3-Clause'],
    ]);
    const { devDependencies } = JSON.parse(read(ROOT, 'package.json'));
    for (const name of ['@babel/parser', 'diff']) assert.equal(devDependencies[name], bundledIn().find((one) => one.name === name).version, name);
    // The code of the other two is in the parser's own file.
    for (const words of ['readEscapedChar', 'isIdentifierStart']) assert.ok(read(ROOT, 'node_modules/@babel/parser/lib/index.js').includes(words), words);
  });

  test('every dependency that the bill of materials names is one of its components', () => {
    const known = new Set([bill.metadata.component['bom-ref'], ...bill.components.map((component) => component['bom-ref'])]);
    const named = bill.dependencies.flatMap(({ ref, dependsOn = [] }) => [ref, ...dependsOn]);
    assert.deepEqual(named.filter((ref) => !known.has(ref)), []);
  });

  /** The works that THIRD-PARTY-LICENSES lists, as `name@version`. */
  const listed = (text) => [...text.matchAll(/^  (\S+) (\d\S*) \((.+)\)$/gm)].map(([, name, version]) => `${name}@${version}`);

  test('the bill of materials and THIRD-PARTY-LICENSES name the same works in the same versions', () => {
    const inBill = bill.components.map(({ name, version }) => `${name}@${version}`);
    assert.deepEqual(listed(read(INSTALLED, 'THIRD-PARTY-LICENSES')).sort(), inBill.sort());
    for (const work of ['@babel/helper-string-parser', '@babel/helper-validator-identifier', 'diff', 'rust-std', 'serde', 'wasm-bindgen']) {
      assert.equal(inBill.filter((each) => each.startsWith(`${work}@`)).length, 1, work);
    }
  });

  test('a licence of the bill of materials is a licence expression of SPDX', () => {
    for (const { name, licenses } of bill.components) assert.match(licenses[0].expression, /^[\w.() -]+$/, name);
  });

  const squeezed = (text) => text.replaceAll(/\s+/g, ' ').trim();
  const isCopyright = (line) => /^\s*copyright\b.*\d{4}/i.test(line);

  test('the package brings the words of every licence, and every copyright line', () => {
    const text = read(INSTALLED, 'THIRD-PARTY-LICENSES');
    const parts = partsOfPackage();
    assert.equal(parts.length, bill.components.length);
    for (const { name, texts } of parts) {
      assert.ok(texts.length, name);
      for (const lines of texts.map((each) => each.split('\n'))) {
        for (const line of lines.filter(isCopyright)) assert.ok(text.includes(line.trim()), `${name}: ${line}`);
        const words = squeezed(lines.filter((line) => !isCopyright(line)).join('\n'));
        assert.ok(squeezed(text.split('\n').filter((line) => !isCopyright(line)).join('\n')).includes(words), name);
      }
      assert.match(text, new RegExp(`^(.*, )?${name}(, .*)?,?$`, 'm'), `${name} heads the text of its licence`);
    }
    for (const words of ['rust-std', 'Permission is hereby granted', 'UNICODE LICENSE V3', 'BSD 3-Clause', ...Object.values(PLACES)]) assert.ok(text.includes(words), words);
    assert.match(read(INSTALLED, 'LICENSE'), /^MIT License/);
  });

  test('two works whose licences differ in the copyright lines alone share its words, below the lines of both', () => {
    const licence = (year, who) => `MIT License\n\nCopyright (c) ${year} ${who}\n\nPermission is\ngranted.\n`;
    const part = (name, ...texts) => ({ name, version: '1.0.0', license: 'MIT', place: Object.keys(PLACES)[0], texts });
    const text = noticesOf([part('a', licence(2001, 'Ada')), part('b', licence(2002, 'Grace').replace('is\n', 'is ')), part('c', 'Other words.')]);
    assert.equal(text.split('granted.').length - 1, 1);
    assert.ok(text.includes('a, b\n----\nCopyright (c) 2001 Ada\nCopyright (c) 2002 Grace\n\nMIT License\n\nPermission is\ngranted.'), text);
    assert.ok(text.includes('\nc\n-\nOther words.'), text);
  });
});
