/** A demonstration as its command runs it: a process of its own, which can be ended and killed. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const SEED = "1";

export interface Demo {
  /** Without a slash at its end. */
  readonly url: string;
  /** Ends it as Ctrl-C does; resolves with its exit code. */
  stop(): Promise<number | null>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
}

/** Resolves when the shop is open. Port 0 is any that is free. */
export async function startDemo(port: number, ...args: string[]): Promise<Demo> {
  const main = join(root, "apps/shop/src/main.ts");
  const command = [main, "demo", "--port", String(port), "--no-open", "--seed", SEED, ...args];
  const child = spawn(process.execPath, command, { cwd: root });
  let said = "";
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const url = await new Promise<string>((resolve, reject) => {
    const takeText = (text: string): void => {
      said += text;
      const found = said.match(/The shop is open: {2}(http:\S+)\n/);
      if (found !== null) resolve(found[1]!);
    };
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", takeText);
    void ended.then(() => reject(new Error(said)));
  });
  return {
    url,
    stop: () => {
      child.kill("SIGINT");
      return ended;
    },
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
