import { defineWorkersConfig } from '@cloudflare/vitest-pool-workers/config';

export default defineWorkersConfig({
  test: {
    include: ['workers.test.js'],
    poolOptions: { workers: { miniflare: { compatibilityDate: '2025-06-01', compatibilityFlags: ['nodejs_compat'] } } },
  },
  define: { 'globalThis.PROBE': JSON.stringify(process.env.PROBE), 'globalThis.CORE': '"wasm"' },
});
