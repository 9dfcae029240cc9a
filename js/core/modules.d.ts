// What the build makes: modules of the compiled core and doctor, and a constant.

/** The page that explains each code: its path in the package, or its URL. */
declare const ERRORS_PAGE: string;

declare module 'clerk-fetch-core.wasm' {
  /** The bytes as text (scripts/lib/core.mjs, `printable`). */
  const text: string;
  export default text;
}

declare module 'clerk-fetch-core.js' {
  /** wasm2js' translation: makes an instance. */
  export const asmFunc: (imports: object) => import('./exports.ts').Core;
}

declare module '*.wasm?module' {
  const module: WebAssembly.Module;
  export default module;
}

declare module 'clerk-fetch-doctor.wasm' {
  /** The bytes in base64. */
  const text: string;
  export default text;
}

declare module 'clerk-fetch-doctor.js' {
  import type { DiagnoseOptions, Report } from 'clerk-fetch-doctor';

  /** wasm-bindgen's glue, before it knows its WebAssembly. */
  export interface Exports extends WebAssembly.Exports {
    __wbindgen_start: () => void;
  }
  export const __wbg_set_wasm: (exports: WebAssembly.Exports) => void;
  /** `copies`: the root's files that a page shows by their URLs. */
  export const diagnose: (url: string | URL, options: DiagnoseOptions & { copies: string[] }) => Promise<Report>;
}
