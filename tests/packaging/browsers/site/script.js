import('/probe.mjs').then(async ({ outcomeOf }) => {
  globalThis.outcome = await outcomeOf(ClerkFetch, location.href);
});
