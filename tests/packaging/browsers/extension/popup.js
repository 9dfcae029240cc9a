import * as clerkFetch from './clerk-fetch/index.js';
import { outcomeOf } from './probe.mjs';

const popup = await outcomeOf(clerkFetch, location.href);
globalThis.outcomes = { popup, ...(await chrome.runtime.sendMessage(location.href)) };
