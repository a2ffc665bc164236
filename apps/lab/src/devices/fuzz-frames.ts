/**
 * Frames that are faulty in every way that is known, sent to a shop in which nothing moves. The sender keeps books of
 * its own; what the shop has counted must balance them to the last frame, and no step may come of any.
 */
import type { PlateBatch } from "@saunter/engine/observation";
import { DEFAULT_SENSING } from "@saunter/engine/parameters/sensing";
import {
  createGondolaFrontEnd,
  flushFrontEnd,
  type GondolaFrontEnd,
  pushBatch,
  type Step,
} from "@saunter/engine/sensing/front-end";
import type { DeviceCounts } from "@saunter/ingest/scales/device-stream";
import { takeMessage } from "@saunter/ingest/scales/mqtt/take-message";
import type { ScaleDevice } from "@saunter/ingest/scales/scale-devices";
import { createScaleHub } from "@saunter/ingest/scales/scale-hub";
import { createRandom, type Random } from "@saunter/numerics/random";
import { crc32 } from "@saunter/protocol/devices/crc32";
import { formatDeviceTopic } from "@saunter/protocol/devices/device-topics";
import { toFrameJson } from "@saunter/protocol/devices/frame-json";
import { packFrame } from "@saunter/protocol/devices/packed-frame";
import { COUNTS_LEAST, COUNTS_MOST, type ScaleFrame } from "@saunter/protocol/devices/scale-frame";
import { PREFIX } from "./play-devices.ts";
import { flipBit } from "./scale-faults.ts";

/** What the shop should have counted of a controller. */
export interface Books extends Omit<DeviceCounts, "samples" | "replayed" | "overflows"> {
  uncalibrated: number;
  refused: number;
}

export interface FuzzResult {
  /** Messages that were sent, and those of them in which something was wrong. */
  readonly sent: number;
  readonly faulty: number;
  /** By what was wrong. */
  readonly kinds: ReadonlyMap<string, number>;
  /** What the shop counted otherwise than it was sent; empty where none went undetected. */
  readonly differences: readonly string[];
  /** Steps of the shelves, on which nothing moves. */
  readonly steps: readonly Step[];
}

export interface FuzzOptions {
  /** So many faulty messages. */
  readonly frames: number;
  readonly seed: number;
  readonly onProgress?: (faulty: number) => void;
}

const RATE_HZ = 20;
const SAMPLES = 2;
const FRAME_MS = (1000 * SAMPLES) / RATE_HZ;
const WEIGHTS_G = [1640, 905];
const NOISE_G = 0.8;
const GRAMS_PER_COUNT = 0.0023;
const CALIBRATION_ID = 5;
const STRANGER = "stranger";
/** Messages with a fault that come with each frame of a controller. */
const FAULTY_PER_FRAME_MAX = 12;
/** Of so many frames one is changed, lost, passed by the next, or followed by a restart. */
const CHANGED_SHARE = 0.15;
/** Frames after a fault of time in which there is no other: so each can be told apart. */
const CALM_FRAMES = 12;
const BOOTS_MAX = 6;
const PROGRESS_EVERY = 50_000;

const DEVICES: readonly ScaleDevice[] = ["packed", "json"].map((deviceId, at) => ({
  deviceId,
  gondola: at + 1,
  calibrationId: CALIBRATION_ID,
  channels: WEIGHTS_G.map((_, channel) => ({
    shelf: 1,
    plate: channel + 1,
    zero: 0,
    gramsPerUnit: deviceId === "packed" ? GRAMS_PER_COUNT : 1,
  })),
}));

