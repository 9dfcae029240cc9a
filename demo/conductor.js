// Runs a scenario: one side after the other, each from the same start, with nothing else on the page that calls.
import { SYSTEMS } from './sides.jsx';

/** What has not come to an end by then is shown as pending. */
const LIMIT = 4_000;
const { record, hold } = window.demoTraffic;
const EACH_ONE = Object.fromEntries(SYSTEMS.map(({ id }) => [id, 1]));

/** @param {{ clerk: object, local: boolean, publish: (change: object) => void }} stage */
export function createConductor({ clerk, local, publish }) {
  const reports = new Map();
  const watchers = new Set();

  const report = (key, said) => {
    reports.set(key, said);
    for (const look of watchers) look();
  };

  /** Resolves with whether all components show what they will show: for this turn, and for who is signed in now. */
  function settled(count, turn, limit) {
    return new Promise((resolve) => {
      const done = (ended) => {
        clearTimeout(timer);
        watchers.delete(look);
        resolve(ended);
      };
      const look = () => {
        const identity = identityOf(clerk);
        const all = [...reports.values()];
        const ends = (each) => !each.pending && each.turn === turn && each.identity === identity;
        if (all.length === count && all.every(ends)) done(true);
      };
      const timer = setTimeout(done, limit, false);
      watchers.add(look);
      look();
    });
  }

  async function runSide(scenario, side) {
    const counts = scenario.calls ?? EACH_ONE;
    const count = Object.values(counts).reduce((sum, each) => sum + each);
    const limit = scenario.limit ?? LIMIT;
    let turn = 0;
    const mount = () => publish({ mounted: { side, counts, base: scenario.base, tokenTimeout: scenario.tokenTimeout, turn, report } });
    const again = () => {
      turn += 1;
      mount();
    };

    await restore();
    await scenario.before?.(world);
    if (local) await signInAfresh(clerk);
    reports.clear();
    if (!scenario.cold) {
      mount();
      if (!(await settled(count, turn, 10_000))) throw new Error('The components did not show the user at first.');
    }
    const recording = record();
    if (scenario.cold) mount();
    else await scenario.act({ clerk, count, world, again, offline, hold, become: (user) => become(clerk, user) });
    await settled(count, turn, limit);
    const seen = await (await fetch(`/demo/world?since=${recording.wallClock}`)).json();
    const answers = [...reports.values()];
    const { duration, entries } = recording.stop();
    const zero = recording.wallClock;
    publish({
      mounted: null,
      lane: { side, entries, seen: seen.map((each) => ({ ...each, at: each.at - zero })), duration },
      cells: { side, answers, who: whoIs(clerk) },
    });
    await restore();
  }

  return async function run(scenario, { beside }) {
    const sides = (scenario.sides ?? ['ours', 'documentation']).filter((side) => beside || side === 'ours');
    publish({ begun: { scenario, sides } });
    try {
      for (const side of sides) {
        publish({ running: side });
        await runSide(scenario, side);
      }
      publish({ running: null });
    } catch (error) {
      console.error(error);
      await restore().catch(() => {});
      publish({ running: null, mounted: null, problem: error.errors?.[0]?.long_message ?? error.message });
    }
  };
}

async function world(deed, given) {
  const answer = await fetch(`/demo/world?${new URLSearchParams({ do: deed, ...given })}`, { method: 'POST' });
  if (!answer.ok) throw new Error(`The demo's server answered ${answer.status}.`);
}

async function restore() {
  online();
  await world('heal');
}

function offline() {
  Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => false });
  window.dispatchEvent(new Event('offline'));
}

function online() {
  if (!Object.hasOwn(navigator, 'onLine')) return;
  delete navigator.onLine;
  window.dispatchEvent(new Event('online'));
}

async function signInAfresh(clerk) {
  if (clerk.client.sessions.length) await clerk.signOut();
  await become(clerk, 'user_ada');
}

async function become(clerk, userId) {
  const attempt = await clerk.client.signIn.create({ strategy: 'ticket', ticket: userId });
  await clerk.setActive({ session: attempt.createdSessionId });
}

const whoIs = ({ session, user, organization }) => ({
  userId: session ? user.id : null,
  orgId: session ? (organization?.id ?? null) : null,
});

const identityOf = ({ session, user, organization }) =>
  session ? `${user.id} ${session.id} ${organization?.id ?? ''}` : '';
