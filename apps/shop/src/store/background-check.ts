/** Checks the whole of a long database beside the process that has it. */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { StoreErrorCode } from "@saunter/protocol/problem-codes";
import { StoreError } from "./store-error.ts";

/** What a child says of its part. */
export type CheckVerdict =
  | { readonly kind: "whole" }
  | { readonly kind: "damaged"; readonly code: StoreErrorCode; readonly message: string };

export interface BackgroundCheck {
  /** Resolves when all is as it was written; rejects with the `StoreError` that says what is not. */
  readonly ended: Promise<void>;
  /** Ends it, whether it is through or not; resolves when nothing of it reads the database. */
  stop(): Promise<void>;
}

const CHILD = fileURLToPath(new URL("./check-child.ts", import.meta.url));
/** The events and the file, each by a process of its own: they take equally long. */
const PARTS = ["rows", "tables"] as const;

export function checkInBackground(path: string): BackgroundCheck {
  const children = PARTS.map((part) => startChild(path, part));
  let isStopped = false;
  const verdicts = children.map(({ verdict }) => verdict);
  const ended = Promise.all(verdicts).then(() => {});
  return {
    // A check that was stopped has nothing to say.
    ended: ended.catch((error: unknown) => {
      if (isStopped) return new Promise<never>(() => {});
      throw error;
    }),
    stop: async () => {
      isStopped = true;
      for (const { child } of children) child.kill("SIGKILL");
      await Promise.allSettled(verdicts);
    },
  };
}

function startChild(path: string, part: string): { child: ChildProcess; verdict: Promise<void> } {
  const child = fork(CHILD, [path, part], {
    execArgv: [],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  let told: CheckVerdict | null = null;
  child.on("message", (message) => {
    told = message as CheckVerdict;
  });
  const verdict = new Promise<void>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (told?.kind === "whole") resolve();
      else if (told?.kind === "damaged") reject(new StoreError(told.code, told.message));
      else reject(new Error(`the check of ${path} (${part}) ended with ${signal ?? code}`));
    });
  });
  return { child, verdict };
}
