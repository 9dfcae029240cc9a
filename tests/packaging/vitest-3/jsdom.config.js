import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { include: ['jsdom.test.js'], environment: 'jsdom' } });
