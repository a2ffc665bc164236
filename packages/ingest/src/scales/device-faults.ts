/** What is wrong with a controller and its channels, in a word and in words, and what to check. */

import type { ChannelFaultKind } from "./channel-health.ts";
import type { DeviceCounts, DeviceStream } from "./device-stream.ts";
import { wordRefused } from "./refused-words.ts";
import type { ScaleChannel } from "./scale-devices.ts";
import {
  BEHIND_MS,
  FAULT_TOLD_MS,
  RATE_OFF_SHARE,
  SILENT_MS,
  SILENT_SAMPLES,
  WITHOUT_CLOCK_MS_MAX,
} from "./scale-limits.ts";

export type DeviceFaultKind =
  | ChannelFaultKind
  | "silent"
  | "late"
  | "lost-frames"
  | "restarted"
  | "clock-jump"
  | "wrong-rate"
  | "uncalibrated"
  | "misshapen"
  | "refused";

export interface DeviceFault {
  readonly kind: DeviceFaultKind;
  /** The channel's number as the controller counts, from 1; null: the controller as a whole. */
  readonly channel: number | null;
  /** Where that channel weighs. */
  readonly place: Pick<ScaleChannel, "shelf" | "plate"> | null;
  /** By the shop's clock. */
  readonly sinceMs: number;
  /** What is wrong and what to check. */
  readonly message: string;
}

const CHANNEL_WORDS: Readonly<Record<ChannelFaultKind, string>> = {
  dead: "gives no readings: check its wires and its amplifier",
  intermittent: "misses many of its readings: check its wires and its amplifier",
  saturated: "is at the end of its range: check for a broken wire, or take weight off",
  stuck: "reads the same all the time: start its controller again, then check its amplifier",
  noisy: "trembles far more than usual: check its wires, its ground and what touches it",
  drifting: "drifts on and on: check for something that leans on it, damp or a loose cell",
};

export function describeChannelFault(kind: ChannelFaultKind): string {
  return CHANNEL_WORDS[kind];
}

const REPLAYED_ONLY =
  "marks all its readings as sent late, so that nobody knows when they were measured: check its Wi-Fi and its firmware";

/** Counters of which a rise is a fault for a while. */
export const COUNTED_FAULTS = {
  restarts: ["restarted", "has started again: check its supply and its Wi-Fi"],
  clockJumps: ["clock-jump", "has a clock that leapt: check its firmware"],
  lost: ["lost-frames", "loses frames: check its Wi-Fi, and that no other device has its id"],
  rateChanges: ["wrong-rate", "says another rate than before: check its firmware"],
  misshapen: [
    "misshapen",
    "sends another number of channels than the configuration has: check `channels`",
  ],
} as const satisfies Partial<Record<keyof DeviceCounts, readonly [DeviceFaultKind, string]>>;

/** Faults of a controller that sends, and whose frames are not used. */
const UNUSABLE: ReadonlySet<DeviceFaultKind> = new Set(["misshapen", "uncalibrated", "refused"]);

export interface DeviceWatch {
  /** Faults of the controller as a whole; to be asked several times a second or less. */
  list(
    nowMs: number,
    counted: {
      readonly uncalibrated: number;
      /** What came and was no frame, by why. */
      readonly refused: Readonly<Record<string, number>>;
    },
  ): DeviceFault[];
}

interface Rise {
  count: number;
  sinceMs: number;
  lastMs: number;
}

/** Since when a counter has risen lately, by its name; null: it hasn't. */
export function createRiseWatch(
  risen = new Map<string, Rise>(),
): (name: string, count: number, nowMs: number) => number | null {
  return (name, count, nowMs) => {
    const known = risen.get(name) ?? { count: 0, sinceMs: nowMs, lastMs: Number.NEGATIVE_INFINITY };
    if (count > known.count) {
      if (nowMs - known.lastMs > FAULT_TOLD_MS) known.sinceMs = nowMs;
      known.lastMs = nowMs;
      known.count = count;
    }
    risen.set(name, known);
    return nowMs - known.lastMs <= FAULT_TOLD_MS ? known.sinceMs : null;
  };
}

