import { askServiceWorker } from '/service-worker.js';

askServiceWorker('/worker-esm.js', 'module');
