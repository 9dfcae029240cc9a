// The API sends the call on to another origin of the same server: a browser drops Authorization there.
import { createAuthenticatedFetch } from '/package/index.js';
import { configFrom } from '/probe.mjs';

const { apiUrl, token } = configFrom(location.href);
const api = createAuthenticatedFetch({ baseUrl: apiUrl, getToken: async () => token });
const target = `${apiUrl.replace('127.0.0.1', 'localhost')}/echo`;
try {
  const response = await api(`/redirect?to=${encodeURIComponent(target)}`);
  const { authorization } = await response.json();
  globalThis.outcome = { status: response.status, redirected: response.redirected, authorization };
} catch (error) {
  globalThis.outcome = { error: String(error.cause ?? error) };
}
