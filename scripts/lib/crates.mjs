// The crates whose code is in the package: in the compiled core, and in the doctor.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ask } from './tools.mjs';

const METADATA = ['metadata', '--format-version', '1', '--locked', '--no-default-features', '--filter-platform', 'wasm32-unknown-unknown'];

/** MIT's text, which every crate here has among others, and what applies besides it. */
const LICENCE_FILES = [/^licen[cs]e[-_]mit(\.\w+)?$/i, /^licen[cs]e(\.\w+)?$/i];
const BESIDES = { 'Unicode-3.0': /^licen[cs]e[-_]unicode(\.\w+)?$/i };

/** @throws where a crate does not bring the text of its licence: its notice would be missing */
const textsIn = ({ name, license, manifest_path: manifest }) => {
  const folder = dirname(manifest);
  const files = readdirSync(folder);
  const patterns = [LICENCE_FILES, ...Object.keys(BESIDES).filter((id) => license.includes(`AND ${id}`)).map((id) => [BESIDES[id]])];
  return patterns.map((alternatives) => {
    const file = alternatives.map((pattern) => files.find((each) => pattern.test(each))).find(Boolean);
    if (!file) throw new Error(`${name} (${license}) brings no licence that scripts/lib/crates.mjs knows: ${files.join(', ')}`);
    return readFileSync(join(folder, file), 'utf8');
  });
};

/**
 * What the core (or, by its manifest, the doctor) is linked from: normal dependencies, without what runs in the compiler only (procedural macros).
 * Cargo.lock's crates of the TypeScript surface and of the tests are not among them.
 * @returns {{ name: string, version: string, license: string, source: string, texts: string[], dependencies: string[] }[]} by name; without this crate itself
 */
export function compiledIn(manifest = 'Cargo.toml') {
  const text = ask('cargo', ...METADATA, '--manifest-path', manifest);
  if (!text) throw new Error('cargo metadata failed');
  const { packages, resolve } = JSON.parse(text);
  const byId = new Map(packages.map((crate) => [crate.id, crate]));
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
  const isLinked = (id) => !byId.get(id).targets.some(({ kind }) => kind.includes('proc-macro'));
  const linkedBy = (id) =>
    nodes
      .get(id)
      .deps.filter(({ pkg, dep_kinds: kinds }) => kinds.some(({ kind }) => kind === null) && isLinked(pkg))
      .map(({ pkg }) => pkg);
  const found = new Set();
  const visit = (id) => {
    for (const next of linkedBy(id)) {
      if (found.has(next)) continue;
      found.add(next);
      visit(next);
    }
  };
  visit(resolve.root);
  const named = (id) => `${byId.get(id).name}@${byId.get(id).version}`;
  return [...found]
    .map((id) => {
      const crate = byId.get(id);
      const { name, version, license, repository } = crate;
      const texts = name === 'clerk-fetch' ? [] : textsIn(crate);
      return { name, version, license: license.replace('/', ' OR '), source: repository, texts, dependencies: linkedBy(id).map(named) };
    })
    .sort((one, other) => one.name.localeCompare(other.name));
}

/** All of the package's: both of them, each version once, without the core's own crate. `inCore`: not in the doctor alone. */
export function compiledInPackage() {
  const core = compiledIn().map((crate) => ({ ...crate, inCore: true }));
  const crates = [...compiledIn('doctor/Cargo.toml'), ...core].map((crate) => ({
    ...crate,
    dependencies: crate.dependencies.filter((named) => !named.startsWith('clerk-fetch@')),
  }));
  const byId = new Map(crates.map((crate) => [`${crate.name}@${crate.version}`, crate]));
  return [...byId.values()].filter(({ name }) => name !== 'clerk-fetch').sort((one, other) => one.name.localeCompare(other.name));
}
