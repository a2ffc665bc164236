/**
 * Cameras refined together from what they see of people walking: the same joint of the same person
 * at the same time, in two cameras or more, wherever it was. What was known of each camera before
 * holds the whole in place. A camera that has been knocked is found by what the others make of it.
 */
import { chiSquareTail } from "@saunter/numerics/chi-square";
import { invertDefinite, type RobustLoss } from "@saunter/numerics/levenberg-marquardt";
import { median } from "@saunter/numerics/statistics";
import { CAMERAS_MAX, WALK_SIGHTINGS_MAX } from "../limits.ts";
import { type CameraParameters, DEFAULT_CAMERAS } from "../parameters/cameras.ts";
import {
  BUNDLE_PARAMETERS,
  type BundleCamera,
  type BundleFit,
  type BundleObservations,
  type BundleState,
  type BundleTask,
  fitBundle,
  reduce,
} from "./bundle.ts";
import { type Camera, createCamera, type Pose } from "./camera-model.ts";
import { POSE_PARAMETERS } from "./pose-fit.ts";
import { type Observation, triangulate, triangulateRobustly } from "./triangulate.ts";

/** What is known of a camera before. */
export interface CameraPrior {
  readonly camera: Camera;
  /** 6 x 6, row-major: turn in camera axes, rad, then position, m, as a resection gives it. */
  readonly poseCovariance: Float64Array;
  /** How well its clock is set; its offset is not sought where it is left out. */
  readonly timeOffsetSdS?: number;
}

/** One place, seen by one camera. */
export interface WalkObservation {
  /** Observations with the same number are of the same place at the same time. */
  readonly place: number;
  readonly cameraId: string;
  readonly x: number;
  readonly y: number;
  readonly sdPx: number;
  /** How fast it moves in the image, px/s: without it, nothing is known of the camera's clock. */
  readonly velocityXPxS?: number;
  readonly velocityYPxS?: number;
}

export interface RefinedCamera {
  readonly camera: Camera;
  /** As in `CameraPrior`. */
  readonly poseCovariance: Float64Array;
  /** What its clock is ahead by, and how sure that is; 0 and 0 where it was not sought. */
  readonly timeOffsetS: number;
  readonly timeOffsetSdS: number;
  readonly observations: number;
  /** Left out as wrong. */
  readonly observationsDropped: number;
  /** Of those that are used: median distance from where the fitted place is imaged. */
  readonly errorPxMedian: number;
  readonly movedM: number;
  readonly turnedRad: number;
  /** How far the other cameras' evidence and its own observations put it from what was known, in sds. */
  readonly movedSds: number;
  /** How likely it would be so far by chance, were its observations independent (chi-square of 6). */
  readonly movedTail: number;
  /** Whether it is no chance: what was known of it before was not believed then. */
  readonly isMoved: boolean;
}

export interface Refinement {
  readonly cameras: readonly RefinedCamera[];
  /** Places that were used. */
  readonly places: number;
}

const FIRM_PRIOR: RobustLoss = { kind: "squared" };
/** A clock that is not sought is held by so much. */
const FIRM_OFFSET_SD_S = 1e-6;
/** Share of what was known that stands in for what observations leave open. */
const RIDGE = 1e-6;

const strict = ({ walkStrictSds }: CameraParameters): RobustLoss => ({
  kind: "huber",
  scaleSds: walkStrictSds,
});

const tolerant = ({ walkTolerantSds }: CameraParameters): RobustLoss => ({
  kind: "cauchy",
  scaleSds: walkTolerantSds,
});

const tolerantPrior = ({ priorCauchySds }: CameraParameters): RobustLoss => ({
  kind: "cauchy",
  scaleSds: priorCauchySds,
});

function prepareCamera({ camera, poseCovariance, timeOffsetSdS }: CameraPrior): BundleCamera {
  if (poseCovariance.length !== POSE_PARAMETERS ** 2) {
    throw new RangeError(`the covariance of camera ${camera.cameraId} is not 6 x 6`);
  }
  const information = invertDefinite(poseCovariance, POSE_PARAMETERS);
  if (information === null) {
    throw new RangeError(`the covariance of camera ${camera.cameraId} is none`);
  }
  const sd = Math.max(timeOffsetSdS ?? 0, FIRM_OFFSET_SD_S);
  return { camera, information, clockInformation: 1 / sd ** 2 };
}

