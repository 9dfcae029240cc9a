import * as clerkFetch from 'clerk-fetch';
import { outcomeOf } from './probe.mjs';

outcomeOf(clerkFetch, location.href).then((outcome) => {
  globalThis.outcome = outcome;
});
