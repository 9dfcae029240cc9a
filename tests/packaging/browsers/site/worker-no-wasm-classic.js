importScripts('/package/clerk-fetch.no-wasm.global.js', '/probe.global.js');

self.onmessage = async ({ data, ports }) => (ports[0] ?? self).postMessage(await Probe.outcomeOf(ClerkFetch, data));
