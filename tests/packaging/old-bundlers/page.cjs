const clerkFetch = require('clerk-fetch');
const { outcomeOf } = require('./probe.cjs');

outcomeOf(clerkFetch, location.href).then((outcome) => {
  globalThis.outcome = outcome;
});
