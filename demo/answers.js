// What a component shows, in words, and whether it may: an error shown as data, another's data, a token in foreign hands.
const NAMES = { user_ada: 'Ada', user_grace: 'Grace' };
const nameOf = (userId) => NAMES[userId] ?? userId;
const placeOf = (orgId) => (orgId ? `in ${orgId}` : 'in no organization');

/** `{ state, text, detail }` of one component, for who is signed in when it is looked at. */
function judge({ data, error, pending, paused }, who) {
  if (error) return errorIn(error);
  if (paused) return { state: 'paused', text: 'Paused until there is a network' };
  if (pending) return { state: 'pending', text: 'Still pending' };
  if (data === undefined || data === null) return nothing(who);
  if (data.stranger)
    return data.tokenOf
      ? { state: 'leaked', text: `The stranger got ${nameOf(data.tokenOf)}’s token` }
      : { state: 'ok', text: 'The stranger got no token' };
  if (!data.userId) return { state: 'error-as-data', text: 'An error, shown as data', detail: JSON.stringify(data) };
  const text = `${nameOf(data.userId)}, ${placeOf(data.orgId)}`;
  if (data.userId !== who.userId) return { state: 'others-data', text: `${text}: shown to ${who.userId ? nameOf(who.userId) : 'nobody signed in'}` };
  if (data.orgId !== who.orgId) return { state: 'others-data', text: `${text}: shown ${placeOf(who.orgId)}` };
  return { state: 'ok', text };
}

function errorIn(error) {
  const { code, name, message } = error;
  if (code) return { state: 'clear-error', text: code, detail: message };
  const state = error instanceof TypeError ? 'crash' : 'vague-error';
  return { state, text: name, detail: message };
}

const nothing = ({ userId }) =>
  userId ? { state: 'empty', text: 'Nothing' } : { state: 'signed-out', text: 'Signed out: nothing asked, nothing shown' };

/** A system's components that show the same are one line, with their number. */
export function summary(answers, who) {
  const groups = new Map();
  for (const answer of answers) {
    const verdict = judge(answer, who);
    const key = `${verdict.state} ${verdict.text}`;
    groups.set(key, { ...verdict, count: (groups.get(key)?.count ?? 0) + 1 });
  }
  return [...groups.values()];
}

/** What no user should see. */
export const WRONG = ['error-as-data', 'others-data', 'leaked', 'pending', 'crash'];
