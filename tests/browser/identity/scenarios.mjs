// What can happen to an identity while something is on screen, and the combinations that are tried.

const ADA = 'user_ada';
const GRACE = 'user_grace';

const signOut = { do: 'signOut' };
const signIn = (userId) => ({ do: 'signIn', userId });
const organization = (id) => ({ do: 'setActive', organization: id });

/** From where (`start`: who signs in, one after the other; the organization they are in) and by which steps. */
export const TRANSITIONS = {
  'sign-out': { start: [signIn(ADA)], steps: [signOut] },
  'sign-out, then another user': { start: [signIn(ADA)], steps: [signOut, signIn(GRACE)] },
  'sign-out, then a new session of the same user': { start: [signIn(ADA)], steps: [signOut, signIn(ADA)] },
  'another user who signs in': { start: [signIn(ADA)], steps: [signIn(GRACE)] },
  'the session of another user': {
    start: [signIn(GRACE), signIn(ADA)],
    steps: [{ do: 'setActive', sessionOf: GRACE }],
  },
  'the end of one session of two': { start: [signIn(GRACE), signIn(ADA)], steps: [{ do: 'endSession' }] },
  'a session that the server revokes': { start: [signIn(ADA)], steps: [{ do: 'revoke' }] },
  'an organization': { start: [signIn(ADA)], steps: [organization('org_navy')] },
  'back to personal': { start: [signIn(ADA), organization('org_navy')], steps: [organization(null)] },
  // With a token from before: a new one makes clerk-js name the organization at once.
  'an organization, and all is fetched before Clerk names it': {
    start: [signIn(ADA), organization('org_navy'), organization('org_engine')],
    steps: [{ ...organization('org_navy'), fetches: true }],
  },
  'an organization, by way of a navigation': {
    start: [signIn(ADA)],
    steps: [{ do: 'setActive', organization: 'org_navy', navigates: true }],
  },
};

export const DIMENSIONS = {
  library: ['swr', 'query'],
  hook: [true, false],
  transition: Object.keys(TRANSITIONS),
  where: ['this tab', 'another tab'],
  mode: [
    'idle',
    'in flight',
    'mutation that succeeds',
    'mutation that fails',
    'infinite',
    'suspense',
    'persisted',
    'previous',
    'polling',
    'focus',
  ],
  scope: ['global', 'own', 'config'],
};

const USES = {
  swr: { true: 'useClerkSWR', false: 'useSWR' },
  query: { true: 'useClerkQuery', false: 'useQuery' },
};

export const titleOf = ({ library, hook, transition, where, mode, scope }) =>
  `${USES[library][hook]}, ${mode}, ${scope} cache: ${transition}, in ${where}`;

/** Each combination of all. */
export const product = (dimensions) =>
  Object.entries(dimensions).reduce(
    (rows, [name, values]) => rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value }))),
    [{}],
  );

const pairsIn = (row) => {
  const cells = Object.entries(row).map(([name, value]) => `${name}=${value}`);
  return cells.flatMap((one, index) => cells.slice(index + 1).map((other) => `${one} & ${other}`));
};

/** With `keepPreviousData`, SWR's own hook shows what it kept; a bare `mutate` of a provider's own does not reach that (README). */
const isPromised = ({ library, hook, mode, scope }) => !(library === 'swr' && !hook && mode === 'previous' && scope === 'own');

/**
 * Few rows in which every two values meet: again and again the row that brings most that is new, and of those the
 * one whose values were used least. No chance in it.
 */
export const pairwise = (dimensions) => {
  const all = product(dimensions).filter(isPromised).map((row) => ({ row, pairs: pairsIn(row) }));
  const open = new Set(all.flatMap(({ pairs }) => pairs));
  const uses = new Map();
  const rows = [];
  while (open.size) {
    for (const each of all) {
      each.gain = each.pairs.filter((pair) => open.has(pair)).length;
      each.worn = each.pairs.reduce((sum, pair) => sum + (uses.get(pair) ?? 0), 0);
    }
    const best = all.reduce((one, other) => (other.gain - one.gain || one.worn - other.worn) > 0 ? other : one);
    for (const pair of best.pairs) {
      open.delete(pair);
      uses.set(pair, (uses.get(pair) ?? 0) + 1);
    }
    rows.push(best.row);
  }
  return rows;
};
