// node bench/node.mjs <folder of bundles> <scenario>: one scenario in a process of its own, its result on stdout.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { perCall } from './per-call.js';

const [folder, scenario] = process.argv.slice(2);
const load = (name) => import(pathToFileURL(join(folder, `${name}.js`)));
const result = await perCall(JSON.parse(scenario), load);
// A client may keep a timer: nobody waits for it.
process.stdout.write(JSON.stringify(result), () => process.exit());
