/**
 * What a lens does, from several views of a plane board: Zhang (2000). A closed form for the start,
 * then least squares over lens and poses together.
 */
import { fitLeastSquares, type LeastSquaresFit } from "@saunter/numerics/levenberg-marquardt";
import { LENS_FIT_ROUNDS, LENS_FIT_STEPS_MAX, VIEWS_MAX } from "../limits.ts";
import { type CameraParameters, DEFAULT_CAMERAS } from "../parameters/cameras.ts";
import {
  type BoardView,
  findBoardMap,
  findBoardPose,
  listFocals,
  measureReach,
  measureTilt,
} from "./board-poses.ts";
import {
  createLens,
  differentiateByPose,
  imageCameraPoint,
  type Lens,
  movePose,
  type Pose,
  toCameraAxes,
} from "./camera-model.ts";
import { differentiateByLens, LENS_PARAMETERS } from "./lens-derivatives.ts";
import { NO_DISTORTION } from "./lens-distortion.ts";
import { POSE_PARAMETERS } from "./pose-fit.ts";

export interface CalibrationOptions {
  readonly widthPx: number;
  readonly heightPx: number;
  /** How exactly corners are found, each axis. */
  readonly cornerSdPx: number;
  /** p1 and p2; sought when left out. */
  readonly estimateTangential?: boolean;
  /** Sought only when asked for: it needs corners at the very edge. */
  readonly estimateK3?: boolean;
}

export const LENS_PARAMETER_NAMES = [
  "focalXPx",
  "focalYPx",
  "centreXPx",
  "centreYPx",
  "k1",
  "k2",
  "p1",
  "p2",
  "k3",
] as const;

export type LensParameterName = (typeof LENS_PARAMETER_NAMES)[number];

export interface ViewFit {
  readonly name: string;
  readonly errorPxRms: number;
  /** Of the camera, in the axes of the board. */
  readonly pose: Pose;
}

export interface LensCalibration {
  readonly kind: "calibrated";
  readonly lens: Lens;
  /** Those that were sought, in the order of their covariance. */
  readonly parameters: readonly LensParameterName[];
  readonly covariance: Float64Array;
  readonly views: readonly ViewFit[];
  readonly errorPxRms: number;
  /** Root of chi-square by its degrees of freedom: about 1 where the corners' sd is right. */
  readonly residualSds: number;
  /** For a person: what would make it better. */
  readonly advice: readonly string[];
}

export interface CalibrationRefusal {
  readonly kind: "refused";
  readonly reason: "too-few-views" | "views-too-alike" | "too-few-corners" | "no-lens";
  readonly message: string;
  /** Of the views that it is about. */
  readonly names: readonly string[];
}

/** As many decide a lens in general (Zhang 2000). */
export const VIEWS_MIN = 3;

interface State {
  readonly lens: Lens;
  readonly poses: readonly Pose[];
}

interface Task {
  readonly parameters: CameraParameters;
  readonly views: readonly BoardView[];
  readonly cornerSdPx: number;
  /** Which of the nine parameters are sought. */
  readonly free: readonly number[];
}

function moveLens(lens: Lens, free: readonly number[], step: Float64Array): Lens | null {
  const { focalXPx, focalYPx, centreXPx, centreYPx, distortion } = lens;
  const { k1, k2, p1, p2, k3 } = distortion;
  const all = [focalXPx, focalYPx, centreXPx, centreYPx, k1, k2, p1, p2, k3];
  free.forEach((which, i) => {
    all[which] += step[i];
  });
  if (!(all[0] > 0 && all[1] > 0)) return null;
  return createLens({
    ...lens,
    focalXPx: all[0],
    focalYPx: all[1],
    centreXPx: all[2],
    centreYPx: all[3],
    distortion: { k1: all[4], k2: all[5], p1: all[6], p2: all[7], k3: all[8] },
  });
}

function moveState({ lens, poses }: State, free: readonly number[], step: Float64Array) {
  const moved = moveLens(lens, free, step);
  if (moved === null) return null;
  return {
    lens: moved,
    poses: poses.map((pose, view) => {
      const at = free.length + POSE_PARAMETERS * view;
      return movePose(pose, step.subarray(at, at + POSE_PARAMETERS));
    }),
  };
}

/** Residuals of all corners, x and y, in sds; false where one is not imaged. */
function evaluate({ views, cornerSdPx }: Task, state: State, residuals: Float64Array): boolean {
  const imaged = new Float64Array(8);
  let row = 0;
  for (let view = 0; view < views.length; view++) {
    for (const { boardX, boardY, x, y } of views[view].corners) {
      const at = toCameraAxes(state.poses[view], { x: boardX, y: boardY, z: 0 });
      if (!imageCameraPoint(state.lens, at.x, at.y, at.z, imaged)) return false;
      residuals[row++] = (imaged[0] - x) / cornerSdPx;
      residuals[row++] = (imaged[1] - y) / cornerSdPx;
    }
  }
  return true;
}

