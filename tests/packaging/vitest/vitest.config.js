import { defineConfig } from 'vitest/config';

// happy-dom's fetch keeps to the same-origin policy, as a browser's does; the API's CORS headers let the page in.
export default defineConfig({ test: { environmentOptions: { jsdom: { url: 'http://localhost:3000/' } } } });
