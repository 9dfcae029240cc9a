import { Miniflare } from 'miniflare';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const [folder, port, compatibilityDate = '2026-01-01'] = process.argv.slice(2);
const TYPES = { js: 'ESModule', wasm: 'CompiledWasm' };
const names = readdirSync(folder).sort((one) => (one === 'worker.js' ? -1 : 1));
new Miniflare({
  host: '127.0.0.1',
  port: Number(port),
  compatibilityDate,
  cf: false,
  modulesRoot: folder,
  modules: names.map((name) => ({ type: TYPES[name.split('.').at(-1)], path: join(folder, name) })),
});
