/**
 * Cameras and the places that they see, fitted together (Triggs et al. 2000). Each place touches few
 * cameras and no other place, so that it is taken out of the equations by itself (Schur's complement,
 * their section 6.1): what is solved is as large as there are cameras, however many places.
 */
import { findLoss, findWeight, type RobustLoss } from "@saunter/numerics/levenberg-marquardt";
import { cholesky, solveCholesky } from "@saunter/numerics/linear-algebra";
import { BUNDLE_STEPS_MAX } from "../limits.ts";
import {
  type Camera,
  differentiateByPose,
  imageCameraPoint,
  movePose,
  type Pose,
  toCameraAxes,
} from "./camera-model.ts";
import { multiplyRotations, subtract, transpose, vectorFromRotation } from "./rotations.ts";
import { invertSums } from "./three-by-three.ts";

/** Of a camera: three of its turn, three of its position (`movePose`), and its time offset. */
export const BUNDLE_PARAMETERS = 7;
const P = BUNDLE_PARAMETERS;
const POSE = 6;

export interface BundleCamera {
  readonly camera: Camera;
  /** Inverse of the covariance of the pose that was known before, 6 x 6 row-major. */
  readonly information: Float64Array;
  /** And of the variance of its clock, 1/s². */
  readonly clockInformation: number;
}

/** Observations in the order of their places; place i has those from starts[i] up to starts[i + 1]. */
export interface BundleObservations {
  readonly starts: Int32Array;
  readonly cameraOf: Int32Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly sdPx: Float64Array;
  /** What is seen moves so fast in the image, px/s. */
  readonly velocityX: Float64Array;
  readonly velocityY: Float64Array;
  /** 0 where it is left out. */
  readonly isUsed: Uint8Array;
}

export interface BundleTask {
  readonly cameras: readonly BundleCamera[];
  readonly observations: BundleObservations;
  readonly loss: RobustLoss;
  /** An observation that is not imaged at all costs as one that is so far off. */
  readonly unimagedSds: number;
  readonly priorLoss: RobustLoss;
  /** 0 where what was known of the camera before is not believed. */
  readonly priorShares: Float64Array;
}

export interface BundleState {
  readonly poses: readonly Pose[];
  /** What the camera's clock is ahead by, seconds. */
  readonly offsetsS: Float64Array;
  /** x, y, z of each place. */
  readonly places: Float64Array;
}

export interface Linearised {
  readonly cost: number;
  /** x and y of each observation, sds. */
  readonly residuals: Float64Array;
  /** 0 where it is not used, or not imaged. */
  readonly weights: Float64Array;
  readonly byCamera: Float64Array;
  readonly byPlace: Float64Array;
  /** How far each camera is from where it was known to be, 7 numbers each. */
  readonly priorOffs: Float64Array;
  readonly priorWeights: Float64Array;
}

/** Of a place's equations: their determinant, as a share of what it is when all directions are alike. */
const TOLD_SHARE_MIN = 1e-8;

/** The seven numbers by which a camera differs from what was known of it. */
export function findPriorOff(camera: Camera, pose: Pose, offsetS: number): number[] {
  const turn = vectorFromRotation(multiplyRotations(pose.rotation, transpose(camera.rotation)));
  const moved = subtract(pose.position, camera.position);
  return [turn.x, turn.y, turn.z, moved.x, moved.y, moved.z, offsetS];
}

/** Σᵢⱼ aᵢ Mᵢⱼ aⱼ of the six numbers from `at` on. */
function square(information: Float64Array, off: Float64Array, at: number): number {
  let sum = 0;
  for (let i = 0; i < POSE; i++) {
    for (let j = 0; j < POSE; j++) sum += off[at + i] * information[i * POSE + j] * off[at + j];
  }
  return sum;
}

function linearisePriors(task: BundleTask, state: BundleState, out: Linearised): number {
  let cost = 0;
  task.cameras.forEach(({ camera, information, clockInformation }, c) => {
    const off = findPriorOff(camera, state.poses[c], state.offsetsS[c]);
    out.priorOffs.set(off, P * c);
    const distance = square(information, out.priorOffs, P * c);
    cost += task.priorShares[c] * findLoss(task.priorLoss, distance);
    cost += clockInformation * off[POSE] ** 2;
    out.priorWeights[c] = task.priorShares[c] * findWeight(task.priorLoss, distance);
  });
  return cost;
}

