// `clerk-fetch/doctor`: why a page's calls with Clerk's token fail. What it looks at and says is Rust (doctor/); this file
// loads it, and says what there is to say where WebAssembly itself is refused.

import type { DiagnoseOptions, Report } from 'clerk-fetch-doctor';
import * as glue from 'clerk-fetch-doctor.js';
import base64 from 'clerk-fetch-doctor.wasm';

const bytes = () => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

const load = async () => {
  const { instance } = await WebAssembly.instantiate(bytes(), { './doctor_bg.js': glue });
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports as glue.Exports).__wbindgen_start();
};

let loading: Promise<void> | undefined;

/** A failure is forgotten, so that the next call tries again. */
const ready = () =>
  (loading ??= load().catch((cause) => {
    loading = undefined;
    throw cause;
  }));

/** The root's files by their URLs: what a page shows of copies that no bundler has put into another file. */
const ROOT_FILE = /\/clerk-fetch(@[^/]+)?\/.*\/?(index|edge|worker|no-wasm|clerk-fetch(\.no-wasm)?\.global)\.c?js$/;

const copies = () => {
  const scripts = Array.from(globalThis.document?.scripts ?? [], (script) => script.src);
  const resources = globalThis.document ? performance.getEntriesByType('resource').map(({ name }) => name) : [];
  const files = [...scripts, ...resources].map((url) => url.replace(/[?#].*/, ''));
  return [...new Set(files)].filter((url) => ROOT_FILE.test(url));
};

/** What Rust cannot say: it did not start. The same words are in doctor/src/checks/csp.rs. */
const refused = (given: string | URL, { baseUrl }: DiagnoseOptions): Report => {
  const isWhole = !baseUrl || /^[a-z][a-z+.-]*:/i.test(String(given));
  const url = isWhole ? given : `${String(baseUrl).replace(/\/+$/, '')}/${String(given).replace(/^\/+/, '')}`;
  const finding: Report['findings'][number] = {
    code: 'csp_wasm',
    severity: 'warning',
    message: "The page's Content-Security-Policy allows no WebAssembly, so clerk-fetch loads its larger JavaScript translation.",
    fix: "Content-Security-Policy: script-src 'self' 'wasm-unsafe-eval'",
  };
  const { origin, pathname } = new URL(url, globalThis.document?.baseURI);
  const page = globalThis.location?.origin;
  const rest = `npx clerk-fetch doctor ${origin}${pathname} --origin ${page}`;
  const text = `warning  csp_wasm  ${finding.message}\n         -> ${finding.fix}\n\nThe doctor is WebAssembly, and looked at nothing else; without it: ${rest}\n`;
  const facts: Report['facts'] = {
    url: origin + pathname,
    api: origin,
    ...(page && { origin: page }),
    exact: false,
    method: 'GET',
    credentials: false,
    copies: [],
    csp: { policy: '', blocked: false },
    grant: 'unknown',
    withToken: false,
  };
  return { ok: true, findings: [finding], facts, text };
};

/** Its words for users are in doctor/src/edge/types.rs, which becomes the declaration. */
export const diagnose = async (url: string | URL, options: DiagnoseOptions = {}): Promise<Report> => {
  try {
    await ready();
  } catch {
    return refused(url, options);
  }
  return glue.diagnose(url, { copies: copies(), ...options });
};
