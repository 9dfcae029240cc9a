import { play } from './world.mjs';

const { QueryClient, VueQueryPlugin, useQuery } = await import('@tanstack/vue-query');
const { computed, createApp, defineComponent, h, ref } = await import('vue');

const mount = ({ client, options, clerk, main }) => {
  const enabled = ref(!!clerk.session);
  const stop = clerk.addListener(({ session }) => (enabled.value = !!session));
  const setup = () => {
    const { data } = useQuery(computed(() => ({ ...options, enabled: enabled.value })));
    return () => h('p', data.value?.owner ?? 'nothing');
  };
  const app = createApp(defineComponent({ setup }));
  app.use(VueQueryPlugin, { queryClient: client }).mount(main);
  return () => {
    stop();
    app.unmount();
  };
};

await play({ QueryClient, mount });
