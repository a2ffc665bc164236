/**
 * When a controller measured something, by the clock of arrivals. A frame comes some time after its last sample,
 * never before it, and how long after changes from frame to frame; so the least delays tell how the two clocks
 * stand and drift. The line below all of them that lies nearest is found on their lower convex hull: Moon,
 * Skelly & Towsley, "Estimation and removal of clock skew from network delay measurements", INFOCOM 1999.
 */
import {
  CLOCK_DRIFT_AFTER_MS,
  CLOCK_DRIFT_MAX,
  CLOCK_SLEW_MAX,
  CLOCK_SPAN_MS,
  CLOCK_SPANS_MAX,
  CLOCK_STEP_MS,
} from "./scale-limits.ts";

interface LeastDelay {
  /** By the controller's clock. */
  readonly deviceMs: number;
  /** What the shop's clock showed at its arrival, less that. */
  readonly offsetMs: number;
}

export interface DeviceClock {
  /** Notes when a frame whose last sample ended at `deviceMs` arrived. */
  note(deviceMs: number, arrivalMs: number): void;
  /** The shop's time of `deviceMs`; those that are asked for in turn never go back. NaN before anything arrived. */
  toShopMs(deviceMs: number): number;
  /** The shop's clock less the controller's, as it is given now; NaN before anything arrived. */
  readonly offsetMs: number;
  /** How much faster the shop's clock goes; 0 as long as that is not known. */
  readonly drift: number;
  /** Times that the correction was too large to be made gently. */
  readonly steps: number;
  /** What the device's clock shows now if a frame that arrives now was not delayed; NaN before anything arrived. */
  findLatestMs(arrivalMs: number): number;
  /** The controller's clock was set on by `jumpMs`: what it tells from now on goes on where it was. */
  jump(jumpMs: number): void;
}

export function createDeviceClock(): DeviceClock {
  let spans: LeastDelay[] = [];
  let line = { offsetMs: Number.NaN, drift: 0, atMs: 0 };
  let shown = Number.NaN;
  let shownAtMs = Number.NaN;
  let lastMs = Number.NEGATIVE_INFINITY;
  let steps = 0;

  function slew(deviceMs: number): void {
    const wantedMs = line.offsetMs + line.drift * (deviceMs - line.atMs);
    if (Number.isNaN(shown) || Math.abs(wantedMs - shown) > CLOCK_STEP_MS) {
      if (!Number.isNaN(shown)) {
        steps++;
        lastMs = Number.NEGATIVE_INFINITY;
      }
      shown = wantedMs;
    } else {
      const most = CLOCK_SLEW_MAX * Math.max(0, deviceMs - shownAtMs);
      shown += Math.min(most, Math.max(-most, wantedMs - shown));
    }
    shownAtMs = Number.isNaN(shownAtMs) ? deviceMs : Math.max(shownAtMs, deviceMs);
  }

  return {
    note: (deviceMs, arrivalMs) => {
      const offsetMs = arrivalMs - deviceMs;
      const span = Math.floor(deviceMs / CLOCK_SPAN_MS);
      const last = spans.at(-1);
      if (last === undefined || Math.floor(last.deviceMs / CLOCK_SPAN_MS) < span) {
        spans.push({ deviceMs, offsetMs });
        if (spans.length > CLOCK_SPANS_MAX) spans.shift();
        line = fitBelow(spans);
      } else if (offsetMs < last.offsetMs) {
        spans[spans.length - 1] = { deviceMs, offsetMs };
        line = fitBelow(spans);
      }
    },
    toShopMs: (deviceMs) => {
      slew(deviceMs);
      if (Number.isNaN(shown)) return Number.NaN;
      lastMs = Math.max(lastMs, deviceMs + shown);
      return lastMs;
    },
    get offsetMs() {
      return shown;
    },
    get drift() {
      return line.drift;
    },
    get steps() {
      return steps;
    },
    findLatestMs: (arrivalMs) => {
      const deviceMs = arrivalMs - line.offsetMs;
      return deviceMs - line.drift * (deviceMs - line.atMs);
    },
    jump: (jumpMs) => {
      spans = [];
      line = { ...line, offsetMs: line.offsetMs - jumpMs, atMs: line.atMs + jumpMs };
      shown -= jumpMs;
      shownAtMs += jumpMs;
    },
  };
}

/** The line below all points that is nearest to them on the whole. Points are in order of time. */
function fitBelow(points: readonly LeastDelay[]): {
  readonly offsetMs: number;
  readonly drift: number;
  readonly atMs: number;
} {
  const last = points.at(-1)!;
  const spanMs = last.deviceMs - points[0]!.deviceMs;
  let least = points[0]!;
  for (const point of points) if (point.offsetMs < least.offsetMs) least = point;
  if (spanMs < CLOCK_DRIFT_AFTER_MS) {
    return { offsetMs: least.offsetMs, drift: 0, atMs: last.deviceMs };
  }
  const hull: LeastDelay[] = [];
  for (const point of points) {
    while (hull.length > 1 && !isTurnLeft(hull.at(-2)!, hull.at(-1)!, point)) hull.pop();
    hull.push(point);
  }
  const middleMs = points.reduce((sum, { deviceMs }) => sum + deviceMs, 0) / points.length;
  const at = hull.findIndex(({ deviceMs }) => deviceMs >= middleMs);
  const [from, to] = [hull[Math.max(0, at - 1)]!, hull[Math.max(1, at)]!];
  const steep = (to.offsetMs - from.offsetMs) / (to.deviceMs - from.deviceMs);
  const drift = Math.min(CLOCK_DRIFT_MAX, Math.max(-CLOCK_DRIFT_MAX, steep));
  return {
    offsetMs: from.offsetMs + drift * (last.deviceMs - from.deviceMs),
    drift,
    atMs: last.deviceMs,
  };
}

function isTurnLeft(a: LeastDelay, b: LeastDelay, c: LeastDelay): boolean {
  const cross =
    (b.deviceMs - a.deviceMs) * (c.offsetMs - a.offsetMs) -
    (b.offsetMs - a.offsetMs) * (c.deviceMs - a.deviceMs);
  return cross > 0;
}
