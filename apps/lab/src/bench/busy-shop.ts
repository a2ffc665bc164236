/** A shop in a process of its own, as the bench of the screens looks at it. */
import { type ChildProcess, fork, type StdioOptions, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const CHILD = fileURLToPath(new URL("floor-child.ts", import.meta.url));

/** The days, up to now, over which past sales are spread: as many as the page of figures shows. */
export const SALES_DAYS = 100;

export interface BusyShopOptions {
  readonly seed: number;
  /** Customers who are signed in. */
  readonly shoppers: number;
  /** Operators who are signed in. */
  readonly staff: number;
  /** Sales of the past. */
  readonly sales: number;
  /** Connections of one address, where the shop's own limit is to be held; any number otherwise. */
  readonly connectionsPerAddressMax?: number;
  /** Files that the process may open, where not as many as this one. */
  readonly filesMax?: number;
}

export interface BusyShop {
  readonly folder: string;
  readonly address: string;
  /** Access tokens of shoppers. */
  readonly tokens: readonly string[];
  readonly staffTokens: readonly string[];
  /** CPU time of the process so far, all threads. */
  readCpuMs(): Promise<number>;
  /** From now on the delay of its event loop is measured. */
  watchLoop(): Promise<void>;
  /** What it was since. */
  readLoop(percentile: number): Promise<LoopDelay>;
  close(): Promise<void>;
}

export interface LoopDelay {
  readonly delayMs: number;
  readonly longestMs: number;
}

export async function startBusyShop(options: BusyShopOptions): Promise<BusyShop> {
  const folder = mkdtempSync(join(tmpdir(), "saunter-floor-"));
  const child = startChild([folder, JSON.stringify(options)], options.filesMax);
  const opened = (await readMessage(child)) as Pick<BusyShop, "address" | "tokens" | "staffTokens">;
  return {
    folder,
    ...opened,
    readCpuMs: async () => {
      child.send("cpu");
      return ((await readMessage(child)) as { readonly cpuUs: number }).cpuUs / 1000;
    },
    watchLoop: async () => {
      child.send("watch-loop");
      await readMessage(child);
    },
    readLoop: async (percentile) => {
      child.send({ percentile });
      return (await readMessage(child)) as LoopDelay;
    },
    close: async () => {
      await new Promise<void>((resolve) => {
        child.once("exit", () => resolve());
        child.send("stop");
      });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function startChild(args: readonly string[], filesMax: number | undefined): ChildProcess {
  const stdio = ["ignore", "ignore", "inherit", "ipc"] satisfies StdioOptions;
  if (filesMax === undefined) return fork(CHILD, args, { stdio });
  // Node raises its limit to the hardest there is: a shell lowers that first.
  const command = `ulimit -n ${filesMax} && exec "$0" "$@"`;
  return spawn("sh", ["-c", command, process.execPath, CHILD, ...args], { stdio });
}

/** The next message of a child. Rejects where it ends before. */
export function readMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const fail = (code: number | null): void => reject(new Error(`the shop ended with ${code}`));
    child.once("exit", fail);
    child.once("message", (message) => {
      child.off("exit", fail);
      resolve(message);
    });
  });
}

/** What of a core the process takes while time passes. */
export async function measureShare(shop: BusyShop, pass: () => Promise<void>): Promise<number> {
  const startMs = performance.now();
  const before = await shop.readCpuMs();
  await pass();
  return ((await shop.readCpuMs()) - before) / (performance.now() - startMs);
}

export interface Cookie {
  readonly name: string;
  readonly value: string;
}

/** As the operator of the demonstration. */
export async function signIn(address: string): Promise<readonly Cookie[]> {
  const { demo } = (await (await fetch(`${address}/v1/shop`)).json()) as { demo: object };
  const answer = await fetch(`${address}/v1/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-saunter-csrf": "1" },
    body: JSON.stringify({ ...demo, carrier: "cookie" }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.headers.getSetCookie().map((one) => {
    const [name, value] = one.split(";")[0]!.split("=") as [string, string];
    return { name, value };
  });
}

export interface StreamReader {
  /** Resolves when the stream has been given up. */
  close(): Promise<void>;
}

/** Reads server-sent events; `readMessage` gets each by its name and data. */
export function readStream(
  url: string,
  headers: Readonly<Record<string, string>>,
  readMessage: (event: string, data: string) => void,
): StreamReader {
  const stop = new AbortController();
  const read = async (): Promise<void> => {
    const answer = await fetch(url, { headers, signal: stop.signal });
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    let text = "";
    for await (const piece of answer.body!.pipeThrough(new TextDecoderStream())) {
      text += piece;
      const messages = text.split("\n\n");
      text = messages.pop()!;
      for (const message of messages) {
        const event = /^event: (.*)$/m.exec(message)?.[1];
        if (event === "cut-off") throw new Error(`${url}: ${message}`);
        if (event !== undefined) readMessage(event, /^data: (.*)$/m.exec(message)?.[1] ?? "");
      }
    }
    if (!stop.signal.aborted) throw new Error(`${url} has ended`);
  };
  const reading = read().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  // It is told where the reader is closed.
  reading.catch(() => {});
  return {
    close: () => {
      stop.abort();
      return reading;
    },
  };
}
