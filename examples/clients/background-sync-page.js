// The page's part of background-sync.js.
navigator.serviceWorker.addEventListener('message', async ({ data, ports: [port] }) => {
  if (data.ask === 'token') port.postMessage((await window.Clerk.session?.getToken(data.options)) ?? null);
});
