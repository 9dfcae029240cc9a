// The React half of the page: Clerk's provider, clerk-fetch's provider, and three parts of the page in portals.
import { ClerkProvider, useClerk } from '@clerk/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { ClerkFetchProvider } from 'clerk-fetch/react';
import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { Cards } from './cards.jsx';
import { Controls } from './controls.jsx';
import { TrafficList } from './traffic-list.jsx';

const { publishableKey, local, proxyUrl, clerkJsUrl, apiUrl } = window.DEMO;
const $ = (id) => document.getElementById(id);

// Sign-out and setActive navigate by these: staying keeps the list of what travelled.
const stay = () => {};
const LOCAL_CLERK = {
  proxyUrl,
  __internal_clerkJSUrl: clerkJsUrl,
  prefetchUI: false,
  routerPush: stay,
  routerReplace: stay,
};

function App() {
  const [turn, setTurn] = useState(0);
  const again = () => {
    setTurn((former) => former + 1);
    window.dispatchEvent(new Event('demo:again'));
  };
  return (
    <>
      <TellPlainCard />
      {createPortal(<Controls onAgain={again} />, $('controls'))}
      {createPortal(<Cards turn={turn} />, $('react-cards'))}
      {createPortal(<TrafficList />, $('traffic'))}
    </>
  );
}

/** The card without a framework waits for this. */
function TellPlainCard() {
  const { loaded } = useClerk();
  useEffect(() => {
    if (loaded) window.dispatchEvent(new Event('demo:clerk'));
  }, [loaded]);
  return null;
}

$('page-origin').textContent = location.origin;
$('api-origin').textContent = apiUrl;
$('mode').textContent = local
  ? 'Clerk is the real clerk-js, in front of a Frontend API on this machine.'
  : 'Clerk is your own application.';

createRoot($('app')).render(
  <ClerkProvider publishableKey={publishableKey} telemetry={false} {...(local ? LOCAL_CLERK : {})}>
    <ClerkFetchProvider options={{ baseUrl: apiUrl }}>
      <QueryClientProvider client={new QueryClient()}>
        <App />
      </QueryClientProvider>
    </ClerkFetchProvider>
  </ClerkProvider>,
);
