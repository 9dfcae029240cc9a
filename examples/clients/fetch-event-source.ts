// Server-sent events by fetch-event-source: https://github.com/Azure/fetch-event-source
// It connects again whatever the error, and each time with a token of that moment; what cannot pass by itself must be
// thrown from `onerror`, and is then what the promise rejects with. (The platform's EventSource can send no header.)
import { fetchEventSource } from '@microsoft/fetch-event-source';
import { isClerkFetchError, type AuthenticatedFetch } from 'clerk-fetch';

export const subscribe = (
  url: string,
  authenticatedFetch: AuthenticatedFetch,
  onEvent: (data: unknown) => void,
  init?: { headers?: Record<string, string>; signal?: AbortSignal },
) =>
  fetchEventSource(url, {
    ...init,
    fetch: authenticatedFetch,
    onmessage: ({ data }) => onEvent(JSON.parse(data)),
    onerror(error) {
      if (isClerkFetchError(error) && !error.retryable) throw error;
    },
  });
