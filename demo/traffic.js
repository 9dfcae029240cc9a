// Records what travels, by wrapping window.fetch before anything else runs: the calls, and the tokens that clerk-js asks
// for. A token itself is neither shown nor kept; its id (`jti`) tells a replay from a retry.
(() => {
  const { apiUrl, strangerUrl } = window.DEMO;
  const send = window.fetch;
  let recording = null;
  let barrier = null;

  window.demoTraffic = {
    /** From now on everything is recorded, with times since now, until `stop()` gives it. */
    record() {
      const mine = { zero: performance.now(), wallClock: Date.now(), entries: [], refused: new Map() };
      recording = mine;
      return {
        wallClock: mine.wallClock,
        stop() {
          recording = null;
          return { duration: performance.now() - mine.zero, entries: mine.entries.map((entry) => ({ ...entry })) };
        },
      };
    },
    /** Calls are held on their way to the network; `count(n)` resolves once n are. */
    hold() {
      let release;
      const mine = { waiting: 0, watchers: [], open: new Promise((resolve) => (release = resolve)) };
      barrier = mine;
      return {
        count: (n) => new Promise((done) => (mine.waiting >= n ? done() : mine.watchers.push({ n, done }))),
        release() {
          barrier = null;
          release();
        },
      };
    },
  };

  window.fetch = async function (input, init) {
    const mine = recording;
    const entry = mine && describe(mine, input, init);
    if (!entry) return send.call(this, input, init);
    mine.entries.push(entry);
    const settle = (status) => Object.assign(entry, { status, end: performance.now() - mine.zero });
    try {
      if (barrier && entry.kind === 'call') {
        await pass(barrier);
        entry.released = performance.now() - mine.zero;
      }
      const response = await send.call(this, input, init);
      if (response.status === 401 && entry.tokenId) mine.refused.set(entry.url, entry.tokenId);
      settle(String(response.status));
      return response;
    } catch (error) {
      settle(error.name === 'AbortError' ? 'aborted' : 'failed');
      throw error;
    }
  };

  function pass(held) {
    held.waiting += 1;
    for (const { n, done } of held.watchers) if (held.waiting >= n) done();
    return held.open;
  }

  function describe(mine, input, init) {
    const request = input instanceof Request ? input : undefined;
    const url = new URL(request ? request.url : input, document.baseURI);
    const kind = kindOf(url);
    if (!kind) return null;
    const authorization = new Headers(init?.headers ?? request?.headers).get('authorization');
    const tokenId = tokenIdOf(authorization);
    const former = mine.refused.get(url.href);
    return {
      kind,
      forced: url.searchParams.get('debug') === 'skip_cache',
      url: url.href,
      system: url.searchParams.get('system'),
      sent: tokenId ? 'a token' : (authorization ?? 'no token'),
      tokenId,
      replay: Boolean(tokenId && former && former !== tokenId),
      start: performance.now() - mine.zero,
      released: null,
      end: null,
      status: null,
    };
  }

  function kindOf(url) {
    if (url.origin === apiUrl || url.origin === strangerUrl) return 'call';
    return /\/v1\/client\/sessions\/[^/]+\/tokens/.test(url.pathname) ? 'mint' : null;
  }

  function tokenIdOf(authorization) {
    try {
      const [, payload] = authorization.split(' ')[1].split('.');
      return JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))).jti;
    } catch {
      return null; // none, or `Bearer null`
    }
  }
})();
