// The Vercel AI SDK: https://ai-sdk.dev/docs/ai-sdk-ui/transport
import { useChat } from '@ai-sdk/react';
import { DefaultChatTransport } from 'ai';
import type { AuthenticatedFetch } from 'clerk-fetch';

export const useAuthenticatedChat = (api: string, authenticatedFetch: AuthenticatedFetch) =>
  useChat({ transport: new DefaultChatTransport({ api, fetch: authenticatedFetch }) });
