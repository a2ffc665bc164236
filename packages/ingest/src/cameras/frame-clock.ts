/**
 * When a frame was taken, by the shop's clock. A frame's own time is even, but of a clock that
 * began anywhere and runs a little fast or slow; its arrival is of the shop's clock, but late by what
 * the network made of it, which is never less than nothing. So the line below all arrivals is the
 * camera's clock put into the shop's: the delay that all frames have in common stays in it, their
 * jitter does not.
 *
 * The line is the edge of the lower convex hull of (own time, arrival) above the middle of the own
 * times: of all lines that no point lies below it has the least sum of distances. Moon, Skelly &
 * Towsley, "Estimation and removal of clock skew from network delay measurements", INFOCOM 1999.
 */

export interface FrameClockOptions {
  /** From one frame to the next, milliseconds. */
  readonly frameMs: number;
  /**
   * Whether frames carry times of the camera. If not, they are counted, and those that are missing
   * are told from how late the next one is.
   */
  readonly hasOwnTimes: boolean;
}

export interface FrameClock {
  /**
   * The frame's time by the shop's clock, ms, later than that of the frame before.
   *
   * @param ownMs the frame's own time; ignored where frames have none
   * @param arrivedMs when it came, by the shop's clock
   */
  stamp(ownMs: number, arrivedMs: number): number;
  /** How the camera's clock stands to the shop's; null before it is known. */
  read(): ClockReading | null;
}

export interface ClockReading {
  /** What is added to the camera's time, ms, now. */
  readonly offsetMs: number;
  /** By how much the shop's clock is faster than the camera's, parts in a million. */
  readonly driftPpm: number;
  /** How often a clock was found to have been set, and all was relearnt. */
  readonly steps: number;
}

/** What the line rests on, and how far it may lean. */
interface LineBounds {
  /** Arrivals of so long. */
  readonly windowMs: number;
  /** Below that, jitter looks like drift: the clocks are taken to run alike. */
  readonly driftAfterMs: number;
  readonly driftPpmMax: number;
}

/** No camera's crystal is further off than the drift given here. */
export const OWN_TIMES: LineBounds = {
  windowMs: 60_000,
  driftAfterMs: 15_000,
  driftPpmMax: 1000,
};
/** Where frames are counted, a camera of another rate than was asked for looks like drift. */
export const COUNTED: LineBounds = {
  windowMs: 10_000,
  driftAfterMs: 500,
  driftPpmMax: 1_000_000,
};
/** Further from the line, for so long, and one of the clocks was set. */
export const STEP_MS = 1000;
export const STEP_FOR_MS = 2000;
/** A correction shortens or lengthens the time between two frames by this share at most. */
const SLEW_SHARE = 0.5;
/** No two frames are of one moment. */
const STAMP_MS_MIN = 1;
/** Number of frames whose median gives a counted frame's length. */
const LENGTHS = 25;
/** By which the line may be wrong, in frames, when missing ones are counted. */
const ROUNDING = 0.25;

interface Point {
  readonly ownMs: number;
  readonly arrivedMs: number;
}

interface Last {
  /** Not a number where the camera's clock is another one since. */
  readonly ownMs: number;
  readonly stampMs: number;
}

interface Line {
  readonly atOwnMs: number;
  readonly atArrivedMs: number;
  readonly slope: number;
}

