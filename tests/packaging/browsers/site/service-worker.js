/** Registers a service worker, waits until it is active, and leaves what it answers in `globalThis.outcome`. */
export const askServiceWorker = async (url, type) => {
  try {
    const { installing, waiting, active } = await navigator.serviceWorker.register(url, { type });
    const worker = installing ?? waiting ?? active;
    while (worker.state !== 'activated') {
      await new Promise((resolve) => worker.addEventListener('statechange', resolve, { once: true }));
      if (worker.state === 'redundant') throw new Error('the service worker could not be installed');
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => {
      globalThis.outcome = data;
    };
    worker.postMessage(location.href, [port2]);
  } catch (error) {
    globalThis.outcome = { error: String(error) };
  }
};
