import { isDeepStrictEqual } from "node:util";
import type { Observation } from "@saunter/engine/observation";
import type { RecordingLimits } from "./recording-limits.ts";
import type { NoteWarning } from "./warning-log.ts";

/** An observation with where it stands among those of all files. */
export interface OrderedObservation {
  readonly orderMs: number;
  readonly observation: Observation;
}

interface Suspect {
  readonly observation: Observation;
  readonly line: number;
}

/**
 * Puts one file's observations in order of time within a bounded window.
 *
 * Lines out of order by no more than the window are put in place, and exact repeats dropped.
 * A line whose time is further off the front than that is a suspect: whether it is a stray or
 * time itself moved is known once later lines either agree with it or come back to the front.
 * A stray that is a little late is dropped; any other is delivered where it stands. When time
 * moved back for good, order goes on where it was (`#orderOffsetMs`): two files whose clocks are
 * set back together stay together.
 */
export class OrderRepair {
  /** Released, in order; the caller takes from here. */
  readonly ready: OrderedObservation[] = [];
  readonly #limits: RecordingLimits;
  readonly #note: NoteWarning;
  #held: OrderedObservation[] = [];
  #suspects: Suspect[] = [];
  /** Latest time believed; NaN before the first. */
  #frontMs = Number.NaN;
  #orderOffsetMs = 0;

  constructor(limits: RecordingLimits, note: NoteWarning) {
    this.#limits = limits;
    this.#note = note;
  }

  push(observation: Observation, line: number): void {
    const aheadMs = observation.timestampMs - this.#frontMs;
    if (Math.abs(aheadMs) <= this.#limits.reorderMs) {
      if (this.#suspects.length > 0) this.#dismissSuspects();
      this.#accept(observation, line);
    } else {
      if (!this.#agreesWithSuspects(observation.timestampMs)) {
        const hadFront = !Number.isNaN(this.#frontMs);
        this.#dismissSuspects();
        if (!hadFront && !Number.isNaN(this.#frontMs)) {
          this.push(observation, line);
          return;
        }
      }
      this.#suspects.push({ observation, line });
      if (this.#suspects.length >= this.#limits.confirmLines) this.#believeSuspects();
    }
    this.#release(this.#frontMs + this.#orderOffsetMs - this.#limits.reorderMs);
  }

  /** The file has ended: everything held is released. */
  end(): void {
    const first = this.#suspects[0];
    const behindMs = first === undefined ? 0 : this.#frontMs - first.observation.timestampMs;
    const isLate = behindMs > 0 && behindMs <= this.#limits.clockStepMsMax;
    if (isLate) this.#dismissSuspects();
    else this.#believeSuspects();
    this.#release(Infinity);
  }

  #agreesWithSuspects(timestampMs: number): boolean {
    const last = this.#suspects.at(-1)?.observation.timestampMs;
    if (last === undefined) return true;
    if (timestampMs < last - this.#limits.reorderMs) return false;
    // A run behind the front that passes it was a stray, and this line is another.
    const isRunBehind = this.#suspects[0]!.observation.timestampMs < this.#frontMs;
    return !(isRunBehind && timestampMs > this.#frontMs);
  }

  #dismissSuspects(): void {
    const suspects = this.#suspects;
    this.#suspects = [];
    if (Number.isNaN(this.#frontMs) && suspects.length > 1) {
      // The file's first lines disagree among themselves: the first is believed, the rest judged.
      const [first, ...others] = suspects as [Suspect, ...Suspect[]];
      this.#accept(first.observation, first.line);
      for (const { observation, line } of others) this.push(observation, line);
      return;
    }
    const orderMs = Number.isNaN(this.#frontMs) ? -Infinity : this.#frontMs + this.#orderOffsetMs;
    for (const { observation, line } of suspects) {
      const behindMs = this.#frontMs - observation.timestampMs;
      if (behindMs > 0 && behindMs <= this.#limits.clockStepMsMax) {
        this.#note("late-dropped", line, `${Math.round(behindMs)} ms late`);
      } else {
        this.#noteJump(-behindMs, line);
        this.#hold(observation, orderMs, line);
      }
    }
  }

  #believeSuspects(): void {
    const suspects = this.#suspects;
    this.#suspects = [];
    const first = suspects[0];
    if (first === undefined) return;
    const stepMs = first.observation.timestampMs - this.#frontMs;
    if (stepMs < 0) {
      this.#noteJump(stepMs, first.line);
      this.#orderOffsetMs -= stepMs;
      this.#frontMs = first.observation.timestampMs;
    }
    for (const { observation, line } of suspects) this.#accept(observation, line);
  }

  #accept(observation: Observation, line: number): void {
    const { timestampMs } = observation;
    const stepMs = timestampMs - this.#frontMs;
    if (stepMs > this.#limits.clockStepMsMax) this.#noteJump(stepMs, line);
    if (!(timestampMs <= this.#frontMs)) this.#frontMs = timestampMs;
    this.#hold(observation, timestampMs + this.#orderOffsetMs, line);
  }

  #hold(observation: Observation, orderMs: number, line: number): void {
    const held = this.#held;
    let at = held.length;
    while (at > 0 && held[at - 1]!.orderMs > orderMs) at--;
    for (let i = at - 1; i >= 0 && held[i]!.orderMs === orderMs; i--) {
      if (isSameObservation(held[i]!.observation, observation)) {
        this.#note("duplicate-dropped", line);
        return;
      }
    }
    if (at === held.length) held.push({ orderMs, observation });
    else held.splice(at, 0, { orderMs, observation });
  }

  #release(untilMs: number): void {
    const held = this.#held;
    let count = Math.max(0, held.length - this.#limits.heldLinesMax);
    while (count < held.length && held[count]!.orderMs <= untilMs) count++;
    for (let i = 0; i < count; i++) this.ready.push(held[i]!);
    if (count > 0) held.splice(0, count);
  }

  #noteJump(stepMs: number, line: number): void {
    const detail = Number.isNaN(stepMs) ? "" : `by ${(stepMs / 1000).toFixed(1)} s`;
    this.#note("clock-jump", line, detail);
  }
}

/** Whether two observations are the same in everything, NaN included. */
export function isSameObservation(a: Observation, b: Observation): boolean {
  if (a.timestampMs !== b.timestampMs) return false;
  if (a.kind === "plates") {
    return (
      b.kind === "plates" &&
      a.gondola === b.gondola &&
      a.sampleRateHz === b.sampleRateHz &&
      a.sampleCount === b.sampleCount &&
      a.shelfCount === b.shelfCount &&
      a.plateCount === b.plateCount &&
      hasSameBytes(a.samplesG, b.samplesG)
    );
  }
  if (b.kind !== "joints" || a.shoppers.length !== b.shoppers.length) return false;
  if (!isDeepStrictEqual(a.troubles, b.troubles)) return false;
  if (!isDeepStrictEqual(a.ambiguities, b.ambiguities)) return false;
  return a.shoppers.every((shopper, i) => {
    const other = b.shoppers[i]!;
    return shopper.shopperId === other.shopperId && hasSameBytes(shopper.joints, other.joints);
  });
}

function hasSameBytes(a: ArrayBufferView, b: ArrayBufferView): boolean {
  return bytesOf(a).equals(bytesOf(b));
}

function bytesOf(view: ArrayBufferView): Buffer {
  return Buffer.from(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength);
}