/** @param startedMs a controller that has sent nothing since then is silent since then */
export function createDeviceWatch(stream: DeviceStream, startedMs: number): DeviceWatch {
  const risen = new Map<string, Rise>();
  const rises = createRiseWatch(risen);
  /** Of what has come in place of frames, the last of each kind. */
  const listRefused = (
    refused: Readonly<Record<string, number>>,
    nowMs: number,
    isQuiet: boolean,
  ) => {
    const told: (Pick<DeviceFault, "kind" | "message" | "sinceMs"> & { lastMs: number })[] = [];
    for (const [fault, count] of Object.entries(refused)) {
      const name = `refused ${fault}`;
      const sinceMs = rises(name, count, nowMs);
      const { isUnreached, message } = wordRefused(fault);
      const isSometimes = isUnreached && !isQuiet;
      // One that has just been started may still be reached.
      if (sinceMs === null || (isSometimes && stream.lastFrameMs === null)) continue;
      told.push({
        kind: isUnreached && isQuiet ? "silent" : "refused",
        message: isSometimes ? `at times ${message}` : message,
        sinceMs,
        lastMs: risen.get(name)!.lastMs,
      });
    }
    told.sort((a, b) => a.lastMs - b.lastMs);
    return new Map(told.map((one) => [one.kind, one])).values();
  };
  let behindSinceMs: number | null = null;
  let offSinceMs: number | null = null;
  return {
    list: (nowMs, { refused, uncalibrated }) => {
      const faults: DeviceFault[] = [];
      const add = (kind: DeviceFaultKind, sinceMs: number, message: string): void => {
        faults.push({ kind, channel: null, place: null, sinceMs, message });
      };
      behindSinceMs = stream.behindMs > BEHIND_MS ? (behindSinceMs ?? nowMs) : null;
      if (behindSinceMs !== null) {
        add("late", behindSinceMs, "sends its readings late: check its Wi-Fi");
      }
      const unclockedMs = stream.withoutClockSinceMs;
      if (unclockedMs !== null && nowMs - unclockedMs > WITHOUT_CLOCK_MS_MAX) {
        add("refused", unclockedMs, REPLAYED_ONLY);
      }
      for (const [name, [kind, message]] of Object.entries(COUNTED_FAULTS)) {
        const sinceMs = rises(name, stream.counts[name as keyof typeof COUNTED_FAULTS], nowMs);
        if (sinceMs !== null) add(kind, sinceMs, message);
      }
      const isOff = Math.abs(stream.measuredRateHz / stream.setRateHz - 1) > RATE_OFF_SHARE;
      offSinceMs = isOff ? (offSinceMs ?? nowMs) : null;
      if (offSinceMs !== null) {
        const [measured, set] = [stream.measuredRateHz, stream.setRateHz].map((hz) =>
          hz.toFixed(1),
        );
        add(
          "wrong-rate",
          offSinceMs,
          `samples ${measured} times a second and is set to ${set}: correct the rate that it names, or everyMs in the configuration`,
        );
      }
      const uncalibratedMs = rises("uncalibrated", uncalibrated, nowMs);
      if (uncalibratedMs !== null) {
        const message = "names another calibration than the configuration: calibrate it again";
        add("uncalibrated", uncalibratedMs, message);
      }
      const lastMs = stream.lastFrameMs ?? startedMs;
      // One that is set to a reading every ten seconds says nothing in between.
      const sampleMs = Number.isNaN(stream.setRateHz) ? 0 : 1000 / stream.setRateHz;
      const isQuiet = nowMs - lastMs > Math.max(SILENT_MS, SILENT_SAMPLES * sampleMs);
      for (const { kind, message, sinceMs } of listRefused(refused, nowMs, isQuiet)) {
        add(kind, sinceMs, message);
      }
      // It sends, if only what cannot be used; or why it does not is known.
      const isTold = faults.some(({ kind }) => kind === "silent" || UNUSABLE.has(kind));
      if (isQuiet && !isTold) {
        add("silent", lastMs, "sends nothing: check its supply, its network and its key");
      }
      return faults;
    },
  };
}
