/**
 * Whether a channel weighs as it should, by what it reads: second by second its mean, how much it trembles, and how
 * much of it is missing. What it is usually like is learnt from itself, so that it works for any amplifier and rate.
 */
import {
  DEAD_SHARE,
  DEAD_WINDOWS,
  DRIFT_G_MIN,
  DRIFT_NOISES_MIN,
  DRIFT_STEP_MAX,
  DRIFT_WINDOWS,
  HEALTH_WINDOW_MS,
  INTERMITTENT_SHARE,
  INTERMITTENT_WINDOWS,
  NOISY_G_MIN,
  NOISY_TIMES,
  NOISY_WINDOWS,
  NOISY_WINDOWS_MIN,
  QUIET_WINDOWS_MIN,
  SATURATED_SHARE,
  STUCK_WINDOWS,
  USUAL_FOLLOWS_SHARE,
  WINDOWS_KEPT,
} from "./scale-limits.ts";

export type ChannelFaultKind =
  | "dead"
  | "intermittent"
  | "saturated"
  | "stuck"
  | "noisy"
  | "drifting";

export interface ChannelFault {
  readonly kind: ChannelFaultKind;
  /** By the shop's clock. */
  readonly sinceMs: number;
}

export interface ChannelHealth {
  /**
   * Takes a channel's samples, in order.
   * @param samplesG of all channels, row-major [sample, channel]
   * @param saturated samples of it that were at the end of the amplifier's range
   */
  take(
    timestampMs: number,
    samplesG: Float32Array,
    channel: number,
    channelCount: number,
    saturated: number,
  ): void;
  /** What is wrong now; null where nothing is. */
  readonly fault: ChannelFault | null;
}

interface Window {
  readonly meanG: number;
  /** Spread of one sample, from differences of neighbours: a slow change is none of it. */
  readonly noiseG: number;
  readonly missingShare: number;
  readonly saturatedShare: number;
}

export function createChannelHealth(): ChannelHealth {
  let fault: ChannelFault | null = null;
  let fromMs = Number.NaN;
  let windows: Window[] = [];
  let usualG = Number.NaN;
  let varied = 0;
  let last = Number.NaN;
  /** The smallest difference of two samples so far: the last digit of a coarse scale. */
  let digitG = Number.POSITIVE_INFINITY;
  let sums = startWindow();
  const close = (atMs: number): void => {
    windows = [...windows.slice(1 - WINDOWS_KEPT), endWindow(sums)];
    sums = startWindow();
    const newest = windows.at(-1)!;
    if (newest.noiseG > 0) varied++;
    const kind = findFault(windows, { usualG, digitG, varied });
    if (kind === null) fault = null;
    else if (fault?.kind !== kind) fault = { kind, sinceMs: atMs };
    if (kind === null) usualG = learnUsual(windows, usualG);
  };
  return {
    get fault() {
      return fault;
    },
    take: (timestampMs, samplesG, channel, channelCount, saturated) => {
      if (Number.isNaN(fromMs)) fromMs = timestampMs;
      sums.saturated += saturated;
      for (let at = channel; at < samplesG.length; at += channelCount) {
        const value = samplesG[at]!;
        sums.count++;
        if (Number.isNaN(value)) sums.missing++;
        else {
          sums.sum += value;
          if (!Number.isNaN(last)) {
            if (value !== last) digitG = Math.min(digitG, Math.abs(value - last));
            sums.squares += (value - last) ** 2;
            sums.differences++;
          }
        }
        last = value;
      }
      if (timestampMs - fromMs < HEALTH_WINDOW_MS || sums.count === 0) return;
      fromMs = timestampMs;
      close(timestampMs);
    },
  };
}

function startWindow() {
  return { count: 0, missing: 0, saturated: 0, sum: 0, squares: 0, differences: 0 };
}

function endWindow(sums: ReturnType<typeof startWindow>): Window {
  return {
    meanG: sums.sum / (sums.count - sums.missing),
    // The difference of two samples has twice the variance of one.
    noiseG: Math.sqrt(sums.squares / (2 * sums.differences)),
    missingShare: sums.missing / sums.count,
    saturatedShare: sums.saturated / sums.count,
  };
}