/** One observation's residuals, derivatives and weight; what it costs. */
function lineariseObservation(
  task: BundleTask,
  state: BundleState,
  place: number,
  s: number,
  imaged: Float64Array,
  out: Linearised,
): number {
  const { cameraOf, x, y, sdPx, velocityX, velocityY } = task.observations;
  const c = cameraOf[s];
  const pose = state.poses[c];
  const { rotation: r } = pose;
  const at = 3 * place;
  const [px, py, pz] = [state.places[at], state.places[at + 1], state.places[at + 2]];
  const point = toCameraAxes(pose, { x: px, y: py, z: pz });
  if (!imageCameraPoint(task.cameras[c].camera, point.x, point.y, point.z, imaged)) {
    out.weights[s] = 0;
    return findLoss(task.loss, task.unimagedSds ** 2);
  }
  const scale = 1 / sdPx[s];
  const lead = state.offsetsS[c];
  const offX = (imaged[0] - x[s] - lead * velocityX[s]) * scale;
  const offY = (imaged[1] - y[s] - lead * velocityY[s]) * scale;
  out.residuals[2 * s] = offX;
  out.residuals[2 * s + 1] = offY;
  const { byCamera, byPlace } = out;
  differentiateByPose(pose, point, imaged, byCamera, 2 * P * s, P);
  byCamera[2 * P * s + 6] = -velocityX[s];
  byCamera[2 * P * s + P + 6] = -velocityY[s];
  for (let i = 2 * P * s; i < 2 * P * (s + 1); i++) byCamera[i] *= scale;
  for (let axis = 0; axis < 2; axis++) {
    const a = imaged[2 + 3 * axis] * scale;
    const b = imaged[3 + 3 * axis] * scale;
    const d = imaged[4 + 3 * axis] * scale;
    byPlace[6 * s + 3 * axis] = a * r[0] + b * r[3] + d * r[6];
    byPlace[6 * s + 3 * axis + 1] = a * r[1] + b * r[4] + d * r[7];
    byPlace[6 * s + 3 * axis + 2] = a * r[2] + b * r[5] + d * r[8];
  }
  const distance = offX * offX + offY * offY;
  out.weights[s] = findWeight(task.loss, distance);
  return findLoss(task.loss, distance);
}

export function linearise(task: BundleTask, state: BundleState): Linearised {
  const { starts, cameraOf, isUsed } = task.observations;
  const count = cameraOf.length;
  const out = {
    residuals: new Float64Array(2 * count),
    weights: new Float64Array(count),
    byCamera: new Float64Array(2 * P * count),
    byPlace: new Float64Array(6 * count),
    priorOffs: new Float64Array(P * task.cameras.length),
    priorWeights: new Float64Array(task.cameras.length),
    cost: 0,
  };
  const imaged = new Float64Array(8);
  let cost = linearisePriors(task, state, out);
  for (let place = 0; place + 1 < starts.length; place++) {
    for (let s = starts[place]; s < starts[place + 1]; s++) {
      if (isUsed[s] !== 0) cost += lineariseObservation(task, state, place, s, imaged, out);
    }
  }
  out.cost = cost;
  return out;
}

/** The cameras' equations after the places were taken out, and how to get the places back. */
interface Reduced {
  readonly matrix: Float64Array;
  readonly vector: Float64Array;
  /** Of each place: inverse of its own block, nine numbers, and its gradient, three. */
  readonly inverses: Float64Array;
  readonly gradients: Float64Array;
}

function addPriors(task: BundleTask, lin: Linearised, matrix: Float64Array, vector: Float64Array) {
  const size = P * task.cameras.length;
  task.cameras.forEach(({ information, clockInformation }, c) => {
    const at = P * c;
    for (let i = 0; i < POSE; i++) {
      for (let j = 0; j < POSE; j++) {
        const entry = lin.priorWeights[c] * information[i * POSE + j];
        matrix[(at + i) * size + at + j] += entry;
        vector[at + i] -= entry * lin.priorOffs[at + j];
      }
    }
    matrix[(at + POSE) * size + at + POSE] += clockInformation;
    vector[at + POSE] -= clockInformation * lin.priorOffs[at + POSE];
  });
}