function checkObservation({ cameraId, x, y, sdPx, ...rest }: WalkObservation): void {
  const sum = x + y + sdPx + (rest.velocityXPxS ?? 0) + (rest.velocityYPxS ?? 0);
  if (Number.isFinite(sum) && sdPx > 0) return;
  throw new RangeError(`a sighting of camera ${cameraId} is ${x}, ${y} with the sd ${sdPx}`);
}

/** Puts observations in the order of their places; places that one camera alone saw are left out. */
function arrange(priors: readonly CameraPrior[], observations: readonly WalkObservation[]) {
  const cameraAt = new Map(priors.map(({ camera }, i) => [camera.cameraId, i]));
  const byPlace = new Map<number, WalkObservation[]>();
  for (const observation of observations) {
    checkObservation(observation);
    if (!cameraAt.has(observation.cameraId)) {
      throw new RangeError(`there is no camera ${observation.cameraId}`);
    }
    const list = byPlace.get(observation.place);
    if (list) list.push(observation);
    else byPlace.set(observation.place, [observation]);
  }
  const groups = [...byPlace.values()].filter(
    (group) => new Set(group.map(({ cameraId }) => cameraId)).size > 1,
  );
  const all = groups.flat();
  const starts = new Int32Array(groups.length + 1);
  groups.forEach((group, i) => {
    starts[i + 1] = starts[i] + group.length;
  });
  const arranged: BundleObservations = {
    starts,
    cameraOf: Int32Array.from(all, ({ cameraId }) => cameraAt.get(cameraId)!),
    x: Float64Array.from(all, ({ x }) => x),
    y: Float64Array.from(all, ({ y }) => y),
    sdPx: Float64Array.from(all, ({ sdPx }) => sdPx),
    velocityX: Float64Array.from(all, ({ velocityXPxS }) => velocityXPxS ?? 0),
    velocityY: Float64Array.from(all, ({ velocityYPxS }) => velocityYPxS ?? 0),
    isUsed: new Uint8Array(all.length).fill(1),
  };
  return arranged;
}

/** Places afresh by the cameras as they are; those that are nowhere are left out. */
function locatePlaces(
  task: BundleTask,
  { poses, offsetsS }: Omit<BundleState, "places">,
  parameters: CameraParameters,
): Float64Array {
  const { starts, cameraOf, x, y, sdPx, velocityX, velocityY, isUsed } = task.observations;
  const cameras = task.cameras.map(({ camera }, c): Camera => ({ ...camera, ...poses[c] }));
  const places = new Float64Array(3 * (starts.length - 1));
  for (let place = 0; place + 1 < starts.length; place++) {
    const group: Observation[] = [];
    for (let s = starts[place]; s < starts[place + 1]; s++) {
      const c = cameraOf[s];
      group.push({
        camera: cameras[c],
        x: x[s] + offsetsS[c] * velocityX[s],
        y: y[s] + offsetsS[c] * velocityY[s],
        sdPx: sdPx[s],
      });
    }
    const found = triangulateRobustly(group, parameters) ?? triangulate(group, parameters);
    isUsed.fill(found === null ? 0 : 1, starts[place], starts[place + 1]);
    if (found === null) continue;
    places.set([found.position.x, found.position.y, found.position.z], 3 * place);
  }
  return places;
}

/** Leaves out observations that fit nothing, and places that one observation is left of. */
function dropWrong(
  { observations }: BundleTask,
  { lin }: BundleFit,
  { walkDropSds }: CameraParameters,
): void {
  const { starts, isUsed } = observations;
  for (let place = 0; place + 1 < starts.length; place++) {
    let left = 0;
    for (let s = starts[place]; s < starts[place + 1]; s++) {
      const offSds = Math.hypot(lin.residuals[2 * s], lin.residuals[2 * s + 1]);
      if (offSds > walkDropSds || lin.weights[s] === 0) isUsed[s] = 0;
      if (isUsed[s] !== 0) left++;
    }
    if (left < 2) isUsed.fill(0, starts[place], starts[place + 1]);
  }
}

/** The pose's part of one camera's block, 6 x 6. */
function takeBlock(matrix: Float64Array, size: number, camera: number): Float64Array {
  const block = new Float64Array(POSE_PARAMETERS ** 2);
  for (let i = 0; i < POSE_PARAMETERS; i++) {
    const from = (BUNDLE_PARAMETERS * camera + i) * size + BUNDLE_PARAMETERS * camera;
    block.set(matrix.subarray(from, from + POSE_PARAMETERS), i * POSE_PARAMETERS);
  }
  return block;
}

function apply(matrix: Float64Array, vector: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: vector.length }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < vector.length; j++) sum += matrix[i * vector.length + j] * vector[j];
    return sum;
  });
}

