// Resumable uploads: tus-js-client, and Uppy with its plugin. Each request carries the token of its own time.
import Uppy from '@uppy/core';
import Tus from '@uppy/tus';
import { isClerkFetchError, type AuthenticatedFetch } from 'clerk-fetch';
import { Upload } from 'tus-js-client';
import type { DetailedError, HttpRequest, HttpResponse } from 'tus-js-client';
import { tokens } from './tokens.ts';

/** The options of both that carry the token, and retry when the token was refused. */
function withTokens(endpoint: string, authenticatedFetch: AuthenticatedFetch) {
  const { next, refuse } = tokens(endpoint, authenticatedFetch);
  return {
    async onBeforeRequest(request: HttpRequest) {
      request.setHeader('Authorization', `Bearer ${await next()}`);
    },
    // Uploads run side by side: the token of this request was refused, which may no
    // longer be the last one.
    onAfterResponse(request: HttpRequest, response: HttpResponse) {
      const sent = request.getHeader('Authorization')?.slice('Bearer '.length);
      if (response.getStatus() === 401) refuse(sent);
    },
    onShouldRetry(error: unknown) {
      const { causingError, originalResponse } = error as DetailedError;
      if (isClerkFetchError(causingError)) return causingError.retryable;
      const status = originalResponse?.getStatus() ?? 0;
      return [0, 401, 409, 423, 429].includes(status) || status >= 500;
    },
    retryDelays: [0, 1_000, 3_000, 5_000],
  };
}

type Fetch = AuthenticatedFetch;

export function createUpload(endpoint: string, file: File, authenticatedFetch: Fetch) {
  const metadata = { filename: file.name };
  const options = withTokens(endpoint, authenticatedFetch);
  return new Upload(file, { endpoint, metadata, ...options });
}

export const createUppy = (endpoint: string, authenticatedFetch: Fetch) =>
  new Uppy().use(Tus, { endpoint, ...withTokens(endpoint, authenticatedFetch) });