/** Adds what the observations say of the cameras themselves. */
function addCameras(task: BundleTask, lin: Linearised, matrix: Float64Array, vector: Float64Array) {
  const size = P * task.cameras.length;
  const { cameraOf } = task.observations;
  for (let s = 0; s < cameraOf.length; s++) {
    const weight = lin.weights[s];
    if (weight === 0) continue;
    const to = P * cameraOf[s];
    for (let axis = 0; axis < 2; axis++) {
      const at = 2 * P * s + P * axis;
      for (let i = 0; i < P; i++) {
        const weighted = weight * lin.byCamera[at + i];
        vector[to + i] -= weighted * lin.residuals[2 * s + axis];
        for (let j = 0; j < P; j++)
          matrix[(to + i) * size + to + j] += weighted * lin.byCamera[at + j];
      }
    }
  }
}

/** Sums of one place: its block and its gradient. */
function sumPlace(lin: Linearised, from: number, to: number, sums: Float64Array): void {
  sums.fill(0);
  for (let s = from; s < to; s++) {
    const weight = lin.weights[s];
    for (let row = 0; row < 2; row++) {
      const at = 6 * s + 3 * row;
      const [a, b, c] = [lin.byPlace[at], lin.byPlace[at + 1], lin.byPlace[at + 2]];
      const off = weight * lin.residuals[2 * s + row];
      sums[0] += weight * a * a;
      sums[1] += weight * a * b;
      sums[2] += weight * a * c;
      sums[3] += weight * b * b;
      sums[4] += weight * b * c;
      sums[5] += weight * c * c;
      sums[6] += a * off;
      sums[7] += b * off;
      sums[8] += c * off;
    }
  }
}

/** Writes the 7 x 3 block of an observation's camera and place. */
function mixBlock(lin: Linearised, s: number, out: Float64Array): void {
  const weight = lin.weights[s];
  for (let i = 0; i < P; i++) {
    const a = weight * lin.byCamera[2 * P * s + i];
    const b = weight * lin.byCamera[2 * P * s + P + i];
    for (let k = 0; k < 3; k++) {
      out[3 * i + k] = a * lin.byPlace[6 * s + k] + b * lin.byPlace[6 * s + 3 + k];
    }
  }
}

/** Takes a place out of the cameras' equations. */
function eliminate(
  task: BundleTask,
  lin: Linearised,
  place: number,
  reduced: Reduced,
  blocks: Float64Array[],
): void {
  const { starts, cameraOf } = task.observations;
  const size = P * task.cameras.length;
  const { matrix, vector, inverses, gradients } = reduced;
  const [from, to] = [starts[place], starts[place + 1]];
  while (blocks.length < to - from) blocks.push(new Float64Array(3 * P));
  for (let s = from; s < to; s++) mixBlock(lin, s, blocks[s - from]);
  const inverse = inverses.subarray(9 * place, 9 * place + 9);
  for (let s = from; s < to; s++) {
    if (lin.weights[s] === 0) continue;
    const own = blocks[s - from];
    const row = P * cameraOf[s];
    for (let i = 0; i < P; i++) {
      const [a, b, c] = [own[3 * i], own[3 * i + 1], own[3 * i + 2]];
      const x = a * inverse[0] + b * inverse[3] + c * inverse[6];
      const y = a * inverse[1] + b * inverse[4] + c * inverse[7];
      const z = a * inverse[2] + b * inverse[5] + c * inverse[8];
      const at = 3 * place;
      vector[row + i] += x * gradients[at] + y * gradients[at + 1] + z * gradients[at + 2];
      for (let t = from; t < to; t++) {
        if (lin.weights[t] === 0) continue;
        const other = blocks[t - from];
        const entry = (row + i) * size + P * cameraOf[t];
        for (let j = 0; j < P; j++) {
          matrix[entry + j] -= x * other[3 * j] + y * other[3 * j + 1] + z * other[3 * j + 2];
        }
      }
    }
  }
}

/** Whether a place is told in all three directions, to a precision that survives being taken out. */
function isReported(sums: Float64Array): boolean {
  const [xx, xy, xz, yy, yz, zz] = sums;
  const determinant =
    xx * (yy * zz - yz * yz) - xy * (xy * zz - yz * xz) + xz * (xy * yz - yy * xz);
  return determinant > TOLD_SHARE_MIN * ((xx + yy + zz) / 3) ** 3;
}

