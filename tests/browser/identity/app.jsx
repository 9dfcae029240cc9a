// The page under identity-swr and identity-query: mounts one scenario after the other, with Clerk there from the start.
import { Component, Fragment, StrictMode, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import { hold, letNewOnesPass } from './gate.js';
import { last, listen, ownersIn, report, whoIsThere } from './observe.js';
import { WithQuery } from './query.jsx';
import { controls } from './screen.jsx';
import { WithSWR } from './swr.jsx';

/** What throws is told to the test, and ends the scenario. */
class Boundary extends Component {
  state = {};
  static getDerivedStateFromError = (error) => ({ error });
  render() {
    if (this.state.error) window.thrown = String(this.state.error.stack);
    return this.state.error ? null : this.props.children;
  }
}

const subscribe = (changed) => window.Clerk.addListener(changed);

/** As Clerk's `<SignedIn>`: a component that suspends has nothing to wait for while nobody is signed in. */
function Gate({ spec, children }) {
  const signedIn = useSyncExternalStore(subscribe, () => Boolean(window.Clerk.session));
  return spec.mode !== 'suspense' || signedIn ? children : null;
}

/** What the mounted library lets the test do. */
window.reach = {};

/**
 * A provider of the tree's own loses its list of requests to the second mount of `StrictMode` (SWR 2.5.1), and `unload`
 * then misses those that are under way: there the tree is mounted once, as it is in production.
 */
const modeFor = ({ scope }) => (scope === 'global' ? StrictMode : Fragment);

let root;

const app = {
  listen,
  mount(spec) {
    window.thrown = undefined;
    const Mode = modeFor(spec);
    root = createRoot(document.querySelector('main'));
    root.render(
      <Mode>
        <Boundary>
          <Gate spec={spec}>
            {spec.library === 'swr' ? <WithSWR spec={spec} /> : <WithQuery spec={spec} />}
          </Gate>
        </Boundary>
      </Mode>,
    );
  },
  unmount() {
    root?.unmount();
    root = undefined;
  },
  control: (name, value) => controls[name](value),
  focus() {
    dispatchEvent(new Event('focus'));
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  },
  cachedOwners: () => ownersIn(window.reach.cached()),
  hold,
  letNewOnesPass,
  last,
  report,
  whoIsThere,
};

window.app = app;
