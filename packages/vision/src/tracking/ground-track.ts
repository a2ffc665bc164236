/** One who may be there: what a frame in which they are seen, or not, makes of them. */

import { logistic } from "@saunter/numerics/statistics";
import { missPresence, type Presence, seePresence } from "../presence.ts";
import {
  type DetectorModel,
  learnFound,
  learnHiding,
  learnNoise,
  learnScore,
} from "./detector-model.ts";
import { type Doorways, learnComing } from "./doorways.ts";
import { type GroundState, placeLogDensity, updateState } from "./ground-motion.ts";

export interface GroundTrack extends Presence {
  readonly trackId: number;
  readonly state: GroundState;
  isSeen: boolean;
  /** Frames in which they were not seen, and seconds, since they were. */
  misses: number;
  unseenS: number;
  /** Whether there has been somebody, almost surely. */
  isKnown: boolean;
  /** Where they were first seen; null where they were there from the beginning. */
  readonly bornAt: { readonly x: number; readonly y: number } | null;
  /** Where they were last seen, metres. */
  seenX: number;
  seenY: number;
}

/** A detection, and how likely it is where it belongs to nobody who is known. */
export interface RatedDetection {
  readonly x: number;
  readonly y: number;
  readonly bin: number | null;
  /** How much likelier the score is of somebody than of nobody. */
  readonly scoreRatio: number;
  /** Of somebody new or of nobody, a square metre. */
  readonly otherDensity: number;
  /** That it is somebody, where it is nobody who is known. */
  readonly isSomebody: number;
}

/** How far off a detector may be. */
export interface Outliers {
  readonly outlierShare: number;
  readonly outlierSdM: number;
}

/** @param coming people, and @param clutter things that are nobody, a square metre in this frame */
export function rateDetection(
  detector: DetectorModel,
  x: number,
  y: number,
  bin: number | null,
  coming: number,
  clutter: number,
): RatedDetection {
  const scoreRatio = bin === null ? 1 : Math.exp(detector.scoreLogRatios[bin]!);
  const somebody = coming * detector.foundProbability * scoreRatio;
  const otherDensity = somebody + clutter;
  return { x, y, bin, scoreRatio, otherDensity, isSomebody: somebody / otherDensity };
}

/** What a place says of a track: the density a square metre, natural logarithm, and its parts. */
export interface PlaceFit {
  readonly logDensity: number;
  /** That the detector was off by far. */
  readonly isOutlier: number;
}

export function fitPlace(
  { state }: GroundTrack,
  x: number,
  y: number,
  noiseVariance: number,
  { outlierShare, outlierSdM }: Outliers,
): PlaceFit {
  const wide = noiseVariance + outlierSdM ** 2;
  const near = Math.log(1 - outlierShare) + placeLogDensity(state, x, y, noiseVariance);
  const far = Math.log(outlierShare) + placeLogDensity(state, x, y, wide);
  const ratio = Math.exp(-Math.abs(near - far));
  return {
    logDensity: Math.max(near, far) + Math.log1p(ratio),
    isOutlier: (far > near ? 1 : ratio) / (1 + ratio),
  };
}

/** Nobody was seen there. */
export function miss(track: GroundTrack, detector: DetectorModel): void {
  const { foundProbability, parameters } = detector;
  const before = track.visible + track.hidden;
  missPresence(track, foundProbability);
  track.isSeen = false;
  track.misses++;
  if (before > parameters.knownProbability) learnFound(detector, false, track.visible);
}

export interface Learners {
  readonly detector: DetectorModel;
  readonly doorways: Doorways;
  readonly options: Outliers;
}

/**
 * They were seen there, if it was them.
 * @param gain how much likelier that is than that it was not, natural logarithm
 */
export function see(
  track: GroundTrack,
  { x, y, bin }: RatedDetection,
  gain: number,
  { detector, doorways, options }: Learners,
): void {
  const { foundProbability, noiseVariance } = detector;
  const { knownProbability } = detector.parameters;
  const before = track.visible + track.hidden;
  const isTheirs = logistic(gain);
  seePresence(track, foundProbability, isTheirs);
  track.isSeen = true;
  const { isOutlier } = fitPlace(track, x, y, noiseVariance, options);
  const noise = isOutlier > 0.5 ? noiseVariance + options.outlierSdM ** 2 : noiseVariance;
  const { mean, covariance } = track.state;
  updateState(track.state, x, y, noise);
  track.seenX = mean[0]!;
  track.seenY = mean[1]!;
  learnScore(detector, bin, track.visible);
  if (before > knownProbability) {
    learnFound(detector, true, isTheirs);
    learnHiding(detector, track.misses, track.unseenS);
    const square = (x - mean[0]!) ** 2 + (y - mean[1]!) ** 2 + covariance[0]! + covariance[2]!;
    learnNoise(detector, square / 2, isTheirs * (1 - isOutlier));
  }
  track.misses = 0;
  track.unseenS = 0;
  if (track.isKnown || track.visible <= knownProbability) return;
  track.isKnown = true;
  if (track.bornAt !== null) learnComing(doorways, track.bornAt.x, track.bornAt.y);
}

/** Whether somebody is within that radius of the place, with that probability. */
export function isLikely(
  { visible, hidden, state: { covariance } }: GroundTrack,
  { radiusM, probabilityMin }: { readonly radiusM: number; readonly probabilityMin: number },
): boolean {
  const within = 1 - Math.exp(-(radiusM ** 2) / (covariance[0]! + covariance[2]!));
  return (visible + hidden) * within >= probabilityMin;
}
