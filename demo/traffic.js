// Lists what travels, by wrapping window.fetch before anything else runs: the API's requests, and the
// tokens that clerk-js asks for. A token itself is neither shown nor kept; its id (`jti`) tells a replay.
(() => {
  const KEPT = 200;
  const { apiUrl } = window.DEMO;
  const send = window.fetch;
  const listeners = new Set();
  const refused = new Map();
  let entries = [];
  let lastNumber = 0;

  window.demoTraffic = {
    snapshot: () => entries,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  window.fetch = async function (input, init) {
    const entry = describe(input, init);
    if (!entry) return send.call(this, input, init);
    publish([entry, ...entries].slice(0, KEPT));
    try {
      const response = await send.call(this, input, init);
      if (response.status === 401 && entry.tokenId) refused.set(entry.key, entry.tokenId);
      settle(entry, String(response.status));
      return response;
    } catch (error) {
      settle(entry, error.name === 'AbortError' ? 'aborted' : 'failed');
      throw error;
    }
  };

  function describe(input, init) {
    const url = new URL(input instanceof Request ? input.url : input, document.baseURI);
    const kind = kindOf(url);
    if (!kind) return null;
    const request = input instanceof Request ? input : undefined;
    const method = (init?.method ?? request?.method ?? 'GET').toUpperCase();
    const tokenId = tokenIdOf(new Headers(init?.headers ?? request?.headers));
    const key = `${method} ${url}`;
    lastNumber += 1;
    return {
      number: lastNumber,
      key,
      kind,
      method,
      url: shown(url),
      tokenId,
      replay: isReplay(key, tokenId),
      status: '…',
    };
  }

  function kindOf(url) {
    if (url.origin === apiUrl) return 'API';
    return /\/v1\/client\/sessions\/[^/]+\/tokens/.test(url.pathname) ? 'Clerk' : null;
  }

  /** clerk-js's own parameters say nothing here, but whether the mint was forced does. */
  function shown(url) {
    if (url.origin === apiUrl) return url.pathname + url.search;
    return (
      url.pathname.replace(/^.*\/sessions\/[^/]+/, '…') +
      (url.searchParams.get('debug') === 'skip_cache' ? ' (forced)' : '')
    );
  }

  /** The same request again, after a 401, with another token. */
  function isReplay(key, tokenId) {
    const former = refused.get(key);
    if (!tokenId || !former || former === tokenId) return false;
    refused.delete(key);
    return true;
  }

  function tokenIdOf(headers) {
    const [scheme, token] = (headers.get('authorization') ?? '').split(' ');
    if (scheme !== 'Bearer') return null;
    try {
      return JSON.parse(atob(token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/'))).jti;
    } catch {
      return 'not a JWT';
    }
  }

  function settle(entry, status) {
    publish(entries.map((each) => (each.number === entry.number ? { ...each, status } : each)));
  }

  function publish(next) {
    entries = next;
    for (const listener of listeners) listener();
  }
})();
