/**
 * What the shop's scales are like, of what they read: how often, in which steps, and how restless they are while nobody
 * touches them. One second of every ten is enough.
 */
import type { PlateBatch } from "@saunter/engine/observation";
import { median } from "@saunter/numerics/statistics";

export interface ShelfScale {
  readonly gondola: number;
  readonly shelf: number;
  readonly rateHz: number;
  /** Smallest step between two readings. */
  readonly resolutionG: number;
  /** Standard deviation over a second, of the middle plate and the middle second. */
  readonly noiseG: number;
}

export interface ScaleMeter {
  take(batch: PlateBatch): void;
  /** Shelves that have been read for long enough, in order; none of which all plates read the same all the time. */
  list(): ShelfScale[];
}

const WINDOW_MS = 1000;
const EVERY_MS = 10_000;
/** Fewer readings in a second say nothing of its spread. */
const SAMPLES_MIN = 4;
/** The median of so many seconds is a quiet one, also where people shop all the time. */
const WINDOWS_MIN = 6;
const WINDOWS_MAX = 180;
/** Readings are single floats: of 10 kg, what differs by less is the same. */
const SAME_G = 0.002;

interface Window {
  readonly startMs: number;
  readonly batches: PlateBatch[];
}

interface ShelfRecord {
  rateHz: number;
  stepG: number;
  /** Plates that have not read the same all the time: the others may not exist. */
  readonly moved: Set<number>;
  /** Of the last windows. */
  readonly spreadsG: number[];
}

export function createScaleMeter(): ScaleMeter {
  const windows = new Map<number, Window>();
  const shelves = new Map<string, ShelfRecord>();
  return {
    take(batch) {
      const { gondola, timestampMs } = batch;
      const window = windows.get(gondola);
      const ageMs = window === undefined ? EVERY_MS : timestampMs - window.startMs;
      if (window === undefined || ageMs >= EVERY_MS || ageMs < 0) {
        windows.set(gondola, { startMs: timestampMs, batches: [batch] });
      } else if (ageMs < WINDOW_MS) {
        window.batches.push(batch);
      } else if (window.batches.length > 0) {
        measureWindow(window.batches.splice(0), shelves);
      }
    },
    list: () =>
      [...shelves]
        .filter(([, { spreadsG }]) => spreadsG.length >= WINDOWS_MIN)
        .map(([key, { rateHz, stepG, spreadsG }]) => {
          const [gondola, shelf] = key.split("/").map(Number) as [number, number];
          return {
            ...{ gondola, shelf, rateHz },
            ...{ resolutionG: roundG(stepG), noiseG: roundG(median(spreadsG)) },
          };
        })
        .sort((a, b) => a.gondola - b.gondola || a.shelf - b.shelf),
  };
}

/** To a milligram. */
const roundG = (grams: number): number => Math.round(1000 * grams) / 1000;

function measureWindow(batches: readonly PlateBatch[], shelves: Map<string, ShelfRecord>): void {
  const [{ gondola, shelfCount, plateCount, sampleRateHz }] = batches as [PlateBatch];
  for (let shelf = 1; shelf < shelfCount; shelf++) {
    const key = `${gondola}/${shelf}`;
    const record = shelves.get(key) ?? makeRecord(sampleRateHz);
    shelves.set(key, record);
    record.rateHz = sampleRateHz;
    const spreadsG: number[] = [];
    for (let plate = 1; plate < plateCount; plate++) {
      const readings = listReadings(batches, shelf, plate);
      if (readings.length < SAMPLES_MIN) continue;
      const stepG = findStep(readings);
      if (Number.isFinite(stepG)) record.moved.add(plate);
      record.stepG = Math.min(record.stepG, stepG);
      if (record.moved.has(plate)) spreadsG.push(findSpread(readings));
    }
    if (spreadsG.length === 0) continue;
    record.spreadsG.push(median(spreadsG));
    if (record.spreadsG.length > WINDOWS_MAX) record.spreadsG.shift();
  }
}

const makeRecord = (rateHz: number): ShelfRecord => ({
  ...{ rateHz, stepG: Number.POSITIVE_INFINITY, moved: new Set(), spreadsG: [] },
});

function listReadings(batches: readonly PlateBatch[], shelf: number, plate: number): number[] {
  return batches.flatMap(({ shelfCount, plateCount, sampleCount, samplesG }) =>
    Array.from(
      { length: sampleCount },
      (_, sample) => samplesG[(sample * shelfCount + shelf) * plateCount + plate]!,
    ).filter(Number.isFinite),
  );
}

function findSpread(readings: readonly number[]): number {
  const middle = readings.reduce((sum, one) => sum + one, 0) / readings.length;
  const squares = readings.reduce((sum, one) => sum + (one - middle) ** 2, 0);
  return Math.sqrt(squares / (readings.length - 1));
}

function findStep(readings: readonly number[]): number {
  return readings.reduce((least, one, at) => {
    const stepG = at === 0 ? 0 : Math.abs(one - readings[at - 1]!);
    return stepG > SAME_G ? Math.min(least, stepG) : least;
  }, Number.POSITIVE_INFINITY);
}
