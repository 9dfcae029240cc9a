// Engines with less of `AbortSignal`. React Native's is the package `abort-controller`: no `any`, no `timeout`, no `reason`,
// and an `abort()` that takes none.
import { replaceGlobal } from './world.mjs';

class OldSignal {
  aborted = false;
  onabort = null;
  listeners = new Set();

  addEventListener(_type, listener) {
    this.listeners.add(listener);
  }

  removeEventListener(_type, listener) {
    this.listeners.delete(listener);
  }
}

class OldController {
  signal = new OldSignal();

  abort() {
    const { signal } = this;
    if (signal.aborted) return;
    signal.aborted = true;
    for (const listener of [...signal.listeners]) listener({ type: 'abort', target: signal });
  }
}

/** A controller whose signal counts its listeners. */
const counting = () => {
  const controller = new AbortController();
  const { signal } = controller;
  const { addEventListener, removeEventListener } = signal;
  signal.listeners = new Set();
  signal.addEventListener = (type, listener, ...rest) => {
    signal.listeners.add(listener);
    addEventListener.call(signal, type, listener, ...rest);
  };
  signal.removeEventListener = (type, listener, ...rest) => {
    signal.listeners.delete(listener);
    removeEventListener.call(signal, type, listener, ...rest);
  };
  return controller;
};

const withoutStatics = (t) => {
  for (const name of ['any', 'timeout']) {
    const before = Object.getOwnPropertyDescriptor(AbortSignal, name);
    delete AbortSignal[name];
    t.after(() => Object.defineProperty(AbortSignal, name, before));
  }
};

/** Each makes `t`'s globals those of such an engine, and gives a maker of controllers; `keepsReason` as it says. */
export const ENGINES = {
  'without AbortSignal.any and AbortSignal.timeout': {
    keepsReason: true,
    enter(t) {
      withoutStatics(t);
      return counting;
    },
  },
  "with React Native's AbortController, which knows no reason": {
    keepsReason: false,
    enter(t) {
      replaceGlobal(t, 'AbortController', OldController);
      replaceGlobal(t, 'AbortSignal', OldSignal);
      return () => new OldController();
    },
  },
};
