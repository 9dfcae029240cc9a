// What a build compiles again: that whose inputs or outputs have changed, and nothing else.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { remake } from '../../scripts/lib/compile.mjs';

describe('a folder that is compiled', () => {
  let dir;
  let made;
  let compile;
  const source = (...names) => join(dir, 'src', ...names);

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'clerk-fetch-compile-'));
    mkdirSync(source('engine'), { recursive: true });
    writeFileSync(source('lib.rs'), 'one');
    writeFileSync(source('engine', 'call.rs'), 'two');
    made = 0;
    compile = ({ tools = ['rustc 1'], make = () => writeFileSync(join(dir, 'out', 'core.wasm'), 'wasm') } = {}) =>
      remake(join(dir, 'out'), [source(), join(dir, 'build.rs')], tools, () => {
        made += 1;
        make();
      });
    compile();
  });

  afterEach(() => rmSync(dir, { recursive: true }));

  const again = (what, change, options) =>
    test(`is compiled again after ${what}, and then no more`, () => {
      change();
      compile(options);
      assert.equal(made, 2);
      compile(options);
      assert.equal(made, 2);
    });

  test('is compiled once, whatever dates its files have', () => {
    utimesSync(source('lib.rs'), new Date(), new Date(Date.now() + 60_000));
    compile();
    assert.equal(made, 1);
  });

  again('a change of a source', () => writeFileSync(source('engine', 'call.rs'), 'changed'));
  again('a source that is new', () => writeFileSync(source('new.rs'), ''));
  again('a source that is gone', () => rmSync(source('lib.rs')));
  again('a source that has another name', () => (rmSync(source('lib.rs')), writeFileSync(source('lib2.rs'), 'one')));
  again('an input that was not there', () => writeFileSync(join(dir, 'build.rs'), ''));
  again('another toolchain or other flags', () => {}, { tools: ['rustc 2'] });
  again('a change of what was made', () => writeFileSync(join(dir, 'out', 'core.wasm'), 'broken'));
  again('the loss of what was made', () => rmSync(join(dir, 'out', 'core.wasm')));
  again('a file that was added to what was made', () => writeFileSync(join(dir, 'out', 'more'), ''));

  test('keeps nothing of an earlier compilation, and is compiled again after one that failed', () => {
    writeFileSync(source('lib.rs'), 'wrong');
    const make = () => {
      assert.deepEqual(readdirSync(join(dir, 'out')), []);
      writeFileSync(join(dir, 'out', 'half'), '');
      throw new Error('rustc failed');
    };
    assert.throws(() => compile({ make }), /rustc failed/);
    compile();
    assert.equal(made, 3);
  });

  test('is compiled again when a source was saved meanwhile', () => {
    writeFileSync(source('lib.rs'), 'first');
    compile({ make: () => writeFileSync(source('lib.rs'), 'second') });
    compile();
    assert.equal(made, 3);
  });
});
