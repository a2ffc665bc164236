/**
 * What goes wrong with controllers of scales and with what they send, one at a time or several at once. What a fault
 * does to a reading is a function of that reading; what it does to frames, of the frame and of those before it.
 */
import type { Random } from "@saunter/numerics/random";
import { packFrame } from "@saunter/protocol/devices/packed-frame";
import {
  CHANNEL_STATUS,
  COUNTS_LEAST,
  COUNTS_MOST,
  FRAME_STATUS,
  type ScaleFrame,
} from "@saunter/protocol/devices/scale-frame";
import type { ReadingScale } from "./emulated-devices.ts";

/** Faults of a channel; of all of a controller where none is named. */
export const CHANNEL_FAULT_KINDS = [
  "dead",
  "stuck",
  "saturated",
  "drifting",
  "noisy",
  "spikes",
  "nan",
  "least",
  "most",
] as const;

/** Faults of a controller, and of its way to the shop. */
export const FRAME_FAULT_KINDS = [
  "wrong-rate",
  "restarted",
  "clock-jump",
  "stall",
  "lost",
  "doubled",
  "out-of-order",
  "corrupted",
] as const;

export const SCALE_FAULT_KINDS = [...CHANNEL_FAULT_KINDS, ...FRAME_FAULT_KINDS] as const;

export type ChannelFaultKind = (typeof CHANNEL_FAULT_KINDS)[number];
export type ScaleFaultKind = (typeof SCALE_FAULT_KINDS)[number];

/** A fault that is there now. */
export interface ScaleFault {
  readonly kind: ScaleFaultKind;
  /** As the controller counts, from 1; null: all of them. */
  readonly channel: number | null;
}

/** What a controller sends, and when it does. */
export interface SentMessage {
  readonly deviceId: string;
  /** The shop's time at which it is sent. */
  readonly sentMs: number;
  /** A packed frame, or what is left of it. */
  readonly bytes: Uint8Array;
}

export interface FaultyController {
  /** What is sent of a frame that was measured at `measuredMs`, with these faults; in order of time. */
  send(frame: ScaleFrame, measuredMs: number, faults: readonly ScaleFault[]): SentMessage[];
  /** What is held back still. */
  flush(nowMs: number): SentMessage[];
}

/** Typical of a cell that leans on something or of damp, grams a second. */
export const DRIFT_G_PER_S = 2;
/** Standard deviation of a broken ground wire, grams. */
export const NOISY_G = 120;
/** Random values of an HX711 on a bad wire: how often a sample is one, and how far off. */
export const SPIKE_SHARE = 0.02;
export const SPIKE_G = 900;
/** A controller that says it samples this many times as fast as it does. */
export const RATE_TIMES = 1.25;
export const CLOCK_JUMP_US = 7_300_000;
export const STALL_MS = 10_000;
/** Share of frames that are lost, doubled, passed by the next, or have a bit flipped. */
export const FRAME_FAULT_SHARE = 0.2;
/** Between two frames that are sent in one breath, milliseconds. */
const BREATH_MS = 1;

/** What a reading becomes. */
interface FaultyReading {
  readonly value: number;
  /** Before the fault began. */
  readonly lastGood: number;
  readonly elapsedS: number;
  readonly unitsPerGram: number;
  readonly random: Random;
}

export const READ_WITH: Readonly<Record<ChannelFaultKind, (reading: FaultyReading) => number>> = {
  dead: () => Number.NaN,
  nan: ({ value, random }) => (random.chance(0.5) ? Number.NaN : value),
  stuck: ({ lastGood }) => lastGood,
  saturated: () => COUNTS_MOST,
  most: ({ value, random }) => (random.chance(0.5) ? COUNTS_MOST : value),
  least: ({ value, random }) => (random.chance(0.5) ? COUNTS_LEAST : value),
  drifting: ({ elapsedS, unitsPerGram, value }) => value + DRIFT_G_PER_S * elapsedS * unitsPerGram,
  noisy: ({ random, unitsPerGram, value }) => value + random.normal(0, NOISY_G) * unitsPerGram,
  spikes: ({ random, unitsPerGram, value }) =>
    random.chance(SPIKE_SHARE) ? value - random.uniform(0, SPIKE_G) * unitsPerGram : value,
};

/** Those of which a controller of grams has no values: it says so in the channel's status. */
const STATUS_WITH: Partial<Readonly<Record<ChannelFaultKind, number>>> = {
  dead: CHANNEL_STATUS.absent,
  saturated: CHANNEL_STATUS.saturated,
};

/** A bit of a message is flipped. */
export function flipBit(bytes: Uint8Array, random: Random): Uint8Array {
  const flipped = Uint8Array.from(bytes);
  flipped[random.integer(0, bytes.length - 1)]! ^= 1 << random.integer(0, 7);
  return flipped;
}

/** A controller that started again: another start's id, and its clock and numbers from 0. */
export function startAgain(
  frame: ScaleFrame,
  start: { readonly bootId: number; readonly sequence: number; readonly timeUs: number },
): ScaleFrame {
  return {
    ...frame,
    bootId: start.bootId,
    sequence: frame.sequence - start.sequence,
    timeUs: Math.max(0, frame.timeUs - start.timeUs),
  };
}

/** @param scales how each of its channels reads: what a gram is in its unit. */
export function createFaultyController(
  scales: readonly ReadingScale[],
  random: Random,
): FaultyController {
  return new Controller(scales, random);
}

