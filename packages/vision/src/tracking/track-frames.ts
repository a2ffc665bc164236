/**
 * Truth and tracks laid out by frame for scoring, with the pairs that are near enough to count.
 *
 * People are numbered by where they were, not by their ids, and stand in that order in every frame:
 * so neither the order of rows nor the names of ids can decide between assignments that are equal.
 */
import { checkTrackRows, groupTrajectories, type TrackRow } from "./track-rows.ts";

/** Truth or tracks; rows of frame f are those from starts[f] to starts[f + 1] - 1. */
export interface FrameSide {
  readonly idCount: number;
  readonly starts: Int32Array;
  /** Number of the id in each row, from 0. */
  readonly ids: Int32Array;
  /** How many rows each id has. */
  readonly rowsOfId: Int32Array;
  /** Metres. */
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Pairs of a truth and a track of one frame that are similar at all; starts as in FrameSide. */
export interface FramePairs {
  readonly starts: Int32Array;
  /** Counted from the frame's first row. */
  readonly truthRows: Int32Array;
  readonly trackRows: Int32Array;
  readonly distancesM: Float64Array;
  /** 1 - distance / zero distance, in (0, 1]. */
  readonly similarities: Float64Array;
  /** Which pair of ids it is: an index of the two lists below. */
  readonly links: Int32Array;
  readonly truthIdOfLink: Int32Array;
  readonly trackIdOfLink: Int32Array;
}

export interface TrackFrames {
  /** Frames in which there is somebody. */
  readonly frameCount: number;
  /** Farther than this is no match, metres. */
  readonly distanceM: number;
  readonly truth: FrameSide;
  readonly tracks: FrameSide;
  readonly pairs: FramePairs;
}

/** Similarity ends at so many distance limits, so that it is one half at the limit. */
const ZERO_DISTANCE_LIMITS = 2;
/** Similarity at the distance limit. */
const LIMIT_SIMILARITY = 1 - 1 / ZERO_DISTANCE_LIMITS;

/**
 * Whether a pair of that similarity is within the distance limit, the rounding of a half aside: so it
 * is in TrackEval's CLEAR scores, and here in the identity scores as well.
 */
export function isWithinLimit(similarity: number): boolean {
  return similarity >= LIMIT_SIMILARITY - Number.EPSILON;
}

/**
 * Lays out rows given in any order. Similarity is that of TrackEval's Euclidean one with a zero
 * distance of twice the limit. Errors: RangeError and TypeError as `scoreTracks` says.
 */
export function layOutFrames(
  truth: readonly TrackRow[],
  tracks: readonly TrackRow[],
  distanceM: number,
): TrackFrames {
  const truthPaths = numberTrajectories(truth, "truth");
  const trackPaths = numberTrajectories(tracks, "tracks");
  const numbers = new Set<number>();
  for (const { frame } of truth) numbers.add(frame);
  for (const { frame } of tracks) numbers.add(frame);
  const sorted = Float64Array.from(numbers).sort();
  const places = new Map<number, number>();
  for (let at = 0; at < sorted.length; at++) places.set(sorted[at], at);
  const truthSide = layOutSide(truth, truthPaths, places);
  const trackSide = layOutSide(tracks, trackPaths, places);
  const pairs = findPairs(truthSide, trackSide, places.size, distanceM * ZERO_DISTANCE_LIMITS);
  return { frameCount: places.size, distanceM, truth: truthSide, tracks: trackSide, pairs };
}

/** Checked trajectories, in an order that depends on nothing but where they lead. */
function numberTrajectories(rows: readonly TrackRow[], name: string): number[][] {
  const trajectories = groupTrajectories(rows);
  checkTrackRows(rows, trajectories, name);
  return trajectories.sort((a, b) => compareTrajectories(rows, a, b));
}

function compareTrajectories(
  rows: readonly TrackRow[],
  a: readonly number[],
  b: readonly number[],
): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [one, other] = [rows[a[i]], rows[b[i]]];
    const order = one.frame - other.frame || one.x - other.x || one.y - other.y;
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function layOutSide(
  rows: readonly TrackRow[],
  trajectories: readonly (readonly number[])[],
  places: ReadonlyMap<number, number>,
): FrameSide {
  const starts = new Int32Array(places.size + 1);
  for (const { frame } of rows) starts[places.get(frame)! + 1]++;
  for (let f = 0; f < places.size; f++) starts[f + 1] += starts[f];
  const next = starts.slice();
  const ids = new Int32Array(rows.length);
  const rowsOfId = new Int32Array(trajectories.length);
  const x = new Float64Array(rows.length);
  const y = new Float64Array(rows.length);
  for (const [id, trajectory] of trajectories.entries()) {
    rowsOfId[id] = trajectory.length;
    for (const index of trajectory) {
      const row = rows[index];
      const at = next[places.get(row.frame)!]++;
      ids[at] = id;
      x[at] = row.x;
      y[at] = row.y;
    }
  }
  return { idCount: trajectories.length, starts, ids, rowsOfId, x, y };
}

/** Numbers pairs of ids as they are met. */
class Links {
  readonly truthIds: number[] = [];
  readonly trackIds: number[] = [];
  readonly #numbers = new Map<number, number>();
  readonly #trackIdCount: number;

  constructor(trackIdCount: number) {
    this.#trackIdCount = trackIdCount;
  }

  number(truthId: number, trackId: number): number {
    const key = truthId * this.#trackIdCount + trackId;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const link = this.truthIds.length;
    this.#numbers.set(key, link);
    this.truthIds.push(truthId);
    this.trackIds.push(trackId);
    return link;
  }
}

function findPairs(
  truth: FrameSide,
  tracks: FrameSide,
  frameCount: number,
  zeroDistanceM: number,
): FramePairs {
  const starts = new Int32Array(frameCount + 1);
  const truthRows: number[] = [];
  const trackRows: number[] = [];
  const distancesM: number[] = [];
  const links: number[] = [];
  const numbers = new Links(tracks.idCount);
  for (let f = 0; f < frameCount; f++) {
    for (let t = truth.starts[f]; t < truth.starts[f + 1]; t++) {
      for (let k = tracks.starts[f]; k < tracks.starts[f + 1]; k++) {
        const dx = truth.x[t] - tracks.x[k];
        const dy = truth.y[t] - tracks.y[k];
        const distance = Math.sqrt(dx * dx + dy * dy);
        if (!(distance < zeroDistanceM)) continue;
        truthRows.push(t - truth.starts[f]);
        trackRows.push(k - tracks.starts[f]);
        distancesM.push(distance);
        links.push(numbers.number(truth.ids[t], tracks.ids[k]));
      }
    }
    starts[f + 1] = links.length;
  }
  return {
    starts,
    truthRows: Int32Array.from(truthRows),
    trackRows: Int32Array.from(trackRows),
    distancesM: Float64Array.from(distancesM),
    similarities: Float64Array.from(distancesM, (distance) => 1 - distance / zeroDistanceM),
    links: Int32Array.from(links),
    truthIdOfLink: Int32Array.from(numbers.truthIds),
    trackIdOfLink: Int32Array.from(numbers.trackIds),
  };
}
