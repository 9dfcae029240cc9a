import { askServiceWorker } from '/service-worker.js';

askServiceWorker('/worker-classic.js', 'classic');