/** What a channel is like when nothing is wrong. */
interface Usual {
  readonly usualG: number;
  readonly digitG: number;
  /** Windows in which it trembled. */
  readonly varied: number;
}

/** The most certain fault first. */
function findFault(
  windows: readonly Window[],
  { digitG, usualG, varied }: Usual,
): ChannelFaultKind | null {
  const newest = windows.slice(-DEAD_WINDOWS);
  if (newest.length < DEAD_WINDOWS) return null;
  if (newest.every(({ saturatedShare }) => saturatedShare >= SATURATED_SHARE)) return "saturated";
  if (newest.every(({ missingShare }) => missingShare >= DEAD_SHARE)) return "dead";
  if (isIntermittent(windows.slice(-INTERMITTENT_WINDOWS))) return "intermittent";
  // A scale that trembles by less than its last digit may stand still.
  if (!(usualG < digitG) && isStuck(windows, varied)) return "stuck";
  if (Number.isNaN(usualG)) return null;
  // One that lies between two digits goes to and fro.
  const noisyG = Math.max(NOISY_G_MIN, NOISY_TIMES * usualG, digitG);
  const noisy = windows.slice(-NOISY_WINDOWS).filter(({ noiseG }) => noiseG > noisyG);
  if (noisy.length >= NOISY_WINDOWS_MIN) return "noisy";
  return isDrifting(windows.slice(-DRIFT_WINDOWS), usualG) ? "drifting" : null;
}

/** Some of every second is missing, not one moment of it. */
function isIntermittent(windows: readonly Window[]): boolean {
  const missing = windows.reduce((sum, { missingShare }) => sum + missingShare, 0);
  return (
    windows.length === INTERMITTENT_WINDOWS &&
    missing >= INTERMITTENT_SHARE * INTERMITTENT_WINDOWS &&
    windows.every(({ missingShare }) => missingShare > 0 && missingShare < DEAD_SHARE)
  );
}

/** The same value all the time, of a channel that is seen to tremble; a scale of whole grams may stand still. */
function isStuck(windows: readonly Window[], varied: number): boolean {
  const own = windows.slice(-STUCK_WINDOWS);
  if (own.length < STUCK_WINDOWS || varied < QUIET_WINDOWS_MIN) return false;
  const before = windows.slice(0, -STUCK_WINDOWS);
  return (
    own.every(({ missingShare, noiseG }) => noiseG === 0 && missingShare === 0) &&
    before.every(({ noiseG }) => noiseG > 0)
  );
}

/** On and on in one direction by small steps: no hand and no item does that. */
function isDrifting(windows: readonly Window[], usualG: number): boolean {
  if (windows.length < DRIFT_WINDOWS) return false;
  const steps = windows.slice(1).map(({ meanG }, at) => meanG - windows[at]!.meanG);
  const totalG = windows.at(-1)!.meanG - windows[0]!.meanG;
  if (!(Math.abs(totalG) >= Math.max(DRIFT_G_MIN, DRIFT_NOISES_MIN * usualG))) return false;
  const most = (DRIFT_STEP_MAX * Math.abs(totalG)) / steps.length;
  const isOneWay = steps.every((step) => step * Math.sign(totalG) > 0);
  return isOneWay && steps.every((step) => Math.abs(step) <= most);
}

function learnUsual(windows: readonly Window[], usualG: number): number {
  const { noiseG } = windows.at(-1)!;
  if (!Number.isFinite(noiseG)) return usualG;
  if (Number.isNaN(usualG)) {
    if (windows.length < QUIET_WINDOWS_MIN) return usualG;
    const sorted = windows.map((one) => one.noiseG).sort((a, b) => a - b);
    return sorted[sorted.length >> 1]!;
  }
  // Hands make it tremble for a moment: those are not how it is at rest.
  return noiseG > NOISY_TIMES * usualG ? usualG : usualG + USUAL_FOLLOWS_SHARE * (noiseG - usualG);
}
