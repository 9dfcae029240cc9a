// `npm run sbom [file]`: what is in the published package, as a CycloneDX bill of materials. Made at each release, and
// never committed: npm's own for pkg/ (its runtime dependencies: none), with the crates that the core is compiled from and the
// npm packages that are bundled into its command line.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundledIn } from './lib/bundled.mjs';
import { compiledIn } from './lib/crates.mjs';
import { ROOT } from './lib/run.mjs';
import { ask, versionOf } from './lib/tools.mjs';

const PKG = join(ROOT, 'pkg');
/** SPDX, as Cargo has it, is one expression. */
const licensed = (expression) => [{ expression }];

const ofCrate = ({ name, version, license, source }) => ({
  'bom-ref': `${name}@${version}`,
  type: 'library',
  name,
  version,
  scope: 'required',
  licenses: licensed(license),
  purl: `pkg:cargo/${name}@${version}`,
  ...(source && { externalReferences: [{ type: 'vcs', url: source }] }),
});

const ofBundled = ({ name, version, license, source }) => ({
  'bom-ref': `${name}@${version}`,
  type: 'library',
  name,
  version,
  scope: 'required',
  licenses: licensed(license),
  purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
  externalReferences: [{ type: 'vcs', url: source }],
});

/** The parts of Rust's standard library that the core uses: linked, and in no lock file. */
const standardLibrary = () => {
  const version = versionOf('rustc');
  return {
    'bom-ref': `rust-std@${version}`,
    type: 'library',
    name: 'rust-std',
    version,
    scope: 'required',
    licenses: licensed('MIT OR Apache-2.0'),
    purl: `pkg:github/rust-lang/rust@${version}`,
  };
};

const ofNpm = () => {
  if (!existsSync(join(PKG, 'package.json'))) throw new Error('sbom: there is no pkg/; first: npm run build');
  const { status, stdout, stderr } = spawnSync('npm', ['sbom', '--sbom-format', 'cyclonedx'], { cwd: PKG, encoding: 'utf8' });
  if (status !== 0) throw new Error(`sbom: npm sbom failed: ${stderr}`);
  return JSON.parse(stdout);
};

/** The bill of materials of pkg/. */
export const makeBill = () => {
  const bill = ofNpm();
  const { component } = bill.metadata;
  component.name = JSON.parse(readFileSync(join(PKG, 'package.json'), 'utf8')).name; // npm takes the folder's
  const crates = compiledIn();
  const std = standardLibrary();
  const bundled = bundledIn().map(ofBundled);
  bill.components.push(...crates.map(ofCrate), std, ...bundled);
  const own = bill.dependencies.find(({ ref }) => ref === component['bom-ref']);
  own.dependsOn.push(...crates.map(({ name, version }) => `${name}@${version}`), std['bom-ref'], ...bundled.map((one) => one['bom-ref']));
  bill.dependencies.push(...crates.map(({ name, version, dependencies }) => ({ ref: `${name}@${version}`, dependsOn: dependencies })), ...bundled.map((one) => ({ ref: one['bom-ref'], dependsOn: [] })));
  const commit = ask('git', 'rev-parse', 'HEAD');
  if (commit) component.properties.push({ name: 'git:commit', value: commit });
  return bill;
};

if (resolve(process.argv[1] ?? '') === join(ROOT, 'scripts', 'sbom.mjs')) {
  const file = resolve(process.argv[2] ?? join(ROOT, 'build', 'sbom.cdx.json'));
  const bill = makeBill();
  writeFileSync(file, `${JSON.stringify(bill, null, 2)}\n`);
  console.log(`${file}: ${bill.components.length} components`);
}
