/** A thread that finds poses: what it is told and what it answers. */
import { Worker } from "node:worker_threads";
import type { PoseDetection } from "@saunter/vision/fusion/pose-detection";
import type { PoseModelConfig, PoseModelErrorCode } from "./pose-model.ts";

export interface PoseTask {
  /** Handed over with the task, and handed back with the answer. */
  readonly pixels: Uint8Array<ArrayBuffer>;
  readonly widthPx: number;
  readonly heightPx: number;
}

export type PoseAnswer =
  | { readonly kind: "ready" }
  | { readonly kind: "refused"; readonly code: PoseModelErrorCode; readonly message: string }
  | {
      readonly kind: "found";
      readonly poses: readonly PoseDetection[];
      readonly pixels: Uint8Array<ArrayBuffer>;
    }
  | {
      readonly kind: "failed";
      readonly message: string;
      readonly pixels: Uint8Array<ArrayBuffer>;
    };

export interface PoseThreadHooks {
  readonly onAnswer: (answer: PoseAnswer) => void;
  /** It has ended, by itself or because it was told to; called once, and nothing after it. */
  readonly onEnd: (why: string) => void;
}

export interface PoseThread {
  /** One at a time. */
  give(task: PoseTask): void;
  stop(): void;
}

/** Starts a thread, which loads its model first. */
export type StartPoseThread = (hooks: PoseThreadHooks) => PoseThread;

const WORKER = new URL("./pose-worker.ts", import.meta.url);

/** @param worker the module that the thread runs */
export function startPoseThreadOf(config: PoseModelConfig, worker = WORKER): StartPoseThread {
  return ({ onAnswer, onEnd }) => {
    const thread = new Worker(worker, { workerData: config });
    let why = "it ended";
    thread.on("message", onAnswer);
    thread.on("error", (error: unknown) => {
      why = error instanceof Error ? error.message : String(error);
    });
    thread.on("exit", (code) => onEnd(code === 0 ? why : `${why} (code ${code})`));
    return {
      give: (task) => thread.postMessage(task, [task.pixels.buffer]),
      stop: () => void thread.terminate(),
    };
  };
}
