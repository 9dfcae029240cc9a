// What a call costs: every caller in every engine, as ratios.
import { BASIC, GIVES, likeOf } from './bundles.mjs';
import { median, ratio, rounded } from './statistics.mjs';

const MANY = 10_000;
const TIMES = { rounds: 40, slot: 5 };

/** Where the parse is not the browser's own, a caller that parses itself is compared with a snippet whose `json()` parses. */
const callersFor = (answer, names) => {
  const fits = { light: ({ like }) => like === 'snippet-unparsed', 'light-json': ({ like }) => like === 'snippet', response: () => true }[answer];
  const chosen = names.map((name) => ({ name, like: likeOf(name) })).filter(fits);
  return [...new Set(['snippet', 'snippet-unparsed', ...chosen.map(({ name }) => name)])];
};

/** The snippet twice: what the two differ by is noise. */
const twice = (names) => [...names, 'snippet'];

/** @returns {object[]} one for each answer, number of URLs and origin */
export const scenariosFor = (engine, names) => {
  const places = [
    { urls: 1, origin: 'listed' },
    { urls: MANY, origin: 'listed' },
    ...(engine === 'node' ? [] : [{ urls: 1, origin: 'own' }]),
  ];
  return places.flatMap((place) =>
    // All callers where most look, and those of this package with what it is compared with elsewhere.
    ['light', 'light-json', 'response'].map((answer) => {
      const those = place.origin === 'own' || place.urls > 1 ? names.filter((name) => BASIC.includes(name)) : names;
      return { ...place, answer, callers: twice(callersFor(answer, those)), ...TIMES };
    }),
  );
};

/** Ratios to the snippet as it is and to the one that does as much; `noise` is that of the snippet to itself. */
export const summarize = ({ answer, urls, origin }, { times }) => ({
  answer,
  urls,
  origin,
  noise: rounded(ratio(times['snippet again'], times.snippet)),
  callers: Object.fromEntries(
    Object.keys(times)
      .filter((name) => name in GIVES)
      .map((name) => [
        name,
        { ns: Math.round(median(times[name])), snippet: rounded(ratio(times[name], times.snippet)), like: rounded(ratio(times[name], times[likeOf(name)])) },
      ]),
  ),
});
