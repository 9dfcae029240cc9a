// `npm run sbom [file]`: what is in the published package, as a CycloneDX bill of materials. Made at each release, and
// never committed: npm's own for pkg/ (its runtime dependencies: none), with every part that scripts/lib/parts.mjs lists.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { partsOfPackage } from './lib/parts.mjs';
import { ROOT } from './lib/run.mjs';
import { ask } from './lib/tools.mjs';

const PKG = join(ROOT, 'pkg');
const refOf = ({ name, version }) => `${name}@${version}`;

const componentOf = (part) => ({
  'bom-ref': refOf(part),
  type: 'library',
  name: part.name,
  version: part.version,
  scope: 'required',
  licenses: [{ expression: part.license }], // SPDX: one expression
  purl: part.purl,
  ...(part.source && { externalReferences: [{ type: 'vcs', url: part.source }] }),
});

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
  const parts = partsOfPackage();
  bill.components.push(...parts.map(componentOf));
  bill.dependencies.find(({ ref }) => ref === component['bom-ref']).dependsOn.push(...parts.map(refOf));
  bill.dependencies.push(...parts.map((part) => ({ ref: refOf(part), dependsOn: part.dependencies })));
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
