import { play } from './world.mjs';

const { QueryClient, QueryClientProvider, useQuery } = await import('@tanstack/solid-query');
const { Suspense, createSignal } = await import('solid-js');
const { createComponent, insert, render } = await import('solid-js/web');

const mount = ({ client, options, clerk, main }) => {
  const [enabled, enable] = createSignal(!!clerk.session);
  const stop = clerk.addListener(({ session }) => enable(!!session));
  const Shown = () => {
    const query = useQuery(() => ({ ...options, enabled: enabled() }));
    const element = document.createElement('p');
    insert(element, () => query.data?.owner ?? 'nothing');
    return element;
  };
  const suspending = () => createComponent(Suspense, { fallback: 'loading', get children() { return createComponent(Shown, {}); } });
  const dispose = render(() => createComponent(QueryClientProvider, { client, get children() { return suspending(); } }), main);
  return () => {
    stop();
    dispose();
    main.textContent = '';
  };
};

await play({ QueryClient, mount });
