// `npm run audit`: what a tool's exit means, whatever words it prints.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { audit } from '../../scripts/audit.mjs';

const REPORT = { auditReportVersion: 2, vulnerabilities: {} };
const SIGNED = { invalid: [], missing: [] };
const UNREACHABLE = { error: { code: 'ENOTFOUND', summary: 'getaddrinfo ENOTFOUND' } };

describe('the audit', () => {
  let dir;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'clerk-fetch-audit-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  /** Puts a program on PATH that prints and exits as `outcomes` say, by a part of its arguments. */
  const fake = (program, outcomes) => {
    const cases = Object.entries(outcomes).map(([args, [code, text]]) => `*"${args}"*) cat <<'TEXT'\n${text}\nTEXT\nexit ${code};;`);
    writeFileSync(join(dir, program), `#!/bin/sh\ncase "$*" in\n${cases.join('\n')}\nesac\n`, { mode: 0o755 });
  };

  /** All is well, but for what a test says. */
  const run = ({ deny = {}, npm = {}, strict = false } = {}) => {
    fake('cargo-deny', { ...deny, 'fetch db': deny['fetch db'] ?? [0, ''], check: deny.check ?? [0, ''] });
    fake('npm', { ...npm, signatures: npm.signatures ?? [0, JSON.stringify(SIGNED)], audit: npm.audit ?? [0, JSON.stringify(REPORT)] });
    const lines = [];
    const passed = audit({ strict, env: { ...process.env, PATH: [dir, process.env.PATH].join(delimiter) }, tell: (line) => lines.push(line) });
    const marked = (mark) => lines.filter((line) => line.startsWith(mark)).map((line) => line.split('\n')[0].slice(2));
    return { passed, lines: lines.join('\n'), failed: marked('✖'), unchecked: marked('-'), ok: marked('✔') };
  };

  test('passes where every tool does', () => {
    const { passed, ok } = run();
    assert.equal(passed, true);
    assert.equal(ok.length, 7);
  });

  const WORDS = 'error: the crate `network` failed to fetch: ENOTFOUND, could not resolve, ETIMEDOUT, git fetch';
  for (const strict of [false, true]) {
    test(`fails where a tool exits with a failure and speaks of the network${strict ? ', also with --strict' : ''}`, () => {
      for (const [what, faults] of [
        ['crates: licences, bans, sources', { deny: { sources: [8, WORDS] } }],
        ['crates: advisories', { deny: { advisories: [1, WORDS] } }],
        ['npm: what builds and tests it', { npm: { 'audit-level=high': [1, WORDS] } }],
        ['npm: signatures of the registry', { npm: { signatures: [1, WORDS] } }],
      ]) {
        const { passed, failed, lines } = run({ ...faults, strict });
        assert.equal(passed, false, what);
        assert.ok(failed.includes(what), lines);
        assert.ok(lines.includes(WORDS), 'and shows what it said');
      }
    });
  }

  test('fails where npm finds a weakness, though its text is the report', () => {
    const report = JSON.stringify({ ...REPORT, vulnerabilities: { network: { severity: 'high' } } });
    assert.deepEqual(run({ npm: { 'audit-level=high': [1, report] } }).failed, ['npm: what builds and tests it']);
    assert.deepEqual(run({ npm: { signatures: [1, JSON.stringify({ ...SIGNED, invalid: [{ name: 'x' }] })] } }).failed, ['npm: signatures of the registry']);
  });

  test('fails on the least weakness in what the package bundles', () => {
    for (const name of ['diff', '@babel/parser', '@babel/helper-string-parser']) {
      const report = JSON.stringify({ ...REPORT, vulnerabilities: { [name]: { severity: 'low' } } });
      assert.deepEqual(run({ npm: { 'audit --json': [1, report] } }).failed, ['npm: what the package bundles'], name);
    }
  });

  test('fails where a tool says nothing that it would say, or cannot start', () => {
    assert.deepEqual(run({ npm: { signatures: [0, ''] } }).failed, ['npm: signatures of the registry']);
    assert.deepEqual(run({ npm: { signatures: [1, '{"error":{"code":"ENOLOCK","summary":"network"}}'] } }).failed, ['npm: signatures of the registry']);
    assert.equal(run({ deny: { check: [127, ''] } }).failed.length, 4);
  });

  /** Databases that are not asked, as the tools say it. */
  const CLOSED = {
    'advisories cannot be fetched': [{ deny: { 'fetch db': [1, 'failed to fetch database'] } }, ['crates: advisories', "the doctor's crates: advisories"]],
    'the registry has no audit': [
      { npm: { 'audit-level=high': [1, '{"message":"405 Method Not Allowed","uri":"x","statusCode":405,"error":{"summary":"","detail":""}}'] } },
      ['npm: what builds and tests it'],
    ],
    'the registry is out of reach': [
      { npm: { 'audit-level=high': [1, '{"message":"request to x failed","error":{"summary":"","detail":""}}'] } },
      ['npm: what builds and tests it'],
    ],
    'the keys are out of reach': [{ npm: { signatures: [1, JSON.stringify(UNREACHABLE)] } }, ['npm: signatures of the registry']],
  };
  for (const [name, [faults, what]] of Object.entries(CLOSED)) {
    test(`where ${name}: passes and says so, and fails with --strict`, () => {
      const open = run(faults);
      assert.equal(open.passed, true, open.lines);
      assert.deepEqual(open.unchecked, what.map((each) => `${each}: not checked, its database cannot be had from here`));
      const strict = run({ ...faults, strict: true });
      assert.equal(strict.passed, false);
      assert.deepEqual(strict.failed, what.map((each) => `${each}: its database was not asked`));
    });
  }
});
