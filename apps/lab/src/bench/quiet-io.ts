import type { CommandIo } from "@saunter/shop/command-line/command-io";
import { readCpuSeconds } from "@saunter/shop/command-line/cpu-time";

/** A process for commands whose output nobody reads; errors go to stderr. */
export function createQuietIo(): CommandIo {
  return {
    writeOut: () => {},
    writeErr: (text) => void process.stderr.write(text),
    outIsTerminal: false,
    columns: 100,
    rows: 40,
    nowMs: () => Date.now(),
    cpuSeconds: readCpuSeconds,
    sleep: async () => {},
    onInterrupt: () => () => {},
    startProgress: () => ({ update() {}, stop() {} }),
  };
}
