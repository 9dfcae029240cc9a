// Whose data is on screen, at each commit of React and each painted frame, beside who Clerk says is there.

/** What Clerk last told those who listen; its properties may be ahead of it for as long as one `setActive` takes. */
let told;

/** Who it told of before, for as long as React may not know yet: TanStack Query tells it in a timer of its own. */
const lately = [];

const nameOf = (session, orgId) => session && `${session.user.id} ${session.id} ${orgId ?? null}`;

/** Whose data may be on screen now. */
const welcome = () => [told, whoIsThere()];

export const listen = () =>
  window.Clerk.addListener(({ session, organization }) => {
    lately.push(told);
    told = nameOf(session, organization?.id);
    setTimeout(() => setTimeout(() => lately.shift()));
  });

/** Who the tab is, as `user session organization`; `null` when signed out. */
export const whoIsThere = () => nameOf(window.Clerk?.session, window.Clerk?.organization?.id) ?? null;

/** The owner that an answer of the API names. */
export const ownerOf = (answer) => answer && `${answer.userId} ${answer.sessionId} ${answer.orgId}`;

/** Everybody named in whatever a cache or a hook gives. */
export const ownersIn = (value) => {
  const owners = new Set();
  const visit = (each) => {
    if (!each || typeof each !== 'object') return;
    if (each.userId) owners.add(ownerOf(each));
    else Object.values(each).forEach(visit);
  };
  visit(value);
  return [...owners];
};

const frames = [];
const wrong = [];

const judge = (kind, owners, details, known = welcome()) => {
  const strangers = owners.filter((owner) => !known.includes(owner));
  if (strangers.length) wrong.push({ kind, strangers, there: whoIsThere(), told, ...details });
};

/** One commit of one component. */
export const commit = (frame) => {
  const owners = ownersIn(frame.data);
  frames.push({ ...frame, owners, there: whoIsThere() });
  judge('commit', owners, { name: frame.name });
  // The error of somebody who has left is as gone as their data.
  if (frame.code && whoIsThere()) wrong.push({ kind: 'error', name: frame.name, code: frame.code });
};

/** What a person sees: hidden elements, such as those of a suspended tree, have no inner text. */
const seen = () => [...new Set(document.querySelector('main').innerText.match(/user_\w+ sess_\w+ \w+/g) ?? [])];

const paint = () => {
  judge('painted', seen(), {}, [...welcome(), ...lately]);
  requestAnimationFrame(paint);
};
requestAnimationFrame(paint);

/** What was noted since the last time. */
export const report = () => ({ frames: frames.splice(0), wrong: wrong.splice(0) });

export const last = (name) => frames.findLast((frame) => frame.name === name);
