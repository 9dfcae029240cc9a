// Two tabs of one browser with clerk-js in each, and what a person does in them.
import { openClerkPage, signInOnPage } from '../../support/clerk-page.mjs';

/** Until Clerk's server has answered, tokens are of the next organization, and Clerk names the one before. */
const fetchesMeanwhile = (page) =>
  page.route('**/touch*', async (route) => {
    const answered = page.waitForResponse(/\/me$/, { timeout: 2000 }).catch(() => {});
    await page.evaluate(() => void window.reach?.refresh?.());
    await answered;
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    await route.continue();
  });

const act = {
  signOut: (page) => page.evaluate(() => window.Clerk.signOut()),
  signIn: (page, { userId }) => signInOnPage(page, userId),
  async setActive(page, step) {
    if (step.fetches) await fetchesMeanwhile(page);
    await page.evaluate(async ({ sessionOf, organization, navigates }) => {
      const { id: session } = window.Clerk.client.sessions.find(({ user }) => user.id === sessionOf) ?? {};
      const navigate = navigates && (() => new Promise((resolve) => requestAnimationFrame(resolve)));
      await window.Clerk.setActive({ session, organization, ...(navigates && { navigate }) });
    }, step);
    if (step.fetches) await page.unroute('**/touch*');
  },
  endSession: (page) => page.evaluate(() => window.Clerk.signOut({ sessionId: window.Clerk.session.id })),
  /** The session's next mint is refused, and clerk-js looks who is left. */
  async revoke(page, step, frontend) {
    frontend.revoke(await page.evaluate(() => window.Clerk.session.id));
    await page.evaluate(() => window.Clerk.session.getToken({ skipCache: true }).catch(() => {}));
  },
};

export const perform = async (page, steps, frontend) => {
  for (const step of steps) await act[step.do](page, step, frontend);
};

/** Looks again who is signed in, as clerk-js does after a refusal, and goes on as the last who was active. */
export const follow = (page) =>
  page.evaluate(async () => {
    await window.Clerk.handleUnauthenticated({ broadcast: false });
    const { sessions, lastActiveSessionId: session } = await window.Clerk.client.fetch();
    if (!window.Clerk.session && sessions.length) await window.Clerk.setActive({ session });
  });

/** Nobody is signed in, in any tab. */
export const leave = async (pages) => {
  for (const page of pages) {
    await page.evaluate(async () => {
      await window.Clerk.client.fetch();
      await window.Clerk.signOut();
      if (window.Clerk.session) await window.Clerk.setActive({ session: null });
    });
  }
};

export const openTab = async (context, url, frontend) => {
  const page = await openClerkPage(context, url, frontend);
  page.setDefaultTimeout(30_000);
  return page;
};
