import { route, type RouteConfig } from '@react-router/dev/routes';

export default [
  route('client', './routes/client.tsx'),
  route('server', './routes/server.tsx'),
  route('api/probe', './routes/api.ts'),
] satisfies RouteConfig;
