// Times callers against each other: in every round each has its turn, so that what disturbs the machine disturbs them all.

const now = () => performance.now();

/** Calls one after the other for a while; the next turn goes on where this one ended in `urls`. */
const turn = async (state, urls) => {
  const { call, calls } = state;
  let { place } = state;
  const begin = now();
  for (let index = 0; index < calls; index++) {
    await call(urls[place]);
    if (++place === urls.length) place = 0;
  }
  const ms = now() - begin;
  state.place = place;
  state.made += calls;
  return ms;
};

/**
 * As many calls as take some `slot` milliseconds; the compiler gets warm meanwhile. The quickest of three turns counts: one that
 * was interrupted would leave too few calls to measure, or for the compiler to take note of.
 */
const calibrate = async (state, urls, slot) => {
  for (;;) {
    const ms = Math.min(await turn(state, urls), await turn(state, urls), await turn(state, urls));
    if (ms >= slot / 2) return void (state.calls = Math.max(1, Math.round((state.calls * slot) / ms)));
    state.calls *= 2;
  }
};

const WARM_UP = 4;

/**
 * @param {{ name: string, call: (url: string) => Promise<unknown> }[]} callers
 * @returns {Promise<{ times: Record<string, number[]>, calls: number }>} nanoseconds a call, for each round;
 *   `calls` are all that were made, those before the first round too
 */
export const measure = async (callers, urls, { rounds, slot }) => {
  const states = callers.map(({ name, call }) => ({ name, call, place: 0, calls: 16, made: 0, times: [] }));
  for (const state of states) await calibrate(state, urls, slot);
  for (const state of states) await calibrate(state, urls, slot);
  for (let round = -WARM_UP; round < rounds; round++) {
    for (let index = 0; index < states.length; index++) {
      const state = states[(index + round + WARM_UP) % states.length];
      const ms = await turn(state, urls);
      if (round >= 0) state.times.push((ms * 1e6) / state.calls);
    }
  }
  const times = Object.fromEntries(states.map((state) => [state.name, state.times]));
  return { times, calls: states.reduce((sum, { made }) => sum + made, 0) };
};
