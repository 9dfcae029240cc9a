// Timers without waiting: when nothing else is to be done, the next timer is due at once. What comes after what stays as it is, also on a busy machine.

const { setTimeout: realTimeout, clearTimeout: realClear, setImmediate: nextTurn } = globalThis;

/** How often the loop turns before the next timer is due: what is ready runs first, such as React's renders. */
const TURNS = 3;

let now = 0;
let count = 0;
let isRunning = false;
let queue = [];

/** Waits for turns of the loop. */
const idle = async () => {
  for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => nextTurn(resolve));
};

const work = async () => {
  isRunning = true;
  for (await idle(); queue.length; await idle()) {
    const due = queue.reduce((first, one) => (one.at < first.at || (one.at === first.at && one.id < first.id) ? one : first));
    now = due.at;
    queue = queue.filter((one) => one !== due);
    try {
      due.run();
    } catch (error) {
      // As a timer would: it disturbs nobody else.
      nextTurn(() => { throw error; });
    }
  }
  isRunning = false;
};

class Timer {
  constructor(run, at) {
    this.id = ++count;
    this.run = run;
    this.at = at;
  }
  ref() {
    return this;
  }
  unref() {
    return this;
  }
  hasRef() {
    return true;
  }
}

/** As the platform's own, but that nobody waits. */
export const setTimeout = (run, wait = 0, ...more) => {
  const timer = new Timer(() => run(...more), now + Math.max(1, Number(wait) || 0));
  queue.push(timer);
  if (!isRunning) work();
  return timer;
};

export const clearTimeout = (timer) => {
  if (timer instanceof Timer) queue = queue.filter((one) => one !== timer);
  else realClear(timer);
};

/** Puts the clock in the place of the platform's; returns how to put that back. */
export const install = () => {
  Object.assign(globalThis, { setTimeout, clearTimeout });
  return () => Object.assign(globalThis, { setTimeout: realTimeout, clearTimeout: realClear });
};
