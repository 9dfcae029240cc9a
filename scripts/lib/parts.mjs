// Every work whose code is in the published package, once: the bill of materials and THIRD-PARTY-LICENSES are made of
// this list alone, so that they cannot differ.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledIn } from './bundled.mjs';
import { compiledInPackage } from './crates.mjs';
import { ROOT } from './run.mjs';
import { versionOf } from './tools.mjs';

const CORE = 'the core';
const DOCTOR = 'the doctor';
const COMMANDS = 'the command line';

/** Where the code of each group is, as a reader of the package finds it. */
export const PLACES = {
  [CORE]: 'dist/clerk_fetch_bg.wasm, the same bytes inlined in dist/, and their translation to JavaScript',
  [DOCTOR]: 'dist/doctor.js and dist/doctor.cjs, which have the parts of the core as well',
  [COMMANDS]: 'dist/cli.js',
};

/** The parts of Rust's standard library that the core uses: linked, and in no lock file. */
const standardLibrary = () => {
  const version = versionOf('rustc');
  return {
    name: 'rust-std',
    version,
    license: 'MIT OR Apache-2.0',
    texts: [readFileSync(join(ROOT, 'scripts', 'licences', 'rust-std.txt'), 'utf8')],
    purl: `pkg:github/rust-lang/rust@${version}`,
    place: CORE,
    dependencies: [],
  };
};

const purlOf = (kind, { name, version }) => `pkg:${kind}/${name.replace('@', '%40')}@${version}`;

/** @returns {{ name: string, version: string, license: string, texts: string[], purl: string, place: string, source?: string, dependencies: string[] }[]} */
export const partsOfPackage = () => [
  ...compiledInPackage().map((crate) => ({ ...crate, purl: purlOf('cargo', crate), place: crate.inCore ? CORE : DOCTOR })),
  standardLibrary(),
  ...bundledIn().map((one) => ({ ...one, purl: purlOf('npm', one), place: COMMANDS })),
];
