/** Readings and joints of a simulated world, as the controllers of its scales and its tracker would send them. */
import type { JointFrame, Observation, PlateBatch } from "@saunter/engine/observation";
import {
  DOOR_PLACE,
  isDoor,
  type ScaleChannel,
  type ScaleDevice,
} from "@saunter/ingest/scales/scale-devices";
import type { Random } from "@saunter/numerics/random";
import type { PeopleFrame } from "@saunter/protocol/devices/people-frame";
import { COUNTS_MOST, type ScaleFrame } from "@saunter/protocol/devices/scale-frame";

/** Which plates one controller has. */
export type ControllerSplit = "gondola" | "shelf";

export const TRACKER_ID = "tracker";

/** How a channel's readings are made of grams: its zero, and what one of its unit weighs. */
export type ReadingScale = Pick<ScaleChannel, "gramsPerUnit" | "zero">;

export interface EmulatedOptions {
  /** Which controllers weigh the plates: those of a configuration, or as many as are needed. */
  readonly split: ControllerSplit | readonly ScaleDevice[];
  readonly random: Random;
  /** Missing readings stay missing; otherwise a plate that the world doesn't have is empty. */
  readonly hasGaps?: boolean;
  /** Counts of an amplifier in place of grams. */
  readonly isInCounts?: boolean;
  /** Clocks of controllers go faster or slower by up to this share. */
  readonly driftMax?: number;
}

export interface EmulatedDevices {
  /** As a shop's configuration has them; known once something of each gondola came. */
  readonly devices: readonly ScaleDevice[];
  /** What is sent of an observation. */
  send(observation: Observation): readonly SentFrame[];
}

export type SentFrame =
  | { readonly kind: "scale"; readonly frame: ScaleFrame; readonly measuredMs: number }
  | { readonly kind: "people"; readonly frame: PeopleFrame; readonly measuredMs: number };

interface Controller {
  readonly device: ScaleDevice;
  /** The index of each channel in a sample of its gondola's batches; -1: nothing stands there. */
  readonly cells: readonly number[];
  readonly clock: EmulatedClock;
  sequence: number;
}

interface EmulatedClock {
  readonly bootId: number;
  toUs(timeMs: number): number;
}

/** A plate on which nothing stands trembles all the same, grams. */
const EMPTY_NOISE_G = 0.5;
/** Grams of a channel's unit from which on it is no amplifier's count. */
const COUNT_G_MAX = 0.5;
/** What a channel that weighs nothing reads, in counts. */
const UNUSED: ReadingScale = { gramsPerUnit: 1, zero: 0 };

/** The amplifier's counts of a gram are about this many, as with a 10 kg cell and an HX711. */
const COUNTS_PER_GRAM = 430;
/** A cell is chosen so that what stands on it at first is so much of the amplifier's range at most. */
const RANGE_SHARE_MOST = 0.6;

export function createEmulatedDevices(options: EmulatedOptions): EmulatedDevices {
  const { driftMax = 0, hasGaps = false, isInCounts = false, random, split } = options;
  const controllers = new Map<number, readonly Controller[]>();
  let tracker: EmulatedClock | null = null;
  let frames = 0;
  return {
    get devices() {
      return [...controllers.values()].flat().map(({ device }) => device);
    },
    send: (observation) => {
      if (observation.kind === "joints") {
        tracker ??= startClock(observation.timestampMs, random, driftMax);
        const frame = toPeopleFrame(observation, tracker, frames++);
        return [{ kind: "people", frame, measuredMs: observation.timestampMs }];
      }
      let own = controllers.get(observation.gondola);
      if (own === undefined) {
        const found =
          typeof split === "string"
            ? splitGondola(observation, split, isInCounts, random)
            : findControllers(observation, split, hasGaps);
        own = found.map((controller) => ({
          ...controller,
          clock: startClock(observation.timestampMs, random, driftMax),
          sequence: 0,
        }));
        controllers.set(observation.gondola, own);
      }
      const measuredMs =
        observation.timestampMs + (1000 * observation.sampleCount) / observation.sampleRateHz;
      return own.map((controller): SentFrame => {
        const frame = toScaleFrame(controller, observation, random);
        return { kind: "scale", frame, measuredMs };
      });
    },
  };
}

/** Those of a configuration; a plate that the world does not have is empty. */
function findControllers(
  { gondola, plateCount, samplesG, shelfCount }: PlateBatch,
  devices: readonly ScaleDevice[],
  hasGaps: boolean,
): Pick<Controller, "cells" | "device">[] {
  const own = devices.filter((device) => device.gondola === gondola);
  return own.map((device) => ({
    device,
    cells: device.channels.map((place) => {
      if (place === null || place.shelf >= shelfCount || place.plate >= plateCount) return -1;
      const cell = place.shelf * plateCount + place.plate;
      return hasGaps || Number.isFinite(samplesG[cell]!) ? cell : -1;
    }),
  }));
}

/** A clock that began some minutes before, and goes as fast as its quartz does. */
function startClock(nowMs: number, random: Random, driftMax: number): EmulatedClock {
  const beganMs = nowMs - random.uniform(1e3, 1e6);
  const speed = 1 + random.uniform(-driftMax, driftMax);
  return {
    bootId: random.integer(0, 2 ** 32 - 1),
    toUs: (timeMs) => Math.round((timeMs - beganMs) * 1000 * speed),
  };
}

