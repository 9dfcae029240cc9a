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

  test('a server that only imports the application can exit', () => {
    const { status, signal } = spawnSync(process.execPath, ['--input-type=module', '-e', "import { onIdentityChange } from 'clerk-fetch'; onIdentityChange(() => {});"], {
      cwd: dirname(fileURLToPath(import.meta.url)),
      timeout: 9_000,
    });
    assert.deepEqual([status, signal], [0, null]);
  });
});
