import { askServiceWorker } from '/service-worker.js';

askServiceWorker('/worker-no-wasm-classic.js', 'classic');