/** Fills inverses and gradients; what is seen along one line alone is given no weight. */
function sumPlaces(task: BundleTask, lin: Linearised, damping: number, reduced: Reduced): void {
  const { starts } = task.observations;
  const sums = new Float64Array(9);
  for (let place = 0; place + 1 < starts.length; place++) {
    sumPlace(lin, starts[place], starts[place + 1], sums);
    if (!isReported(sums)) {
      lin.weights.fill(0, starts[place], starts[place + 1]);
      continue;
    }
    for (const i of [0, 3, 5]) sums[i] *= 1 + damping;
    reduced.inverses.set(invertSums(sums), 9 * place);
    reduced.gradients.set(sums.subarray(6, 9), 3 * place);
  }
}

/** @param damping each diagonal entry grows by that share */
export function reduce(task: BundleTask, lin: Linearised, damping: number): Reduced {
  const size = P * task.cameras.length;
  const { starts } = task.observations;
  const placeCount = starts.length - 1;
  const reduced: Reduced = {
    matrix: new Float64Array(size * size),
    vector: new Float64Array(size),
    inverses: new Float64Array(9 * placeCount),
    gradients: new Float64Array(3 * placeCount),
  };
  sumPlaces(task, lin, damping, reduced);
  addPriors(task, lin, reduced.matrix, reduced.vector);
  addCameras(task, lin, reduced.matrix, reduced.vector);
  for (let i = 0; i < size; i++) reduced.matrix[i * size + i] *= 1 + damping;
  const blocks: Float64Array[] = [];
  for (let place = 0; place < placeCount; place++) eliminate(task, lin, place, reduced, blocks);
  return reduced;
}

/** The places' steps that follow from those of the cameras. */
function stepPlaces(task: BundleTask, lin: Linearised, reduced: Reduced, step: Float64Array) {
  const { starts, cameraOf } = task.observations;
  const moves = new Float64Array(3 * (starts.length - 1));
  const block = new Float64Array(3 * P);
  for (let place = 0; place + 1 < starts.length; place++) {
    const right = [0, 1, 2].map((k) => -reduced.gradients[3 * place + k]);
    for (let s = starts[place]; s < starts[place + 1]; s++) {
      if (lin.weights[s] === 0) continue;
      mixBlock(lin, s, block);
      for (let i = 0; i < P; i++) {
        for (let k = 0; k < 3; k++) right[k] -= block[3 * i + k] * step[P * cameraOf[s] + i];
      }
    }
    for (let k = 0; k < 3; k++) {
      for (let m = 0; m < 3; m++) {
        moves[3 * place + k] += reduced.inverses[9 * place + 3 * k + m] * right[m];
      }
    }
  }
  return moves;
}

function moveBundle(state: BundleState, step: Float64Array, moves: Float64Array): BundleState {
  return {
    poses: state.poses.map((pose, c) => movePose(pose, step.subarray(P * c, P * c + 6))),
    offsetsS: state.offsetsS.map((offset, c) => offset + step[P * c + 6]),
    places: state.places.map((x, i) => x + moves[i]),
  };
}

const DAMPING_START = 1e-4;
const DAMPING_MAX = 1e10;
/** The cost falls by a smaller share: it is done. */
const FALL_SHARE_MIN = 1e-9;

export interface BundleFit {
  readonly state: BundleState;
  readonly lin: Linearised;
}

/** Downhill from a state, by Levenberg and Marquardt. */
export function fitBundle(task: BundleTask, start: BundleState): BundleFit {
  const size = P * task.cameras.length;
  let state = start;
  let lin = linearise(task, state);
  let damping = DAMPING_START;
  for (let i = 0; i < BUNDLE_STEPS_MAX && damping < DAMPING_MAX; i++) {
    const reduced = reduce(task, lin, damping);
    const lower = cholesky(reduced.matrix, size);
    if (lower === null) {
      damping *= 10;
      continue;
    }
    const step = solveCholesky(lower, size, reduced.vector);
    const tried = moveBundle(state, step, stepPlaces(task, lin, reduced, step));
    const triedLin = linearise(task, tried);
    if (!(triedLin.cost <= lin.cost)) {
      damping *= 10;
      continue;
    }
    const fall = lin.cost - triedLin.cost;
    state = tried;
    lin = triedLin;
    damping = Math.max(1e-12, damping / 10);
    if (fall <= FALL_SHARE_MIN * lin.cost) break;
  }
  return { state, lin };
}
