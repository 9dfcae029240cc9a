import * as clerkFetch from '/package/index.js';
import { outcomeOf } from '/probe.mjs';

self.onmessage = async ({ data, ports }) => (ports[0] ?? self).postMessage(await outcomeOf(clerkFetch, data));
