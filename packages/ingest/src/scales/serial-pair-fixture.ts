/** Two ends of a serial line, made by socat (apt install socat), for tests. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface SerialPair {
  readonly ends: readonly [string, string];
  close(): Promise<void>;
}

/** Null where socat is not installed. */
export const openSerialPair: (() => Promise<SerialPair>) | null =
  spawnSync("socat", ["-V"]).status === 0 ? open : null;

async function open(): Promise<SerialPair> {
  const folder = mkdtempSync(join(tmpdir(), "serial-line-"));
  const ends = [join(folder, "a"), join(folder, "b")] as const;
  const made = watch(folder);
  const link = (path: string): string => `PTY,link=${path},rawer`;
  const socat: ChildProcess = spawn("socat", [link(ends[0]), link(ends[1])], { stdio: "ignore" });
  while (!ends.every((path) => existsSync(path))) await once(made, "change");
  made.close();
  return {
    ends,
    close: async () => {
      socat.kill();
      if (socat.exitCode === null && socat.signalCode === null) await once(socat, "exit");
    },
  };
}
