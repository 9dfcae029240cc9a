// Programs as their own projects publish them: a download of a second in place of a compilation of minutes.
//
// A download is used only when its SHA-256 is the one written here. Where none is written for a version and platform,
// nothing is downloaded. Take a checksum from a source other than the download: the `digest` on the release's page, say.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** By crate. `archive` is the path on the releases' server, `sha256` the archive's checksum by version and platform. */
export const RELEASES = {
  'wasm-pack': {
    archive: (version, target) => `wasm-bindgen/wasm-pack/releases/download/v${version}/wasm-pack-v${version}-${target}.tar.gz`,
    programs: ['wasm-pack'],
    sha256: {
      '0.15.0': {
        'x86_64-unknown-linux-musl': 'c09f971ecaed9a2efc80fdcea7a00ef6b53c7fadc8c57d1f61b53a6aa66b668a',
        'aarch64-unknown-linux-musl': 'e17ef0806381c3a0acb9c9ddad643a49facaa5a2ecf657a421d4d8f3357a24b7',
        'x86_64-apple-darwin': 'd3f1a4a33e95f8f0d7801b024e08624c479999ac96aa150908b2394015cd0363',
        'aarch64-apple-darwin': '0abff4a03d670b6c00ea31d0e1608a72407e355f3d3765e9c30eb45cd5b7e318',
      },
    },
  },
  'wasm-bindgen-cli': {
    archive: (version, target) => `wasm-bindgen/wasm-bindgen/releases/download/${version}/wasm-bindgen-${version}-${target}.tar.gz`,
    programs: ['wasm-bindgen', 'wasm-bindgen-test-runner'],
    sha256: {}, // no source has named those of 0.2.130 yet
  },
};

const SERVER = 'https://github.com';
/** Milliseconds until the server answers, and until the archive is here. */
const PATIENCE = { answer: 4_000, archive: 60_000 };

/** Rust's name for this platform, as the releases use it; undefined where there is no release. */
export const targetOf = ({ platform, arch } = process) => {
  const cpu = { x64: 'x86_64', arm64: 'aarch64' }[arch];
  const system = { linux: 'unknown-linux-musl', darwin: 'apple-darwin' }[platform];
  return cpu && system && `${cpu}-${system}`;
};

const download = async (url, { answer, archive }) => {
  const controller = new AbortController();
  const giveUp = (what, ms) => setTimeout(() => controller.abort(new Error(`${what} within ${ms / 1000} s`)), ms);
  const timers = [giveUp('no answer', answer)];
  try {
    const response = await fetch(url, { signal: controller.signal });
    clearTimeout(timers[0]);
    if (!response.ok) throw new Error(`status ${response.status}`);
    timers.push(giveUp('not downloaded', archive));
    return Buffer.from(await response.arrayBuffer());
  } finally {
    timers.forEach(clearTimeout);
  }
};

const unpack = (bytes, { folder, programs, to }) => {
  const archive = join(folder, 'archive.tar.gz');
  writeFileSync(archive, bytes);
  const { status, stderr } = spawnSync('tar', ['-xzf', archive, '-C', folder, '--strip-components=1'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`tar: ${stderr.trim()}`);
  mkdirSync(to, { recursive: true });
  for (const program of programs) {
    rmSync(join(to, program), { force: true }); // a program that runs cannot be overwritten
    copyFileSync(join(folder, program), join(to, program));
    chmodSync(join(to, program), 0o755);
  }
};

/**
 * Puts a crate's programs into the folder `to`, as its project publishes them.
 * @returns {Promise<string | undefined>} why there is no ready binary; undefined when the programs are there
 */
export const installBinary = async (crate, version, { to, releases = RELEASES, server = SERVER, target = targetOf(), patience = PATIENCE }) => {
  const release = releases[crate];
  if (!release) return 'its project publishes none that is listed in scripts/lib/binaries.mjs';
  const expected = release.sha256[version]?.[target];
  if (!expected) return `scripts/lib/binaries.mjs has no checksum of ${version} for ${target ?? `${process.platform} ${process.arch}`}`;
  const url = `${server}/${release.archive(version, target)}`;
  const folder = mkdtempSync(join(tmpdir(), 'clerk-fetch-binary-'));
  try {
    const bytes = await download(url, patience);
    const found = createHash('sha256').update(bytes).digest('hex');
    if (found !== expected) return `${basename(url)} has the SHA-256 ${found}, and not ${expected}`;
    unpack(bytes, { folder, programs: release.programs, to });
  } catch (error) {
    return `${basename(url)} cannot be had (${error.cause?.code ?? error.cause?.message ?? error.message})`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
