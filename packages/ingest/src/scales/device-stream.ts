/**
 * One controller's frames, as they arrive, become its samples in order of time: doubled frames are dropped, those
 * out of order are put in order, what is missing is counted, and the time is the shop's.
 */
import {
  FRAME_STATUS,
  type SampleUnit,
  type ScaleFrame,
} from "@saunter/protocol/devices/scale-frame";
import { countBetween } from "@saunter/protocol/devices/taken-frames";
import { type ChannelCalibration, type ReadingCounts, toGrams } from "./channel-values.ts";
import { createDeviceClock, type DeviceClock } from "./device-clock.ts";
import { createFrameOrder } from "./frame-order.ts";
import {
  CLOCK_FRAMES_MAX,
  CLOCK_JUMP_MS_LEAST,
  CLOCK_WARM_UP_MS,
  RATE_MEASURE_MS,
  RATE_OFF_SHARE,
  RATE_PAUSE_FRAMES,
  REORDER_FRAMES_MAX,
  REORDER_MS_MAX,
} from "./scale-limits.ts";

/** Samples of one controller, in order. */
export interface DeviceSamples {
  /** The shop's time of the first sample. */
  readonly timestampMs: number;
  readonly sampleRateHz: number;
  readonly sampleCount: number;
  readonly channelCount: number;
  /** Row-major [sample, channel]; NaN where nothing was read. */
  readonly samplesG: Float32Array;
  /** By channel, how many of its samples were at the end of the amplifier's range. */
  readonly saturated: Uint16Array;
  /** As the controller sent them, in its unit. */
  readonly raw: Float64Array;
  readonly unit: SampleUnit;
}

/** What became of a controller's frames since the process began. */
export interface DeviceCounts extends ReadingCounts {
  /** Frames whose samples were used, and their samples. */
  frames: number;
  samples: number;
  /** Came twice. */
  doubled: number;
  /** Came out of order, and were put in order. */
  reordered: number;
  /** Came when those after them had been used, or are of an earlier start: dropped. */
  late: number;
  /** Never came, or too late: by the frames' numbers. */
  lost: number;
  /** The controller started again. */
  restarts: number;
  /** Its clock was set, or leapt. */
  clockJumps: number;
  /** Says another rate than the frame before, without having started again. */
  rateChanges: number;
  /** Another number of channels than the shop's configuration has. */
  misshapen: number;
  /** Sent after it was measured, as the connection was away. */
  replayed: number;
  /** The controller's own buffer was full. */
  overflows: number;
}

export interface DeviceStream {
  /** Takes a frame; what is in turn comes out through `onSamples`. */
  push(frame: ScaleFrame, arrivalMs: number): void;
  /** Gives out what has waited for long enough. To be called several times a second. */
  advance(nowMs: number): void;
  readonly counts: Readonly<DeviceCounts>;
  readonly clock: DeviceClock;
  /** Arrival of the last frame, by the shop's clock; null before the first. */
  readonly lastFrameMs: number | null;
  /** Samples a second, as measured by the controller's clock; NaN as long as that is not known. */
  readonly measuredRateHz: number;
  /** The rate that the controller says it has. */
  readonly setRateHz: number;
  /** All frames since then were kept before they were sent, so that nobody knows when; null: one was not. */
  readonly withoutClockSinceMs: number | null;
  /** How long after it was measured the newest sample arrived, milliseconds. */
  readonly behindMs: number;
}

export interface DeviceStreamOptions {
  /** One a channel. */
  readonly calibrations: readonly ChannelCalibration[];
  readonly onSamples: (samples: DeviceSamples) => void;
}

interface Held {
  readonly frame: ScaleFrame;
  readonly arrivalMs: number;
}

export function createDeviceStream(options: DeviceStreamOptions): DeviceStream {
  return new Stream(options);
}

