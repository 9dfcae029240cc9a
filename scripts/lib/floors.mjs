// The floors of js/, and what breaks them: an import that runs up or in a circle, and one that would give the package a second core.
import { readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { ROOT } from './run.mjs';

/** From the top down: what a floor is for, and the files on it. */
export const FLOORS = [
  ['what is imported, and the commands', /^js\/(index\.ts|global\.ts|hooks\/|tools\/|cli\/)/],
  ['one call', /^js\/call\//],
  ['options and tokens', /^js\/(options\.ts|token\/)/],
  ['the core', /^js\/core\//],
  ['errors and waiting', /^js\/[^/]+\.ts$/],
];

/** Bundles of their own: each has the core and the error class from the root, by its name. */
const APART = /^js\/(hooks|tools|cli)\//;
const SINGLE = /^js\/(index|error|core\/core)\.ts$/;

const floorOf = (path) => FLOORS.findIndex(([, files]) => files.test(path));

export const filesIn = (folder) =>
  readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesIn(path) : [path];
  });

/** The paths that a text imports by relative names, types too. */
export const importsIn = (path, text) =>
  [...text.matchAll(/^(?:import|export)\b[^;'"]*?\bfrom '(\.[^']+)'|^import '(\.[^']+)'|\bimport\('(\.[^']+)'\)/gm)].map(([, ...names]) =>
    posix.join(posix.dirname(path), names.find(Boolean)),
  );

/** Every JavaScript and TypeScript file of js/ with the files of js/ that it imports; declarations of modules are none. */
export const graphOfJs = () => {
  const paths = filesIn('js').filter((path) => /\.(m?js|ts)$/.test(path) && !path.endsWith('.d.ts'));
  const imports = (path) => importsIn(path, readFileSync(join(ROOT, path), 'utf8')).filter((target) => paths.includes(target));
  return new Map(paths.map((path) => [path, [...new Set(imports(path))]]));
};

/** The files of each circle, in the order of their imports. */
const circlesIn = (graph) => {
  const done = new Set();
  const circles = [];
  const walk = (path, trail) => {
    if (trail.includes(path)) return circles.push([...trail.slice(trail.indexOf(path)), path]);
    if (done.has(path)) return undefined;
    for (const target of graph.get(path) ?? []) walk(target, [...trail, path]);
    return done.add(path);
  };
  for (const path of graph.keys()) walk(path, []);
  return circles;
};

/** All that a file imports, and what that imports. */
const reachable = (graph, path, seen = new Set()) => {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const target of graph.get(path) ?? []) reachable(graph, target, seen);
  return seen;
};

/** What breaks the floors, a sentence for each import; `graph` maps a path to the paths that it imports. */
export const brokenFloors = (graph) => {
  const faults = [];
  for (const [path, targets] of graph) {
    const from = floorOf(path);
    if (from < 0) faults.push(`${path} is on no floor: see FLOORS in scripts/lib/floors.mjs`);
    for (const target of targets) {
      const to = floorOf(target);
      if (to >= 0 && to < from) faults.push(`${path} (${FLOORS[from][0]}) imports ${target} (${FLOORS[to][0]}), which is on a higher floor`);
      const single = APART.test(path) && !APART.test(target) && [...reachable(graph, target)].find((each) => SINGLE.test(each));
      if (single) faults.push(`${path} imports ${target}, and with it a second copy of ${single}: import clerk-fetch instead`);
    }
  }
  return [...faults, ...circlesIn(graph).map((circle) => `these files import each other in a circle: ${circle.join(' → ')}`)];
};
