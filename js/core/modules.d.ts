// The modules that the build makes of the compiled core and doctor.

declare module 'clerk-fetch-core.wasm' {
  /** The bytes as text (scripts/lib/core.mjs, `printable`). */
  const text: string;
  export default text;
}

declare module 'clerk-fetch-core.js' {
  /** wasm2js' translation: makes an instance. */
  export const asmFunc: (imports: object) => import('./core.ts').Core;
}

declare module '*.wasm?module' {
  const module: WebAssembly.Module;
  export default module;
}
