// What the page's buttons do to the servers, and what the servers saw: `POST /demo/world?do=expire`.
import { sendJson } from '../tests/support/http.mjs';

/** As over a network: said on the page. */
const LATENCY = { mint: 120, api: 40 };
const ALWAYS = { times: Infinity };

export function createWorld({ api, frontend, stranger }) {
  const deeds = {
    /** As in the beginning. */
    heal() {
      Object.assign(api.knobs, { latency: LATENCY.api, failing: undefined });
      if (!frontend) return;
      frontend.heal();
      Object.assign(frontend.knobs, { latency: LATENCY.mint, tokenLifetime: 60 });
    },
    expire: () => api.expireTokens(),
    fail: () => (api.knobs.failing = 500),
    revoke: ({ session }) => frontend.revoke(session),
    /** Tokens of which Clerk keeps none, since they are about to end. */
    brief: () => (frontend.knobs.tokenLifetime = 5),
    hang: () => frontend.fault('hang', ALWAYS),
    disconnect() {
      api.knobs.failing = 'reset';
      frontend?.fault('reset', ALWAYS);
    },
  };
  deeds.heal();

  return function handle(request, response) {
    const { do: deed, ...given } = Object.fromEntries(new URL(request.url, 'http://localhost').searchParams);
    if (request.method === 'GET') return sendJson(response, 200, seenSince(Number(given.since)));
    if (request.method !== 'POST') return sendJson(response, 405, { error: 'POST only' }, { Allow: 'GET, POST' });
    if (!Object.hasOwn(deeds, deed)) return sendJson(response, 404, { error: `no such deed: ${deed}` });
    deeds[deed](given);
    return sendJson(response, 200, { done: deed });
  };

  /** When what arrived, by the servers' clock, which is this machine's and so the page's. */
  function seenSince(since) {
    const seen = (server) => ({ at, method, url }) => ({ at, method, url: server.url + url });
    return [api, stranger].flatMap((server) => server.requests.filter(({ at }) => at >= since).map(seen(server)));
  }
}
