// What the command line of Hermes lacks beside React Native's Hermes: a console, and timers that wait.
const queueTask = global.setTimeout;
const timers = new Map();
let last = 0;
let turning = false;

const turn = () => {
  const due = [...timers].filter(([, { at }]) => at <= Date.now()).sort(([, one], [, other]) => one.at - other.at);
  for (const [id, { run }] of due) {
    if (timers.delete(id)) queueTask(run);
  }
  turning = timers.size > 0;
  if (turning) queueTask(turn);
};

Object.assign(global, {
  console: { log: print, warn: print, error: print, assert() {} },
  setTimeout(run, ms = 0) {
    timers.set(++last, { run, at: Date.now() + ms });
    if (!turning) queueTask(turn);
    turning = true;
    return last;
  },
  clearTimeout: (id) => void timers.delete(id),
});
