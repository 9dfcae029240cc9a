// The server of `useChat`, by the AI SDK itself. It says whom the token names, and repeats what was said last.
import { createUIMessageStream, pipeUIMessageStreamToResponse, type UIMessage } from 'ai';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { userOf } from './guard.ts';

export const handler = async (request: IncomingMessage, response: ServerResponse) => {
  const { messages } = (await json(request)) as { messages: UIMessage[] };
  const title = messages.at(-1)?.parts.find((part) => part.type === 'text')?.text;
  const stream = createUIMessageStream({
    execute({ writer }) {
      const delta = JSON.stringify({ userId: userOf(request), title });
      writer.write({ type: 'text-start', id: 'answer' });
      writer.write({ type: 'text-delta', id: 'answer', delta });
      writer.write({ type: 'text-end', id: 'answer' });
    },
  });
  await pipeUIMessageStreamToResponse({ response, stream });
};
