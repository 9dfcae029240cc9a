import { clerkPlugin } from '@clerk/vue';
import { VueQueryPlugin } from '@tanstack/vue-query';
import { createApp } from 'vue';
import App from './App.vue';
import { queryClient } from './vue-api.ts';

createApp(App)
  .use(clerkPlugin, { publishableKey: 'pk_test_…' })
  .use(VueQueryPlugin, { queryClient })
  .mount('#app');
