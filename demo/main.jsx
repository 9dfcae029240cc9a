// The page: Clerk's provider around it, with the real clerk-js.
import { ClerkProvider } from '@clerk/react';
import { createRoot } from 'react-dom/client';
import { Page } from './page.jsx';

const { publishableKey, local, proxyUrl, clerkJsUrl } = window.DEMO;

// Sign-out and setActive navigate by these: the page stays.
const stay = () => {};
const LOCAL_CLERK = {
  proxyUrl,
  __internal_clerkJSUrl: clerkJsUrl,
  prefetchUI: false,
  routerPush: stay,
  routerReplace: stay,
};

createRoot(document.getElementById('app')).render(
  <ClerkProvider publishableKey={publishableKey} telemetry={false} {...(local ? LOCAL_CLERK : {})}>
    <Page />
  </ClerkProvider>,
);