function differentiate(task: Task, { lens, poses }: State, jacobian: Float64Array): void {
  const { views, free, cornerSdPx } = task;
  const size = free.length + POSE_PARAMETERS * views.length;
  const imaged = new Float64Array(8);
  const byLens = new Float64Array(2 * LENS_PARAMETERS);
  let to = 0;
  for (let view = 0; view < views.length; view++) {
    const at = free.length + POSE_PARAMETERS * view;
    for (const { boardX, boardY } of views[view].corners) {
      const point = toCameraAxes(poses[view], { x: boardX, y: boardY, z: 0 });
      imageCameraPoint(lens, point.x, point.y, point.z, imaged);
      differentiateByPose(poses[view], point, imaged, jacobian, to + at, size);
      differentiateByLens(lens, point.x / point.z, point.y / point.z, byLens, 0, LENS_PARAMETERS);
      free.forEach((which, i) => {
        jacobian[to + i] = byLens[which];
        jacobian[to + size + i] = byLens[LENS_PARAMETERS + which];
      });
      for (let i = to; i < to + 2 * size; i++) jacobian[i] /= cornerSdPx;
      to += 2 * size;
    }
  }
}

interface Fit {
  readonly state: State;
  readonly fit: LeastSquaresFit;
}

/** Lens and poses together from a start; null where it does not image all corners. */
function refine(task: Task, start: State): Fit | null {
  const { views, free, parameters } = task;
  const loss = { kind: "huber", scaleSds: parameters.cornerDoubtSds } as const;
  const corners = views.reduce((sum, view) => sum + view.corners.length, 0);
  const residuals = new Float64Array(2 * corners);
  if (!evaluate(task, start, residuals)) return null;
  let state = start;
  let fit: LeastSquaresFit | null = null;
  for (let round = 0; round < LENS_FIT_ROUNDS; round++) {
    const from = state;
    fit = fitLeastSquares(
      {
        residualCount: 2 * corners,
        evaluate: (step, out) => {
          const moved = moveState(from, free, step);
          return moved !== null && evaluate(task, moved, out);
        },
        differentiate: (step, jacobian) =>
          differentiate(task, moveState(from, free, step)!, jacobian),
      },
      new Float64Array(free.length + POSE_PARAMETERS * views.length),
      { loss, groupSize: 2, iterationsMax: LENS_FIT_STEPS_MAX, stepShareMin: 1e-9 },
    );
    state = moveState(from, free, fit.parameters)!;
  }
  return fit === null ? null : { state, fit };
}

const refuse = (
  reason: CalibrationRefusal["reason"],
  message: string,
  names: readonly string[] = [],
): CalibrationRefusal => ({ kind: "refused", reason, message, names });

function checkViews(
  views: readonly BoardView[],
  { boardCornersMin }: CameraParameters,
): CalibrationRefusal | null {
  if (views.length > VIEWS_MAX) throw new RangeError(`more than ${VIEWS_MAX} views`);
  const poor = views
    .filter(({ corners }) => corners.length < boardCornersMin)
    .map(({ name }) => name);
  if (poor.length > 0) {
    return refuse(
      "too-few-corners",
      `In ${poor.join(", ")} fewer than ${boardCornersMin} corners are seen: leave it out, or take it again.`,
      poor,
    );
  }
  for (const { name, corners } of views) {
    if (!corners.every((c) => Number.isFinite(c.boardX + c.boardY + c.x + c.y))) {
      throw new RangeError(`view ${name} has a corner that is no number`);
    }
  }
  if (views.length >= VIEWS_MIN) return null;
  const missing = VIEWS_MIN - views.length;
  return refuse(
    "too-few-views",
    `${views.length} views are too few: take ${missing} more, the board tilted another way in each.`,
  );
}

/** Views by how the board is tilted: those that are as good as one together. */
function groupAlike(
  views: readonly BoardView[],
  poses: readonly Pose[],
  { boardTiltDegreesMin }: CameraParameters,
): string[][] {
  const groups: { pose: Pose; names: string[] }[] = [];
  views.forEach(({ name }, i) => {
    const group = groups.find(({ pose }) => measureTilt(pose, poses[i]) < boardTiltDegreesMin);
    if (group) group.names.push(name);
    else groups.push({ pose: poses[i], names: [name] });
  });
  return groups.map(({ names }) => names);
}

function refuseAlike(groups: readonly string[][]): CalibrationRefusal | null {
  if (groups.length >= VIEWS_MIN) return null;
  const alike = groups.filter((names) => names.length > 1);
  const told = alike.map((names) => names.join(", ")).join("; ");
  return refuse(
    "views-too-alike",
    `The board is tilted the same way in ${told}: take views with it tilted left, right, up and down by 20 to 40 degrees.`,
    alike.flat(),
  );
}

