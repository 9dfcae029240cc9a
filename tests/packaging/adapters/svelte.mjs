import { register } from 'node:module';

register('./svelte-loader.mjs', import.meta.url);

const { play } = await import('./world.mjs');
const { QueryClient } = await import('@tanstack/svelte-query');
const { flushSync, mount, unmount } = await import('svelte');
const { default: Shown } = await import('./Shown.svelte');

await play({
  QueryClient,
  mount({ main, ...props }) {
    const app = mount(Shown, { target: main, props });
    flushSync();
    return () => {
      void unmount(app);
      flushSync();
    };
  },
});
