/** Whether a device's frame belongs to its present start, an earlier one or a new one, by `bootId` and `sequence`. */
import { countBetween } from "@saunter/protocol/devices/taken-frames";
import {
  BOOTS_MAX,
  GIVEN_MAX,
  PASSED_PACE_MAX,
  PASSED_RUN_MAX,
  PASSED_RUN_MS,
  SEQUENCE_AWAY_MAX,
} from "./scale-limits.ts";

export interface NumberedFrame {
  readonly bootId: number;
  readonly sequence: number;
  readonly timeUs: number;
}

export interface FrameOrder {
  /** The number that is in turn; null right after a start. */
  readonly nextSequence: number | null;
  readonly hasStarted: boolean;
  /** Which start a frame that arrives now belongs to. */
  findStart(frame: NumberedFrame, arrivalMs: number): "present" | "earlier" | "new";
  /** The device has started again: its numbers begin anew. */
  start(bootId: number): void;
  /** The frame was used. */
  note(frame: NumberedFrame): void;
  wasUsed(sequence: number): boolean;
}

const TWO_32 = 2 ** 32;

export function createFrameOrder(): FrameOrder {
  let boots: number[] = [];
  let nextSequence: number | null = null;
  /** Numbers that were used last, and the device's time of each, to recognise duplicates. */
  const used = new Map<number, number>();
  /** Frames in a row whose numbers were passed, or that are of an earlier start. */
  const run = { count: 0, next: 0, sinceMs: 0, sinceUs: 0 };

  /**
   * So many frames in a row follow each other, over a time in which nothing is only sent again. What a broker sends
   * again comes faster than it was measured.
   */
  function isLongRun({ sequence, timeUs }: NumberedFrame, arrivalMs: number): boolean {
    if (run.count > 0 && sequence === run.next) run.count++;
    else {
      run.count = 1;
      run.sinceMs = arrivalMs;
      run.sinceUs = timeUs;
    }
    run.next = (sequence + 1) % TWO_32;
    const spanMs = arrivalMs - run.sinceMs;
    const isMeasuredNow = (timeUs - run.sinceUs) / 1000 < PASSED_PACE_MAX * spanMs;
    return run.count > PASSED_RUN_MAX && spanMs >= PASSED_RUN_MS && isMeasuredNow;
  }

  /** Numbers begin again, and the device did not draw another id: they are nowhere near, or a long run was passed. */
  function isCountedAnew(frame: NumberedFrame, arrivalMs: number): boolean {
    if (nextSequence === null || used.get(frame.sequence) === frame.timeUs) return false;
    const ahead = countBetween(nextSequence, frame.sequence);
    if (ahead >= 0) run.count = 0;
    const isRun = ahead < 0 && isLongRun(frame, arrivalMs);
    return isRun || Math.abs(ahead) > SEQUENCE_AWAY_MAX;
  }

  return {
    get nextSequence() {
      return nextSequence;
    },
    get hasStarted() {
      return boots.length > 0;
    },
    findStart: (frame, arrivalMs) => {
      if (!boots.includes(frame.bootId)) return "new";
      // A single frame with a wrong id must not make those of the true one late for ever.
      if (frame.bootId !== boots.at(-1)) return isLongRun(frame, arrivalMs) ? "new" : "earlier";
      return isCountedAnew(frame, arrivalMs) ? "new" : "present";
    },
    start: (bootId) => {
      boots = [...boots.filter((boot) => boot !== bootId), bootId].slice(-BOOTS_MAX);
      nextSequence = null;
      used.clear();
      run.count = 0;
    },
    note: ({ sequence, timeUs }) => {
      nextSequence = (sequence + 1) % TWO_32;
      used.set(sequence, timeUs);
      if (used.size > GIVEN_MAX) used.delete(used.keys().next().value!);
    },
    wasUsed: (sequence) => used.has(sequence),
  };
}
