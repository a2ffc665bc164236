/** A process for tests: what is written is kept, the clock moves when somebody sleeps. */

import type { CommandIo } from "./command-io.ts";

export interface CapturedIo {
  readonly io: CommandIo;
  out(): string;
  err(): string;
  /** What Ctrl-C does. */
  interrupt(): void;
  readonly sleptMs: number[];
  readonly progress: number[];
}

export function createCapturedIo(
  overrides: Partial<CommandIo> = {},
  startMs = 1_772_582_400_000,
): CapturedIo {
  let out = "";
  let err = "";
  let nowMs = startMs;
  let cpuSeconds = 0;
  const listeners = new Set<() => void>();
  const sleptMs: number[] = [];
  const progress: number[] = [];
  const io: CommandIo = {
    writeOut: (text) => {
      out += text;
    },
    writeErr: (text) => {
      err += text;
    },
    outIsTerminal: false,
    columns: 100,
    rows: 40,
    nowMs: () => nowMs,
    cpuSeconds: () => {
      cpuSeconds += 0.25;
      return cpuSeconds;
    },
    sleep: async (durationMs) => {
      sleptMs.push(durationMs);
      nowMs += durationMs;
    },
    onInterrupt: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    startProgress: () => ({ update: (done) => void progress.push(done), stop: () => {} }),
    ...overrides,
  };
  return {
    io,
    out: () => out,
    err: () => err,
    interrupt: () => {
      for (const listener of listeners) listener();
    },
    sleptMs,
    progress,
  };
}
