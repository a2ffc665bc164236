/**
 * How cameras' stamps are corrected where one of them is off, as of a recorder that holds its pictures
 * back for seconds, or of a file that begins at another moment: by when something moves before each
 * (align-cameras.ts). A correction is the median of what the last looks found, and at least two.
 */
import { quantile } from "@saunter/numerics/statistics";
import { alignCameras, type MotionPoint } from "../cameras/align-cameras.ts";
import { type GreyImage, measureMotion } from "../cameras/grey-image.ts";

export interface CameraClocksOptions {
  readonly cameraIds: readonly string[];
  /** From one frame to the next, ms. */
  readonly frameMs: number;
  /**
   * Live pictures can only come late: the camera that is soonest is right. Of files, which begin at any
   * moment, the one in the middle is.
   */
  readonly isLive: boolean;
}

export interface ClockChange {
  readonly cameraId: string;
  /** What is added to its stamps from now on, ms. */
  readonly offsetMs: number;
}

export interface CameraClocks {
  /** Takes a small picture of a camera at its own stamp; of each camera in order. */
  see(cameraId: string, image: GreyImage, timestampMs: number): void;
  /** What a camera showed says nothing: its image is black, or stands still. */
  forget(cameraId: string): void;
  /** A corrected stamp of a camera. */
  correct(cameraId: string, timestampMs: number): number;
  /** Compares again where it is time to; whose correction has changed by that. */
  estimate(timestampMs: number): readonly ClockChange[];
  /** From the least correction to the greatest, ms: the additional waiting time of sets of frames. */
  readonly spreadMs: number;
}

/** Time over which motion is compared, and how often. */
export const WINDOW_MS = 60_000;
export const LOOK_EVERY_MS = 4000;
/** Clocks are not further apart. */
export const OFFSET_MS_MAX = 10_000;
/** Motion compares two clocks to about half of this; smaller offsets are not corrected, ms. */
export const OFF_MS_MIN = 80;
const LOOKS = 5;
/** Of real films that were taken at one clock, wrong offsets were found as sure as 0.22, and no surer. */
const CONFIDENCE_MIN = 0.3;

interface Series {
  readonly points: MotionPoint[];
  last: { readonly image: GreyImage; readonly timestampMs: number } | null;
}

export function createCameraClocks(options: CameraClocksOptions): CameraClocks {
  const { cameraIds } = options;
  const series = new Map<string, Series>(cameraIds.map((id) => [id, { points: [], last: null }]));
  const applied = new Map(cameraIds.map((id) => [id, 0]));
  const found = new Map<string, number[]>(cameraIds.map((id) => [id, []]));
  let estimatedMs = Number.NaN;

  return {
    see: (cameraId, image, timestampMs) => addMotion(series.get(cameraId)!, image, timestampMs),
    forget: (cameraId) => void series.set(cameraId, { points: [], last: null }),
    correct: (cameraId, timestampMs) => timestampMs + applied.get(cameraId)!,
    estimate: (timestampMs) => {
      if (Number.isNaN(estimatedMs)) estimatedMs = timestampMs;
      if (timestampMs - estimatedMs < LOOK_EVERY_MS) return [];
      estimatedMs = timestampMs;
      const changes: ClockChange[] = [];
      for (const [cameraId, latestMs] of findOffsets(series, options)) {
        const looks = found.get(cameraId)!;
        looks.push(latestMs);
        if (looks.length > LOOKS) looks.shift();
        const offsetMs = quantile(looks, 0.5);
        const isAgreed = looks.length > 1 && Math.abs(latestMs - offsetMs) <= OFF_MS_MIN;
        if (!isAgreed || Math.abs(offsetMs - applied.get(cameraId)!) <= OFF_MS_MIN) continue;
        applied.set(cameraId, offsetMs);
        changes.push({ cameraId, offsetMs });
      }
      return changes;
    },
    get spreadMs() {
      const offsets = [...applied.values()];
      return Math.max(...offsets) - Math.min(...offsets);
    },
  };
}

function addMotion(series: Series, image: GreyImage, timestampMs: number): void {
  const { points, last } = series;
  series.last = { image, timestampMs };
  if (last === null || last.image.values.length !== image.values.length) return;
  points.push({
    timestampMs: (last.timestampMs + timestampMs) / 2,
    motion: measureMotion(last.image, image),
  });
  while (points[0]!.timestampMs < timestampMs - WINDOW_MS) points.shift();
}

/** Of the cameras that hang together, what is added to their stamps. */
function findOffsets(
  series: ReadonlyMap<string, Series>,
  { frameMs, isLive }: CameraClocksOptions,
): ReadonlyMap<string, number> {
  const offsets = joinTies([...series.keys()], findTies(series, frameMs));
  // Of two that differ nobody knows which is right.
  const needed = Math.max(Math.min(series.size, 3), Math.floor(series.size / 2) + 1);
  if (offsets.size < Math.max(2, needed)) return new Map();
  const sorted = [...offsets.values()].sort((a, b) => a - b);
  const rightMs = isLive ? sorted.at(-1)! : sorted[Math.floor((sorted.length - 1) / 2)]!;
  return new Map([...offsets].map(([cameraId, offsetMs]) => [cameraId, offsetMs - rightMs]));
}

interface Tie {
  readonly fromId: string;
  readonly toId: string;
  /** What is added to the stamps of `toId` to get those of `fromId`. */
  readonly offsetMs: number;
  readonly confidence: number;
}

/** All pairs that are plain, the plainest first. */
function findTies(series: ReadonlyMap<string, Series>, frameMs: number): Tie[] {
  const all = [...series];
  const ties = all.flatMap(([fromId, from], at) =>
    all.slice(at + 1).flatMap(([toId, to]): Tie[] => {
      const options = { offsetMsMax: OFFSET_MS_MAX, stepMs: frameMs / 2 };
      const found = alignCameras(from.points, to.points, options);
      if (found.kind !== "aligned" || found.confidence < CONFIDENCE_MIN) return [];
      return [{ fromId, toId, offsetMs: found.offsetMs, confidence: found.confidence }];
    }),
  );
  return ties.sort((a, b) => b.confidence - a.confidence);
}

/** The tree of the plainest ties (Kruskal 1956): two cameras may see no place in common, and a third both. */
function joinTies(cameraIds: readonly string[], ties: readonly Tie[]): ReadonlyMap<string, number> {
  let groups = cameraIds.map((cameraId) => new Map([[cameraId, 0]]));
  for (const { fromId, toId, offsetMs } of ties) {
    const from = groups.find((group) => group.has(fromId))!;
    const to = groups.find((group) => group.has(toId))!;
    if (from === to) continue;
    const shiftMs = from.get(fromId)! + offsetMs - to.get(toId)!;
    for (const [cameraId, ownMs] of to) from.set(cameraId, ownMs + shiftMs);
    groups = groups.filter((group) => group !== to);
  }
  return groups.reduce((a, b) => (b.size > a.size ? b : a));
}