class Stream implements DeviceStream {
  readonly counts: DeviceCounts = {
    frames: 0,
    samples: 0,
    doubled: 0,
    reordered: 0,
    late: 0,
    lost: 0,
    restarts: 0,
    clockJumps: 0,
    rateChanges: 0,
    misshapen: 0,
    replayed: 0,
    overflows: 0,
    saturated: 0,
    missing: 0,
  };
  clock: DeviceClock = createDeviceClock();
  lastFrameMs: number | null = null;
  measuredRateHz = Number.NaN;
  behindMs = 0;
  setRateHz = Number.NaN;
  readonly #options: DeviceStreamOptions;
  readonly #order = createFrameOrder();
  /** Frames that wait, in order of their numbers. */
  #held: Held[] = [];
  /** When the first frame of this start came that was not kept before it was sent: from then on the clock is learnt. */
  #freshMs: number | null = null;
  #startedMs = Number.NaN;
  #warmUpMs = CLOCK_WARM_UP_MS;
  /** When, by the controller's clock, the next sample is due. */
  #dueMs = Number.NaN;
  #rateFrom = { deviceMs: Number.NaN, samples: 0 };

  constructor(options: DeviceStreamOptions) {
    this.#options = options;
  }

  get withoutClockSinceMs(): number | null {
    return this.lastFrameMs === null || this.#freshMs !== null ? null : this.#startedMs;
  }

  push(frame: ScaleFrame, arrivalMs: number): void {
    if (frame.channelCount !== this.#options.calibrations.length) {
      this.counts.misshapen++;
      return;
    }
    const start = this.#order.findStart(frame, arrivalMs);
    if (start === "earlier") {
      this.counts.late++;
      return;
    }
    if (start === "new") this.#startAgain(frame.bootId, arrivalMs);
    this.lastFrameMs = arrivalMs;
    if (!isReplayed(frame)) this.#freshMs ??= arrivalMs;
    // A time that was given at arrival is of a clock that is known.
    this.#warmUpMs = isTimedHere(frame) ? 0 : CLOCK_WARM_UP_MS;
    this.#insert({ frame, arrivalMs });
    this.advance(arrivalMs);
  }

