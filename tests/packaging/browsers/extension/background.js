import * as main from './clerk-fetch/index.js';
import * as noWasm from './clerk-fetch/no-wasm.js';
import { outcomeOf } from './probe.mjs';

const ask = async (url) => ({ main: await outcomeOf(main, url), noWasm: await outcomeOf(noWasm, url) });

chrome.runtime.onMessage.addListener((url, sender, respond) => {
  ask(url).then(respond);
  return true;
});
