/** Has a process do something, and kills it, or waits for it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { DrillReport, DrillRequest } from "./drill-messages.ts";

export interface Outcome {
  /** What was on the disk before it ended, or was killed. */
  readonly done: readonly Extract<DrillReport, { what: "done" }>[];
  readonly end:
    | { readonly kind: "ended"; readonly answer: unknown }
    | { readonly kind: "failed"; readonly code: string; readonly message: string }
    | { readonly kind: "killed" };
}

export interface DrillHand {
  /** @param killAfterMs from its beginning; null: it is left alone */
  run(request: DrillRequest, killAfterMs?: number | null): Promise<Outcome>;
  close(): Promise<void>;
}

/** One request at a time. Processes are kept while nobody kills them: to start one takes longer than most requests. */
export function createHand(compileCache: string): DrillHand {
  const script = fileURLToPath(new URL("drill-child.ts", import.meta.url));
  let child: ChildProcess | null = null;
  let listen: (report: DrillReport) => void = () => {};
  let fail: (error: Error) => void = () => {};

  async function start(): Promise<ChildProcess> {
    const started = spawn(process.execPath, [script], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
    });
    const ready = Promise.withResolvers<void>();
    createInterface({ input: started.stdout! }).on("line", (line) => {
      const report: DrillReport = JSON.parse(line);
      if (report.what === "ready") ready.resolve();
      else listen(report);
    });
    started.on("exit", (code) => {
      const error = new Error(`a drill's process has ended by itself (${code})`);
      ready.reject(error);
      if (child === started) fail(error);
    });
    await ready.promise;
    return started;
  }

  async function end(): Promise<void> {
    const ending = child;
    child = null;
    if (ending === null) return;
    const closed = once(ending, "close");
    ending.kill("SIGKILL");
    await closed;
  }

  return {
    close: end,
    run: async (request, killAfterMs = null) => {
      child ??= await start();
      const done: Extract<DrillReport, { what: "done" }>[] = [];
      const finished = Promise.withResolvers<Outcome["end"]>();
      let timer: NodeJS.Timeout | null = null;
      fail = finished.reject;
      listen = (report) => {
        if (report.what === "begun" && killAfterMs !== null) {
          timer = setTimeout(() => finished.resolve({ kind: "killed" }), killAfterMs);
        }
        if (report.what === "done") done.push(report);
        if (report.what === "ended") finished.resolve({ kind: "ended", answer: report.answer });
        if (report.what === "failed") finished.resolve({ ...report, kind: "failed" });
      };
      child.stdin!.write(`${JSON.stringify(request)}\n`);
      const outcome = await finished.promise;
      if (timer !== null) clearTimeout(timer);
      // What it said before it was killed is read to the end.
      if (outcome.kind === "killed") await end();
      return { done, end: outcome };
    },
  };
}
