// `npm run release -- --dry-run`: packs, checks all that a release needs, and prints what would be published. It publishes nothing
// itself: that is done by .github/workflows/release.yml, whose provenance nobody's own machine can give.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { prepareArtifact, tarball } from './lib/artifact.mjs';
import { ROOT } from './lib/run.mjs';
import { toolEnv } from './lib/tools.mjs';
import { makeBill } from './sbom.mjs';

const read = (...path) => readFileSync(join(ROOT, ...path), 'utf8');

/** Each check gives what is wrong, and what to do about it; nothing where all is well. Their inputs are texts. */

/** `version` is the template's. */
export const wrongVersions = ({ version, cargo, changelog }) => {
  const inCargo = /^version = "(.*)"/m.exec(cargo)?.[1];
  const heading = /^## \[(.+?)\]/m.exec(changelog)?.[1];
  return [
    inCargo !== version && `Cargo.toml says ${inCargo}, pkg-template/package.json ${version}: make them the same`,
    heading !== version && `the first heading of CHANGELOG.md is for ${heading}: write what ${version} changes above it`,
    !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version) && `${version} is no version of Semantic Versioning`,
  ].filter(Boolean);
};

export const wrongChangelog = ({ version, changelog }) => {
  const [, date = '', notes = ''] = new RegExp(`^## \\[${version.replaceAll('.', '\\.')}\\] - (.*)\n([\\s\\S]*?)(?=^## |$(?![\\s\\S]))`, 'm').exec(changelog) ?? [];
  return [
    !/^\d{4}-\d\d-\d\d$/.test(date) && `${version} has no date in CHANGELOG.md but "${date}": write that of the release, as 2026-01-31`,
    !/^- ./m.test(notes) && `CHANGELOG.md says nothing of ${version}`,
  ].filter(Boolean);
};

/** `status` is of `git status --porcelain`, `tags` of `git tag`. */
export const wrongTree = ({ version, status, tags }) => {
  const changed = status.trim();
  return [
    changed && `${changed.split('\n').length} files are not committed: commit or drop them\n${changed}`,
    tags.split('\n').includes(`v${version}`) && `v${version} is there already: raise the version`,
  ].filter(Boolean);
};

/** The jobs of a workflow, by name, as their lines stand there. */
const jobsOf = (workflow) => {
  const [, text = ''] = /^jobs:\n([\s\S]*)/m.exec(workflow) ?? [];
  return Object.fromEntries([...text.matchAll(/^  (\w[\w-]*):\n((?:    .*\n|\n)*)/gm)].map(([, name, lines]) => [name, lines]));
};

/** A tag can be moved to other code, and a commit cannot. @returns the actions that are not pinned by a commit, with its version */
export const unpinned = (workflow) =>
  [...workflow.matchAll(/uses: *(.+)/g)].map(([, action]) => action).filter((action) => !/^[\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action));

/**
 * The workflow publishes with provenance, as npm's trusted publisher: with no token that could be stolen. What is installed
 * and run to build and test has no permission, and the job that may publish runs none of it.
 */
