import { clerkPlugin, useAuth } from '@clerk/vue';
import { createApp } from 'vue';
import { clerkJsUrl, proxyUrl, publishableKey, ready, stay } from './drive.js';

const Own = {
  setup() {
    const { getToken } = useAuth();
    ready((options) => getToken.value(options));
    return () => null;
  },
};

createApp(Own)
  .use(clerkPlugin, { publishableKey, proxyUrl, __internal_clerkJSUrl: clerkJsUrl, prefetchUI: false, telemetry: false, ...stay })
  .mount('main');
