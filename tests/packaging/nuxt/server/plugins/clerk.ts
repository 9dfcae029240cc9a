// In place of @clerk/nuxt, which needs an application of Clerk, and of the API of the pages.
export default defineNitroPlugin((nitro) => {
  const { fetch } = globalThis;
  globalThis.fetch = async (input, init) =>
    String(input) === 'https://api.foo.com/todos' ? Response.json([new Headers(init?.headers).get('authorization')]) : fetch(input, init);
  nitro.hooks.hook('request', (event) => {
    event.context.auth = () => ({ getToken: async () => event.path.replace('/todos?', '') });
  });
});
