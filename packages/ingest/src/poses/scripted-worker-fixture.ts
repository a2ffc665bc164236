/** Run as a thread: it answers with the first byte of the picture, or does worse. */
import { parentPort, threadId } from "node:worker_threads";
import type { PoseAnswer, PoseTask } from "./pose-thread.ts";
import { DIES_AT, FAILS_AT, THROWS_AT } from "./pose-thread-fixture.ts";

parentPort?.on("message", ({ pixels }: PoseTask) => {
  const first = pixels[0]!;
  if (first === DIES_AT) process.exit(3);
  if (first === THROWS_AT) throw new Error("out of memory");
  const joints = Float64Array.of(first, threadId);
  const answer: PoseAnswer =
    first === FAILS_AT
      ? { kind: "failed", message: "no such operation", pixels }
      : { kind: "found", poses: [{ joints }], pixels };
  parentPort?.postMessage(answer, [pixels.buffer]);
});
parentPort?.postMessage({ kind: "ready" } satisfies PoseAnswer);
