import * as clerkFetch from 'clerk-fetch/no-wasm';
import { outcomeOf } from './probe.mjs';

outcomeOf(clerkFetch, location.href).then((outcome) => {
  globalThis.outcome = outcome;
});
