// What one sees: the head with its two switches, the buttons, what each component shows, and what travelled.
import { useAuth, useClerk } from '@clerk/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Board } from './board.jsx';
import { createConductor } from './conductor.js';
import { SCENARIOS } from './scenarios.js';
import { Probes, SIDES } from './sides.jsx';
import { Timeline } from './timeline.jsx';

const { local, apiUrl } = window.DEMO;
const EMPTY = { scenario: null, sides: [], running: null, mounted: null, lanes: {}, cells: {}, problem: null };

export function Page() {
  const clerk = useClerk();
  const { isLoaded, isSignedIn } = useAuth();
  const [beside, setBeside] = useState(true);
  const [state, publish] = useRuns();
  const conductor = useRef(null);
  const ready = isLoaded && (local || isSignedIn);

  const press = useCallback(
    (scenario, withSnippet) => {
      conductor.current ??= createConductor({ clerk, local, publish });
      return conductor.current(scenario, { beside: withSnippet });
    },
    [clerk, publish],
  );
  const first = useRef(true);
  useEffect(() => {
    if (!ready || !first.current) return;
    first.current = false;
    press(SCENARIOS[0], true);
  }, [ready, press]);

  const sides = state.sides.filter((side) => beside || side === 'ours');
  return (
    <>
      <header>
        <div>
          <h1>clerk-fetch</h1>
          <p>
            One signed-in user, four systems, an API on another origin. Choose what goes wrong; each side meets it from the
            same start, and what travelled is drawn to scale.
          </p>
        </div>
        <div className="switches">
          <Themes />
          <button type="button" role="switch" aria-checked={beside} className="switch" onClick={() => setBeside(!beside)}>
            Documentation’s snippet beside it
          </button>
        </div>
      </header>
      <main data-state={state.running ? 'running' : state.scenario ? 'idle' : 'loading'} data-scenario={state.scenario?.id}>
        <section aria-labelledby="life">
          <h2 id="life" className="visually-hidden">
            What goes wrong
          </h2>
          <div className="buttons">
            {!local && isLoaded && !isSignedIn && (
              <button type="button" onClick={() => clerk.openSignIn()}>
                Sign in
              </button>
            )}
            {SCENARIOS.filter(({ own }) => local || own).map((scenario) => (
              <button
                key={scenario.id}
                type="button"
                data-scenario={scenario.id}
                aria-pressed={state.scenario === scenario}
                aria-disabled={!ready || Boolean(state.running)}
                onClick={() => ready && !state.running && press(scenario, beside)}
              >
                {scenario.title}
              </button>
            ))}
          </div>
          <p className="said" role="status">
            {saidOf(state, isLoaded)}
          </p>
          {state.problem && (
            <p className="wrong" role="alert">
              {state.problem}
            </p>
          )}
        </section>
        <Board cells={state.cells} sides={sides} running={state.running} />
        <Timeline lanes={state.lanes} sides={sides} running={state.running} />
      </main>
      <footer>
        <p>
          This page is <code>{location.origin}</code>, the API <code>{apiUrl}</code>.{' '}
          {local
            ? 'Clerk is the real clerk-js in front of a Frontend API on this machine. As over a network, a mint takes 120 ms here, and any answer of the API 40 ms.'
            : 'Clerk is your own application.'}{' '}
          TanStack Query waits a quarter of a second before it tries again, not its one to four.
        </p>
      </footer>
      {state.mounted && <Probes key={state.mounted.side} {...state.mounted} />}
    </>
  );
}

/** The state of the runs, and the conductor's way to change it. */
function useRuns() {
  const [state, setState] = useState(EMPTY);
  const publish = useCallback(({ begun, lane, cells, ...change }) => {
    setState((former) => {
      if (begun) return { ...EMPTY, ...begun };
      const next = { ...former, ...change };
      if (lane) next.lanes = { ...former.lanes, [lane.side]: lane };
      if (cells) next.cells = { ...former.cells, [cells.side]: cells };
      return next;
    });
  }, []);
  return [state, publish];
}

function saidOf({ scenario, running }, isLoaded) {
  if (!isLoaded) return 'Clerk is loading …';
  if (!scenario) return local ? '' : 'Sign in to begin.';
  return (
    <>
      {scenario.text} {running && <em>Running: {SIDES[running].title} …</em>}
    </>
  );
}

function Themes() {
  const [theme, setTheme] = useState(window.demoTheme.read);
  const choose = (next) => {
    window.demoTheme.choose(next);
    setTheme(next);
  };
  return (
    <fieldset className="themes">
      <legend className="visually-hidden">Theme</legend>
      {['system', 'light', 'dark'].map((name) => (
        <label key={name}>
          <input type="radio" name="theme" value={name} checked={theme === name} onChange={() => choose(name)} />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
}
