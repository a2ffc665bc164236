/** How well tracks on the floor follow the people who were there. */
import { type ClearMotScore, scoreClearMot } from "./clear-mot.ts";
import { type HotaScore, scoreHota } from "./hota.ts";
import { type IdentityScore, scoreIdentity } from "./identity-score.ts";
import { layOutFrames } from "./track-frames.ts";
import type { TrackRow } from "./track-rows.ts";

export interface TrackScore extends ClearMotScore, IdentityScore, HotaScore {
  /** Farther than this was no match, metres. */
  readonly distanceM: number;
  /** Frames in which there is somebody, in the truth or in the tracks. */
  readonly frames: number;
  /** Different ids. */
  readonly people: number;
  readonly tracks: number;
  readonly truthRows: number;
  readonly trackRows: number;
}

/** The usual limit on the floor, that of WILDTRACK (Chavdarova et al. 2018, CVPR). */
export const TRACK_DISTANCE_M = 1;
/** The greatest limit: no shop is wider. */
export const TRACK_DISTANCE_M_MAX = 1000;

/**
 * Scores tracks against the truth, both as rows in any order, by CLEAR MOT, identity and HOTA scores.
 * `distanceM` is the distance beyond which a track is not a person's; HOTA's similarity falls from 1
 * to 0 over twice that. Scores are shares (1 is best), those that there is nothing to compute from
 * are NaN. Neither the order of rows nor what ids are called changes any of them.
 *
 * RangeError on a frame that is no whole number, a place that is not finite, an id twice in a frame,
 * or a distance out of (0, 1000] metres. TypeError on an id that is no text.
 */
export function scoreTracks(
  truth: readonly TrackRow[],
  tracks: readonly TrackRow[],
  distanceM: number = TRACK_DISTANCE_M,
): TrackScore {
  if (!(distanceM > 0 && distanceM <= TRACK_DISTANCE_M_MAX)) {
    throw new RangeError(`distanceM must be in (0, ${TRACK_DISTANCE_M_MAX}], got ${distanceM}`);
  }
  const frames = layOutFrames(truth, tracks, distanceM);
  return {
    distanceM,
    frames: frames.frameCount,
    people: frames.truth.idCount,
    tracks: frames.tracks.idCount,
    truthRows: truth.length,
    trackRows: tracks.length,
    ...scoreClearMot(frames),
    ...scoreIdentity(frames),
    ...scoreHota(frames),
  };
}
