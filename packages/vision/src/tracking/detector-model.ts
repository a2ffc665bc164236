/**
 * What a detector of people is worth, learnt from what it says: how far off it is, how many people it
 * misses, how much it sees that is not there, and what its scores tell. Expectation maximisation, a
 * step a frame (Cappé and Moulines 2009).
 */

import { DEFAULT_TRACKING, type TrackingParameters } from "../parameters/tracking.ts";

/** Of scores from 0 to 1. */
const SCORE_BINS = 20;

export interface DetectorModel {
  readonly parameters: TrackingParameters;
  /** Of a place, each axis, m². */
  noiseVariance: number;
  /** Of somebody who can be seen. */
  foundProbability: number;
  /** Mean times until somebody is hidden, and until they are visible again, seconds. */
  hideAfterS: number;
  hiddenS: number;
  /** Things that are nobody, a frame. */
  clutterPerFrame: number;
  /** How much likelier a score is of somebody than of nobody, natural logarithm, by bin. */
  readonly scoreLogRatios: Float64Array;
  readonly sums: DetectorSums;
}

interface DetectorSums {
  noise: number;
  noiseCount: number;
  found: number;
  foundCount: number;
  hidings: number;
  seenS: number;
  hiddenS: number;
  clutter: number;
  frames: number;
  readonly scoresOfPeople: Float64Array;
  readonly scoresOfClutter: Float64Array;
}

export interface DetectorPrior {
  readonly noiseSdM: number;
  readonly foundProbability: number;
  readonly hideAfterS: number;
  readonly hiddenS: number;
  readonly clutterPerFrame: number;
}

/** A detector of which nothing is known but what is assumed. */
export function createDetectorModel(
  prior: DetectorPrior,
  parameters: TrackingParameters = DEFAULT_TRACKING,
): DetectorModel {
  const { priorNoiseCount, priorFoundCount, priorScoreCount } = parameters;
  const { priorHidingCount, priorFrameCount } = parameters;
  const model: DetectorModel = {
    parameters,
    noiseVariance: prior.noiseSdM ** 2,
    foundProbability: prior.foundProbability,
    hideAfterS: prior.hideAfterS,
    hiddenS: prior.hiddenS,
    clutterPerFrame: prior.clutterPerFrame,
    scoreLogRatios: new Float64Array(SCORE_BINS),
    sums: {
      noise: priorNoiseCount * prior.noiseSdM ** 2,
      noiseCount: priorNoiseCount,
      found: priorFoundCount * prior.foundProbability,
      foundCount: priorFoundCount,
      hidings: priorHidingCount,
      seenS: priorHidingCount * prior.hideAfterS,
      hiddenS: priorHidingCount * prior.hiddenS,
      clutter: priorFrameCount * prior.clutterPerFrame,
      frames: priorFrameCount,
      scoresOfPeople: new Float64Array(SCORE_BINS),
      scoresOfClutter: new Float64Array(SCORE_BINS),
    },
  };
  for (let bin = 0; bin < SCORE_BINS; bin++) {
    const share = (bin + 0.5) / SCORE_BINS;
    // Detectors are surer of people; by how much is learnt.
    model.sums.scoresOfPeople[bin] = (2 * priorScoreCount * share) / SCORE_BINS;
    model.sums.scoresOfClutter[bin] = (2 * priorScoreCount * (1 - share)) / SCORE_BINS;
  }
  settle(model);
  return model;
}

export function findScoreBin(score: number): number {
  return Math.min(SCORE_BINS - 1, Math.max(0, Math.floor(score * SCORE_BINS)));
}

/** A detection that is somebody's with that probability. */
export function learnScore({ sums }: DetectorModel, bin: number | null, probability: number): void {
  sums.clutter += 1 - probability;
  if (bin === null) return;
  sums.scoresOfPeople[bin] = sums.scoresOfPeople[bin]! + probability;
  sums.scoresOfClutter[bin] = sums.scoresOfClutter[bin]! + 1 - probability;
}

/** Mean square of what a place was off by, m², of somebody who was seen with that probability. */
export function learnNoise({ sums }: DetectorModel, square: number, probability: number): void {
  sums.noise += probability * square;
  sums.noiseCount += probability;
}

/** Somebody could be seen, with that probability, and was found or not. */
export function learnFound({ sums }: DetectorModel, isFound: boolean, probability: number): void {
  if (isFound) sums.found += probability;
  sums.foundCount += probability;
}

/**
 * Somebody is seen again after so many frames, the time since the last of them: they were hidden, or
 * missed each time.
 */
export function learnHiding(model: DetectorModel, misses: number, seconds: number): void {
  const { sums, foundProbability, hideAfterS, hiddenS } = model;
  if (misses === 0) {
    sums.seenS += seconds;
    return;
  }
  const frameS = seconds / (misses + 1);
  const shows = 1 - Math.exp(-frameS / hiddenS);
  const hidden = (1 - Math.exp(-frameS / hideAfterS)) * (1 - shows) ** (misses - 1) * shows;
  const missed = (1 - foundProbability) ** misses;
  const isHidden = hidden / (hidden + missed);
  sums.hidings += isHidden;
  sums.hiddenS += isHidden * (seconds - frameS);
  sums.seenS += (1 - isHidden) * seconds + isHidden * frameS;
}

/** A frame has been gone through. */
export function learnFrame(model: DetectorModel): void {
  const { sums, parameters } = model;
  const kept = 0.5 ** (1 / parameters.memoryFrames);
  sums.frames++;
  settle(model);
  sums.noise *= kept;
  sums.noiseCount *= kept;
  sums.found *= kept;
  sums.foundCount *= kept;
  sums.hidings *= kept;
  sums.seenS *= kept;
  sums.hiddenS *= kept;
  sums.clutter *= kept;
  sums.frames *= kept;
  for (let bin = 0; bin < SCORE_BINS; bin++) {
    sums.scoresOfPeople[bin] = sums.scoresOfPeople[bin]! * kept;
    sums.scoresOfClutter[bin] = sums.scoresOfClutter[bin]! * kept;
  }
}

function settle(model: DetectorModel): void {
  const { sums, scoreLogRatios, parameters } = model;
  const { foundProbabilityMax, scoreCountMin } = parameters;
  model.noiseVariance = sums.noise / sums.noiseCount;
  model.foundProbability = Math.min(foundProbabilityMax, sums.found / sums.foundCount);
  model.hideAfterS = sums.seenS / sums.hidings;
  model.hiddenS = sums.hiddenS / sums.hidings;
  model.clutterPerFrame = sums.clutter / sums.frames;
  const unseen = SCORE_BINS * scoreCountMin;
  let people = 0;
  let clutter = 0;
  for (let bin = 0; bin < SCORE_BINS; bin++) {
    people += sums.scoresOfPeople[bin]!;
    clutter += sums.scoresOfClutter[bin]!;
  }
  for (let bin = 0; bin < SCORE_BINS; bin++) {
    const ofPeople = (sums.scoresOfPeople[bin]! + scoreCountMin) / (people + unseen);
    const ofClutter = (sums.scoresOfClutter[bin]! + scoreCountMin) / (clutter + unseen);
    scoreLogRatios[bin] = Math.log(ofPeople / ofClutter);
  }
}
