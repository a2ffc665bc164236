/** The moment that the snapshot shows: now, or some time back. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { PAST_MS } from "./snapshot-history.ts";

export interface FloorTime {
  /** How far back, milliseconds; 0 is live. */
  readonly behindMs: ReadonlySignal<number>;
  readonly isLive: ReadonlySignal<boolean>;
  readonly isPaused: ReadonlySignal<boolean>;
  /** The moment to be shown, by the shop's clock. */
  readAtMs(): number;
  /** The moment that would be shown live. */
  liveMs(): number;
  /** Goes so far back, and on from there. */
  goBack(behindMs: number): void;
  goLive(): void;
  pause(): void;
  resume(): void;
}

/** A snapshot that is to be between two others has to wait for the second. */
const DELAY_MS = 200;

/** @param readNowMs the shop's time as this device knows it */
export function createFloorTime(readNowMs: () => number): FloorTime {
  const behindMs = signal(0);
  const heldAtMs = signal<number | null>(null);
  const clamp = (value: number): number => Math.min(PAST_MS - 1000, Math.max(0, value));
  const readAtMs = (): number => {
    if (heldAtMs.value === null) return readNowMs() - DELAY_MS - behindMs.value;
    // What is held goes back by itself, and cannot be held for ever.
    const backMs = clamp(readNowMs() - DELAY_MS - heldAtMs.value);
    return readNowMs() - DELAY_MS - backMs;
  };
  return {
    behindMs,
    isLive: computed(() => behindMs.value === 0 && heldAtMs.value === null),
    isPaused: computed(() => heldAtMs.value !== null),
    readAtMs,
    liveMs: () => readNowMs() - DELAY_MS,
    goBack: (back) => {
      behindMs.value = clamp(back);
      if (heldAtMs.value !== null) heldAtMs.value = readNowMs() - DELAY_MS - behindMs.value;
    },
    goLive: () => {
      behindMs.value = 0;
      heldAtMs.value = null;
    },
    pause: () => {
      heldAtMs.value = readAtMs();
    },
    resume: () => {
      behindMs.value = clamp(readNowMs() - DELAY_MS - readAtMs());
      heldAtMs.value = null;
    },
  };
}
