import { defineConfig } from 'vitest/config';

const { cloudflareTest } = await import(process.env.POOL);

export default defineConfig({
  plugins: [cloudflareTest({ miniflare: { compatibilityDate: '2026-01-01', compatibilityFlags: ['nodejs_compat'] } })],
  define: { 'globalThis.PROBE': JSON.stringify(process.env.PROBE), 'globalThis.CORE': '"js"' },
});
