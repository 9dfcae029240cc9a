import { ClerkProvider, useAuth } from '@clerk/react-router';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { clerkJsUrl, proxyUrl, publishableKey, ready, stay } from './drive.js';

const Own = () => void ready(useAuth().getToken);
const local = { proxyUrl, __internal_clerkJSUrl: clerkJsUrl, prefetchUI: false, ...stay };

const Root = () => (
  <ClerkProvider publishableKey={publishableKey} telemetry={false} {...local}>
    <Own />
  </ClerkProvider>
);
createRoot(document.querySelector('main')).render(<RouterProvider router={createBrowserRouter([{ path: '*', element: <Root /> }])} />);
