// Reads a response as the core says: the value of a parsed call, or the error of a bad status.

import type { StandardIssue } from 'clerk-fetch-core';
import type { ErrorFields } from '../error.ts';
import { Message } from '../core/codes.ts';
import { core, write, writePair } from '../core/core.ts';
import { passes } from '../core/kind.ts';
import { describe } from '../core/words.ts';
import { ignore, now, within } from '../wait.ts';
import { discard } from './body.ts';
import type { Call } from './call.ts';
import { failed, harmless } from './failure.ts';
import { headerOf } from './headers.ts';
import { retryAfterOf } from './retry.ts';

/** Of an error's body, at most this much is read, for at most so long. */
const ERROR_BYTES = 64 * 1024;
const ERROR_MS = 5_000;

const about = (response: Response) => ({ s: response.status, d: headerOf(response, 'content-type') || 'no content type' });

const parseJson = (call: Call, response: Response, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    const body = text.slice(0, ERROR_BYTES);
    // Engines quote a piece of the text, which can be one of the token.
    const cause = harmless(call, body) === body ? error : SyntaxError();
    const toOwnPage = !call.client.baseUrl && call.destination.origin === call.client.pageOrigin;
    throw failed(call, core.not_json(toOwnPage, write(headerOf(response, 'content-type'))), about(response), { ...facts(response), body, cause });
  }
};

/** By the core's codes: the others are not read. */
const METHODS = ['text', 'text', 'blob', 'arrayBuffer'] as const;

/** The error of what `fetch` gave in place of a `Response`. */
const noResponse = (call: Call, answer: unknown) => failed(call, Message.NoResponse, { d: describe(answer) });

/** An answer's status. Stubs of `fetch` may have none: then `ok` says it, and only `false` is a failure. */
export const statusOf = /* eager */ ((call: Call, answer: Response | undefined): number => {
  try {
    if (Object(answer) === answer) return answer!.status ?? (answer!.ok === false ? 0 : 200);
  } catch {
    // a Proxy that throws
  }
  throw noResponse(call, answer);
});

/** The method that reads a successful response, if any does. Stubs of `fetch` may have nothing but `json()`. */
export const methodOf = (call: Call, answer: Response, reading: number): 'json' | (typeof METHODS)[number] | undefined => {
  const method = reading || (answer as Partial<Response>).text ? METHODS[reading] : 'json';
  if (method && !answer[method]) throw noResponse(call, answer);
  return method;
};

/** The value of a successful response, of which `body` was read. */
export const valueOf = (call: Call, answer: Response, reading: number, method: string | undefined, body: unknown): unknown => {
  if (reading === 4) return answer;
  if (reading === 5) {
    discard(answer);
    return null;
  }
  if (method === 'json') return body;
  const { length, size, byteLength } = (body ?? {}) as { length?: number; size?: number; byteLength?: number };
  if (!(length ?? size ?? byteLength)) return null;
  return reading ? body : parseJson(call, answer, body as string);
};

/** The first issue, such as `owner.name: Expected string`. */
const summary = ([{ path = [], message } = {}]: readonly Partial<StandardIssue>[]) =>
  [path.map((part) => String((part as { key?: PropertyKey })?.key ?? part)).join('.'), message].filter(Boolean).join(': ');

/** The value as the call's `schema` gives it. */
export const validated = async (call: Call, response: Response, value: unknown, text?: unknown): Promise<unknown> => {
  let d = 'it threw';
  let fields: ErrorFields;
  try {
    const result = await within(call.parsing!.schema!['~standard'].validate(value), call.signal!);
    if (!result.issues) return result.value;
    d = summary(result.issues);
    fields = { issues: result.issues };
  } catch (cause) {
    if (call.signal?.aborted || passes(cause)) throw cause;
    fields = { cause };
  }
  // To look for the token in more would block the thread.
  const body = typeof text === 'string' && text.length > ERROR_BYTES ? text.slice(0, ERROR_BYTES) : value;
  const found = { ...facts(response), body, ...fields };
  throw failed(call, Message.InvalidResponse, { s: response.status, d }, found);
};

