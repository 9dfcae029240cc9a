import { createRouter } from '@tanstack/react-router';
import { rootRoute, todosRoute } from './todos.tsx';

const routeTree = rootRoute.addChildren([todosRoute]);
export const getRouter = () => createRouter({ routeTree });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof getRouter>;
  }
}
