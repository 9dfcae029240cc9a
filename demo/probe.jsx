// A component that makes a call and shows it: what every system's probe, on both sides, is made of.
import { useAuth } from '@clerk/react';
import { useEffect, useRef, useState } from 'react';

/** Who is signed in, as one text; '' is nobody. */
export function useIdentity() {
  const { userId, sessionId, orgId } = useAuth();
  return userId ? `${userId} ${sessionId} ${orgId ?? ''}` : '';
}

/**
 * A function called in an effect: at first, for each turn, and for each other user. What was fetched for a former one is
 * not shown: the component's own doing, the same on both sides.
 */
export function useCall(call, { url, turn }) {
  const identity = useIdentity();
  const [answer, setAnswer] = useState({});
  const latest = useRef(call);
  latest.current = call;
  useEffect(() => {
    const controller = new AbortController();
    const settle = (outcome) => controller.signal.aborted || setAnswer({ identity, turn, ...outcome });
    const { signal } = controller;
    Promise.resolve()
      .then(() => latest.current(url, { signal }))
      .then(
        (data) => settle({ data }),
        (error) => settle({ error }),
      );
    return () => controller.abort();
  }, [identity, url, turn]);
  const mine = answer.identity === identity && answer.turn === turn;
  return { ...(mine ? answer : {}), pending: !mine };
}

/** SWR and TanStack Query fetch by themselves; a turn asks them to do it again. */
export function useCache({ data, error, busy, paused = false }, refetch, { turn }) {
  const identity = useIdentity();
  const [done, setDone] = useState(0);
  useEffect(() => {
    if (!turn) return;
    const settle = () => setDone(turn);
    Promise.resolve(refetch()).then(settle, settle);
    // `refetch` is new at each render: only the turn counts.
  }, [turn]);
  const missing = Boolean(identity) && data === undefined && !error;
  return { data, error: error ?? undefined, paused, pending: !paused && (busy || done !== turn || missing) };
}

export const swrAnswer = ({ data, error, isValidating }) => ({ data, error, busy: isValidating });
export const queryAnswer = ({ data, error, isFetching, fetchStatus }) => ({
  data,
  error,
  busy: isFetching,
  paused: fetchStatus === 'paused',
});

/** Tells the conductor, after each render, what this component shows. */
export function useReport({ system, index, turn, report }, answer) {
  const identity = useIdentity();
  useEffect(() => report(`${system} ${index}`, { system, turn, identity, ...answer }));
}
