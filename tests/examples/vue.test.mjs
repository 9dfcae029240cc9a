import { appPromises } from '../support/example-app.mjs';

appPromises('vue', {
  settings: ({ publishableKey, apiUrl }) => ({ '.env': `VITE_CLERK_PUBLISHABLE_KEY=${publishableKey}\nVITE_API_URL=${apiUrl}\n` }),
  args: (port) => ['--port', String(port), '--strictPort'],
});
