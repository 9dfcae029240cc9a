// onIdentityChange, for stores that this package does not hold.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { onIdentityChange } from 'clerk-fetch';
import { createFakeClerk } from 'clerk-fetch/testing';

const ADA = { userId: 'user_ada', sessionId: 'sess_a', organizationId: null };

let clerk;
let told;
let undo;

const watch = (options = { clerk }) => {
  undo = onIdentityChange((identity) => told.push(identity), options);
};

beforeEach(() => {
  clerk = createFakeClerk({ user: ADA.userId, session: ADA.sessionId });
  told = [];
});
afterEach(() => {
  undo?.();
  delete globalThis.Clerk;
});

describe('onIdentityChange', () => {
  test('tells each change, and who is there first is none', () => {
    watch();
    assert.deepEqual(told, []);
    clerk.setOrganization('org_navy');
    clerk.signIn('user_ada', { sessionId: 'sess_b' });
    clerk.signIn('user_grace', { sessionId: 'sess_c' });
    clerk.signOut();
    clerk.signIn('user_ada', { sessionId: 'sess_d' });
    assert.deepEqual(told, [
      { ...ADA, organizationId: 'org_navy' },
      { ...ADA, sessionId: 'sess_b' },
      { userId: 'user_grace', sessionId: 'sess_c', organizationId: null },
      null,
      { ...ADA, sessionId: 'sess_d' },
    ]);
  });

  test('says nothing while nobody changes, nor after the undo', () => {
    watch();
    clerk.setOrganization(null);
    clerk.expire();
    undo();
    clerk.signOut();
    assert.deepEqual(told, []);
  });

  test('a Clerk that loads later: the first who is there is no change', async () => {
    clerk = createFakeClerk({ user: ADA.userId, loaded: false });
    watch();
    await clerk.load();
    assert.deepEqual(told, []);
    clerk.signOut();
    assert.deepEqual(told, [null]);
  });

  test('globalThis.Clerk, which appears later', (t) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    t.after(() => mock.timers.reset());
    watch({});
    mock.timers.tick(50);
    globalThis.Clerk = clerk;
    mock.timers.tick(50);
    clerk.signOut();
    assert.deepEqual(told, [null]);
  });

  test('an undo from within the listener', (t) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    t.after(() => mock.timers.reset());
    let user = 'user_ada';
    const silent = { get session() { return { id: 'sess', user: { id: user }, getToken: async () => null }; } };
    undo = onIdentityChange((identity) => { told.push(identity.userId); undo(); }, { clerk: silent });
    user = 'user_grace';
    mock.timers.tick(50);
    user = 'user_ada';
    mock.timers.tick(500);
    assert.deepEqual(told, ['user_grace']);
  });

  describe('several listeners', () => {
    /** Listeners that note their name; `plans` says what each does besides. */
    const listen = (plans) => {
      const undos = {};
      for (const [name, plan] of Object.entries(plans)) {
        undos[name] = onIdentityChange((identity) => {
          told.push(`${name} ${identity?.userId ?? null}`);
          plan?.(undos);
        }, { clerk });
      }
      return () => Object.values(undos).forEach((end) => end());
    };

    test('one that throws disturbs no other, nor itself the next time, and is reported', (t) => {
      const failure = new Error('listener');
      const reported = [];
      globalThis.reportError = (error) => reported.push(error);
      t.after(() => delete globalThis.reportError);
      const others = [];
      clerk.addListener(() => others.push(clerk.session?.user.id));
      undo = listen({ a: undefined, b: () => { throw failure; }, c: undefined });
      clerk.addListener(() => others.push('last'));
      others.length = 0;
      clerk.signIn('user_grace');
      clerk.signIn('user_ada');
      assert.deepEqual(told, ['a user_grace', 'b user_grace', 'c user_grace', 'a user_ada', 'b user_ada', 'c user_ada']);
      assert.deepEqual(reported, [failure, failure]);
      assert.deepEqual(others, ['user_grace', 'last', 'user_ada', 'last']);
      undo();
      clerk.signOut();
      assert.equal(told.length, 6);
    });

    test('without reportError, what one throws is an unhandled rejection, after the others were told', () => {
      const script = `
        import { onIdentityChange } from 'clerk-fetch';
        import { createFakeClerk } from 'clerk-fetch/testing';
        const clerk = createFakeClerk({ user: 'user_ada' });
        process.on('unhandledRejection', (error) => console.log(error.message));
        onIdentityChange(() => { throw new Error('listener'); }, { clerk });
        onIdentityChange((identity) => console.log(identity), { clerk });
        clerk.signOut();`;
      const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: dirname(fileURLToPath(import.meta.url)), encoding: 'utf8' });
      assert.equal(stdout, 'null\nlistener\n');
    });

    test('one that removes itself is told once, one that another removes not at all any more', () => {
      undo = listen({ a: ({ a }) => a(), b: ({ c }) => c(), c: undefined, d: undefined });
      clerk.signIn('user_grace');
      clerk.signOut();
      assert.deepEqual(told, ['a user_grace', 'b user_grace', 'd user_grace', 'b null', 'd null']);
    });

    test('one that changes who is there: each is told the last, once', () => {
      undo = listen({ a: undefined, b: () => { if (clerk.session?.user.id === 'user_grace') clerk.signIn('user_ada'); }, c: undefined });
      clerk.signIn('user_grace');
      assert.deepEqual(told, ['a user_grace', 'b user_grace', 'a user_ada', 'b user_ada', 'c user_ada']);
    });
  });

  test('a server that only imports the application can exit', () => {
    const { status, signal } = spawnSync(process.execPath, ['--input-type=module', '-e', "import { onIdentityChange } from 'clerk-fetch'; onIdentityChange(() => {});"], {
      cwd: dirname(fileURLToPath(import.meta.url)),
      timeout: 9_000,
    });
    assert.deepEqual([status, signal], [0, null]);
  });
});
