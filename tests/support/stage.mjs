// What a test with the real clerk-js stands on: a Frontend API, a site, an API that verifies its tokens, and a browser.
import { launch, serve } from './browser.mjs';
import { startFrontendApi } from './frontend-api.mjs';
import { startProtectedApi } from './protected-api.mjs';

/** Starts them all: `files` are the site's, `options` the Frontend API's. `close()` ends what has started. */
export async function startStage(files, options) {
  const stage = {
    reset() {
      stage.frontend.reset();
      stage.api.reset();
    },
    async close() {
      await stage.browser?.close();
      await Promise.all([stage.frontend, stage.api, stage.site].map((server) => server?.close()));
    },
  };
  try {
    stage.frontend = await startFrontendApi(options);
    stage.site = await serve(files);
    stage.api = await startProtectedApi({ jwtKey: stage.frontend.publicKeyPem, authorizedParties: [stage.site.url] });
    stage.browser = await launch();
  } catch (error) {
    await stage.close();
    throw error;
  }
  return stage;
}