/** The beginning of an error's body, as far as it comes in time. */
const beginning = async (response: Response, signal: AbortSignal | undefined) => {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  let text = '';
  try {
    reader = globalThis.TextDecoder && response.body?.getReader?.();
    if (!reader) {
      const whole = await within<unknown>((response as Partial<Response>).text ? response.text() : response.json(), signal, ERROR_MS, String);
      return typeof whole === 'string' ? whole.slice(0, ERROR_BYTES) : whole;
    }
    const decoder = new TextDecoder();
    const end = now() + ERROR_MS;
    for (let room = ERROR_BYTES; room > 0; ) {
      const { done, value } = await within(reader.read(), signal, end - now(), String);
      if (done) break;
      text += decoder.decode(value.subarray(0, room), { stream: true });
      room -= value.length;
    }
  } catch (error) {
    if (signal?.aborted) throw error;
  } finally {
    reader?.cancel?.()?.catch?.(ignore);
  }
  return text;
};

/** JSON where it is JSON, text otherwise. */
const errorBody = async (call: Call, response: Response): Promise<unknown> => {
  const body = harmless(call, await beginning(response, call.signal!)); // masked as text, a deep value needs no copy
  try {
    return typeof body === 'string' ? JSON.parse(body) : body;
  } catch {
    return body;
  }
};

const facts = ({ status, statusText = '', headers }: Response) => ({ status, statusText, headers });

/** A property of a JSON value; what a polluted prototype has is none. */
const own = (value: unknown, name: string): unknown =>
  value != null && Object.hasOwn(value as object, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;

/** What Clerk's back-end SDKs say of a refusal. */
const clerkErrorOf = (body: unknown) => (own(body, 'clerk_error') ?? {}) as { readonly type?: unknown; readonly reason?: unknown; readonly metadata?: unknown };

const asksToVerify = (response: Response, body: unknown) => {
  const { type, reason } = clerkErrorOf(body);
  return core.reverification(response.status, writePair(String(type), String(reason)));
};

const httpFailure = (response: Response, body: unknown): ErrorFields => {
  const retryAfter = retryAfterOf(response);
  const authReason = headerOf(response, 'x-clerk-auth-reason');
  const problem = core.problem(write(headerOf(response, 'content-type'))) && Object(body) === body ? (body as Record<string, unknown>) : undefined;
  return {
    ...facts(response),
    body,
    ...(problem && { problem }),
    ...(retryAfter >= 0 && { retryAfter }),
    ...(authReason && { authReason }),
  };
};

/** What the API says in its own words, as a sentence of one line; `undefined` where it says nothing. */
const ownWords = ({ body, problem }: ErrorFields): string | undefined => {
  const said = [own(problem, 'detail'), own(problem, 'title'), own(body, 'message'), own(body, 'error'), own(body, 'detail')];
  const words = said.find((text): text is string => typeof text === 'string' && !!text.trim())?.replace(/\s+/g, ' ').trim();
  return words?.slice(0, 200).replace(/[\ud800-\udbff]$/, '').replace(/[^.!?]$/, '$&.');
};

/** Rejects with what a bad status says; with `reverification: 'return'`, resolves with Clerk's request to verify again. */
export const readFailure = async (call: Call): Promise<unknown> => {
  const response = call.answer!;
  const body = await errorBody(call, response);
  const fields = httpFailure(response, body);
  if (!asksToVerify(response, body)) {
    const d = fields.statusText && ` (${fields.statusText})`;
    const n = ownWords(fields);
    throw failed(call, n ? Message.HttpSays : Message.Http, { s: response.status ?? 'unknown', d, n }, fields);
  }
  if (call.parsing!.returnsReverification) return call.parsing!.parseAs === 4 ? new Response(JSON.stringify(body), response) : body;
  throw failed(call, Message.Reverification, {}, { ...fields, metadata: clerkErrorOf(body).metadata });
};
