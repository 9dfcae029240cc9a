// js/ has five floors. An import, of a type too, never runs up or in a circle: the message names the file that does.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { brokenFloors, graphOfJs, importsIn } from '../../scripts/lib/floors.mjs';

describe('the floors of js/', () => {
  const graph = graphOfJs();

  test('no import runs up, into another entry, or in a circle', () => {
    assert.ok(graph.size > 30, `${graph.size} files`);
    assert.deepEqual(graph.get('js/index.ts').includes('js/call/run.ts'), true);
    assert.deepEqual(brokenFloors(graph), []);
  });
});

describe('what breaks the floors', () => {
  const faultsWith = (path, ...targets) => brokenFloors(new Map([...graphOfJs(), [path, targets]]));

  test('an import that runs up', () => {
    assert.deepEqual(faultsWith('js/wait.ts', 'js/core/codes.ts'), ['js/wait.ts (errors and waiting) imports js/core/codes.ts (the core), which is on a higher floor']);
  });

  test('a circle, within a floor too', () => {
    const [fault, ...others] = faultsWith('js/token/claims.ts', 'js/token/refresh.ts').filter((each) => each.includes('circle'));
    assert.deepEqual(others, []);
    for (const path of ['js/token/claims.ts', 'js/token/refresh.ts']) assert.ok(fault.includes(path), fault);
  });

  test('a hook that would bring a second core', () => {
    assert.match(faultsWith('js/hooks/stable.ts', 'js/token/source.ts').join(), /js\/hooks\/stable\.ts imports js\/token\/source\.ts, and with it a second copy of js\/(error|core\/core)\.ts/);
    assert.deepEqual(faultsWith('js/hooks/stable.ts', 'js/wait.ts'), []);
  });

  test('a folder that no floor has', () => assert.match(faultsWith('js/more/some.ts').join(), /js\/more\/some\.ts is on no floor/));

  test('imports are read in each of their forms, and comments are not', () => {
    const text = `
import type { A } from './a.ts';
import {
  b,
} from '../b.ts';
export * from './c.ts';
import './d.ts';
// import { e } from './e.ts';
const f = () => import('./f.ts');
import { react } from 'react';`;
    assert.deepEqual(importsIn('js/call/run.ts', text), ['js/call/a.ts', 'js/b.ts', 'js/call/c.ts', 'js/call/d.ts', 'js/call/f.ts']);
  });
});
