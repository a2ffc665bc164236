/**
 * Threads that find poses. Each has one picture at a time and nothing queues here; one that dies, or
 * that does not answer in time, is started again, later and later as long as it does not hold.
 */
import type { PoseDetection } from "@saunter/vision/fusion/pose-detection";
import type { SetTimer } from "../cameras/ffmpeg-run.ts";
import type { PoseLimits } from "./pose-limits.ts";
import { PoseModelError } from "./pose-model.ts";
import type { PoseAnswer, PoseTask, PoseThread, StartPoseThread } from "./pose-thread.ts";

export interface PosePool {
  readonly isFree: boolean;
  /** One that is free processes it. To be called only where one is. */
  find(task: PoseTask): Promise<PoolAnswer>;
  readonly counts: PoolCounts;
  /** What the last thread that died or failed said; null where none has. */
  readonly lastError: string | null;
  /** Resolves when all threads have ended; what they processed is not answered any more: null. */
  close(): Promise<void>;
}

export interface PoolAnswer {
  /** Null where the thread died, could not tell or took too long. */
  readonly poses: readonly PoseDetection[] | null;
  /** The task's bytes, where they came back. */
  readonly pixels: Uint8Array<ArrayBuffer> | null;
}

export interface PoolCounts {
  /** Threads that died and were started again, and pictures that a model could not look at. */
  readonly restarts: number;
  readonly failures: number;
}

export interface PosePoolOptions {
  readonly workers: number;
  readonly start: StartPoseThread;
  readonly limits: PoseLimits;
  readonly setTimer: SetTimer;
  /** A thread has become free. */
  readonly onFree: () => void;
}

interface Seat {
  thread: PoseThread | null;
  state: "loading" | "free" | "busy" | "gone";
  answer: ((answer: PoolAnswer) => void) | null;
  /** In a row. */
  deaths: number;
  /** Said where it is stopped for it. */
  reason: string | null;
  cancelTimer: () => void;
}

interface Pool {
  readonly options: PosePoolOptions;
  readonly seats: readonly Seat[];
  readonly counts: { restarts: number; failures: number };
  lastError: string | null;
  /** Until all have loaded their model. */
  opening: PromiseWithResolvers<void> | null;
  isClosed: boolean;
  /** All threads have ended. */
  readonly ended: PromiseWithResolvers<void>;
}

/** Throws `PoseModelError` where a thread cannot load its model, or does not come that far. */
export async function openPosePool(options: PosePoolOptions): Promise<PosePool> {
  const opening = Promise.withResolvers<void>();
  const pool: Pool = {
    options,
    counts: { restarts: 0, failures: 0 },
    lastError: null,
    opening,
    isClosed: false,
    ended: Promise.withResolvers<void>(),
    seats: Array.from({ length: options.workers }, () => ({
      thread: null,
      state: "gone" as const,
      answer: null,
      deaths: 0,
      reason: null,
      cancelTimer: () => {},
    })),
  };
  for (const seat of pool.seats) startSeat(pool, seat);
  try {
    await opening.promise;
  } catch (error) {
    await closePool(pool);
    throw error;
  }
  pool.opening = null;
  return {
    get isFree() {
      return !pool.isClosed && pool.seats.some(({ state }) => state === "free");
    },
    find: (task) => findInPool(pool, task),
    counts: pool.counts,
    get lastError() {
      return pool.lastError;
    },
    close: () => closePool(pool),
  };
}

function startSeat(pool: Pool, seat: Seat): void {
  seat.state = "loading";
  seat.reason = null;
  seat.thread = pool.options.start({
    onAnswer: (answer) => takeAnswer(pool, seat, answer),
    onEnd: (why) => end(pool, seat, seat.reason ?? why),
  });
  watch(pool, seat, pool.options.limits.loadMsMax, "its model was not loaded in time");
}

function watch({ options }: Pool, seat: Seat, waitMs: number, reason: string): void {
  seat.cancelTimer = options.setTimer(waitMs, () => stop(seat, reason));
}

function stop(seat: Seat, reason: string): void {
  seat.reason ??= reason;
  seat.thread?.stop();
}

function takeAnswer(pool: Pool, seat: Seat, answer: PoseAnswer): void {
  if (pool.isClosed) return;
  if (answer.kind === "refused") {
    pool.opening?.reject(new PoseModelError(answer.code, answer.message));
    stop(seat, answer.message);
    return;
  }
  seat.cancelTimer();
  seat.state = "free";
  if (answer.kind === "ready") {
    if (pool.seats.every(({ state }) => state === "free")) pool.opening?.resolve();
  } else if (answer.kind === "found") {
    seat.deaths = 0;
    settle(seat, { poses: answer.poses, pixels: answer.pixels });
  } else {
    pool.counts.failures++;
    pool.lastError = answer.message;
    settle(seat, { poses: null, pixels: answer.pixels });
  }
  pool.options.onFree();
}

function settle(seat: Seat, answer: PoolAnswer): void {
  const give = seat.answer;
  seat.answer = null;
  give?.(answer);
}

function end(pool: Pool, seat: Seat, why: string): void {
  seat.cancelTimer();
  seat.state = "gone";
  seat.thread = null;
  settle(seat, { poses: null, pixels: null });
  if (pool.isClosed) {
    endPool(pool);
    return;
  }
  pool.lastError = why;
  if (pool.opening !== null) {
    const message = `a thread that finds poses ended before it had begun: ${why}`;
    pool.opening.reject(new PoseModelError("workers-failed", message));
    return;
  }
  const { backOffMsFirst, backOffMsMax } = pool.options.limits;
  const waitMs = Math.min(backOffMsMax, backOffMsFirst * 2 ** seat.deaths);
  seat.deaths++;
  pool.counts.restarts++;
  seat.cancelTimer = pool.options.setTimer(waitMs, () => startSeat(pool, seat));
}

async function findInPool(pool: Pool, task: PoseTask): Promise<PoolAnswer> {
  const seat = pool.seats.find(({ state }) => state === "free");
  if (pool.isClosed || seat?.thread == null)
    throw new Error("broken invariant: no thread is free to look");
  const { promise, resolve } = Promise.withResolvers<PoolAnswer>();
  seat.state = "busy";
  seat.answer = resolve;
  watch(pool, seat, pool.options.limits.answerMsMax, "it did not answer in time");
  seat.thread.give(task);
  return promise;
}

async function closePool(pool: Pool): Promise<void> {
  pool.isClosed = true;
  for (const seat of pool.seats) {
    seat.cancelTimer();
    settle(seat, { poses: null, pixels: null });
    seat.thread?.stop();
  }
  endPool(pool);
  await pool.ended.promise;
}

function endPool(pool: Pool): void {
  if (pool.seats.every(({ thread }) => thread === null)) pool.ended.resolve();
}