  advance(nowMs: number): void {
    if (this.#freshMs === null || nowMs < this.#freshMs + this.#warmUpMs) {
      if (this.#held.length > CLOCK_FRAMES_MAX) this.#dropHeld(1);
      return;
    }
    if (this.#order.nextSequence === null) for (const held of this.#held) this.#noteArrival(held);
    while (this.#held.length > 0) {
      const held = this.#held[0]!;
      const { frame, arrivalMs } = held;
      const ahead =
        this.#order.nextSequence === null
          ? 0
          : countBetween(this.#order.nextSequence, frame.sequence);
      const isWaitOver =
        nowMs - arrivalMs >= REORDER_MS_MAX || this.#held.length > REORDER_FRAMES_MAX;
      if (ahead > 0 && !isWaitOver) return;
      this.#held.shift();
      this.counts.lost += ahead;
      this.#give(held, ahead);
    }
  }

  /** Another start of the controller: what it had sent before is given out, and its clock is another. */
  #startAgain(bootId: number, arrivalMs: number): void {
    if (this.#order.hasStarted) this.counts.restarts++;
    this.advance(Number.POSITIVE_INFINITY);
    this.#dropHeld(this.#held.length);
    this.#order.start(bootId);
    this.clock = createDeviceClock();
    this.#dueMs = Number.NaN;
    this.setRateHz = Number.NaN;
    this.#rateFrom = { deviceMs: Number.NaN, samples: 0 };
    this.#startedMs = arrivalMs;
    this.#freshMs = null;
  }

  /** The oldest, of which nobody knows when they were measured. */
  #dropHeld(count: number): void {
    this.counts.lost += count;
    this.#held.splice(0, count);
  }

  /** Puts it among those that wait, unless it came twice or too late. */
  #insert(held: Held): void {
    const { sequence } = held.frame;
    if (this.#order.nextSequence !== null && countBetween(this.#order.nextSequence, sequence) < 0) {
      if (this.#order.wasUsed(sequence)) this.counts.doubled++;
      else this.counts.late++;
      return;
    }
    let at = this.#held.length;
    while (at > 0 && countBetween(sequence, this.#held[at - 1]!.frame.sequence) > 0) at--;
    if (at > 0 && this.#held[at - 1]!.frame.sequence === sequence) {
      this.counts.doubled++;
      return;
    }
    if (at < this.#held.length) this.counts.reordered++;
    this.#held.splice(at, 0, held);
  }

  #give(held: Held, lost: number): void {
    const { calibrations, onSamples } = this.#options;
    const { frame } = held;
    const deviceMs = frame.timeUs / 1000;
    this.#noteJump(frame, deviceMs, lost);
    this.#noteRate(frame, deviceMs, lost);
    this.#noteArrival(held);
    this.#order.note(frame);
    this.#dueMs = findEndMs(frame);
    this.counts.frames++;
    this.counts.samples += frame.samples.length;
    if (isReplayed(frame)) this.counts.replayed++;
    if ((frame.status & FRAME_STATUS.bufferOverflow) !== 0) this.counts.overflows++;
    const saturated = new Uint16Array(frame.channelCount);
    const timestampMs = this.clock.toShopMs(deviceMs);
    this.behindMs = held.arrivalMs - timestampMs - (this.#dueMs - deviceMs);
    onSamples({
      timestampMs,
      sampleRateHz: this.#chooseRate(frame.rateHz),
      sampleCount: frame.sampleCount,
      channelCount: frame.channelCount,
      samplesG: toGrams(frame, calibrations, this.counts, saturated),
      saturated,
      raw: frame.samples,
      unit: frame.unit,
    });
  }

  #noteArrival({ arrivalMs, frame }: Held): void {
    if (!isReplayed(frame)) this.clock.note(findSentMs(frame), arrivalMs);
  }

  /** A clock that is not where the frames' numbers have it. */
  #noteJump(frame: ScaleFrame, deviceMs: number, lost: number): void {
    // A time that was given at arrival is of a clock that is never set: a pause is one.
    if (Number.isNaN(this.#dueMs) || isTimedHere(frame)) return;
    const frameMs = (1000 * frame.sampleCount) / frame.rateHz;
    const jumpMs = deviceMs - (this.#dueMs + lost * frameMs);
    if (Math.abs(jumpMs) <= CLOCK_JUMP_MS_LEAST + 0.5 * lost * frameMs) return;
    this.counts.clockJumps++;
    this.clock.jump(jumpMs);
    this.#rateFrom = { deviceMs: Number.NaN, samples: 0 };
  }

  #noteRate(frame: ScaleFrame, deviceMs: number, lost: number): void {
    const frameMs = (1000 * frame.sampleCount) / frame.rateHz;
    const pauseMs = Math.max(CLOCK_JUMP_MS_LEAST, RATE_PAUSE_FRAMES * frameMs);
    if (Number.isNaN(this.#rateFrom.deviceMs) || lost > 0 || deviceMs - this.#dueMs > pauseMs) {
      this.#rateFrom = { deviceMs, samples: 0 };
    }
    const spanMs = deviceMs - this.#rateFrom.deviceMs;
    if (spanMs >= RATE_MEASURE_MS) {
      this.measuredRateHz = (1000 * this.#rateFrom.samples) / spanMs;
      this.#rateFrom = { deviceMs, samples: 0 };
    }
    this.#rateFrom.samples += frame.sampleCount;
  }

  /** The rate that is set, unless it is shown to be another. */
  #chooseRate(rateHz: number): number {
    if (rateHz !== this.setRateHz && !Number.isNaN(this.setRateHz)) this.counts.rateChanges++;
    this.setRateHz = rateHz;
    const off = Math.abs(this.measuredRateHz / rateHz - 1);
    return off > RATE_OFF_SHARE ? Number(this.measuredRateHz.toPrecision(3)) : rateHz;
  }
}

function isReplayed({ status }: ScaleFrame): boolean {
  return (status & FRAME_STATUS.replayed) !== 0;
}

/** Its time was given at arrival. */
function isTimedHere({ status }: ScaleFrame): boolean {
  return (status & FRAME_STATUS.arrivalTime) !== 0;
}

/** When a controller could send a frame: after its last sample. A time that was given at arrival is that time. */
function findSentMs(frame: ScaleFrame): number {
  return isTimedHere(frame) ? frame.timeUs / 1000 : findEndMs(frame);
}

function findEndMs({ rateHz, sampleCount, timeUs }: ScaleFrame): number {
  return timeUs / 1000 + (1000 * sampleCount) / rateHz;
}
