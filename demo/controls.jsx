// Sign in and out, switch user and organization, expire the token, fetch again.
import { useAuth, useClerk } from '@clerk/react';
import { useState } from 'react';

const { local, people } = window.DEMO;

export function Controls({ onAgain }) {
  const clerk = useClerk();
  const { isLoaded, userId, orgSlug } = useAuth();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(null);

  /** One press at a time, and what goes wrong is said. */
  const run = (action) => async () => {
    setBusy(true);
    setProblem(null);
    await action().catch((error) => setProblem(error.errors?.[0]?.long_message ?? error.message));
    setBusy(false);
  };
  const expire = async () => {
    const answer = await fetch('/demo/expire', { method: 'POST' });
    if (!answer.ok) throw new Error(`The demo's server answered ${answer.status}.`);
    onAgain();
  };
  const disabled = !isLoaded || busy;

  return (
    <>
      <p className="who" role="status">
        {whoIs(isLoaded, clerk, userId, orgSlug)}
      </p>
      <div className="buttons">
        {local ? (
          <LocalButtons clerk={clerk} userId={userId} run={run} disabled={disabled} />
        ) : (
          <button disabled={disabled || Boolean(userId)} onClick={() => clerk.openSignIn()}>
            Sign in
          </button>
        )}
        <button disabled={disabled || !userId} onClick={run(() => clerk.signOut())}>
          Sign out
        </button>
        <button disabled={disabled || !userId} onClick={run(() => nextOrganization(clerk))}>
          Switch organization
        </button>
        <button
          disabled={disabled || !userId}
          onClick={run(expire)}
          title="The API refuses every token issued until now; then all fetch again"
        >
          Expire the token
        </button>
        <button disabled={disabled || !userId} onClick={onAgain}>
          Fetch again
        </button>
      </div>
      {problem && (
        <p className="error" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}

function LocalButtons({ clerk, userId, run, disabled }) {
  const other = people.find(({ id }) => id !== userId);
  return (
    <>
      {people.map(({ id, name }) => (
        <button key={id} disabled={disabled || id === userId} onClick={run(() => become(clerk, id))}>
          Sign in as {name}
        </button>
      ))}
      <button disabled={disabled || !userId} onClick={run(() => become(clerk, other.id))}>
        Switch user
      </button>
    </>
  );
}

function whoIs(isLoaded, clerk, userId, orgSlug) {
  if (!isLoaded) return 'Clerk is loading …';
  if (!userId) return 'Signed out';
  return `Signed in as ${clerk.user.fullName ?? userId}${orgSlug ? `, in ${orgSlug}` : ', in no organization'}`;
}

/** To the user's session where this browser has one, or by signing in with a ticket. */
async function become(clerk, userId) {
  const session = clerk.client.sessions.find(({ user }) => user.id === userId);
  if (session) return clerk.setActive({ session: session.id });
  const attempt = await clerk.client.signIn.create({ strategy: 'ticket', ticket: userId });
  return clerk.setActive({ session: attempt.createdSessionId });
}

/** Round the user's organizations, and through none. */
function nextOrganization(clerk) {
  const ids = [null, ...clerk.user.organizationMemberships.map(({ organization }) => organization.id)];
  const now = ids.indexOf(clerk.organization?.id ?? null);
  return clerk.setActive({ organization: ids[(now + 1) % ids.length] });
}
