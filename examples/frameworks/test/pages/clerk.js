// The page's Clerk. `?signedOut` has nobody in it, and `?late` comes after what looks for it, as a script tag may.
import { createFakeClerk } from 'clerk-fetch/testing';

const { search } = location;
export const clerk = createFakeClerk({ user: search === '?signedOut' ? null : 'user_ada' });
setTimeout(() => (window.Clerk = clerk), 300);
if (search !== '?late') window.Clerk = clerk;

/** All that the page has shown. */
window.shown = [];
new MutationObserver(() => window.shown.push(document.body.innerText)).observe(document.body, { childList: true, subtree: true, characterData: true });
