importScripts('/package/clerk-fetch.global.js', '/probe.global.js');

self.onmessage = async ({ data, ports }) => (ports[0] ?? self).postMessage(await Probe.outcomeOf(ClerkFetch, data));