export function fuzzFrames({ frames, onProgress, seed }: FuzzOptions): FuzzResult {
  const random = createRandom(seed);
  const steps: Step[] = [];
  const frontEnds = new Map(
    DEVICES.map(({ gondola }): [number, GondolaFrontEnd] => [
      gondola,
      createGondolaFrontEnd(gondola, DEFAULT_SENSING),
    ]),
  );
  const warn = (): void => {};
  const onBatch = (batch: PlateBatch): void =>
    pushBatch(frontEnds.get(batch.gondola)!, batch, steps, warn);
  let nowMs = 1_790_000_000_000;
  const hub = createScaleHub({ devices: DEVICES, onBatch, startedMs: nowMs });
  const sink = {
    frame: (frame: ScaleFrame) => hub.push(frame, nowMs),
    refuse: (deviceId: string, fault: string) => hub.refuse(deviceId, fault, nowMs),
    people: () => {},
  };
  const kinds = new Map<string, number>();
  let [sent, faulty, strangers, toldAt] = [0, 0, 0, 0];
  const send: Send = (deviceId, payload, kind) => {
    sent++;
    if (kind !== null) {
      faulty++;
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
    if (deviceId === STRANGER) strangers++;
    const topic = deviceId === "json" ? "scale-json" : "scale-packed";
    takeMessage(PREFIX, formatDeviceTopic(PREFIX, { deviceId, kind: topic }), payload, sink);
  };
  const senders = DEVICES.map(({ deviceId }) => new Sender(deviceId, random, send));
  while (faulty < frames) {
    for (const sender of senders) sender.step(nowMs);
    nowMs += FRAME_MS;
    hub.advance(nowMs);
    if (faulty - toldAt < PROGRESS_EVERY) continue;
    toldAt = faulty;
    onProgress?.(faulty);
  }
  // What was lost last is known by what comes after it.
  for (let calm = 0; calm < CALM_FRAMES; calm++) {
    for (const sender of senders) sender.stepCalmly(nowMs);
    nowMs += FRAME_MS;
    hub.advance(nowMs);
  }
  hub.advance(Number.POSITIVE_INFINITY);
  for (const frontEnd of frontEnds.values()) flushFrontEnd(frontEnd, steps, warn);
  const differences = hub.report(nowMs).flatMap(({ counts, deviceId, refused, uncalibrated }) => {
    const sum = Object.values(refused).reduce((total, count) => total + count, 0);
    const found = { ...counts, uncalibrated, refused: sum };
    const books = senders.find((sender) => sender.deviceId === deviceId)!.books;
    const names = Object.keys(books) as (keyof Books)[];
    return names.flatMap((name) =>
      found[name] === books[name]
        ? []
        : [`${deviceId}: ${name} ${found[name]}, not ${books[name]}`],
    );
  });
  const unknown = hub.unknown.get(STRANGER)?.frames ?? 0;
  if (unknown !== strangers) differences.push(`strangers ${unknown}, not ${strangers}`);
  return { sent, faulty, kinds, differences, steps };
}

type Send = (deviceId: string, payload: Uint8Array, kind: string | null) => void;

const ENCODER = new TextEncoder();

class Sender {
  readonly deviceId: string;
  readonly books: Books = {
    ...{ frames: 0, doubled: 0, reordered: 0, late: 0, lost: 0, restarts: 0, clockJumps: 0 },
    ...{ rateChanges: 0, misshapen: 0, saturated: 0, missing: 0, uncalibrated: 0, refused: 0 },
  };
  readonly #random: Random;
  readonly #send: Send;
  #boots: number[] = [];
  #sequence = 0;
  #startMs = Number.NaN;
  #startUs = 0;
  /** Frames until the next fault of time. */
  #calm = CALM_FRAMES;
  /** Those that were lost, and may come when nobody waits for them any more. */
  #lost: ScaleFrame[] = [];
  #held: ScaleFrame | null = null;

  constructor(deviceId: string, random: Random, send: Send) {
    this.deviceId = deviceId;
    this.#random = random;
    this.#send = send;
    this.#drawBoot();
  }

  /** A frame that is as it should be, and nothing beside it. */
  stepCalmly(nowMs: number): void {
    this.#sendGood(this.#measure(nowMs), null);
  }

  step(nowMs: number): void {
    const random = this.#random;
    let isCalm = this.#calm-- > 0;
    if (!isCalm && random.chance(CHANGED_SHARE)) {
      this.#restartOrLeap(nowMs);
      isCalm = true;
    }
    const frame = this.#measure(nowMs);
    if (this.#held !== null) {
      // The one before comes after it.
      this.#sendGood(frame, "out of order");
      this.#sendGood(this.#held, "out of order");
      this.#held = null;
      this.books.reordered++;
    } else if (isCalm || !random.chance(CHANGED_SHARE)) this.#sendGood(frame, null);
    else this.#sendChanged(frame);
    const count = random.integer(0, FAULTY_PER_FRAME_MAX);
    for (let at = 0; at < count; at++) this.#sendFaulty(frame);
  }

  #drawBoot(): void {
    this.#boots = [...this.#boots, this.#random.integer(0, 2 ** 32 - 1)].slice(-BOOTS_MAX);
    this.#sequence = 0;
    this.#startUs = this.#random.integer(0, 2 ** 40);
    this.#startMs = Number.NaN;
    this.#lost = [];
  }

  #restartOrLeap(nowMs: number): void {
    this.#calm = CALM_FRAMES;
    if (this.#random.chance(0.5)) {
      this.#drawBoot();
      this.books.restarts++;
    } else {
      this.#startUs += Math.round(this.#random.uniform(2e6, 1e10));
      this.books.clockJumps++;
    }
    if (Number.isNaN(this.#startMs)) this.#startMs = nowMs;
  }

  #measure(nowMs: number): ScaleFrame {
    if (Number.isNaN(this.#startMs)) this.#startMs = nowMs;
    const isPacked = this.deviceId === "packed";
    const samples = Float64Array.from({ length: SAMPLES * WEIGHTS_G.length }, (_, at) => {
      const weightG = WEIGHTS_G[at % WEIGHTS_G.length]! + this.#random.normal(0, NOISE_G);
      // Hundredths, so that another digit is another number in four bytes, too.
      return isPacked ? Math.round(weightG / GRAMS_PER_COUNT) : Math.round(100 * weightG) / 100;
    });
    return {
      deviceId: this.deviceId,
      calibrationId: CALIBRATION_ID,
      bootId: this.#boots.at(-1)!,
      sequence: this.#sequence++,
      timeUs: this.#startUs + Math.round(1000 * (nowMs - this.#startMs)),
      rateHz: RATE_HZ,
      unit: isPacked ? "counts" : "g",
      status: 0,
      channelStatus: new Uint8Array(WEIGHTS_G.length),
      channelCount: WEIGHTS_G.length,
      sampleCount: SAMPLES,
      samples,
    };
  }

  #sendGood(frame: ScaleFrame, kind: string | null): void {
    this.books.frames++;
    this.#send(this.deviceId, this.#encode(frame), kind);
  }

  /** One that is used, but for what is wrong with it; or not at all. */
  #sendChanged(frame: ScaleFrame): void {
    const random = this.#random;
    const at = random.integer(0, frame.samples.length - 1);
    const samples = Float64Array.from(frame.samples);
    switch (random.integer(0, 4)) {
      case 0:
        samples[at] = Number.NaN;
        this.books.missing++;
        this.#sendGood({ ...frame, samples }, "no number");
        break;
      case 1:
        samples[at] = random.chance(0.5) ? COUNTS_LEAST : COUNTS_MOST;
        if (frame.unit === "counts") this.books.saturated++;
        else this.books.missing++;
        this.#sendGood({ ...frame, samples }, "end of the range");
        break;
      case 2:
        this.#sendAtAnotherRate(frame);
        break;
      case 3:
        this.books.lost++;
        this.#calm = CALM_FRAMES;
        this.#lost.push(frame);
        break;
      default:
        this.#calm = CALM_FRAMES;
        this.#held = frame;
    }
  }

  /** A rate that it does not have; the frame after it says the usual one again. */
  #sendAtAnotherRate(frame: ScaleFrame): void {
    const rateHz = this.#random.pick([0.5, 40, 160, 1000]);
    this.books.rateChanges += 2;
    // Its samples would last for seconds: those of the next are before their end.
    if (rateHz < 1) this.books.clockJumps++;
    this.#calm = CALM_FRAMES;
    this.#sendGood({ ...frame, rateHz }, "another rate");
  }

  /** One that must not be used, beside one that was. */
  #sendFaulty(good: ScaleFrame): void {
    const random = this.#random;
    const { books } = this;
    const send = (payload: Uint8Array, kind: string): void =>
      this.#send(this.deviceId, payload, kind);
    const refuse = (payload: Uint8Array, kind: string): void => {
      books.refused++;
      send(payload, kind);
    };
    const bytes = this.#encode(good);
    switch (random.integer(0, 9)) {
      case 0:
        refuse(flipBit(bytes, random), "flipped bit");
        break;
      case 1:
        refuse(bytes.subarray(0, random.integer(0, bytes.length - 1)), "cut");
        break;
      case 2:
        refuse(Uint8Array.from([...bytes, 0x7b]), "too long");
        break;
      case 3:
        if (good === this.#held || this.#lost.includes(good)) break;
        books.doubled++;
        send(bytes, "doubled");
        break;
      case 4:
        refuse(this.#encode({ ...good, deviceId: "somebody-else" }), "another device's id");
        break;
      case 5:
        this.#send(STRANGER, packFrame({ ...good, deviceId: STRANGER }), "a stranger");
        break;
      case 6:
        refuse(this.#encodeOutOfRange(good), "absurd time or rate");
        break;
      case 7:
        books.misshapen++;
        send(this.#encode(addChannel(good)), "another shape");
        break;
      case 8:
        books.uncalibrated++;
        send(this.#encode({ ...good, calibrationId: CALIBRATION_ID + 1 }), "uncalibrated");
        break;
      default:
        this.#sendLate(good);
    }
  }

  /** Of an earlier start, or one that was lost and nobody waits for. */
  #sendLate(good: ScaleFrame): void {
    const lost = this.#lost[0];
    const isPassed = lost !== undefined && good.sequence - lost.sequence >= CALM_FRAMES - 1;
    const late = isPassed
      ? this.#lost.shift()!
      : { ...good, bootId: this.#boots.at(-2) ?? this.#boots[0]! };
    if (!isPassed && this.#boots.length < 2) return;
    this.books.late++;
    this.#send(this.deviceId, this.#encode(late), isPassed ? "late" : "an earlier start's");
  }

  #encode(frame: ScaleFrame): Uint8Array {
    return this.deviceId === "packed"
      ? packFrame(frame)
      : ENCODER.encode(JSON.stringify(toFrameJson(frame)));
  }

  /** As a controller with an error in its program would send it: whole, and impossible. */
  #encodeOutOfRange(good: ScaleFrame): Uint8Array {
    const random = this.#random;
    if (this.deviceId === "packed") {
      const bytes = packFrame(good);
      const view = new DataView(bytes.buffer);
      if (random.chance(0.5)) {
        view.setFloat32(24, random.pick([Number.NaN, 0, -80, 1e9, Number.POSITIVE_INFINITY]), true);
      } else view.setUint32(20, random.integer(2 ** 21, 2 ** 32 - 1), true);
      view.setUint32(bytes.length - 4, crc32(bytes, 0, bytes.length - 4), true);
      return bytes;
    }
    const json = random.chance(0.5)
      ? { ...toFrameJson(good), rateHz: random.pick<unknown>([null, 0, -80, 1e9, "80"]) }
      : { ...toFrameJson(good), timeUs: random.pick<unknown>([-1, 0.5, 2 ** 60, null, "now"]) };
    return ENCODER.encode(JSON.stringify(json));
  }
}

function addChannel(frame: ScaleFrame): ScaleFrame {
  const channelCount = frame.channelCount + 1;
  return {
    ...frame,
    channelCount,
    channelStatus: new Uint8Array(channelCount),
    samples: new Float64Array(frame.sampleCount * channelCount).fill(1),
  };
}
