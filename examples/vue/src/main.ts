import { clerkPlugin } from '@clerk/vue';
import { VueQueryPlugin } from '@tanstack/vue-query';
import { createApp } from 'vue';
import { queryClient } from './api.ts';
import App from './App.vue';

createApp(App)
  .use(clerkPlugin, { publishableKey: import.meta.env.VITE_CLERK_PUBLISHABLE_KEY })
  .use(VueQueryPlugin, { queryClient })
  .mount('#app');
