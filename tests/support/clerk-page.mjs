// A page with the real clerk-js in it, in front of the local Frontend API.

/** Opens `url` in a browser context, and loads clerk-js there as `window.Clerk`. */
export async function openClerkPage(context, url, { clerkJsUrl, publishableKey, proxyUrl }) {
  const page = await context.newPage();
  await page.goto(url);
  await loadClerk(page, { clerkJsUrl, publishableKey, proxyUrl });
  return page;
}

/** Loads clerk-js into a page that is there. */
export const loadClerk = (page, { clerkJsUrl, publishableKey, proxyUrl }) =>
  page.evaluate(inPage, { clerkJsUrl, publishableKey, proxyUrl });

/** Runs in the page: one script tag, as Clerk's documentation has it. */
async function inPage({ clerkJsUrl, publishableKey, proxyUrl }) {
  const script = document.createElement('script');
  Object.assign(script, { src: clerkJsUrl, crossOrigin: 'anonymous' });
  Object.assign(script.dataset, { clerkPublishableKey: publishableKey, clerkProxyUrl: proxyUrl });
  await new Promise((done, failed) => {
    script.onload = done;
    script.onerror = () => failed(new Error(`Could not load ${clerkJsUrl}`));
    document.head.append(script);
  });
  // Sign-out navigates by these; without them it would reload the page under the test.
  const stay = () => {};
  await window.Clerk.load({ telemetry: false, routerPush: stay, routerReplace: stay });
}

/** Signs in through clerk-js itself. Resolves with the session's id. */
export function signInOnPage(page, userId) {
  return page.evaluate(async (ticket) => {
    const attempt = await window.Clerk.client.signIn.create({ strategy: 'ticket', ticket });
    await window.Clerk.setActive({ session: attempt.createdSessionId });
    return window.Clerk.session.id;
  }, userId);
}
