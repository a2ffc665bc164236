/**
 * The readings of a gondola, as the engine takes them, of those of its controllers. A gondola with one controller
 * has them as they are. Of several, each has a clock and a rate of its own: their samples are put on the grid of
 * the slowest, and a controller that is late is waited for, but not for long.
 */
import type { PlateBatch } from "@saunter/engine/observation";
import type { DeviceSamples } from "./device-stream.ts";
import {
  ASSEMBLE_FASTER_RATIO,
  ASSEMBLE_RESTART_MS,
  ASSEMBLE_SAMPLES_MAX,
  ASSEMBLE_WAIT_MS_MAX,
  CLOCK_WARM_UP_MS,
} from "./scale-limits.ts";

/** Where the readings of a channel belong: the shelf, and the plate or the place of a board's cell on it. */
export interface ChannelPlace {
  readonly shelf: number;
  readonly plate: number;
}

export interface GondolaShape {
  readonly gondola: number;
  /** Highest number of a shelf and of a plate or cell, and one. */
  readonly shelfCount: number;
  readonly plateCount: number;
  /** By controller, the place of each of its channels; null for one that is not used. */
  readonly devices: ReadonlyMap<string, readonly (ChannelPlace | null)[]>;
}

export interface GondolaAssembler {
  push(deviceId: string, samples: DeviceSamples): void;
  /**
   * Gives out what is there of all, and goes on without what has been waited for long enough. To be called when a
   * controller has given all that it has, and several times a second.
   */
  advance(): void;
  /** Samples that came after their time had been given out: they are dropped. */
  readonly lateSamples: number;
}

interface Track {
  readonly places: readonly (ChannelPlace | null)[];
  /** Time of each sample that waits, and its values. */
  readonly timesMs: number[];
  readonly rows: Float32Array[];
  rateHz: number;
  /** Up to when its samples have come. */
  untilMs: number;
}

export function createGondolaAssembler(
  shape: GondolaShape,
  onBatch: (batch: PlateBatch) => void,
): GondolaAssembler {
  if (shape.devices.size === 1) return passThrough(shape, onBatch);
  return new GridAssembler(shape, onBatch);
}

function passThrough(
  { devices, gondola, plateCount, shelfCount }: GondolaShape,
  onBatch: (batch: PlateBatch) => void,
): GondolaAssembler {
  const [places] = devices.values();
  const cells = shelfCount * plateCount;
  return {
    push: (_, { channelCount, sampleCount, sampleRateHz, samplesG, timestampMs }) => {
      const spread = new Float32Array(sampleCount * cells).fill(Number.NaN);
      for (const [channel, place] of places!.entries()) {
        if (place === null) continue;
        const cell = place.shelf * plateCount + place.plate;
        for (let sample = 0; sample < sampleCount; sample++) {
          spread[sample * cells + cell] = samplesG[sample * channelCount + channel]!;
        }
      }
      const shaped = { gondola, timestampMs, sampleRateHz, sampleCount, shelfCount, plateCount };
      onBatch({ kind: "plates", ...shaped, samplesG: spread });
    },
    advance: () => {},
    lateSamples: 0,
  };
}

class GridAssembler implements GondolaAssembler {
  lateSamples = 0;
  readonly #shape: GondolaShape;
  readonly #onBatch: (batch: PlateBatch) => void;
  readonly #tracks: ReadonlyMap<string, Track>;
  /** The next time of the grid, and its rate; NaN before anything came. */
  #nextMs = Number.NaN;
  #rateHz = Number.NaN;

