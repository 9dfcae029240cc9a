import { ClerkProvider, useAuth } from '@clerk/clerk-react';
import { createRoot } from 'react-dom/client';
import { clerkJsUrl, proxyUrl, publishableKey, ready, stay } from './drive.js';

const Own = () => void ready(useAuth().getToken);

createRoot(document.querySelector('main')).render(
  <ClerkProvider publishableKey={publishableKey} telemetry={false} proxyUrl={proxyUrl} clerkJSUrl={clerkJsUrl} {...stay}>
    <Own />
  </ClerkProvider>,
);