/**
 * How far a camera is from what was known of it, squared sds, when that is not used to find it: what
 * the observations alone say is got by taking the prior's share out of the marginal again.
 */
function measureMove(
  { information: prior }: BundleCamera,
  marginal: Float64Array,
  off: Float64Array,
  priorWeight: number,
  priorCovariance: Float64Array,
): number {
  const told = invertDefinite(marginal, POSE_PARAMETERS);
  if (told === null) return 0;
  const evidence = told.map((x, i) => x - (priorWeight - RIDGE) * prior[i]);
  const spread = invertDefinite(evidence, POSE_PARAMETERS);
  if (spread === null) return 0;
  const pull = apply(prior, off).map((x) => priorWeight * x);
  const alone = apply(spread, pull).map((x, i) => x + off[i]);
  const weights = invertDefinite(
    spread.map((x, i) => x + priorCovariance[i]),
    POSE_PARAMETERS,
  );
  if (weights === null) return 0;
  return apply(weights, alone).reduce((sum, x, i) => sum + x * alone[i], 0);
}

interface Marginals {
  readonly covariance: Float64Array;
  readonly moves: readonly number[];
}

/** Covariance of all cameras, and how far each has moved; null where something is not determined at all. */
function findMarginals(
  task: BundleTask,
  { lin }: BundleFit,
  priors: readonly CameraPrior[],
): Marginals | null {
  const size = BUNDLE_PARAMETERS * task.cameras.length;
  const covariance = invertDefinite(reduce(task, lin, 0).matrix, size);
  if (covariance === null) return null;
  const moves = task.cameras.map((camera, c) => {
    const at = BUNDLE_PARAMETERS * c;
    const off = lin.priorOffs.subarray(at, at + POSE_PARAMETERS);
    const block = takeBlock(covariance, size, c);
    return measureMove(camera, block, off, lin.priorWeights[c], priors[c].poseCovariance);
  });
  return { covariance, moves };
}

/** As `findMarginals`, where priors tell what observations do not. */
function findAllMarginals(
  task: BundleTask,
  fit: BundleFit,
  priors: readonly CameraPrior[],
): Marginals {
  const marginals = findMarginals(task, fit, priors);
  if (marginals === null) throw new Error("the cameras' equations have lost their priors");
  return marginals;
}

/** Once more with places afresh, then strictly, without the observations that fit nothing. */
function settle(task: BundleTask, state: BundleState, parameters: CameraParameters): BundleFit {
  const tolerantTask = { ...task, loss: tolerant(parameters) };
  const fit = fitBundle(tolerantTask, { ...state, places: locatePlaces(task, state, parameters) });
  const places = locatePlaces(task, fit.state, parameters);
  const again = fitBundle(tolerantTask, { ...fit.state, places });
  dropWrong(task, again, parameters);
  return fitBundle({ ...task, loss: strict(parameters) }, again.state);
}

/** Whether observations alone say where a camera is, and that it is elsewhere than was known. */
function isReported(
  { covariance, moves }: Marginals,
  size: number,
  c: number,
  { movedTail, movedTurnSdRadMax, movedPlaceSdMMax }: CameraParameters,
): boolean {
  if (chiSquareTail(moves[c], POSE_PARAMETERS) >= movedTail) return false;
  const block = takeBlock(covariance, size, c);
  const sds = Array.from({ length: POSE_PARAMETERS }, (_, i) =>
    Math.sqrt(block[i * POSE_PARAMETERS + i]),
  );
  return sds.every((sd, i) => sd <= (i < 3 ? movedTurnSdRadMax : movedPlaceSdMMax));
}

/**
 * Which cameras have moved: with a robust loss on priors at first, then one at a time the one that
 * moved most, until the others' priors are believable together. At least half of the cameras hold. Joints
 * are wrong together by more than they scatter, so that some of them can seem to belie what was known of a
 * camera, and say too little to put another pose in its place: then what was known is kept.
 */
