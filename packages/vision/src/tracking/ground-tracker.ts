/**
 * People on the floor from places where a detector sees some, online: a Bernoulli filter for each that
 * may be there (the marginal filter of Williams 2015, with the best global association alone), and what
 * the detector is worth, how long people stay and where they come and go learnt from the stream. Who is
 * hidden is kept where they went, for as long as it is likely.
 */

import { DEFAULT_TRACKING, type TrackingParameters } from "../parameters/tracking.ts";
import { predictPresence } from "../presence.ts";
import {
  createDetectorModel,
  type DetectorModel,
  type DetectorPrior,
  findScoreBin,
  learnFrame,
  learnScore,
} from "./detector-model.ts";
import {
  createDoorways,
  type Doorways,
  findComingRate,
  findGoingRate,
  learnGoing,
  learnPresence,
} from "./doorways.ts";
import { associate } from "./ground-association.ts";
import { findMotionStep, type Gait, predictState, startState } from "./ground-motion.ts";
import { type GroundTrack, isLikely, miss, rateDetection, see } from "./ground-track.ts";

/** Somebody may be there. */
export interface GroundDetection {
  /** Metres. */
  readonly x: number;
  readonly y: number;
  /** How sure the detector is, 0 to 1; what that means is learnt. Not given: it does not say. */
  readonly score?: number;
}

export interface TrackedPerson {
  /** Counts from 1, and is never given again. */
  readonly trackId: number;
  /** Metres; velocities in m/s. */
  readonly x: number;
  readonly y: number;
  readonly velocityX: number;
  readonly velocityY: number;
  /** Of the place, m²: xx, xy, yy. */
  readonly covariance: readonly [number, number, number];
  /** That there is somebody, within the radius of the place. */
  readonly probability: number;
  /** Whether they were seen in this frame. */
  readonly isSeen: boolean;
}

export interface GroundTrackerOptions {
  readonly gait: Gait;
  /** What is assumed of the detector until the stream has taught it more. */
  readonly detector: DetectorPrior;
  /** Initial mean time that people stay, seconds. */
  readonly stayS: number;
  /** Of places in such a share the detector is off by far more: so much, metres, each axis. */
  readonly outlierShare: number;
  readonly outlierSdM: number;
  /** People are reported who are within this radius of the place, metres, with that probability. */
  readonly radiusM: number;
  readonly probabilityMin: number;
}

/** People in a square or a shop, and an ordinary detector. */
function listDefaults(parameters: TrackingParameters): GroundTrackerOptions {
  return {
    gait: { speedSd: parameters.walkSpeedSdMPerS, persistenceS: parameters.walkPersistenceS },
    detector: {
      noiseSdM: parameters.detectorNoiseSdM,
      foundProbability: parameters.detectorFoundProbability,
      clutterPerFrame: parameters.detectorClutterPerFrame,
      hideAfterS: parameters.detectorHideAfterS,
      hiddenS: parameters.detectorHiddenS,
    },
    stayS: parameters.firstStayS,
    outlierShare: parameters.outlierShare,
    outlierSdM: parameters.outlierSdM,
    radiusM: parameters.reportRadiusM,
    probabilityMin: parameters.reportProbabilityMin,
  };
}

export interface GroundTracker {
  /** What has been learnt. */
  readonly detector: Readonly<DetectorModel>;
  /**
   * Takes the detections of a frame; returns who is there. Throws a RangeError for a frame that is not
   * after the last one, and for a place or score that is no number.
   */
  step(timestampMs: number, detections: readonly GroundDetection[]): TrackedPerson[];
}

interface State {
  readonly parameters: TrackingParameters;
  readonly options: GroundTrackerOptions;
  readonly detector: DetectorModel;
  readonly doorways: Doorways;
  tracks: GroundTrack[];
  trackIds: number;
  lastMs: number;
  /** People a square metre who may have been there from the beginning, and were not seen yet. */
  thereAtFirst: number;
  /** Of all places so far. */
  readonly bounds: Float64Array;
}

export function createGroundTracker(
  options: Partial<GroundTrackerOptions> = {},
  parameters: TrackingParameters = DEFAULT_TRACKING,
): GroundTracker {
  const settings = { ...listDefaults(parameters), ...options };
  const state: State = {
    parameters,
    options: settings,
    detector: createDetectorModel(settings.detector, parameters),
    doorways: createDoorways(settings.stayS, parameters),
    tracks: [],
    trackIds: 0,
    lastMs: Number.NaN,
    thereAtFirst: parameters.peopleAtFirstPerM2,
    bounds: Float64Array.of(Infinity, -Infinity, Infinity, -Infinity),
  };
  return {
    detector: state.detector,
    step: (timestampMs, detections) => {
      checkFrame(timestampMs, state.lastMs, detections);
      const seconds = Number.isNaN(state.lastMs) ? 0 : (timestampMs - state.lastMs) / 1000;
      state.lastMs = timestampMs;
      return stepFrame(state, seconds, detections);
    },
  };
}

