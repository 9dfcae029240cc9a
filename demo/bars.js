// From what was recorded to what is drawn: a lane's bars in milliseconds, its time without idle gaps, its counts, its list.
import { SYSTEMS } from './sides.jsx';

/** A gap in which nothing is under way is cut when it is longer than this, and drawn this long. */
const LONGEST_GAP = 300;
const CUT = 60;

export const KINDS = {
  mint: 'mint of a token',
  queue: 'waits for a connection',
  asleep: 'held, asleep',
  preflight: 'preflight, until the call itself arrives',
  call: 'call, answered',
  refused: 'call, refused or failed',
  replay: 'replay with the new token',
  pending: 'no answer yet',
};

/** `{ rows, cuts, shown, counts, list }` of one run of one side. */
export function drawing({ entries, seen, duration: end }) {
  const requests = perUrl(seen);
  const parts = entries.map((entry) => ({ entry, ...partsOf(entry, requests, end) }));
  const rows = [
    { id: 'clerk', title: 'Clerk', lines: parts.filter(({ entry }) => entry.kind === 'mint').map(({ bars }) => bars) },
    ...SYSTEMS.map(({ id, short }) => ({ id, title: short, lines: linesOf(parts, id) })),
  ];
  const cuts = cutsOf(rows.flatMap(({ lines }) => lines.flat()), end);
  const calls = parts.filter(({ entry }) => entry.kind === 'call');
  return {
    rows,
    cuts,
    shown: place(end, cuts),
    counts: {
      mints: parts.length - calls.length,
      preflights: calls.filter(({ preflight }) => preflight).length,
      calls: calls.length,
      refused: calls.filter(({ entry }) => entry.status === '401').length,
      nulls: calls.filter(({ entry }) => entry.sent === 'Bearer null').length,
      replays: calls.filter(({ entry }) => entry.replay).length,
    },
    list: parts.map(({ entry, preflight }) => describe(entry, preflight, end)),
  };
}

/** Where a time is drawn, in milliseconds from the left: what was cut is taken out. */
export const place = (time, cuts) =>
  cuts.reduce((left, { from, to }) => left - Math.max(0, Math.min(time, to) - from) * (1 - CUT / (to - from)), time);

/** Every URL has its requests in the order in which the server got them; its preflights stand before their call. */
function perUrl(seen) {
  const lists = new Map();
  for (const each of [...seen].sort((one, other) => one.at - other.at)) {
    if (!lists.has(each.url)) lists.set(each.url, []);
    lists.get(each.url).push(each);
  }
  return lists;
}

/** The bars of one request. Where its preflight and itself arrived is the server's word, the rest the page's. */
function partsOf(entry, requests, end) {
  const until = entry.end ?? end;
  const last = entry.end === null ? 'pending' : entry.kind === 'mint' ? 'mint' : outcomeOf(entry);
  if (entry.kind === 'mint') return { bars: [bar(last, entry.start, until, entry)] };
  const list = requests.get(entry.url) ?? [];
  const preflight = list[0]?.method === 'OPTIONS' ? list.shift() : undefined;
  const arrival = list[0] && list[0].method !== 'OPTIONS' ? list.shift() : undefined;
  const began = entry.released ?? entry.start;
  const within = (time) => Math.min(Math.max(time, began), until);
  const asked = within(preflight?.at ?? arrival?.at ?? began);
  const sent = within(arrival?.at ?? (preflight ? until : asked));
  const bars = [
    bar('asleep', entry.start, began, entry),
    bar('queue', began, asked, entry),
    bar('preflight', asked, preflight ? sent : asked, entry),
    bar(last, preflight ? sent : asked, until, entry),
  ];
  // A call that never arrived ended in its preflight.
  return { preflight: Boolean(preflight), bars: bars.filter(({ kind, from, to }) => to > from || kind === last) };
}

const bar = (kind, from, to, { status }) => ({ kind, from, to, status });

const outcomeOf = ({ status, replay }) => (/^[45]|failed|aborted/.test(status) ? 'refused' : replay ? 'replay' : 'call');

/** A line for each call of a system, with all that became of it. */
function linesOf(parts, system) {
  const lines = new Map();
  for (const { entry, bars } of parts) {
    if (entry.system !== system) continue;
    lines.set(entry.url, [...(lines.get(entry.url) ?? []), ...bars]);
  }
  return [...lines.values()];
}

function cutsOf(bars, end) {
  const cuts = [];
  let busyUntil = 0;
  for (const { from, to } of [...bars].sort((one, other) => one.from - other.from)) {
    if (from - busyUntil > LONGEST_GAP) cuts.push({ from: busyUntil, to: from });
    busyUntil = Math.max(busyUntil, to);
  }
  if (end - busyUntil > LONGEST_GAP) cuts.push({ from: busyUntil, to: end });
  return cuts;
}

function describe({ kind, forced, replay, url, start, end, status, sent, system }, preflight, now) {
  const { origin, pathname } = new URL(url);
  const what = kind === 'mint' ? (forced ? 'forced mint' : 'mint') : replay ? 'replay' : 'call';
  return {
    at: start,
    took: end === null ? now - start : end - start,
    who: kind === 'mint' ? 'Clerk' : (SYSTEMS.find(({ id }) => id === system)?.short ?? system),
    what: preflight ? `preflight and ${what}` : what,
    to: kind === 'mint' ? 'a session’s token' : `${origin === window.DEMO.strangerUrl ? 'the stranger' : 'the API'}${pathname}`,
    sent: kind === 'mint' ? '' : sent,
    status: status ?? 'pending',
  };
}