export const wrongWorkflow = ({ workflow }) => {
  const { build = '', publish = '', ...others } = jobsOf(workflow);
  const ofJob = (text) => /^    permissions:(.*)\n((?:      .*\n)*)/m.exec(text)?.slice(1).join('\n') ?? '';
  return [
    !/^permissions: \{\}/m.test(workflow) && 'each job must name its own permissions: write `permissions: {}` at the top',
    Object.keys(others).length && `only build and publish are known, and not ${Object.keys(others).join(', ')}`,
    !/^ *\{\}/.test(ofJob(build)) && '`build` has permissions, and it runs what was installed',
    !/^ +id-token: write\b/m.test(ofJob(publish)) && 'the `permissions` of `publish` lack `id-token: write`',
    !/^    needs: build$/m.test(publish) && '`publish` does not wait for `build`',
    /actions\/checkout|npm (ci|i|install|run|test|exec)\b|npx|node (?!-version)\S*scripts\//.test(publish) && '`publish` runs code of this repository or of its dependencies',
    !/npm publish [^\n]*--provenance\b/.test(publish) && '`npm publish` lacks `--provenance`',
    !/npm publish [^\n]*--ignore-scripts\b/.test(publish) && '`npm publish` lacks `--ignore-scripts`',
    !/sha256sum --check[\s\S]*npm publish/.test(publish) && '`publish` does not compare what it has downloaded before it publishes it',
    !/SUMS: \$\{\{ needs\.build\.outputs\.sums \}\}/.test(publish) && "`publish` does not compare with what `build` itself said",
    /NODE_AUTH_TOKEN|NPM_TOKEN|_authToken/.test(workflow) && 'it uses a token of npm: be a trusted publisher instead',
    !/npm test/.test(build) && 'it publishes what it has not tested',
    !/npm run audit -- --strict/.test(build) && 'it publishes what was not audited: `npm run audit -- --strict`',
    /npm ci(?! --ignore-scripts)/.test(build) && '`npm ci` runs the scripts of every dependency: add `--ignore-scripts`',
    !/GITHUB_REF_NAME#v/.test(build) && 'it does not compare the tag with the version',
    !/npm run sbom/.test(build) && 'it attaches no bill of materials',
    /run:[^\n]*\$\{\{|^ {10,}[^\n:]*\$\{\{/m.test(workflow) && 'a command has `${{` in it: hand it over by `env`',
    ...unpinned(workflow).map((action) => `${action} is not pinned by its commit, with the version as a comment`),
  ]
    .filter(Boolean)
    .map((fault) => `.github/workflows/release.yml: ${fault}`);
};

/** `manifest` is the packed one, `files` are the paths in the tarball. */
export const wrongPackage = ({ manifest, files, bill }) => {
  const { dependencies, scripts } = manifest;
  const missing = ['README.md', 'LICENSE', 'CHANGELOG.md', 'THIRD-PARTY-LICENSES', 'llms.txt', 'docs/errors.md'].filter((file) => !files.includes(file));
  const own = /^(dist|docs|examples)\/|^[\w-]+\/package\.json$|^(package\.json|README\.md|LICENSE|CHANGELOG\.md|THIRD-PARTY-LICENSES|llms\.txt)$/;
  return [
    missing.length && `the package lacks ${missing.join(', ')}`,
    ...files.filter((file) => !own.test(file)).map((file) => `${file} does not belong into the package: see "files" in pkg-template/package.json`),
    dependencies && 'the package has dependencies: bundle them, or make them optional peers',
    scripts && 'the package has scripts, which would run where it is installed',
    !bill.components.length && 'the bill of materials is empty: npm run sbom',
  ].filter(Boolean);
};

const tell = (what, faults) => {
  console.log(`${faults.length ? '✖' : '✔'} ${what}${faults.map((fault) => `\n    ${fault.replaceAll('\n', '\n    ')}`).join('')}`);
  return faults.length === 0;
};

const output = (command, args) => spawnSync(command, args, { cwd: ROOT, env: toolEnv(), encoding: 'utf8' });
const faultsOf = (command, args) => {
  const { status, stdout, stderr } = output(command, args);
  return status === 0 ? [] : [`${stdout}${stderr}`.trim()];
};

/** What is in the tarball: `[{ path, size }]`. */
const packed = () => JSON.parse(output('npm', ['pack', './pkg', '--dry-run', '--json', '--loglevel', 'error']).stdout)[0];

const dryRun = async () => {
  await prepareArtifact();
  const manifest = JSON.parse(read('pkg', 'package.json'));
  const { version } = manifest;
  const changelog = read('CHANGELOG.md');
  const { files, size, unpackedSize } = packed();
  const bill = makeBill();
  console.log(`\n${manifest.name}@${version}\n`);
  const results = [
    tell('the version is the same in Cargo.toml, the manifest and the changelog', wrongVersions({ version, cargo: read('Cargo.toml'), changelog })),
    tell('the changelog has a date and notes', wrongChangelog({ version, changelog })),
    tell('everything is committed, and the version is new', wrongTree({ version, status: output('git', ['status', '--porcelain']).stdout, tags: output('git', ['tag']).stdout })),
    tell('size', faultsOf('node', ['scripts/size.mjs'])),
    tell('publint', faultsOf('publint', ['--strict', tarball()])),
    tell('types (attw)', faultsOf('attw', ['--profile', 'strict', tarball()])),
    tell('what belongs into the package, and nothing else', wrongPackage({ manifest, files: files.map(({ path }) => path), bill })),
    tell('the workflow publishes with provenance, and only from a job that runs nothing else', wrongWorkflow({ workflow: read('.github', 'workflows', 'release.yml') })),
  ];
  console.log(`\nWould be published, ${Math.round(size / 1024)} KiB packed, ${Math.round(unpackedSize / 1024)} KiB unpacked:`);
  for (const { path, size: bytes } of files) console.log(`${String(bytes).padStart(9)}  ${path}`);
  console.log(`\nBill of materials: ${bill.components.map((component) => `${component.name} ${component.version}`).join(', ')}`);
  const ready = results.every(Boolean);
  console.log(ready ? `\nReady. Publish a release on GitHub with the tag v${version}: the workflow does the rest.` : '\nNot ready, see ✖ above.');
  return ready;
};

const main = async (args) => {
  if (args.join() === '--dry-run') return dryRun();
  console.error(
    'release: nothing is published from here. `npm run release -- --dry-run` says whether all is ready; then publish a release on GitHub\n' +
      'whose tag is the version, and .github/workflows/release.yml publishes to npm, with provenance.',
  );
  return false;
};

if (resolve(process.argv[1] ?? '') === join(ROOT, 'scripts', 'release.mjs')) process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
