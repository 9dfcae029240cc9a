// What a shape's row.mjs may use: programs, servers, pages, and how a real call's outcome is judged.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { serve } from '../../../tests/support/browser.mjs';
import { assertOutcome } from './api.mjs';
import { installedVersions, installSet } from './install.mjs';
import { openIn } from './pages.mjs';
import { freePort, run, start } from './processes.mjs';

/** The policies of the rows, and which build of the core each one lets run. */
export const CSP = {
  strict: { 'Content-Security-Policy': "script-src 'self'" },
  wasm: { 'Content-Security-Policy': "script-src 'self' 'wasm-unsafe-eval'" },
};

/** `dir` is the shape's installed copy, `api` what startApi gave, `browsers` what pages.mjs gave. */
export function createToolkit({ dir, log, api, browsers, registry }) {
  const opened = [];
  const path = [join(dir, 'node_modules', '.bin'), process.env.PATH].join(':');
  const where = (options) => ({
    cwd: dir,
    log,
    ...options,
    // Telemetry would be a call to the outside; CI keeps programs from asking.
    env: { ...process.env, PATH: path, CI: '1', ...TELEMETRY, PROBE: JSON.stringify(api.config), ...options?.env },
  });
  const later = (resource, close) => {
    opened.push(close);
    return resource;
  };

  const t = {
    dir,
    api,
    browsers,
    registry,
    versionOf: (name) => installedVersions(dir, [name])[0],
    freePort,
    at: (...parts) => join(dir, ...parts),

    /** A folder with these packages alone (name → version), and `clerk-fetch` as a user installs it if `withPackage` says so. */
    install: (packages, { withPackage } = {}) => installSet(dir, packages, { log, registry: withPackage && registry.url }),

    /** Runs a program of the shape's node_modules, or of PATH, and gives its output. */
    run: (command, args = [], options) => run(command, args, where(options)),

    /** Starts a server on a free port; `args` is a function of it. Stopped when the shape is done. */
    async start(command, args, options = {}) {
      const port = await freePort();
      const url = `http://${options.host ?? '127.0.0.1'}:${port}/`;
      const env = { PORT: String(port), ...options.env };
      const server = await start(command, args(port), where({ url, ...options, env }));
      return later(server, server.stop);
    },

    /** Serves a folder of the shape, or a map as tests/support/browser.mjs has it. */
    async site(source, headers = {}) {
      const site = await serve(typeof source === 'string' ? t.at(source) : source, { headers });
      return later(site, site.close);
    },

    /** Asks a server's route for its outcome. */
    async ask(url) {
      const response = await fetch(withProbe(url));
      const text = await response.text();
      assert.ok(response.ok, `${response.status} from ${new URL(url).pathname}: ${text.slice(0, 2000)}`);
      return JSON.parse(text);
    },

    /** Opens a page: `{ outcome, scripts }`, what it left in `globalThis.outcome` and the scripts it fetched. */
    page: (url, options) => openIn(browsers, withProbe(url), options),

    /** The row works: its outcome is that of a real call, by this build of the core. */
    works(outcome, core = 'wasm', note) {
      assertOutcome(outcome, { core, userId: api.userId });
      return { status: 'yes', core, note };
    },

    /** The row gives a clear message: these words are in what the user sees. */
    says(text, pattern, note) {
      const [words] = String(text).match(pattern) ?? assert.fail(`${pattern} is not in: ${String(text).slice(-3000)}`);
      return { status: 'yes', note: note ?? words.trim() };
    },

    /** The row cannot work, for this reason, and this is the error that a user sees. */
    cannot(text, pattern, why) {
      const { note } = t.says(text, pattern);
      return { status: 'no', error: note, note: why };
    },

    /**
     * A production build's page without a policy, under `script-src 'self'`, and with WebAssembly allowed. The
     * translation is one more script, and only the strict one fetches it.
     */
    policies: (folder) => ({
      'production build': async () => {
        const { outcome } = await t.page((await t.site(folder)).url);
        return t.works(outcome, 'wasm');
      },
      "production build, CSP script-src 'self'": async () => {
        const allowed = await t.page((await t.site(folder, CSP.wasm)).url);
        t.works(allowed.outcome, 'wasm');
        const strict = await t.page((await t.site(folder, CSP.strict)).url);
        const more = strict.scripts.filter((script) => !allowed.scripts.includes(script));
        assert.equal(more.length, 1, `one script more than without the CSP: ${more}`);
        return t.works(strict.outcome, 'js', 'fallback chunk, requested only under this CSP');
      },
    }),

    async close() {
      for (const close of opened.splice(0).reverse()) await close();
    },
  };

  const withProbe = (url) => `${url}${String(url).includes('?') ? '&' : '?'}${api.query}`;
  return t;
}

const TELEMETRY = {
  NEXT_TELEMETRY_DISABLED: '1',
  ASTRO_TELEMETRY_DISABLED: '1',
  NUXT_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
};