class Controller implements FaultyController {
  readonly #scales: readonly ReadingScale[];
  readonly #random: Random;
  /** Since when each fault that is there has been, by the shop's time. */
  #sinceMs = new Map<string, number>();
  readonly #lastGood: Float64Array;
  #start: { bootId: number; sequence: number; timeUs: number } | null = null;
  #jumpUs = 0;
  /** Kept back while the Wi-Fi is away, and one that the next one passes. */
  #stalled: ScaleFrame[] = [];
  #passed: SentMessage | null = null;

  constructor(scales: readonly ReadingScale[], random: Random) {
    this.#scales = scales;
    this.#random = random;
    this.#lastGood = new Float64Array(scales.length).fill(Number.NaN);
  }

  send(measured: ScaleFrame, measuredMs: number, faults: readonly ScaleFault[]): SentMessage[] {
    const begun = this.#noteFaults(faults, measuredMs);
    const has = (kind: ScaleFaultKind): boolean => faults.some((fault) => fault.kind === kind);
    if (begun.has("restarted")) {
      const { sequence, timeUs } = measured;
      this.#start = { bootId: this.#random.integer(0, 2 ** 32 - 1), sequence, timeUs };
    }
    if (begun.has("clock-jump")) this.#jumpUs += CLOCK_JUMP_US;
    let frame = this.#read(measured, measuredMs, faults);
    if (this.#start !== null) frame = startAgain(frame, this.#start);
    if (this.#jumpUs !== 0) frame = { ...frame, timeUs: frame.timeUs + this.#jumpUs };
    if (has("wrong-rate")) frame = { ...frame, rateHz: frame.rateHz * RATE_TIMES };
    if (has("stall") && measuredMs - this.#sinceMs.get("stall")! < STALL_MS) {
      this.#stalled.push(frame);
      return [];
    }
    const sent = this.#release(measuredMs);
    return [...sent, ...this.#transmit(frame, measuredMs + sent.length * BREATH_MS, has)];
  }

  flush(nowMs: number): SentMessage[] {
    const passed = this.#passed === null ? [] : [this.#passed];
    this.#passed = null;
    return [...passed, ...this.#release(nowMs)];
  }

  /** What was kept while the Wi-Fi was away, in its order. */
  #release(nowMs: number): SentMessage[] {
    return this.#stalled.splice(0).map((frame, at) => {
      const replayed = { ...frame, status: frame.status | FRAME_STATUS.replayed };
      return this.#pack(replayed, nowMs + at * BREATH_MS);
    });
  }

  #transmit(
    frame: ScaleFrame,
    sentMs: number,
    has: (kind: ScaleFaultKind) => boolean,
  ): SentMessage[] {
    const isHit = (kind: ScaleFaultKind): boolean =>
      has(kind) && this.#random.chance(FRAME_FAULT_SHARE);
    const passed = this.#passed === null ? [] : [{ ...this.#passed, sentMs: sentMs + BREATH_MS }];
    this.#passed = null;
    if (isHit("lost")) return passed;
    const message = this.#pack(frame, sentMs);
    if (isHit("corrupted")) {
      return [{ ...message, bytes: flipBit(message.bytes, this.#random) }, ...passed];
    }
    if (passed.length === 0 && isHit("out-of-order")) {
      this.#passed = message;
      return [];
    }
    const doubled = isHit("doubled") ? [message] : [];
    return [message, ...doubled, ...passed];
  }

  #pack(frame: ScaleFrame, sentMs: number): SentMessage {
    return { deviceId: frame.deviceId, sentMs, bytes: packFrame(frame) };
  }

  /** Kinds that have begun with this frame. */
  #noteFaults(faults: readonly ScaleFault[], nowMs: number): Set<ScaleFaultKind> {
    const before = this.#sinceMs;
    this.#sinceMs = new Map();
    const begun = new Set<ScaleFaultKind>();
    for (const { kind } of faults) {
      if (!before.has(kind)) begun.add(kind);
      this.#sinceMs.set(kind, before.get(kind) ?? nowMs);
    }
    return begun;
  }

  #read(frame: ScaleFrame, nowMs: number, faults: readonly ScaleFault[]): ScaleFrame {
    const { channelCount, sampleCount } = frame;
    const samples = Float64Array.from(frame.samples);
    const channelStatus = Uint8Array.from(frame.channelStatus);
    for (let channel = 0; channel < channelCount; channel++) {
      const kinds = faults.flatMap(({ kind, channel: of }) =>
        kind in READ_WITH && (of === null || of === channel + 1) ? [kind as ChannelFaultKind] : [],
      );
      if (kinds.length === 0) {
        this.#lastGood[channel] = samples[(sampleCount - 1) * channelCount + channel]!;
        continue;
      }
      const unitsPerGram = 1 / this.#scales[channel]!.gramsPerUnit;
      for (const kind of kinds) {
        if (frame.unit === "g") channelStatus[channel]! |= STATUS_WITH[kind] ?? 0;
        const sinceMs = this.#sinceMs.get(kind)!;
        for (let sample = 0; sample < sampleCount; sample++) {
          const at = sample * channelCount + channel;
          const atMs = nowMs - (1000 * (sampleCount - sample)) / frame.rateHz;
          const elapsedS = Math.max(0, atMs - sinceMs) / 1000;
          const lastGood = this.#lastGood[channel]!;
          const random = this.#random;
          const value = samples[at]!;
          const faulty = READ_WITH[kind]({ value, lastGood, elapsedS, unitsPerGram, random });
          samples[at] = frame.unit === "counts" ? Math.round(faulty) : faulty;
        }
      }
    }
    return { ...frame, samples, channelStatus };
  }
}
