// Runs before all else in the page: clocks that a test can move, and an account of the package's own
// timers and requests.
(() => {
  const waiting = new Map();
  const jumps = { wall: 0, monotonic: 0 };
  Object.assign(window, { waiting, jumps });

  /** Whether the package called whoever asks. */
  const isOurs = () => new Error().stack.split('\n')[3].includes('/package/');

  const { setTimeout, clearTimeout } = window;
  window.setTimeout = (run, ms, ...args) => {
    const end = () => {
      waiting.delete(id);
      run(...args);
    };
    const id = setTimeout(end, ms);
    if (isOurs()) waiting.set(id, ms);
    return id;
  };
  window.clearTimeout = (id) => {
    waiting.delete(id);
    clearTimeout(id);
  };

  const { fetch } = window;
  window.sent = 0;
  window.fetch = (...args) => {
    if (isOurs()) window.sent++;
    return fetch(...args);
  };

  const { now } = performance;
  performance.now = () => now.call(performance) + jumps.monotonic;
  const RealDate = Date;
  window.Date = class Date extends RealDate {
    constructor(...args) {
      if (args.length) super(...args);
      else super(RealDate.now() + jumps.wall);
    }
    static now() {
      return RealDate.now() + jumps.wall;
    }
  };
})();
