/**
 * A controller that runs the generated firmware, statement by statement as its C++ does (`core-cpp.ts`): conversions in,
 * packed frames out. Time is an argument, so that an outage of an hour takes no time at all.
 */
import { FIRMWARE_TIMES } from "@saunter/protocol/devices/firmware/core-cpp";
import type { FirmwarePlan } from "@saunter/protocol/devices/firmware/firmware-plan";
import { packFrame } from "@saunter/protocol/devices/packed-frame";
import {
  CHANNEL_STATUS,
  COUNTS_LEAST,
  COUNTS_MOST,
  type ScaleFrame,
} from "@saunter/protocol/devices/scale-frame";
import { Outbox } from "./outbox.ts";

export class FirmwareDevice {
  readonly plan: FirmwarePlan;
  readonly outbox: Outbox;
  readonly #bootId: number;
  readonly #periodUs: number;
  readonly #rowUsMost: number;
  readonly #latest: Int32Array;
  readonly #convertedUs: Float64Array;
  readonly #settling: Uint8Array;
  readonly #isFresh: boolean[];
  readonly #isLate: boolean[];
  #lastRowUs: number;
  /** When the first conversion of the row that is open came; null where none did. */
  #rowUs: number | null = null;
  #rows = 0;
  #timeUs = 0;
  #samples: Float64Array;
  #channelStatus: Uint8Array;
  #sequence = 0;

  constructor(plan: FirmwarePlan, bootId: number, nowUs: number) {
    const { channelCount, samplesPerFrame, wiring } = plan;
    this.plan = plan;
    this.outbox = new Outbox(plan.bufferFrames);
    this.#bootId = bootId;
    this.#periodUs = Math.round(1e6 / wiring.samplesPerSecond);
    this.#rowUsMost = Math.round(FIRMWARE_TIMES.rowPeriodsMost * this.#periodUs);
    this.#latest = new Int32Array(channelCount);
    this.#convertedUs = new Float64Array(channelCount).fill(nowUs);
    this.#settling = new Uint8Array(channelCount).fill(FIRMWARE_TIMES.settleConversions);
    this.#isFresh = new Array<boolean>(channelCount).fill(false);
    this.#isLate = new Array<boolean>(channelCount).fill(false);
    this.#samples = new Float64Array(channelCount * samplesPerFrame);
    this.#channelStatus = new Uint8Array(channelCount);
    this.#lastRowUs = nowUs;
  }

  /** Number of the next frame. */
  get sequence(): number {
    return this.#sequence;
  }

  /** An amplifier has made a conversion. */
  convert(channel: number, counts: number, nowUs: number): void {
    if (nowUs - this.#convertedUs[channel]! >= FIRMWARE_TIMES.absentUs) {
      this.#settling[channel] = FIRMWARE_TIMES.settleConversions;
    }
    this.#convertedUs[channel] = nowUs;
    if (this.#settling[channel]! > 0) {
      this.#settling[channel]!--;
      return;
    }
    this.#latest[channel] = counts;
    this.#isFresh[channel] = true;
    this.#isLate[channel] = false;
    this.#rowUs ??= nowUs;
  }

  /** Closes a row that is complete or waited for too long; to be called each millisecond. */
  advance(nowUs: number): void {
    const isWaiting = this.#isFresh.some((isFresh, at) => !isFresh && !this.#isLate[at]);
    const isAnyFresh = this.#rowUs !== null;
    const mostUs = isAnyFresh || isWaiting ? this.#rowUsMost : this.#periodUs;
    const isOver = nowUs - (this.#rowUs ?? this.#lastRowUs) >= mostUs;
    if (isOver || (isAnyFresh && !isWaiting)) this.#closeRow(this.#rowUs ?? nowUs, nowUs);
  }

  #closeRow(timeUs: number, nowUs: number): void {
    const { channelCount, samplesPerFrame } = this.plan;
    if (this.#rows === 0) {
      this.#timeUs = timeUs;
      this.#samples = new Float64Array(channelCount * samplesPerFrame);
      this.#channelStatus = new Uint8Array(channelCount);
    }
    for (let channel = 0; channel < channelCount; channel++) {
      const value = this.#isFresh[channel] ? this.#latest[channel]! : Number.NaN;
      this.#samples[this.#rows * channelCount + channel] = value;
      if (!this.#isFresh[channel]) {
        this.#isLate[channel] = true;
        const isAbsent = nowUs - this.#convertedUs[channel]! >= FIRMWARE_TIMES.absentUs;
        this.#channelStatus[channel]! |=
          CHANNEL_STATUS.notReady | (isAbsent ? CHANNEL_STATUS.absent : 0);
      } else if (value <= COUNTS_LEAST || value >= COUNTS_MOST) {
        this.#channelStatus[channel]! |= CHANNEL_STATUS.saturated;
      }
      this.#isFresh[channel] = false;
    }
    this.#lastRowUs = nowUs;
    this.#rowUs = null;
    if (++this.#rows < samplesPerFrame) return;
    this.#rows = 0;
    this.#push(nowUs);
  }

  #push(endUs: number): void {
    const { channelCount, deviceId, samplesPerFrame, wiring } = this.plan;
    const sequence = this.#sequence++;
    const frame: ScaleFrame = {
      deviceId,
      calibrationId: 0,
      bootId: this.#bootId,
      sequence,
      timeUs: this.#timeUs,
      rateHz: wiring.samplesPerSecond,
      unit: "counts",
      status: 0,
      channelStatus: this.#channelStatus,
      channelCount,
      sampleCount: samplesPerFrame,
      samples: this.#samples,
    };
    const pack = (status: number) => packFrame({ ...frame, status });
    this.outbox.push({ bootId: this.#bootId, sequence, endUs, pack });
  }
}
