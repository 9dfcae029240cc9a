import * as clerkFetch from '/package/index.js';
import { outcomeOf } from '/probe.mjs';

globalThis.outcome = await outcomeOf(clerkFetch, location.href);
