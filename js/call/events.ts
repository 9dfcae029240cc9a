// What the option `onEvent` is told.

import type { ClerkFetchEvent } from 'clerk-fetch-core';
import { ignore, now } from '../wait.ts';
import type { Call } from './call.ts';
import { harmless } from './failure.ts';
import { redacted } from './url.ts';

/** When a step began; where nobody listens, no clock is asked. */
export const started = /* eager */ (({ client }: Call): number | undefined => (client.onEvent ? now() : undefined));

/** What an event says of its call. */
type Observed = Pick<Call, 'client' | 'method' | 'attempt'> & Partial<Pick<Call, 'carried' | 'token' | 'headers' | 'identity'>> & { readonly destination: Pick<Call['destination'], 'href'> };

/** Tells the option `onEvent`, which cannot disturb a call and never sees the token. */
export const emit = /* eager */ ((call: Observed, type: ClerkFetchEvent['type'], began: number | undefined, fields?: object): void => {
  const { client, destination, method, attempt } = call;
  if (!client.onEvent) return;
  try {
    const event = { type, url: harmless(call, redacted(destination.href)), method: harmless(call, method), attempt, duration: now() - began!, ...fields };
    // For `clerk-fetch/debug`; whoever lists or compares an event does not see it.
    Object.defineProperty(event, Symbol.for('clerk-fetch.call'), { value: (call.identity ??= {}) });
    (client.onEvent(event as ClerkFetchEvent) as Promise<unknown> | undefined)?.catch?.(ignore);
  } catch {
    // an observer's own
  }
});
