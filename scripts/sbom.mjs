// `npm run sbom [file]`: what is in the published package, as a CycloneDX bill of materials. Made at each release, and
// never committed: npm's own for pkg/ (its runtime dependencies: none), with the crates that the core and the doctor are compiled
// from and the npm packages that are bundled into the command line.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundledIn } from './lib/bundled.mjs';
import { compiledInPackage } from './lib/crates.mjs';
import { ROOT } from './lib/run.mjs';
import { ask, versionOf } from './lib/tools.mjs';

const PKG = join(ROOT, 'pkg');
/** SPDX, as Cargo has it, is one expression. */
const licensed = (expression) => [{ expression }];

const refOf = ({ name, version }) => `${name}@${version}`;

const componentOf = (kind) => (one) => ({
  'bom-ref': refOf(one),
  type: 'library',
  name: one.name,
  version: one.version,
  scope: 'required',
  licenses: licensed(one.license),
  purl: `pkg:${kind}/${one.name.replace('@', '%40')}@${one.version}`,
  ...(one.source && { externalReferences: [{ type: 'vcs', url: one.source }] }),
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
  const crates = compiledInPackage();
  const bundled = bundledIn();
  const all = [...crates.map(componentOf('cargo')), standardLibrary(), ...bundled.map(componentOf('npm'))];
  bill.components.push(...all);
  bill.dependencies.find(({ ref }) => ref === component['bom-ref']).dependsOn.push(...all.map((one) => one['bom-ref']));
  bill.dependencies.push(...[...crates, ...bundled].map((one) => ({ ref: refOf(one), dependsOn: one.dependencies ?? [] })));
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
