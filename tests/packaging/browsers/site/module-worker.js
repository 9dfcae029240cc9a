const worker = new Worker('/worker-esm.js', { type: 'module' });
worker.onmessage = ({ data }) => {
  globalThis.outcome = data;
};
worker.onerror = ({ message }) => {
  globalThis.outcome = { error: message };
};
worker.postMessage(location.href);
