// Reads a response as the core says: the value of a parsed call, or the error of a bad status.

import type { StandardIssue } from 'clerk-fetch-core';
import type { ErrorFields } from '../error.ts';
import { Message } from '../core/codes.ts';
import { core, write, writePair } from '../core/core.ts';
import { ignore, now, within } from '../wait.ts';
import { discard } from './body.ts';
import type { Call } from './call.ts';
import { failed } from './failure.ts';
import { headerOf } from './headers.ts';
import { retryAfterOf } from './retry.ts';

/** Of an error's body, at most this much is read, for at most so long. */
const ERROR_BYTES = 64 * 1024;
const ERROR_MS = 5_000;

const about = (response: Response) => ({ s: response.status, d: headerOf(response, 'content-type') || 'no content type' });

/** An API that echoes the token does not put it into an error. */
const masked = (call: Call, text: string) => (call.token ? text.replaceAll(call.token, '[token]') : text);

const parseJson = (call: Call, response: Response, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw failed(call, Message.InvalidJson, about(response), { ...facts(call, response), body: masked(call, text), cause });
  }
};

/** By the core's codes: the others are not read. */
const METHODS = ['text', 'text', 'blob', 'arrayBuffer'] as const;

/** The method that reads a successful response, if any does. Stubs of `fetch` may have nothing but `json()`. */
export const methodOf = (answer: Response, reading: number): 'json' | (typeof METHODS)[number] | undefined => (reading || (answer as Partial<Response>).text ? METHODS[reading] : 'json');

/** The value of a successful response, of which `body` was read. */
export const valueOf = (call: Call, answer: Response, reading: number, method: string | undefined, body: any): unknown => {
  if (reading === 4) return answer;
  if (reading === 5) {
    discard(answer);
    return null;
  }
  if (method === 'json') return body;
  if (!(body?.length ?? body?.size ?? body?.byteLength)) return null;
  return reading ? body : parseJson(call, answer, body);
};

/** A value of the API without the token, which it may echo; what is no JSON cannot be looked through. */
const scrubbed = <Value>(call: Call, value: Value): Value => {
  try {
    const text = JSON.stringify(value);
    return call.token && text.includes(call.token) ? JSON.parse(masked(call, text)) : value;
  } catch {
    return value;
  }
};

/** The first issue, such as `owner.name: Expected string`. */
const summary = ([{ path = [], message } = {}]: readonly Partial<StandardIssue>[]) =>
  [path.map((part) => String((part as { key?: PropertyKey })?.key ?? part)).join('.'), message].filter(Boolean).join(': ');

/** The value as the call's `schema` gives it. */
export const validated = async (call: Call, response: Response, value: unknown): Promise<unknown> => {
  let d = 'it threw';
  let fields: ErrorFields;
  try {
    const result = await within(call.parsing!.schema!['~standard'].validate(value), call.signal!);
    if (!result.issues) return result.value;
    d = masked(call, summary(result.issues));
    fields = { issues: scrubbed(call, result.issues) };
  } catch (cause) {
    if (call.signal?.aborted) throw cause;
    fields = { cause };
  }
  const found = { ...facts(call, response), body: scrubbed(call, value), ...fields };
  throw failed(call, Message.InvalidResponse, { s: response.status, d }, found);
};

/** The beginning of an error's body, as far as it comes in time. */
const beginning = async (response: Response, signal: AbortSignal | undefined) => {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  let text = '';
  try {
    reader = globalThis.TextDecoder && response.body?.getReader?.();
    if (!reader) return (await within(response.text(), signal, ERROR_MS, String)).slice(0, ERROR_BYTES);
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
const errorBody = async (call: Call, response: Response): Promise<any> => {
  const text = masked(call, await beginning(response, call.signal!));
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** The headers without the token: as they are, unless the API echoes it. */
const headersOf = (call: Call, { headers }: Response) => {
  const list = call.token && (headers as Partial<Headers> | undefined)?.entries ? [...headers] : [];
  const clean = list.map(([name, value]): [string, string] => [name, masked(call, value)]);
  return clean.join() === list.join() ? headers : new Headers(clean);
};

const facts = (call: Call, response: Response) => ({
  status: response.status,
  statusText: masked(call, response.statusText ?? ''),
  headers: headersOf(call, response),
});

const asksToVerify = (response: Response, body: any) => {
  const { type, reason } = body?.clerk_error ?? {};
  return core.reverification(response.status, writePair(String(type), String(reason)));
};

const httpFailure = (call: Call, response: Response, body: any): ErrorFields => {
  const retryAfter = retryAfterOf(response);
  const authReason = headerOf(response, 'x-clerk-auth-reason');
  const problem = core.problem(write(headerOf(response, 'content-type'))) && Object(body) === body ? body : undefined;
  return {
    ...facts(call, response),
    body,
    ...(problem && { problem }),
    ...(retryAfter >= 0 && { retryAfter }),
    ...(authReason && { authReason }),
  };
};

/** Rejects with what a bad status says; with `reverification: 'return'`, resolves with Clerk's request to verify again. */
export const readFailure = async (call: Call): Promise<unknown> => {
  const response = call.answer!;
  const body = await errorBody(call, response);
  const fields = httpFailure(call, response, body);
  if (!asksToVerify(response, body)) {
    const d = fields.statusText && ` (${fields.statusText})`;
    throw failed(call, Message.Http, { s: response.status, d }, fields);
  }
  if (call.client.returnsReverification) return call.parsing!.parseAs === 4 ? new Response(JSON.stringify(body), response) : body;
  throw failed(call, Message.Reverification, {}, { ...fields, metadata: body.clerk_error.metadata });
};
