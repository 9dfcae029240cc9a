// The examples that one copies stand alone: what they import is in their package.json, in the version that their lock file has.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ROOT } from '../../scripts/lib/run.mjs';

const EXAMPLES = join(ROOT, 'examples');
const json = (...path) => JSON.parse(readFileSync(join(EXAMPLES, ...path), 'utf8'));
const apps = readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, 'package.json')) && json(name, 'package.json').scripts?.start);

const sourcesIn = (folder) =>
  readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .flatMap((entry) => (entry.isDirectory() ? sourcesIn(join(folder, entry.name)) : /\.(mjs|tsx?|vue|svelte)$/.test(entry.name) ? [join(folder, entry.name)] : []));

const importsOf = (text) =>
  [...text.matchAll(/^\s*(?:import|export) (?:[^'"]*? from )?['"]([^'"]+)['"]/gm)]
    .map(([, name]) => name)
    .filter((name) => !/^[.$]/.test(name) && !name.startsWith('node:') && !builtinModules.includes(name))
    .map((name) => name.split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/'));

test('there are the seven of the documentation', () => {
  assert.deepEqual(apps, ['express-api', 'nextjs', 'script-tag', 'sveltekit', 'vite-swr', 'vite-tanstack-query', 'vue']);
});

for (const name of apps) {
  describe(`examples/${name}`, () => {
    const { dependencies = {}, devDependencies = {} } = json(name, 'package.json');

    test('names every package that it imports', () => {
      for (const file of sourcesIn(join(EXAMPLES, name))) {
        const known = file.endsWith('vite.config.ts') ? { ...dependencies, ...devDependencies } : dependencies;
        assert.deepEqual(importsOf(readFileSync(file, 'utf8')).filter((each) => !(each in known)), [], file);
      }
    });

    test('has a lock file for what it names, and the current clerk-fetch', () => {
      if (!Object.keys(dependencies).length) return;
      const { packages } = json(name, 'package-lock.json');
      assert.deepEqual(packages[''].dependencies, dependencies);
      assert.deepEqual(packages[''].devDependencies ?? {}, devDependencies);
      if (!dependencies['clerk-fetch']) return;
      const { version, peerDependencies, engines } = JSON.parse(readFileSync(join(ROOT, 'pkg-template', 'package.json'), 'utf8'));
      assert.equal(dependencies['clerk-fetch'], `^${version}`);
      const locked = packages['node_modules/clerk-fetch'];
      assert.deepEqual([locked.version, locked.peerDependencies, locked.engines], [version, peerDependencies, engines]);
    });

    test('extends nothing outside of its folder', () => {
      if (existsSync(join(EXAMPLES, name, 'tsconfig.json'))) assert.equal(json(name, 'tsconfig.json').extends, undefined);
    });
  });
}
