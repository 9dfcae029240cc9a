// What remains of a call's cost: crossings into the core, bytes copied, promises, microtasks, allocations.
import { join } from 'node:path';
import { INSTALLED } from '../artifact.mjs';
import { exportsOf } from '../core.mjs';
import { ROOT } from '../run.mjs';
import { BASIC, isOwn } from './bundles.mjs';
import { inNode } from './engines.mjs';

const OWN = BASIC.filter(isOwn);

/** `{ H: 'step' }`: the build shortens the names of what wasm-pack made, and keeps their order. */
const longNames = () => {
  const [short, long] = [join(INSTALLED, 'dist', 'clerk_fetch_bg.wasm'), join(ROOT, 'build', 'wasm', 'following.kept.wasm')].map(exportsOf);
  return Object.fromEntries(short.map((name, index) => [name, long[index]]));
};

const named = (call, names) => ({ ...call, calls: Object.fromEntries(Object.entries(call.calls).map(([name, count]) => [names[name], count])) });

/** As large as what is made within one measurement, so that nothing is collected in it. */
const YOUNG = ['--expose-gc', '--min-semi-space-size=256', '--max-semi-space-size=256'];

export async function profile(folder) {
  const names = longNames();
  const crossings = await inNode('crossings.mjs', [folder, OWN.join()]);
  for (const caller of Object.values(crossings)) for (const which of Object.keys(caller)) caller[which] = named(caller[which], names);
  const { callers } = await inNode('promises.mjs', [folder, BASIC.join()], YOUNG);
  return { crossings, perCall: callers };
}
