// The Vercel AI SDK: https://ai-sdk.dev/docs/ai-sdk-ui/transport
// An error of ours comes as it is, as `error` and to `onError`.
import { useChat } from '@ai-sdk/react';
import { DefaultChatTransport } from 'ai';
import type { AuthenticatedFetch } from 'clerk-fetch';

/** With `clerk-fetch/react`: `useAuthenticatedChat(url, useAuthenticatedFetch())`. */
export const useAuthenticatedChat = (api: string, authenticatedFetch: AuthenticatedFetch) =>
  useChat({ transport: new DefaultChatTransport({ api, fetch: authenticatedFetch }) });
