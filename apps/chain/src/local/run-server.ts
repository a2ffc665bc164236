/** Servers that run as processes beside this one: started, looked after, stopped. */
import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

const READY_WITHIN_MS = 15_000;
/** One that does not get ready is started again so often. */
const STARTS_MAX = 3;
const LOOK_EVERY_MS = 50;
/** One that ended by itself is started again after this. */
const RESTART_MS = 1000;

export interface ServerOptions {
  /** For messages: "nats-server". */
  readonly what: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Rejects or is false while it is not. */
  readonly isReady: () => Promise<boolean>;
  readonly owner?: { readonly uid?: number; readonly gid?: number };
  /** It is started again where it is not ready within this. */
  readonly readyWithinMs?: number;
  /** How it is asked to end. */
  readonly stopSignal: NodeJS.Signals;
  /** Gets what it writes, and is named where it cannot be started. */
  readonly logFile?: string;
  /** Called where it ended by itself once it had been ready; it is started again. Left out: it stays down. */
  readonly onCrashed?: (code: number | null) => void;
}

export interface RunningServer {
  /** Of its process; null while there is none. */
  readonly pid: () => number | null;
  /** After a kill or a stop. */
  start(): Promise<void>;
  kill(signal?: NodeJS.Signals): Promise<void>;
  stop(): Promise<void>;
}

/** However this process ends by itself, its servers do, too. */
const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Rejects where it is not ready in time, or is not installed. */
export async function runServer(options: ServerOptions): Promise<RunningServer> {
  const { readyWithinMs = READY_WITHIN_MS } = options;
  const { command, args, logFile, onCrashed, owner = {}, what } = options;
  let child: ChildProcess | null = null;
  let ended: Promise<void> = Promise.resolve();
  let fault: Error | null = null;
  let isWanted = false;
  let wasReady = false;

  function spawnOnce(): void {
    fault = null;
    const log = logFile === undefined ? "ignore" : openSync(logFile, "a");
    // Ctrl-C is for this process, which ends its servers in order.
    const own = { stdio: ["ignore", log, log] as StdioOptions, detached: true };
    const spawned = spawn(command, args, { ...own, ...owner });
    if (log !== "ignore") closeSync(log);
    child = spawned;
    running.add(spawned);
    spawned.once("exit", () => running.delete(spawned));
    const { promise, resolve } = Promise.withResolvers<void>();
    ended = promise;
    spawned.on("error", (error: NodeJS.ErrnoException) => {
      fault = error.code === "ENOENT" ? new Error(`${command} is not installed`) : error;
      resolve();
    });
    spawned.on("exit", (code) => {
      const where = logFile === undefined ? "" : `; its messages are in ${logFile}`;
      fault ??= new Error(`${what} has ended (${code ?? "by a signal"})${where}`);
      resolve();
      if (!isWanted || !wasReady || onCrashed === undefined) return;
      onCrashed(code);
      setTimeout(() => {
        if (isWanted) spawnOnce();
      }, RESTART_MS);
    });
  }

  async function untilReady(): Promise<void> {
    for (let starts = 1; starts <= STARTS_MAX; starts++) {
      if (starts > 1) {
        await server.kill();
        isWanted = true;
        spawnOnce();
      }
      for (let waitedMs = 0; waitedMs < readyWithinMs; waitedMs += LOOK_EVERY_MS) {
        if (fault !== null) throw fault;
        if (await options.isReady().catch(() => false)) {
          wasReady = true;
          return;
        }
        await wait(LOOK_EVERY_MS);
      }
    }
    throw new Error(`${what} is not ready after ${(STARTS_MAX * readyWithinMs) / 1000} s`);
  }

  const server: RunningServer = {
    pid: () => child?.pid ?? null,
    start: async () => {
      isWanted = true;
      spawnOnce();
      await untilReady();
    },
    kill: async (signal = "SIGKILL") => {
      isWanted = false;
      child?.kill(signal);
      await ended;
    },
    stop: () => server.kill(options.stopSignal),
  };
  await server.start().catch(async (error) => {
    await server.kill();
    throw error;
  });
  return server;
}
