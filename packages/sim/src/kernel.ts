/**
 * Time and chance of a simulation: events in a heap, a clock that jumps from one to the next, and one
 * seed for all that is random. The same seed gives the same run.
 */
import { createRandom, type Random } from "@saunter/numerics/random";

/** Events that wait; more is a simulation that feeds itself. */
export const WAITING_MAX = 100_000;

interface Scheduled {
  readonly atMs: number;
  /** Events of one time run in the order in which they were scheduled. */
  readonly number: number;
  readonly run: () => void;
}

export interface Kernel {
  readonly random: Random;
  readonly nowMs: () => number;
  /** Runs something once, `delayMs` from now. */
  schedule(delayMs: number, run: () => void): void;
  /** Runs the next event, if there is one up to `untilMs`. The clock is then at it. */
  runNext(untilMs: number): boolean;
}

export function createKernel(seed: number, startMs: number): Kernel {
  const heap: Scheduled[] = [];
  let nowMs = startMs;
  let number = 0;
  return {
    random: createRandom(seed),
    nowMs: () => nowMs,
    schedule: (delayMs, run) => {
      if (!(delayMs >= 0 && delayMs < Number.POSITIVE_INFINITY)) {
        throw new RangeError(`a delay of ${delayMs} ms`);
      }
      if (heap.length >= WAITING_MAX) throw new Error(`more than ${WAITING_MAX} events wait`);
      push(heap, { atMs: nowMs + delayMs, number: number++, run });
    },
    runNext: (untilMs) => {
      const next = heap[0];
      if (next === undefined || next.atMs > untilMs) {
        nowMs = Math.max(nowMs, Math.min(untilMs, Number.MAX_SAFE_INTEGER));
        return false;
      }
      pop(heap);
      nowMs = next.atMs;
      next.run();
      return true;
    },
  };
}

function isBefore(a: Scheduled, b: Scheduled): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.number < b.number);
}

function push(heap: Scheduled[], item: Scheduled): void {
  let at = heap.push(item) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isBefore(item, heap[parent]!)) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = item;
}

function pop(heap: Scheduled[]): void {
  const last = heap.pop()!;
  if (heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
    if (!isBefore(heap[child]!, last)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
}
