// The page's part of background-sync.js.
navigator.serviceWorker.addEventListener('message', async ({ data, ports: [port] }) => {
  if (data.ask !== 'token') return;
  const token = await window.Clerk.session?.getToken(data.options);
  port.postMessage(token ?? null);
});
