/** Threads that do what a test tells them, and a module for real ones. */
import type { PoseDetection } from "@saunter/vision/fusion/pose-detection";
import { settle } from "../cameras/camera-fixture.ts";
import type { PoseAnswer, PoseTask, PoseThreadHooks, StartPoseThread } from "./pose-thread.ts";

/** A thread as the test holds it. */
export interface FakeThread {
  readonly tasks: readonly PoseTask[];
  readonly isStopped: boolean;
  say(answer: PoseAnswer): Promise<void>;
  /** Answers the last task with these people. */
  find(poses: readonly PoseDetection[]): Promise<void>;
  fail(message: string): Promise<void>;
  die(why: string): Promise<void>;
}

export interface FakeThreads {
  readonly start: StartPoseThread;
  readonly all: readonly FakeThread[];
}

/** @param onStart called with each thread that is started; it is ready by itself where not given */
export function createFakeThreads(
  onStart: (thread: FakeThread) => void = (thread) => void thread.say({ kind: "ready" }),
): FakeThreads {
  const all: FakeThread[] = [];
  return {
    all,
    start: (hooks) => {
      const { thread, give, stop } = makeFakeThread(hooks);
      all.push(thread);
      queueMicrotask(() => onStart(thread));
      return { give, stop };
    },
  };
}

function makeFakeThread({ onAnswer, onEnd }: PoseThreadHooks) {
  const tasks: PoseTask[] = [];
  let hasEnded = false;
  let isStopped = false;
  const end = (why: string): void => {
    if (hasEnded) return;
    hasEnded = true;
    onEnd(why);
  };
  const thread: FakeThread = {
    tasks,
    get isStopped() {
      return isStopped;
    },
    say: async (answer) => {
      if (!hasEnded) onAnswer(answer);
      await settle();
    },
    find: (poses) => thread.say({ kind: "found", poses, pixels: tasks.at(-1)!.pixels }),
    fail: (message) => thread.say({ kind: "failed", message, pixels: tasks.at(-1)!.pixels }),
    die: async (why) => {
      end(why);
      await settle();
    },
  };
  return {
    thread,
    give: (task: PoseTask) => void tasks.push(task),
    stop: () => {
      isStopped = true;
      queueMicrotask(() => end("it was stopped"));
    },
  };
}

/** What the real thread below does at a picture whose first byte is that. */
export const DIES_AT = 66;
export const FAILS_AT = 67;
export const THROWS_AT = 68;
export const SCRIPTED_WORKER = new URL("./scripted-worker-fixture.ts", import.meta.url);
