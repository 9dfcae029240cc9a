// What the test drives in the page: each example by its name. The token's source is in the test's process.
import { createAuthenticatedFetch, type AuthenticatedFetch, type GetToken } from 'clerk-fetch';
import { fetchEventSource } from '@microsoft/fetch-event-source';
import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { useAuthenticatedChat } from '../../ai-sdk.ts';
import { subscribe } from '../../fetch-event-source.ts';
import { createUpload, createUppy } from '../../uploads.ts';
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

type Connect = () => Promise<WebSocket>;

/** What each kind of socket connects by: the same for all calls, so that it knows of a refused token. */
const connections = new Map<unknown, Connect>();

const socket =
  (by: (url: string, authenticatedFetch: AuthenticatedFetch) => Connect) =>
  async (url: string, authenticatedFetch: AuthenticatedFetch) => {
    const key = `${url} ${by.name}`;
    const connect = connections.get(key) ?? by(url, authenticatedFetch);
    connections.set(key, connect);
    const opened = await connect();
    return new Promise((resolve) => {
      opened.addEventListener('close', ({ code }) => resolve({ closed: code }));
      opened.onmessage = ({ data }) => {
        resolve({ ...JSON.parse(data), protocol: opened.protocol });
        opened.close();
      };
    });
  };

const milk = () => new File(['Milk'.repeat(1_000)], 'milk.txt', { type: 'text/plain' });

const tus = (url: string, authenticatedFetch: AuthenticatedFetch) =>
  new Promise((resolve, reject) => {
    const one = createUpload(`${url}/files`, milk(), authenticatedFetch);
    one.options.onSuccess = () => resolve({ uploaded: 1 });
    one.options.onError = (error) => reject((error as { causingError?: Error }).causingError ?? error);
    one.start();
  });

/** Three files side by side. */
const uppy = async (url: string, authenticatedFetch: AuthenticatedFetch) => {
  const all = createUppy(`${url}/files`, authenticatedFetch);
  for (const name of ['a', 'b', 'c']) all.addFile({ name, data: milk() });
  const result = await all.upload();
  return { uploaded: result?.successful?.length, failed: result?.failed?.map(({ error }) => error) };
};

const examples = {
  events,
  chat,
  upload: uploading,
  tus,
  uppy,
  ticket: socket(sockets.byTicket),
  protocol: socket(sockets.byProtocol),
  message: socket(sockets.byMessage),
};

/** A line of the documentation. */
const line = (code: string) => async (url: string, authenticatedFetch: AuthenticatedFetch) => {
  let last: string | undefined;
  const onmessage = ({ data }: { data: string }) => (last = data);
  const run = new Function('fetchEventSource', 'url', 'authenticatedFetch', 'onmessage', `return ${code}`);
  await run(fetchEventSource, url, authenticatedFetch, onmessage);
  return JSON.parse(last ?? 'null');
};

let controller = new AbortController();
window.abort = () => controller.abort();

/** Gives the example's value, or `{ error }` with what of it can leave the page. */
window.call = async (name, url, allowed, headers) => {
  controller = new AbortController();
  const authenticatedFetch = createAuthenticatedFetch({ getToken: window.getToken, allowedOrigins: [allowed] });
  try {
    const example = examples[name as keyof typeof examples] ?? line(name);
    return { value: await example(url, authenticatedFetch, { headers, signal: controller.signal }) };
  } catch (error) {
    const { name, code, message } = error as Error & { code?: unknown };
    return { error: { name, code, message } };
  }
};
