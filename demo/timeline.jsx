// What travelled, drawn: a lane for each side, all on one scale, and the same as a list.
import { drawing, KINDS, place } from './bars.js';
import { SIDES } from './sides.jsx';

const TICKS = [10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];

export function Timeline({ lanes, sides, running }) {
  const drawn = Object.fromEntries(
    sides.filter((side) => lanes[side]).map((side) => [side, drawing(lanes[side])]),
  );
  const scale = Math.max(1, ...Object.values(drawn).map(({ shown }) => shown));
  const kinds = new Set(Object.values(drawn).flatMap(({ rows }) => rows.flatMap(({ lines }) => lines.flat().map(({ kind }) => kind))));
  return (
    <section aria-labelledby="timeline-title">
      <h2 id="timeline-title">What travelled</h2>
      <div className="lanes">
        {sides.map((side) => (
          <Lane key={side} side={side} lane={drawn[side]} scale={scale} running={running === side} />
        ))}
      </div>
      <ul className="legend" aria-label="Legend">
        {Object.entries(KINDS)
          .filter(([kind]) => kinds.has(kind))
          .map(([kind, text]) => (
            <li key={kind}>
              <span className="bar" data-kind={kind} aria-hidden="true" /> {text}
            </li>
          ))}
      </ul>
    </section>
  );
}

function Lane({ side, lane, scale, running }) {
  const { title } = SIDES[side];
  return (
    <article className="lane" data-side={side} aria-label={`What travelled: ${title}`}>
      <h3>{title}</h3>
      {lane ? <Drawn lane={lane} scale={scale} title={title} /> : <p className="waiting">{running ? 'Running …' : 'Not run yet'}</p>}
    </article>
  );
}

function Drawn({ lane, scale, title }) {
  const { counts, rows, list, cuts, shown } = lane;
  if (list.length === 0)
    return (
      <>
        <Counts counts={counts} />
        <p className="nothing">Nothing was sent, and no token was asked for.</p>
      </>
    );
  return (
    <>
      <Counts counts={counts} />
      <div className="chart" aria-hidden="true" data-scale={scale}>
        {rows.map((row) => (
          <Row key={row.id} row={row} scale={scale} cuts={cuts} />
        ))}
        <Axis scale={scale} cuts={cuts} shown={shown} />
      </div>
      <List list={list} title={title} />
    </>
  );
}

const COUNTED = {
  mints: ['mint', 'mints'],
  preflights: ['preflight', 'preflights'],
  calls: ['call', 'calls'],
  nulls: ['Bearer null', 'Bearer null'],
  refused: ['401', '401'],
  replays: ['replay', 'replays'],
};

/** The mints are what Clerk counts, and what this is about: they stand first. */
function Counts({ counts }) {
  return (
    <dl className="counts">
      {Object.entries(COUNTED).map(([name, [one, many]]) => {
        const count = counts[name];
        if (name === 'nulls' && count === 0) return null;
        return (
          <div key={name} data-count={name} data-none={count === 0}>
            <dt>{count === 1 ? one : many}</dt>
            <dd>{count}</dd>
          </div>
        );
      })}
    </dl>
  );
}

const percent = (time, scale) => `${Math.round((time / scale) * 100_000) / 1_000}%`;

function Row({ row: { id, title, lines }, scale, cuts }) {
  return (
    <div className="row" data-row={id} data-dense={lines.length > 4}>
      <span className="label">{title}</span>
      <span className="lines">
        {lines.map((bars, index) => (
          <span key={index} className="line">
            {bars.map(({ kind, from, to, status }, each) => {
              const left = place(from, cuts);
              const style = { left: percent(left, scale), width: percent(place(to, cuts) - left, scale) };
              const words = `${KINDS[kind]}: ${Math.round(to - from)} ms${status ? `, ${status}` : ''}`;
              return <span key={each} className="bar" data-kind={kind} style={style} title={words} />;
            })}
          </span>
        ))}
      </span>
    </div>
  );
}

function Axis({ scale, cuts, shown }) {
  const step = TICKS.find((each) => scale / each <= 6) ?? 10_000;
  const last = shown + cuts.reduce((sum, { from, to }) => sum + (to - from), 0);
  const ticks = Array.from({ length: Math.floor(last / step) + 1 }, (_, index) => index * step).filter(
    (time) => place(time, cuts) <= shown && !cuts.some(({ from, to }) => time > from && time < to),
  );
  return (
    <div className="axis">
      {ticks.map((time) => (
        <span key={time} className="tick" data-end={place(time, cuts) > 0.9 * scale} style={{ left: percent(place(time, cuts), scale) }}>
          {time === 0 ? '0' : step >= 1_000 ? `${time / 1_000} s` : `${time} ms`}
        </span>
      ))}
      {cuts.map(({ from, to }) => {
        const left = place(from, cuts);
        const style = { left: percent(left, scale), width: percent(place(to, cuts) - left, scale) };
        return <span key={from} className="cut" style={style} title={`nothing for ${Math.round(to - from)} ms`} />;
      })}
    </div>
  );
}

function List({ list, title }) {
  return (
    <details className="list">
      <summary>
        As a list<span className="visually-hidden">: {title}</span>
      </summary>
      <div className="scroll" tabIndex={0} role="region" aria-label={`List of what travelled: ${title}`}>
        <table>
          <thead>
            <tr>
              {['At', 'Took', 'Who', 'What', 'Sent', 'Status'].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {list.map(({ at, took, who, what, to, sent, status }, index) => (
              <tr key={index} data-status={status}>
                <td>{Math.round(at)} ms</td>
                <td>{Math.round(took)} ms</td>
                <td>{who}</td>
                <td>
                  {what} to {to}
                </td>
                <td>{sent}</td>
                <td>{status}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
