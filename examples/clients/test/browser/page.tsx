// What the test drives in the page: each example by its name. The token's source is in the test's process.
import { createAuthenticatedFetch, type AuthenticatedFetch, type GetToken } from 'clerk-fetch';
import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { useAuthenticatedChat } from '../../ai-sdk.ts';
import { subscribe } from '../../fetch-event-source.ts';
import * as sockets from '../../websocket.ts';
import { upload } from '../../xhr.ts';

interface Init {
  headers: Record<string, string>;
  signal: AbortSignal;
}

declare global {
  interface Window {
    getToken: GetToken;
    call(name: string, url: string, allowed: string, headers: Record<string, string>): Promise<object>;
    abort(): void;
  }
}

const events = async (url: string, authenticatedFetch: AuthenticatedFetch, init: Init) => {
  let last: unknown;
  await subscribe(url, authenticatedFetch, (data) => (last = data), init);
  init.signal.throwIfAborted(); // it resolves when aborted
  return last;
};

/** A chat whose user says `Milk` once. */
const chat = (url: string, authenticatedFetch: AuthenticatedFetch, { headers, signal }: Init) =>
  new Promise((resolve, reject) => {
    const root = createRoot(document.body.appendChild(document.createElement('div')));
    const Chat = () => {
      const { messages, status, error, sendMessage, stop } = useAuthenticatedChat(url, authenticatedFetch);
      const answer = messages.find(({ role }) => role === 'assistant');
      useEffect(() => {
        signal.addEventListener('abort', () => stop().then(() => reject(signal.reason)));
        void sendMessage({ text: 'Milk' }, { headers });
      }, []);
      useEffect(() => {
        if (error) reject(error);
        const part = answer?.parts.find((each) => each.type === 'text');
        if (status === 'ready' && part) resolve(JSON.parse(part.text));
      }, [answer, status, error]);
      return null;
    };
    root.render(<Chat />);
  });

const uploading = async (url: string, authenticatedFetch: AuthenticatedFetch, init: Init) => {
  const progress: number[] = [];
  const file = new Blob([new Uint8Array(1_000_000)]);
  const { status, response } = await upload(url, file, authenticatedFetch, { ...init, onProgress: (part) => progress.push(part) });
  return { status, progress, ...JSON.parse(response) };
};

const socket =
  (connect: (url: string, authenticatedFetch: AuthenticatedFetch) => Promise<WebSocket>) =>
  async (url: string, authenticatedFetch: AuthenticatedFetch) => {
    const opened = await connect(url, authenticatedFetch);
    return new Promise((resolve) => {
      opened.onclose = ({ code }) => resolve({ closed: code });
      opened.onmessage = ({ data }) => {
        resolve({ ...JSON.parse(data), protocol: opened.protocol });
        opened.close();
      };
    });
  };

const examples = {
  events,
  chat,
  upload: uploading,
  ticket: socket(sockets.connectByTicket),
  protocol: socket(sockets.connectByProtocol),
  message: socket(sockets.connectByMessage),
};

let controller = new AbortController();
window.abort = () => controller.abort();

/** Gives the example's value, or `{ error }` with what of it can leave the page. */
window.call = async (name, url, allowed, headers) => {
  controller = new AbortController();
  const authenticatedFetch = createAuthenticatedFetch({ getToken: window.getToken, allowedOrigins: [allowed] });
  try {
    const example = examples[name as keyof typeof examples];
    return { value: await example(url, authenticatedFetch, { headers, signal: controller.signal }) };
  } catch (error) {
    const { name, code, message } = error as Error & { code?: unknown };
    return { error: { name, code, message } };
  }
};
