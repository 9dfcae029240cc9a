import { ClerkProvider } from '@clerk/chrome-extension';
import { ClerkFetchProvider, useFetch } from 'clerk-fetch/react';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

// The popup's own origin is chrome-extension://…, which never gets a token: the API's has to be named.
const options = { baseUrl: 'https://api.foo.com' };

function Todos() {
  const fetchJson = useFetch();
  const [count, setCount] = useState<number>();
  const load = async () => setCount((await fetchJson('/todos')).length);
  return <button onClick={load}>{count ?? 'Count'}</button>;
}

createRoot(document.body).render(
  <ClerkProvider publishableKey="pk_test_…" afterSignOutUrl="/popup.html">
    <ClerkFetchProvider options={options}>
      <Todos />
    </ClerkFetchProvider>
  </ClerkProvider>,
);
