// One span a call, with a child for each step: token, request, refresh, wait. The call's `traceparent` goes along with each
// request of it, so that the API's spans hang below the call, before the refresh and after it.
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';
import { createAuthenticatedFetch, isClerkFetchError } from 'clerk-fetch';
import type { AuthenticatedFetch, CallInit, ClerkFetchEvent, ClerkFetchOptions, FetchInput, JsonCallInit } from 'clerk-fetch';

const tracer = trace.getTracer('clerk-fetch');
const now = () => performance.timeOrigin + performance.now();

/** The step that an event tells of; times are given, since the event comes at its end. */
function addStep(event: ClerkFetchEvent, call: Span, inCall: Context) {
  const { type, url, method, attempt, duration } = event;
  call.setAttributes({ 'url.full': url, 'http.request.method': method }).updateName(method);
  if (type === 'error') return;
  const began = type === 'retry' ? now() : now() - duration;
  const name = type === 'response' ? `${method} ${attempt === 1 ? 'request' : 'replay'}` : type === 'retry' ? 'wait' : type;
  const step = tracer.startSpan(name, { startTime: began }, inCall);
  if (type === 'refresh') step.setAttribute('clerk_fetch.renewed', event.renewed);
  if (type === 'response') {
    step.setAttributes({ 'http.response.status_code': event.status, 'http.request.resend_count': attempt - 1 });
    call.setAttribute('http.response.status_code', event.status);
  }
  step.end(began + (type === 'retry' ? event.wait : duration));
}

/** As `createAuthenticatedFetch`; the refresh is shared all the same, since it goes by `getToken`. */
export function createTracedFetch(options: ClerkFetchOptions = {}): Pick<AuthenticatedFetch, 'json'> & ((input: FetchInput, init?: CallInit) => Promise<Response>) {
  /** A fetcher for one call, whose events are that call's, also where no async context tells calls apart: in browsers. */
  async function traced<T>(send: (authenticatedFetch: AuthenticatedFetch) => Promise<T>): Promise<T> {
    const call = tracer.startSpan('HTTP', { kind: SpanKind.CLIENT });
    const inCall = trace.setSpan(context.active(), call);
    const authenticatedFetch = createAuthenticatedFetch({
      ...options,
      // Asked once a call, and kept: a replay has the same.
      async headers(about) {
        const headers = new Headers(typeof options.headers === 'function' ? await options.headers(about) : options.headers);
        propagation.inject(inCall, headers, { set: (carrier, name, value) => carrier.set(name, value) });
        return headers;
      },
      onEvent(event) {
        addStep(event, call, inCall);
        options.onEvent?.(event);
      },
    });
    try {
      return await send(authenticatedFetch);
    } catch (error) {
      call.setAttribute('error.type', isClerkFetchError(error) ? error.code : String((error as Error)?.name));
      call.setStatus({ code: SpanStatusCode.ERROR, message: String((error as Error)?.message) }); // it never has the token
      throw error;
    } finally {
      call.end();
    }
  }

  return Object.assign((input: FetchInput, init?: CallInit) => traced((authenticatedFetch) => authenticatedFetch(input, init)), {
    json: <T>(input: FetchInput, init?: JsonCallInit<T>) => traced(({ json }) => json(input, init)),
  });
}