function checkFrame(
  timestampMs: number,
  lastMs: number,
  detections: readonly GroundDetection[],
): void {
  if (!Number.isFinite(timestampMs)) throw new RangeError(`timestampMs is refused: ${timestampMs}`);
  if (timestampMs <= lastMs) {
    throw new RangeError(`a frame of ${timestampMs} ms comes after one of ${lastMs} ms`);
  }
  detections.forEach(({ x, y, score }, at) => {
    if (Number.isFinite(x + y) && Number.isFinite(score ?? 0)) return;
    throw new RangeError(`detections[${at}] is refused: ${x}, ${y}, ${score}`);
  });
}

function stepFrame(
  state: State,
  seconds: number,
  detections: readonly GroundDetection[],
): TrackedPerson[] {
  const { options, detector, doorways, parameters } = state;
  const people = predictTracks(state, seconds);
  const areaM2 = findAreaM2(state.bounds, detections, parameters.areaM2Min);
  const density = { people, areaM2 };
  state.thereAtFirst *= 1 - detector.foundProbability;
  const rated = detections.map(({ x, y, score }) => {
    const bin = score === undefined ? null : findScoreBin(score);
    const coming = state.thereAtFirst + seconds * findComingRate(doorways, x, y, density);
    return rateDetection(detector, x, y, bin, coming, detector.clutterPerFrame / areaM2);
  });
  const { detectionOfTrack, gains } = associate(state.tracks, rated, detector, options);
  const isTaken = new Uint8Array(rated.length);
  state.tracks.forEach((track, at) => {
    const taken = detectionOfTrack[at]!;
    if (taken < 0) {
      miss(track, detector);
      return;
    }
    isTaken[taken] = 1;
    see(track, rated[taken]!, gains[at]!, { detector, doorways, options });
  });
  for (const [at, detection] of rated.entries()) {
    if (isTaken[at] === 1) continue;
    learnScore(detector, detection.bin, detection.isSomebody);
    if (detection.isSomebody >= parameters.dropProbability) startTrack(state, detection);
  }
  learnFrame(detector);
  giveUp(state);
  return state.tracks.filter((track) => isLikely(track, options)).map(reportPerson);
}

/** Returns how many people there are thought to be. */
function predictTracks(state: State, seconds: number): number {
  const { tracks, doorways, detector, options } = state;
  const { knownProbability } = state.parameters;
  const { gait } = options;
  const { hideAfterS, hiddenS } = detector;
  const step = findMotionStep(gait, seconds);
  const hides = 1 - Math.exp(-seconds / hideAfterS);
  const shows = 1 - Math.exp(-seconds / hiddenS);
  let people = 0;
  doorways.seconds += seconds;
  for (const track of tracks) {
    const { visible, hidden, state: motion } = track;
    track.unseenS += seconds;
    if (visible + hidden > knownProbability)
      learnPresence(doorways, motion.mean[0]!, motion.mean[1]!, seconds);
    predictState(motion, step);
    const stays = Math.exp(-seconds * findGoingRate(doorways, track.seenX, track.seenY));
    predictPresence(track, { stays, hides, shows });
    people += track.visible + track.hidden;
  }
  return people;
}

function startTrack(state: State, { x, y, isSomebody }: RatedPlace): void {
  const { detector, doorways, options } = state;
  state.tracks.push({
    trackId: ++state.trackIds,
    state: startState(x, y, detector.noiseVariance, options.gait),
    visible: isSomebody,
    hidden: 0,
    isSeen: true,
    isKnown: false,
    misses: 0,
    unseenS: 0,
    // Who is there when the stream begins has not come then.
    bornAt: doorways.seconds > 0 ? { x, y } : null,
    seenX: x,
    seenY: y,
  });
}

interface RatedPlace {
  readonly x: number;
  readonly y: number;
  readonly isSomebody: number;
}

function giveUp(state: State): void {
  const { dropProbability } = state.parameters;
  state.tracks = state.tracks.filter(({ visible, hidden, isKnown, seenX, seenY }) => {
    if (visible + hidden >= dropProbability) return true;
    if (isKnown) learnGoing(state.doorways, seenX, seenY);
    return false;
  });
}

/** Of the rectangle around all places so far. */
function findAreaM2(
  bounds: Float64Array,
  detections: readonly GroundDetection[],
  areaM2Min: number,
): number {
  for (const { x, y } of detections) {
    bounds[0] = Math.min(bounds[0]!, x);
    bounds[1] = Math.max(bounds[1]!, x);
    bounds[2] = Math.min(bounds[2]!, y);
    bounds[3] = Math.max(bounds[3]!, y);
  }
  const areaM2 = (bounds[1]! - bounds[0]!) * (bounds[3]! - bounds[2]!);
  return areaM2 > areaM2Min && Number.isFinite(areaM2) ? areaM2 : areaM2Min;
}

function reportPerson({ trackId, state, visible, hidden, isSeen }: GroundTrack): TrackedPerson {
  const { mean, covariance } = state;
  return {
    trackId,
    isSeen,
    probability: visible + hidden,
    x: mean[0]!,
    y: mean[1]!,
    velocityX: mean[2]!,
    velocityY: mean[3]!,
    covariance: [covariance[0]!, covariance[1]!, covariance[2]!],
  };
}
