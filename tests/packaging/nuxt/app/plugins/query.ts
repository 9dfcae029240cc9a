import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import { clearOnIdentityChange } from 'clerk-fetch/query';

export default defineNuxtPlugin((nuxt) => {
  const queryClient = new QueryClient();
  if (import.meta.client) clearOnIdentityChange(queryClient);
  nuxt.vueApp.use(VueQueryPlugin, { queryClient });
});