function listStarts(views: readonly BoardView[], options: CalibrationOptions): State[] | string[] {
  const { widthPx, heightPx } = options;
  const [centreXPx, centreYPx] = [(widthPx - 1) / 2, (heightPx - 1) / 2];
  const maps = views.map((view) => findBoardMap(view, centreXPx, centreYPx));
  const flat = views.filter((_, i) => maps[i] === null).map(({ name }) => name);
  if (flat.length > 0) return flat;
  const known = maps.filter((map) => map !== null);
  const focals = listFocals(known);
  focals.push([widthPx, widthPx]);
  return focals.map(([focalXPx, focalYPx]) => ({
    lens: createLens({
      ...{ widthPx, heightPx, focalXPx, focalYPx, centreXPx, centreYPx },
      distortion: NO_DISTORTION,
    }),
    poses: known.map((map) => findBoardPose(map, focalXPx, focalYPx)),
  }));
}

const isNames = (list: State[] | string[]): list is string[] => typeof list[0] === "string";

function measureViews(task: Task, { state, fit }: Fit): ViewFit[] {
  let at = 0;
  return task.views.map(({ name, corners }, view) => {
    let sum = 0;
    for (let i = 0; i < 2 * corners.length; i++) sum += fit.residuals[at++] ** 2;
    const errorPxRms = task.cornerSdPx * Math.sqrt(sum / corners.length);
    return { name, errorPxRms, pose: state.poses[view] };
  });
}

function giveAdvice(
  { lens, covariance, parameters, views, errorPxRms }: Omit<LensCalibration, "advice" | "kind">,
  boards: readonly BoardView[],
  groups: readonly string[][],
  { focalShareGood, boardReachGood, viewBadTimes, viewsAlikeMax }: CameraParameters,
): string[] {
  const advice: string[] = [];
  const share = Math.sqrt(covariance[0]) / lens.focalXPx;
  if (share > focalShareGood) {
    const percent = (100 * share).toFixed(1);
    advice.push(`The focal length is known to ${percent} % only: tilt the board more.`);
  }
  const reach = measureReach(lens, boards);
  if (reach < boardReachGood) {
    advice.push(
      `The board was never near the edge: past ${Math.round(100 * reach)} % of the way to the corners the lens is a guess.`,
    );
  }
  for (const { name, errorPxRms: own } of views) {
    if (own > viewBadTimes * errorPxRms && parameters.length > 0) {
      advice.push(`View ${name} fits badly (${own.toFixed(1)} px): take it again, held still.`);
    }
  }
  for (const names of groups.filter((group) => group.length > viewsAlikeMax)) {
    advice.push(`Views ${names.join(", ")} are alike: one of them tells nearly all.`);
  }
  return advice;
}

/**
 * The lens behind several views of one plane board. RangeError on numbers that are not finite, an sd
 * not above 0, or more than VIEWS_MAX views.
 */
export function calibrateIntrinsics(
  views: readonly BoardView[],
  options: CalibrationOptions,
  parameters: CameraParameters = DEFAULT_CAMERAS,
): LensCalibration | CalibrationRefusal {
  const { cornerSdPx, estimateTangential = true, estimateK3 = false } = options;
  if (!(cornerSdPx > 0)) throw new RangeError(`cornerSdPx must be above 0, got ${cornerSdPx}`);
  const problem = checkViews(views, parameters);
  if (problem !== null) return problem;
  const starts = listStarts(views, options);
  if (isNames(starts)) {
    const message = `The corners of ${starts.join(", ")} lie on one line: take it again.`;
    return refuse("too-few-corners", message, starts);
  }
  // Tilts depend on the focal length but little; boards that are parallel are so under any.
  const rough = refuseAlike(groupAlike(views, starts[0].poses, parameters));
  if (rough !== null) return rough;
  const free = [0, 1, 2, 3, 4, 5];
  if (estimateTangential) free.push(6, 7);
  if (estimateK3) free.push(8);
  const task = { parameters, views, cornerSdPx, free };
  const fits = starts.map((start) => refine(task, start)).filter((fit) => fit !== null);
  const [best] = fits.sort((a, b) => a.fit.cost - b.fit.cost);
  if (best === undefined || best.fit.covariance === null) {
    const message = "No lens shows the board so: look whether the corners are in order.";
    return refuse("no-lens", message);
  }
  const groups = groupAlike(views, best.state.poses, parameters);
  return refuseAlike(groups) ?? describeLens(task, best, groups);
}

function describeLens(task: Task, best: Fit, groups: readonly string[][]): LensCalibration {
  const { views, free, cornerSdPx } = task;
  const { residuals, covariance: whole } = best.fit;
  const size = free.length + POSE_PARAMETERS * views.length;
  const squares = residuals.reduce((sum, x) => sum + x * x, 0);
  const covariance = new Float64Array(free.length ** 2);
  free.forEach((_, i) => {
    covariance.set(whole!.subarray(i * size, i * size + free.length), i * free.length);
  });
  const told = {
    lens: best.state.lens,
    parameters: free.map((which) => LENS_PARAMETER_NAMES[which]),
    covariance,
    views: measureViews(task, best),
    errorPxRms: cornerSdPx * Math.sqrt((2 * squares) / residuals.length),
    residualSds: Math.sqrt(squares / (residuals.length - size)),
  };
  return { kind: "calibrated", ...told, advice: giveAdvice(told, views, groups, task.parameters) };
}
