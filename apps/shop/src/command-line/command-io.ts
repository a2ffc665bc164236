/** What commands take from the process, so that tests can give them something else. */
export interface CommandIo {
  writeOut(text: string): void;
  writeErr(text: string): void;
  readonly outIsTerminal: boolean;
  /** Size of the terminal that stdout is, if it is one. */
  readonly columns: number;
  readonly rows: number;
  nowMs(): number;
  /** CPU seconds that the process has used, user and system. */
  cpuSeconds(): number;
  /** Resolves after the time, or at once when `signal` fires. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
  /** Calls back on Ctrl-C or SIGTERM (instead of ending the process) until the returned function is called. */
  onInterrupt(listener: () => void): () => void;
  startProgress(label: string, total: number): Progress;
}

export interface Progress {
  update(done: number): void;
  stop(): void;
}

/** A failure that the user can do something about: its message says what. Exit code 1. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";
}