function splitGondola(
  { gondola, plateCount, samplesG, shelfCount }: PlateBatch,
  split: ControllerSplit,
  isInCounts: boolean,
  random: Random,
): Pick<Controller, "cells" | "device">[] {
  const made: Pick<Controller, "cells" | "device">[] = [];
  const groups =
    split === "gondola"
      ? [Array.from({ length: shelfCount - 1 }, (_, at) => at + 1)]
      : Array.from({ length: shelfCount - 1 }, (_, at) => [at + 1]);
  for (const shelves of groups) {
    const channels: ScaleChannel[] = [];
    const cells: number[] = [];
    for (const shelf of shelves) {
      for (let plate = 1; plate < plateCount; plate++) {
        const cell = shelf * plateCount + plate;
        if (!Number.isFinite(samplesG[cell]!)) continue;
        const zero = isInCounts ? random.integer(-200_000, 200_000) : 0;
        const gramsPerUnit = isInCounts
          ? 1 /
            (countsPerGram(samplesG[cell]!) *
              random.uniform(0.9, 1.1) *
              (random.chance(0.5) ? 1 : -1))
          : 1;
        channels.push({ shelf, plate, zero, gramsPerUnit });
        cells.push(cell);
      }
    }
    if (made.length === 0 && Number.isFinite(samplesG[0]!)) {
      channels.push({ ...DOOR_PLACE, zero: 0, gramsPerUnit: 1 });
      cells.push(0);
    }
    if (channels.length === 0) continue;
    const name = split === "gondola" ? `gondola-${gondola}` : `gondola-${gondola}-${shelves[0]}`;
    made.push({ device: { deviceId: name, gondola, calibrationId: null, channels }, cells });
  }
  return made;
}

/** Of a cell that is large enough for what stands on it. */
function countsPerGram(levelG: number): number {
  return Math.min(COUNTS_PER_GRAM, (RANGE_SHARE_MOST * COUNTS_MOST) / Math.abs(levelG));
}

function toScaleFrame(controller: Controller, batch: PlateBatch, random: Random): ScaleFrame {
  const { cells, clock, device } = controller;
  const { plateCount, sampleCount, sampleRateHz, samplesG, shelfCount } = batch;
  const stride = shelfCount * plateCount;
  const samples = new Float64Array(sampleCount * cells.length);
  const isInCounts = device.channels.every(
    (channel) =>
      channel === null || isDoor(channel) || Math.abs(channel.gramsPerUnit) < COUNT_G_MAX,
  );
  for (let sample = 0; sample < sampleCount; sample++) {
    for (const [channel, cell] of cells.entries()) {
      const { gramsPerUnit, zero } = device.channels[channel] ?? UNUSED;
      const weightG =
        cell < 0 ? random.normal(0, EMPTY_NOISE_G) : samplesG[sample * stride + cell]!;
      const value = weightG / gramsPerUnit + zero;
      samples[sample * cells.length + channel] = isInCounts ? Math.round(value) : value;
    }
  }
  return {
    deviceId: device.deviceId,
    calibrationId: 0,
    bootId: clock.bootId,
    sequence: controller.sequence++,
    timeUs: clock.toUs(batch.timestampMs),
    rateHz: sampleRateHz,
    unit: isInCounts ? "counts" : "g",
    status: 0,
    channelStatus: new Uint8Array(cells.length),
    channelCount: cells.length,
    sampleCount,
    samples,
  };
}

function toPeopleFrame(frame: JointFrame, clock: EmulatedClock, sequence: number): PeopleFrame {
  return {
    deviceId: TRACKER_ID,
    bootId: clock.bootId,
    sequence,
    timeUs: clock.toUs(frame.timestampMs),
    people: frame.shoppers.map(({ hands, isAmbiguous, joints, shopperId }) => ({
      id: shopperId,
      joints: Array.from({ length: 8 }, (_, at) => {
        const values = [...joints.subarray(4 * at, 4 * at + 4)];
        return values.every(Number.isFinite) ? values : null;
      }),
      ...(isAmbiguous === undefined ? {} : { isAmbiguous }),
      ...(hands === undefined
        ? {}
        : {
            hands: hands.map(({ hand, logProbabilities, products }) => ({
              hand,
              products: [...products],
              logProbabilities: [...logProbabilities],
            })),
          }),
    })),
    ...(frame.ambiguities === undefined
      ? {}
      : {
          ambiguities: frame.ambiguities.map(({ fromMs, probability, shopperIds, toMs }) => ({
            ids: [...shopperIds],
            fromUs: clock.toUs(fromMs),
            toUs: clock.toUs(toMs),
            probability,
          })),
        }),
    ...(frame.troubles === undefined
      ? {}
      : {
          troubles: frame.troubles.map(({ cameraId, fault, shopperIds }) => ({
            cameraId,
            fault,
            ...(shopperIds === undefined ? {} : { ids: [...shopperIds] }),
          })),
        }),
  };
}
