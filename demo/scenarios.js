// What goes wrong in life. Each run begins with a fresh sign-in and, unless it is `cold`, with Ada's answer on the screen; then `act`
// does it to the servers and the session, and what each component shows is waited for. `own`: also with the person's own
// Clerk application.
const { strangerUrl } = window.DEMO;

/** The servers turn to this, and all four ask again. */
const meeting = (fault) => async ({ world, again }) => {
  await world(fault);
  again();
};

export const SCENARIOS = [
  {
    id: 'well',
    title: 'All is well',
    text: 'Ada is signed in, and each system asks the API who she is.',
    own: true,
    cold: true,
  },
  {
    id: 'expire',
    title: 'Token expires',
    text: 'The API refuses every token issued until now, and all four ask again.',
    own: true,
    act: meeting('expire'),
  },
  {
    id: 'storm',
    title: '50 calls, one expired token',
    text: 'Fifty calls start at once and meet an expired token.',
    own: true,
    calls: { fetch: 13, swr: 13, query: 12, clerkjs: 12 },
    sides: ['ours', 'documentation', 'refreshing'],
    limit: 12_000,
    act: meeting('expire'),
  },
  {
    id: 'sleep',
    title: 'Laptop sleeps',
    text: 'The calls have their token and are held before the network; meanwhile it expires; then they go.',
    own: true,
    async act({ world, again, hold, count }) {
      const asleep = hold();
      again();
      await asleep.count(count);
      await world('expire');
      asleep.release();
    },
  },
  {
    id: 'revoke',
    title: 'Session is revoked',
    text: 'Ada’s session is ended at Clerk and her token has expired; all four ask again.',
    async act({ world, again, clerk }) {
      await world('revoke', { session: clerk.session.id });
      await world('expire');
      again();
    },
  },
  {
    id: 'signout',
    title: 'User signs out',
    text: 'Ada signs out, and all four ask again.',
    async act({ clerk, again }) {
      await clerk.signOut();
      again();
    },
  },
  {
    id: 'user',
    title: 'User switches',
    text: 'Ada’s data is on the screen when Grace takes over.',
    act: ({ become }) => become('user_grace'),
  },
  {
    id: 'organization',
    title: 'Organization switches',
    text: 'Ada’s own data is on the screen when she goes into Analytical Engine.',
    act: ({ clerk }) => clerk.setActive({ organization: 'org_engine' }),
  },
  {
    id: 'fail',
    title: 'API says 500',
    text: 'The API answers every call with status 500 and a reason in JSON.',
    own: true,
    act: meeting('fail'),
  },
  {
    id: 'hang',
    title: 'Token endpoint hangs',
    text: 'A new token is due, and Clerk’s endpoint never answers. clerk-fetch was told to wait at most 600 ms; the page looks on for 4 s.',
    tokenTimeout: 600,
    before: (world) => world('brief'),
    act: meeting('hang'),
  },
  {
    id: 'offline',
    title: 'Offline',
    text: 'Both servers break off every connection, the browser says that it is offline, and a new token is due.',
    before: (world) => world('brief'),
    async act({ world, again, offline }) {
      await world('disconnect');
      offline();
      again();
    },
  },
  {
    id: 'foreign',
    title: 'Link to a foreign origin',
    text: 'A link in the data leads to somebody else’s server, and all four follow it.',
    own: true,
    cold: true,
    base: `${strangerUrl}/me`,
  },
];
