// The system without a framework: window.ClerkFetch from one script tag, and the documentation's line. Neither knows React.
(() => {
  const { snippets } = window.DEMO;
  const AsyncFunction = (async () => {}).constructor;
  // As it is printed; only the address is this demo's.
  const printed = new AsyncFunction('url', `return ${snippets.clerkjs.replace("'https://api.foo.com/todos'", 'url')}`);

  window.demoPlain = {
    ours: (options) => window.ClerkFetch.createAuthenticatedFetch(options).json,
    documentation: (url) => printed(url),
  };
})();
