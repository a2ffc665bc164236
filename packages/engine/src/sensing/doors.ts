/**
 * Doors of fridges that have a contact. Through a door that was closed all the while nobody takes anything: what
 * changes then is goods that fall over, or the contact is wrong.
 */
import { DOOR_TIMES_MAX } from "../limits.ts";
import type { PlateBatch } from "../observation.ts";
import type { FixtureParameters } from "../parameters/fixtures.ts";
import type { ShelfChange } from "./changes.ts";

/** When a door was not said to be closed: from and to in turn, the last of them perhaps still open. */
export interface DoorWatch {
  readonly openMs: { fromMs: number; untilMs: number }[];
  /** Up to when its contact was read. */
  readMs: number;
}

export function createDoorWatch(): DoorWatch {
  return { openMs: [], readMs: Number.NEGATIVE_INFINITY };
}

/**
 * Takes the contact's readings: 1 open, 0 closed. What is neither says nothing, and counts as open.
 *
 * @param missingMs a longer gap is readings that are missing
 */
export function watchDoor(watch: DoorWatch, batch: PlateBatch, missingMs: number): void {
  const { plateCount, sampleCount, sampleRateHz, samplesG, shelfCount, timestampMs } = batch;
  const sampleMs = 1000 / sampleRateHz;
  // Readings that were lost say nothing either.
  if (timestampMs - watch.readMs > missingMs) noteOpen(watch, watch.readMs, timestampMs);
  for (let sample = 0; sample < sampleCount; sample++) {
    const atMs = timestampMs + sample * sampleMs;
    const isClosed = Math.abs(samplesG[sample * shelfCount * plateCount]!) < 0.5;
    if (!isClosed) noteOpen(watch, atMs, atMs + sampleMs);
  }
  watch.readMs = Math.max(watch.readMs, timestampMs + sampleCount * sampleMs);
}

function noteOpen({ openMs }: DoorWatch, fromMs: number, untilMs: number): void {
  const last = openMs.at(-1);
  if (last !== undefined && fromMs <= last.untilMs + 1) {
    last.fromMs = Math.min(last.fromMs, fromMs);
    last.untilMs = Math.max(last.untilMs, untilMs);
    return;
  }
  openMs.push({ fromMs, untilMs });
  if (openMs.length > DOOR_TIMES_MAX) openMs.shift();
}

/** Whether the door was closed from before a change began until it was over. */
export function wasClosed(
  { openMs }: DoorWatch,
  { settledMs, startMs }: Pick<ShelfChange, "settledMs" | "startMs">,
  { doorAjarMs }: FixtureParameters,
): boolean {
  return !openMs.some(
    ({ fromMs, untilMs }) => fromMs < settledMs + doorAjarMs && untilMs > startMs - doorAjarMs,
  );
}
