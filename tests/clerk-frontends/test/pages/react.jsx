import { ClerkProvider, useAuth } from '@clerk/react';
import { createRoot } from 'react-dom/client';
import { clerkJsUrl, proxyUrl, publishableKey, ready, stay } from './drive.js';

const Own = () => void ready(useAuth().getToken);
const local = { proxyUrl, __internal_clerkJSUrl: clerkJsUrl, prefetchUI: false, ...stay };

createRoot(document.querySelector('main')).render(
  <ClerkProvider publishableKey={publishableKey} telemetry={false} {...local}>
    <Own />
  </ClerkProvider>,
);
