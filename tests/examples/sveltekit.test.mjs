import { appPromises } from '../support/example-app.mjs';

appPromises('sveltekit', {
  rendered: true,
  settings: ({ publishableKey, secretKey, jwtKey, apiUrl }) => ({
    '.env': [
      `PUBLIC_CLERK_PUBLISHABLE_KEY=${publishableKey}`,
      `CLERK_SECRET_KEY=${secretKey}`,
      `CLERK_JWT_KEY="${jwtKey}"`,
      `PUBLIC_API_URL=${apiUrl}`,
      'PUBLIC_CLERK_TELEMETRY_DISABLED=1\n',
    ].join('\n'),
  }),
  args: (port) => ['--port', String(port), '--strictPort'],
  // As for Next.js: Clerk's middleware would first send a new browser to Clerk's host, and back with these.
  cookies: { __clerk_db_jwt: 'dvb_1', __client_uat: '0' },
});