  constructor(shape: GondolaShape, onBatch: (batch: PlateBatch) => void) {
    this.#shape = shape;
    this.#onBatch = onBatch;
    this.#tracks = new Map(
      [...shape.devices].map(([deviceId, places]): [string, Track] => [
        deviceId,
        { places, timesMs: [], rows: [], rateHz: Number.NaN, untilMs: Number.NEGATIVE_INFINITY },
      ]),
    );
  }

  push(deviceId: string, samples: DeviceSamples): void {
    const track = this.#tracks.get(deviceId);
    if (track === undefined) return;
    const { channelCount, sampleCount, sampleRateHz, samplesG, timestampMs } = samples;
    track.rateHz = sampleRateHz;
    const sampleMs = 1000 / sampleRateHz;
    for (let sample = 0; sample < sampleCount; sample++) {
      const atMs = timestampMs + sample * sampleMs;
      // Before what has come of it: its clock was set back, and time starts again below.
      if (atMs < this.#nextMs - sampleMs) {
        this.lateSamples++;
        continue;
      }
      track.timesMs.push(atMs);
      track.rows.push(samplesG.subarray(sample * channelCount, (sample + 1) * channelCount));
    }
    const over = track.timesMs.length - ASSEMBLE_SAMPLES_MAX;
    if (over > 0) {
      this.lateSamples += over;
      track.timesMs.splice(0, over);
      track.rows.splice(0, over);
    }
    track.untilMs = timestampMs + sampleCount * sampleMs;
  }

  advance(): void {
    this.#chooseGrid();
    if (Number.isNaN(this.#nextMs)) return;
    const periodMs = 1000 / this.#rateHz;
    let slowestMs = Number.POSITIVE_INFINITY;
    let newestMs = Number.NEGATIVE_INFINITY;
    for (const { untilMs } of this.#tracks.values()) {
      slowestMs = Math.min(slowestMs, untilMs);
      newestMs = Math.max(newestMs, untilMs);
    }
    const readyMs = Math.max(slowestMs, newestMs - ASSEMBLE_WAIT_MS_MAX);
    const count = Math.floor((readyMs - this.#nextMs) / periodMs);
    if (count < 1) return;
    this.#giveRows(count, periodMs);
  }

  /** The grid begins where all have samples, at the rate of the slowest controller. */
  #chooseGrid(): void {
    let rateHz = Number.POSITIVE_INFINITY;
    let firstMs = Number.POSITIVE_INFINITY;
    let latestFirstMs = Number.NEGATIVE_INFINITY;
    let newestMs = Number.NEGATIVE_INFINITY;
    let isAnySilent = false;
    for (const track of this.#tracks.values()) {
      if (Number.isNaN(track.rateHz)) isAnySilent = true;
      else rateHz = Math.min(rateHz, track.rateHz);
      firstMs = Math.min(firstMs, track.timesMs[0] ?? Number.POSITIVE_INFINITY);
      latestFirstMs = Math.max(latestFirstMs, track.timesMs[0] ?? Number.NEGATIVE_INFINITY);
      newestMs = Math.max(newestMs, track.untilMs);
    }
    if (!Number.isFinite(firstMs)) return;
    const isFirst = Number.isNaN(this.#nextMs);
    // One that has sent nothing yet may be the slowest.
    const startMs = CLOCK_WARM_UP_MS + ASSEMBLE_WAIT_MS_MAX;
    if (isFirst && isAnySilent && newestMs - firstMs < startMs) return;
    if (isFirst) this.#nextMs = Math.min(latestFirstMs, firstMs + startMs);
    else if (firstMs - this.#nextMs > ASSEMBLE_RESTART_MS) this.#nextMs = firstMs;
    if (this.#rateHz !== rateHz) this.#rateHz = rateHz;
  }

  #giveRows(count: number, periodMs: number): void {
    const { gondola, plateCount, shelfCount } = this.#shape;
    const cells = shelfCount * plateCount;
    const samplesG = new Float32Array(count * cells).fill(Number.NaN);
    const fromMs = this.#nextMs;
    for (const track of this.#tracks.values()) {
      for (let row = 0; row < count; row++) {
        const atMs = fromMs + row * periodMs;
        fillRow(track, atMs, periodMs, this.#rateHz, samplesG.subarray(row * cells), plateCount);
      }
      const endMs = fromMs + count * periodMs;
      // The last before the grid's next time may be the nearest to it.
      let used = 0;
      while (used + 1 < track.timesMs.length && track.timesMs[used + 1]! < endMs) used++;
      track.timesMs.splice(0, used);
      track.rows.splice(0, used);
    }
    this.#nextMs = fromMs + count * periodMs;
    this.#onBatch({
      kind: "plates",
      gondola,
      timestampMs: fromMs,
      sampleRateHz: this.#rateHz,
      sampleCount: count,
      shelfCount,
      plateCount,
      samplesG,
    });
  }
}

/** Puts a controller's values at a time of the grid: the nearest sample, or the mean of a faster one's. */
function fillRow(
  { places, rateHz, rows, timesMs }: Track,
  atMs: number,
  periodMs: number,
  gridHz: number,
  row: Float32Array,
  plateCount: number,
): void {
  const isFaster = rateHz > ASSEMBLE_FASTER_RATIO * gridHz;
  let from = 0;
  while (from < timesMs.length && timesMs[from]! < atMs - periodMs / 2) from++;
  let to = from;
  while (to < timesMs.length && timesMs[to]! < atMs + periodMs / 2) to++;
  if (!isFaster && to > from + 1) {
    // Two within one period: the nearer one.
    if (Math.abs(timesMs[from]! - atMs) > Math.abs(timesMs[to - 1]! - atMs)) from = to - 1;
    else to = from + 1;
  }
  if (!isFaster && to === from) {
    // The rates are the same but for some per mille: now and then none falls into the period.
    const isBeforeNearer =
      from > 0 && (from === timesMs.length || atMs - timesMs[from - 1]! < timesMs[from]! - atMs);
    const nearest = isBeforeNearer ? from - 1 : from;
    if (!(Math.abs((timesMs[nearest] ?? Number.NaN) - atMs) <= 1.5 * periodMs)) return;
    [from, to] = [nearest, nearest + 1];
  }
  if (to === from) return;
  for (const [channel, place] of places.entries()) {
    if (place === null) continue;
    let sum = 0;
    for (let at = from; at < to; at++) sum += rows[at]![channel]!;
    row[place.shelf * plateCount + place.plate] = sum / (to - from);
  }
}
