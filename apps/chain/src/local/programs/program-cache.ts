/** A folder of this machine for servers that the demonstration downloads: a later start finds them there. */
import { spawn } from "node:child_process";
import { statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

export interface Downloads {
  /** Of all downloaded programs. */
  readonly cacheFolder: string;
  /** Called before each download, with what it is, from where, and how large. */
  readonly onStep: (what: string) => void;
}

/** Root's own folder is closed to the users that servers run as. */
export function findCacheFolder(): string {
  if (process.getuid?.() === 0) return "/var/cache/saunter";
  return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "saunter");
}

/** Whether every user can get into a folder, which has to exist. */
export function isOpenToAll(folder: string): boolean {
  const isOpen = (statSync(folder).mode & 0o001) !== 0;
  const above = dirname(folder);
  return isOpen && (above === folder || isOpenToAll(above));
}

const BYTES_PER_MB = 1e6;

export const formatSize = (bytes: number): string => `${(bytes / BYTES_PER_MB).toFixed(1)} MB`;

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Its progress goes to this terminal. */
  readonly isShown?: boolean;
}

/** Resolves with what a command wrote to stdout. Rejects if it isn't installed or fails. */
export function runCommand(
  command: string,
  args: readonly string[],
  { isShown = false, ...options }: RunOptions = {},
): Promise<string> {
  const child = spawn(command, args, {
    ...options,
    stdio: ["ignore", "pipe", isShown ? "inherit" : "pipe"],
  });
  const text = { out: "", error: "" };
  const words = [command, ...args.filter((arg) => !arg.startsWith("-"))];
  child.stdout?.setEncoding("utf8").on("data", (data) => {
    text.out += data;
    if (isShown) process.stderr.write(data);
  });
  child.stderr?.setEncoding("utf8").on("data", (data) => {
    text.error += data;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(text.out);
      else reject(new Error(`${words.join(" ")} failed: ${text.error.trim() || `exit ${code}`}`));
    });
  });
}
