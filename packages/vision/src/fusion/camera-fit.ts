/**
 * Whether cameras fit together as they are calibrated: of the poses that two of them have at one instant,
 * how often can one pair be of one body? Where two mostly cannot, one of them is not what its calibration
 * says; which one, the others tell. Each camera's poses are also tried with the calibration of every
 * other: so two whose cables were swapped are reported.
 */
import type { Camera } from "../cameras/camera-model.ts";
import { DEFAULT_FUSION, type FusionParameters } from "../parameters/fusion.ts";
import { type CameraView, createCameraView } from "./camera-view.ts";
import { findCommonGround } from "./find-bodies.ts";
import type { CameraFrame, PoseDetection } from "./pose-detection.ts";

export interface CameraFitOptions {
  readonly cameras: readonly Camera[];
  readonly isInside: (x: number, y: number) => boolean;
}

export interface FitFault {
  readonly cameraId: string;
  /** "swapped": it sees what `otherId` should; "elsewhere": nothing fits; "unsure": it or `otherId`. */
  readonly kind: "swapped" | "elsewhere" | "unsure";
  readonly otherId: string | null;
}

export interface CameraFit {
  /** What cameras saw at one instant. Crowds tell nothing: pairs fit by chance. */
  take(frames: readonly CameraFrame[]): void;
  judge(): FitFault[];
}

interface State {
  readonly parameters: FusionParameters;
  readonly views: readonly CameraView[];
  readonly isInside: CameraFitOptions["isInside"];
  /** By camera and other camera. */
  readonly seen: Float64Array;
  /** By camera, calibration that it is tried with, and other camera. */
  readonly fits: Float64Array;
}

export function createCameraFit(
  { cameras, isInside }: CameraFitOptions,
  parameters: FusionParameters = DEFAULT_FUSION,
): CameraFit {
  const { length: count } = cameras;
  const state: State = {
    parameters,
    isInside,
    views: cameras.map((camera) => createCameraView(camera, parameters)),
    seen: new Float64Array(count * count),
    fits: new Float64Array(count ** 3),
  };
  const indexOf = new Map(cameras.map(({ cameraId }, at) => [cameraId, at]));
  return {
    take: (frames) => {
      const usable = frames.flatMap(({ cameraId, poses }) => {
        const at = indexOf.get(cameraId);
        if (at === undefined) throw new RangeError(`there is no camera ${cameraId}`);
        return poses.length > 0 && poses.length <= parameters.fitPeopleMax ? [{ at, poses }] : [];
      });
      for (const one of usable) {
        for (const other of usable) if (one !== other) takePair(state, one, other);
      }
    },
    judge: () => judge(state, cameras),
  };
}

interface Seen {
  readonly at: number;
  readonly poses: readonly PoseDetection[];
}

function takePair(state: State, one: Seen, other: Seen): void {
  const { views, seen, fits, parameters } = state;
  const count = views.length;
  const pair = one.at * count + other.at;
  seen[pair]!++;
  for (let as = 0; as < count; as++) {
    if (as === other.at) continue;
    if (canBeOne(state, views[as]!, one.poses, views[other.at]!, other.poses))
      fits[(one.at * count + as) * count + other.at]!++;
  }
  if (seen[pair]! < parameters.fitInstantsMax) return;
  seen[pair]! /= 2;
  for (let as = 0; as < count; as++) fits[(one.at * count + as) * count + other.at]! /= 2;
}

function canBeOne(
  { isInside }: State,
  view: CameraView,
  poses: readonly PoseDetection[],
  otherView: CameraView,
  otherPoses: readonly PoseDetection[],
): boolean {
  return poses.some((pose) =>
    otherPoses.some((other) => {
      const ground = findCommonGround([
        { view, pose },
        { view: otherView, pose: other },
      ]);
      return ground !== null && isInside(ground.x, ground.y);
    }),
  );
}

/** How often a camera's poses fit another's if it had a calibration; null where too little was seen. */
function findShare(state: State, at: number, as: number, other: number): number | null {
  const { views, seen, fits, parameters } = state;
  const count = views.length;
  const instants = seen[at * count + other]!;
  if (instants < parameters.fitInstantsMin) return null;
  return fits[(at * count + as) * count + other]! / instants;
}

/** The camera that fits fewest goes, until all that are left fit. */
function judge(state: State, cameras: readonly Camera[]): FitFault[] {
  let left = cameras.map((_, at) => at);
  const gone: number[] = [];
  for (;;) {
    const tallies = left.map((at) => tally(state, at, left));
    const worst = tallies.reduce((a, b) => (isWorse(b, a) ? b : a), { at: -1, bad: 0, good: 0 });
    if (worst.bad === 0) break;
    const same = tallies.filter(({ bad, good }) => bad === worst.bad && good === worst.good);
    // Two alone may both be wrong; and where nobody fits anybody, so may all.
    const isJudged = left.length > 2 && tallies.some(({ good }) => good > 0);
    if (!isJudged || (same.length > 1 && worst.good > 0))
      return [...name(state, cameras, gone, left), ...reportUnsure(cameras, same)];
    gone.push(worst.at);
    left = left.filter((at) => at !== worst.at);
  }
  return name(state, cameras, gone, left);
}

interface Tally {
  readonly at: number;
  readonly bad: number;
  readonly good: number;
}

function tally(state: State, at: number, among: readonly number[]): Tally {
  const { fitShareMin, misfitShareMax } = state.parameters;
  const shares = among.flatMap((other) => {
    const share = other === at ? null : findShare(state, at, at, other);
    return share === null ? [] : [share];
  });
  const bad = shares.filter((share) => share <= misfitShareMax).length;
  return { at, bad, good: shares.filter((share) => share >= fitShareMin).length };
}

const isWorse = (a: Tally, b: Tally): boolean =>
  a.bad > b.bad || (a.bad === b.bad && a.good < b.good);

function reportUnsure(cameras: readonly Camera[], tied: readonly Tally[]): FitFault[] {
  return tied.map(({ at }) => ({
    cameraId: cameras[at]!.cameraId,
    kind: "unsure",
    otherId: cameras[tied.find((other) => other.at !== at)?.at ?? at]!.cameraId,
  }));
}

function name(
  state: State,
  cameras: readonly Camera[],
  gone: readonly number[],
  left: readonly number[],
): FitFault[] {
  return gone.map((at): FitFault => {
    const { cameraId } = cameras[at]!;
    const as = cameras.findIndex((_, other) => other !== at && fitsAs(state, at, other, left));
    if (as < 0) return { cameraId, kind: "elsewhere", otherId: null };
    return { cameraId, kind: "swapped", otherId: cameras[as]!.cameraId };
  });
}

/** Whether a camera fits those that are well with another one's calibration. */
function fitsAs(state: State, at: number, as: number, left: readonly number[]): boolean {
  const shares = left.flatMap((other) => {
    const share = other === as ? null : findShare(state, at, as, other);
    return share === null ? [] : [share];
  });
  const { fitShareMin } = state.parameters;
  return shares.length > 0 && shares.every((share) => share >= fitShareMin);
}
