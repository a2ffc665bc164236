/** Checks the whole of a long database beside the process that has it. */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { StoreErrorCode } from "@saunter/protocol/problem-codes";
import { StoreError } from "./store-error.ts";

/** What a child says of its part. */
export type CheckVerdict =
  /** Every event is as it was written; rows or indexes of these tables beside the journal are not. */
  | { readonly kind: "whole"; readonly broken: readonly string[] }
  | { readonly kind: "damaged"; readonly code: StoreErrorCode; readonly message: string };

export interface BackgroundCheck {
  /**
   * Resolves when all events are as they were written, with the tables beside the journal that are to be
   * repaired; rejects with the `StoreError` that says what is not.
   */
  readonly ended: Promise<readonly string[]>;
  /** Ends it, whether it is through or not; resolves when nothing of it reads the database. */
  stop(): Promise<void>;
}

const CHILD = fileURLToPath(new URL("./check-child.ts", import.meta.url));
/** The events, and the file with its tables, each by a process of its own: they take equally long. */
export const CHECK_PARTS = ["rows", "tables"] as const;
export type CheckPart = (typeof CHECK_PARTS)[number];

export function checkInBackground(
  path: string,
  parts: readonly CheckPart[] = CHECK_PARTS,
): BackgroundCheck {
  const children = parts.map((part) => startChild(path, part));
  let isStopped = false;
  const verdicts = children.map(({ verdict }) => verdict);
  const ended = Promise.all(verdicts).then((broken) => broken.flat());
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

function startChild(
  path: string,
  part: string,
): { child: ChildProcess; verdict: Promise<readonly string[]> } {
  const child = fork(CHILD, [path, part], {
    execArgv: [],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  let told: CheckVerdict | null = null;
  child.on("message", (message) => {
    told = message as CheckVerdict;
  });
  const verdict = new Promise<readonly string[]>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (told?.kind === "whole") resolve(told.broken);
      else if (told?.kind === "damaged") reject(new StoreError(told.code, told.message));
      else reject(new Error(`the check of ${path} (${part}) ended with ${signal ?? code}`));
    });
  });
  return { child, verdict };
}
