// What each component shows: a column for each system, a row for each side.
import { useState } from 'react';
import { summary, WRONG } from './answers.js';
import { SIDES, SYSTEMS } from './sides.jsx';

export function Board({ cells, sides, running }) {
  const [code, setCode] = useState(false);
  return (
    <section aria-labelledby="board-title">
      <div className="heading">
        <h2 id="board-title">What the component shows</h2>
        <button type="button" aria-expanded={code} className="quiet" onClick={() => setCode(!code)}>
          {code ? 'Hide the code' : 'Show the code'}
        </button>
      </div>
      <div className="board">
        {SYSTEMS.map((system) => (
          <article key={system.id} className="card" data-system={system.id} aria-labelledby={`title-${system.id}`}>
            <h3 id={`title-${system.id}`}>{system.title}</h3>
            {sides.map((side) => (
              <div key={side} className="cell" data-side={side}>
                <h4>{SIDES[side].title}</h4>
                {code && <Code text={system[side]} label={`Code: ${system.title}, ${SIDES[side].title}`} />}
                <Shown shown={cells[side]} system={system.id} running={running === side} />
              </div>
            ))}
          </article>
        ))}
      </div>
    </section>
  );
}

/** The variant that refreshes has no print: its code is said in words. */
function Code({ text, label }) {
  if (!text) return <p className="detail">The same, and at a 401 once more with getToken({'{ skipCache: true }'}).</p>;
  return (
    <pre tabIndex={0} role="region" aria-label={label}>
      <code>{text.trimEnd()}</code>
    </pre>
  );
}

function Shown({ shown, system, running }) {
  if (!shown) return <p className="answer waiting">{running ? 'Running …' : 'Not run yet'}</p>;
  const mine = shown.answers.filter((answer) => answer.system === system);
  return summary(mine, shown.who).map(({ state, text, detail, count }) => (
    <div key={`${state} ${text}`} data-state={state} className={WRONG.includes(state) ? 'answer wrong' : 'answer'}>
      <p>
        {count > 1 && <span className="count">{count} × </span>}
        {state === 'clear-error' ? <code>{text}</code> : text}
      </p>
      {detail && <p className="detail">{detail}</p>}
    </div>
  ));
}
