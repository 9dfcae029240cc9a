// node bench/cold.mjs <bundle>: import and first call, in a process of its own.
import { pathToFileURL } from 'node:url';
import { firstCall } from './first-call.js';

const [path] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await firstCall(pathToFileURL(path).href)), () => process.exit());
