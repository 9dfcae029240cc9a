// Another try after a wait: how long, as the API or the core says.

import { Event } from '../core/codes.ts';
import { core, write } from '../core/core.ts';
import { pause } from '../wait.ts';
import { discard } from './body.ts';
import type { Call } from './call.ts';
import { emit } from './events.ts';
import { headerOf } from './headers.ts';

/** `Retry-After` in ms, or -1. */
export const retryAfterOf = (response: Response): number => {
  const value = `${headerOf(response, 'retry-after')}`.trim();
  const ms = core.retry_after(write(value));
  if (ms !== -2) return ms;
  const date = Date.parse(value);
  return Number.isNaN(date) ? -1 : Math.max(0, date - Date.now());
};

/** Waits as long as the core says, or gives up. */
export const backoff = async (call: Call, state: number): Promise<number> => {
  const { client, answer, attempt, began, signal } = call;
  const wait = core.delay(attempt + 1, Math.random(), client.retry.maxDelay!, answer ? retryAfterOf(answer) : -1);
  if (wait < 0) return core.step(state, Event.Waited, 0);
  emit(call, 'retry', began, { wait, ...(answer && { status: answer.status }) });
  if (answer) discard(answer);
  await pause(wait, signal!);
  return core.step(state, Event.Waited, 1);
};