function findMoved(
  task: BundleTask,
  start: BundleState,
  priors: readonly CameraPrior[],
  parameters: CameraParameters,
): BundleFit {
  const size = BUNDLE_PARAMETERS * task.cameras.length;
  const holdingMin = Math.ceil(task.cameras.length / 2);
  const tolerantTask = { ...task, priorLoss: tolerantPrior(parameters) };
  const judged = { ...tolerantTask, loss: strict(parameters) };
  const kept = new Set<number>();
  let fit = settle(tolerantTask, start, parameters);
  let { moves } = findAllMarginals(judged, fit, priors);
  for (let holding = task.cameras.length; holding > holdingMin; ) {
    const open = moves.map((move, c) => (task.priorShares[c] > 0 && !kept.has(c) ? move : 0));
    const most = open.indexOf(Math.max(...open));
    if (chiSquareTail(open[most], POSE_PARAMETERS) >= parameters.movedTail) break;
    task.priorShares[most] = 0;
    const freed = settle(tolerantTask, fit.state, parameters);
    const marginals = findMarginals(judged, freed, priors);
    if (marginals !== null && isReported(marginals, size, most, parameters)) {
      [fit, moves] = [freed, marginals.moves];
      holding--;
    } else {
      task.priorShares[most] = 1;
      kept.add(most);
    }
  }
  return settle(task, fit.state, parameters);
}

function describeCamera(
  task: BundleTask,
  { state, lin }: BundleFit,
  { covariance, moves }: Marginals,
  prior: CameraPrior,
  c: number,
): RefinedCamera {
  const { cameraOf, sdPx, isUsed } = task.observations;
  const size = BUNDLE_PARAMETERS * task.cameras.length;
  const at = BUNDLE_PARAMETERS * c;
  const pose: Pose = state.poses[c];
  const errors: number[] = [];
  let observations = 0;
  for (let s = 0; s < cameraOf.length; s++) {
    if (cameraOf[s] !== c) continue;
    observations++;
    if (isUsed[s] === 0) continue;
    errors.push(sdPx[s] * Math.hypot(lin.residuals[2 * s], lin.residuals[2 * s + 1]));
  }
  const off = lin.priorOffs.subarray(at, at + BUNDLE_PARAMETERS);
  const isTimed = prior.timeOffsetSdS !== undefined;
  const clock = (at + POSE_PARAMETERS) * size + at + POSE_PARAMETERS;
  const movedTail = chiSquareTail(moves[c], POSE_PARAMETERS);
  return {
    camera: createCamera({ ...prior.camera, ...pose }),
    poseCovariance: takeBlock(covariance, size, c),
    timeOffsetS: isTimed ? state.offsetsS[c] : 0,
    timeOffsetSdS: isTimed ? Math.sqrt(covariance[clock]) : 0,
    observations,
    observationsDropped: observations - errors.length,
    errorPxMedian: errors.length === 0 ? 0 : median(errors),
    movedM: Math.hypot(off[3], off[4], off[5]),
    turnedRad: Math.hypot(off[0], off[1], off[2]),
    movedSds: Math.sqrt(Math.max(0, moves[c])),
    movedTail,
    isMoved: task.priorShares[c] === 0,
  };
}

/**
 * Refines cameras that see the same people. With two cameras it cannot be told which of them has
 * moved: the one that moves the more easily is blamed. RangeError on fewer than two, more than
 * CAMERAS_MAX, names that are there twice or not at all, and numbers that make no sense.
 */
export function refineCameras(
  priors: readonly CameraPrior[],
  observations: readonly WalkObservation[],
  parameters: CameraParameters = DEFAULT_CAMERAS,
): Refinement {
  if (priors.length < 2 || priors.length > CAMERAS_MAX) {
    throw new RangeError(`2 to ${CAMERAS_MAX} cameras are refined together, not ${priors.length}`);
  }
  if (new Set(priors.map(({ camera }) => camera.cameraId)).size < priors.length) {
    throw new RangeError("two cameras have the same name");
  }
  if (observations.length > WALK_SIGHTINGS_MAX) {
    throw new RangeError(`more than ${WALK_SIGHTINGS_MAX} observations`);
  }
  const arranged = arrange(priors, observations);
  const task: BundleTask = {
    cameras: priors.map(prepareCamera),
    observations: arranged,
    loss: strict(parameters),
    unimagedSds: parameters.unimagedSds,
    priorLoss: FIRM_PRIOR,
    priorShares: new Float64Array(priors.length).fill(1),
  };
  const start: BundleState = {
    poses: priors.map(({ camera }) => camera),
    offsetsS: new Float64Array(priors.length),
    places: new Float64Array(3 * (arranged.starts.length - 1)),
  };
  const fit = findMoved(task, start, priors, parameters);
  const marginals = findAllMarginals(task, fit, priors);
  let places = 0;
  for (let place = 0; place + 1 < arranged.starts.length; place++) {
    const { starts, isUsed } = arranged;
    if (isUsed.subarray(starts[place], starts[place + 1]).some((used) => used !== 0)) places++;
  }
  return {
    cameras: priors.map((prior, c) => describeCamera(task, fit, marginals, prior, c)),
    places,
  };
}
