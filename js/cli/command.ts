// What every command of `npx clerk-fetch` is: a module with `run`.

/** What a command reads and writes: `process`, or a test's stand-in, which may end the command by a signal. */
export interface Io {
  readonly stdin: NodeJS.ReadableStream;
  readonly signal?: AbortSignal;
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

export interface Command {
  /** Does the work, and returns the exit code. */
  run(args: string[], io: Io): number | Promise<number>;
}