export function createFrameClock({ frameMs, hasOwnTimes }: FrameClockOptions): FrameClock {
  const bounds = hasOwnTimes ? OWN_TIMES : COUNTED;
  const lengths = createMedian(frameMs);
  let counted: number | null = null;
  let lastArrivedMs = 0;
  let hull: Hull = { points: [], edge: [] };
  let last: Last | null = null;
  let offSinceMs: number | null = null;
  let line: Line | null = null;
  let steps = 0;

  function begin(): void {
    hull = { points: [], edge: [] };
    last = last === null ? null : { ...last, ownMs: Number.NaN };
    offSinceMs = null;
    line = null;
  }

  /** Whether a clock was set: frames keep coming at another distance from the line. */
  function isStep({ ownMs, arrivedMs }: Point): boolean {
    if (last !== null && ownMs <= last.ownMs) return true;
    if (line === null || Math.abs(arrivedMs - readLine(line, ownMs)) <= STEP_MS) {
      offSinceMs = null;
      return false;
    }
    offSinceMs ??= arrivedMs;
    return arrivedMs - offSinceMs >= STEP_FOR_MS;
  }

  /** A frame that was only held up comes late by the line, too, but by no more than the others. */
  function count(arrivedMs: number): number {
    const passedMs = arrivedMs - lastArrivedMs;
    lastArrivedMs = arrivedMs;
    if (counted === null || line === null) return arrivedMs;
    const lengthMs = lengths.add(passedMs);
    const lateMs = arrivedMs - readLine(line, counted + frameMs);
    const missing = Math.floor(Math.min(passedMs - lengthMs, lateMs) / lengthMs + ROUNDING);
    return counted + frameMs * (1 + Math.max(0, missing));
  }

  return {
    stamp: (given, arrivedMs) => {
      const ownMs = hasOwnTimes ? given : count(arrivedMs);
      counted = ownMs;
      const point = { ownMs, arrivedMs };
      if (isStep(point)) {
        begin();
        steps++;
      }
      // What may be of another clock does not move the line.
      if (offSinceMs === null) {
        addToHull(hull, point, bounds.windowMs);
        line = fitLine(hull.edge, bounds);
      }
      const isUncertain = offSinceMs !== null;
      const wantedMs = Math.min(arrivedMs, readLine(line!, ownMs));
      const evenMs = Math.max(wantedMs, findSoonest(last, ownMs, isUncertain));
      last = { ownMs, stampMs: evenMs };
      return evenMs;
    },
    read: () => {
      if (line === null || last === null || Number.isNaN(last.ownMs)) return null;
      const offsetMs = readLine(line, last.ownMs) - last.ownMs;
      return { offsetMs, driftPpm: (line.slope - 1) * 1e6, steps };
    },
  };
}

function readLine({ atOwnMs, atArrivedMs, slope }: Line, ownMs: number): number {
  return atArrivedMs + slope * (ownMs - atOwnMs);
}

/** Frames never run backwards, and a correction is spread over some of them. */
function findSoonest(last: Last | null, ownMs: number, isUncertain: boolean): number {
  if (last === null) return Number.NEGATIVE_INFINITY;
  const passedMs = isUncertain || Number.isNaN(last.ownMs) ? 0 : ownMs - last.ownMs;
  return last.stampMs + Math.max(STAMP_MS_MIN, passedMs * (1 - SLEW_SHARE));
}

/** Points of the last `windowMs`, and the lower edge of their hull. */
interface Hull {
  readonly points: Point[];
  edge: Point[];
}

/** Andrew's monotone chain, a point at a time; all again where the oldest of its points leaves. */
function addToHull(hull: Hull, point: Point, windowMs: number): void {
  const { points } = hull;
  points.push(point);
  while (point.ownMs - points[0]!.ownMs > windowMs) points.shift();
  const isWhole = hull.edge.length > 0 && hull.edge[0]!.ownMs >= points[0]!.ownMs;
  if (!isWhole) hull.edge = [];
  for (const next of isWhole ? [point] : points) {
    while (hull.edge.length >= 2 && !turnsUp(hull.edge.at(-2)!, hull.edge.at(-1)!, next))
      hull.edge.pop();
    hull.edge.push(next);
  }
}

function turnsUp(a: Point, b: Point, c: Point): boolean {
  const [run, rise] = [b.ownMs - a.ownMs, b.arrivedMs - a.arrivedMs];
  return run * (c.arrivedMs - a.arrivedMs) > rise * (c.ownMs - a.ownMs);
}

/** @param edge at least one point */
function fitLine(edge: readonly Point[], { driftAfterMs, driftPpmMax }: LineBounds): Line {
  const [first, end] = [edge[0]!, edge.at(-1)!];
  const middleMs = (first.ownMs + end.ownMs) / 2;
  const at = edge.findIndex(({ ownMs }) => ownMs > middleMs);
  if (end.ownMs - first.ownMs >= driftAfterMs && at > 0) {
    const [a, b] = [edge[at - 1]!, edge[at]!];
    const slope = (b.arrivedMs - a.arrivedMs) / (b.ownMs - a.ownMs);
    if (Math.abs(slope - 1) * 1e6 < driftPpmMax)
      return { atOwnMs: a.ownMs, atArrivedMs: a.arrivedMs, slope };
  }
  const least = edge.reduce((a, b) => (b.arrivedMs - b.ownMs < a.arrivedMs - a.ownMs ? b : a));
  return { atOwnMs: least.ownMs, atArrivedMs: least.arrivedMs, slope: 1 };
}

/** The middle of the last lengths that were added; the first one given until there are some. */
function createMedian(firstMs: number): { add(lengthMs: number): number } {
  const lengths: number[] = [firstMs];
  return {
    add: (lengthMs) => {
      lengths.push(Math.max(STAMP_MS_MIN, lengthMs));
      if (lengths.length > LENGTHS) lengths.shift();
      return [...lengths].sort((a, b) => a - b)[Math.floor(lengths.length / 2)]!;
    },
  };
}
