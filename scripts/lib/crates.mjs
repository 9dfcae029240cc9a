// The crates whose code is in the package: in the compiled core, and in the doctor.
import { ask } from './tools.mjs';

const METADATA = ['metadata', '--format-version', '1', '--locked', '--no-default-features', '--filter-platform', 'wasm32-unknown-unknown'];

/**
 * What the core (or, by its manifest, the doctor) is linked from: normal dependencies, without what runs in the compiler only (procedural macros).
 * Cargo.lock's crates of the TypeScript surface and of the tests are not among them.
 * @returns {{ name: string, version: string, license: string, source: string, dependencies: string[] }[]} by name; without this crate itself
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
      const { name, version, license, repository } = byId.get(id);
      return { name, version, license, source: repository, dependencies: linkedBy(id).map(named) };
    })
    .sort((one, other) => one.name.localeCompare(other.name));
}

/** All of the package's: both of them, each version once, without the core's own crate. */
export function compiledInPackage() {
  const crates = [...compiledIn(), ...compiledIn('doctor/Cargo.toml')].map((crate) => ({
    ...crate,
    dependencies: crate.dependencies.filter((named) => !named.startsWith('clerk-fetch@')),
  }));
  const byId = new Map(crates.map((crate) => [`${crate.name}@${crate.version}`, crate]));
  return [...byId.values()].filter(({ name }) => name !== 'clerk-fetch').sort((one, other) => one.name.localeCompare(other.name));
}
