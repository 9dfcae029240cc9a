const worker = new Worker('/worker-classic.js', { type: 'classic' });
worker.onmessage = ({ data }) => {
  globalThis.outcome = data;
};
worker.onerror = ({ message }) => {
  globalThis.outcome = { error: message };
};
worker.postMessage(location.href);
