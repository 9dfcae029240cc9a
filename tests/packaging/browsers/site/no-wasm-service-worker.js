import { askServiceWorker } from '/service-worker.js';

askServiceWorker('/worker-no-wasm.js', 'module');
