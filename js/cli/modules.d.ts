// The codemod's modules, which are JavaScript.

declare module '*/migrate/index.js' {
  export const run: import('./command.ts').Command['run'];
}
