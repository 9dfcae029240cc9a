// Tells the option `onEvent` what happens. Observers cannot disturb a call, and never see the token.

import { now } from './wait.js';

const silent = () => {};

export const emitter = (client, call, shown) => {
  const { onEvent } = client;
  if (!onEvent) return silent;
  return (type, began, fields) => {
    const { u: url, m: method } = shown();
    try {
      onEvent({ type, url, method, attempt: call.attempt, duration: now() - began, ...fields })?.catch?.(silent);
    } catch {
      // an observer's own
    }
  };
};
