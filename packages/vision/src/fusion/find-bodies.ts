/** Bodies that nobody knows yet: of poses that two cameras see of the same, or one alone. */
import { type Camera, castRay } from "../cameras/camera-model.ts";
import { triangulate } from "../cameras/triangulate.ts";
import { type Body, findGround, hangRest, makeBody, placeJoint } from "./body.ts";
import { type CameraView, findNoisePx2 } from "./camera-view.ts";
import { findStandM } from "./joint-values.ts";
import { DETECTION_STRIDE, JOINTS, type PoseDetection, TORSO_JOINTS } from "./pose-detection.ts";

export interface LonePose {
  readonly view: CameraView;
  readonly pose: PoseDetection;
}

export interface FoundBody {
  readonly body: Body;
  readonly from: readonly LonePose[];
}

interface Fit {
  readonly pair: readonly [LonePose, LonePose];
  readonly body: Body;
  readonly fitting: number;
  readonly square: number;
}

/**
 * Pairs of poses of different cameras that are of one body, the best first, each pose at most once.
 * @param isInside whether a place of the floor is in the shop
 */
export function findBodies(
  poses: readonly LonePose[],
  nowMs: number,
  isInside: (x: number, y: number) => boolean,
): FoundBody[] {
  const fits: Fit[] = [];
  for (const [at, one] of poses.entries()) {
    for (const other of poses.slice(at + 1)) {
      if (one.view === other.view) continue;
      const fit = fitPair([one, other], nowMs);
      if (fit === null) continue;
      const { x, y } = findGround(fit.body);
      if (isInside(x, y)) fits.push(fit);
    }
  }
  fits.sort((a, b) => b.fitting - b.square - (a.fitting - a.square));
  const taken = new Set<LonePose>();
  const found: FoundBody[] = [];
  for (const { pair, body } of fits) {
    if (pair.some((pose) => taken.has(pose))) continue;
    for (const pose of pair) taken.add(pose);
    found.push({ body, from: pair });
  }
  return found;
}

/** Where on the floor somebody stands of whom both poses can be; null where they cannot be of one body. */
export function findCommonGround(
  pair: readonly [LonePose, LonePose],
): { readonly x: number; readonly y: number } | null {
  const fit = fitPair(pair, 0);
  return fit === null ? null : findGround(fit.body);
}

function fitPair(pair: readonly [LonePose, LonePose], nowMs: number): Fit | null {
  const { parameters } = pair[0].view;
  const { firstDistanceM, pairFitSds, jointHeightMMin, jointHeightMMax } = parameters;
  const body = makeBody(parameters);
  let common = 0;
  let fitting = 0;
  let squares = 0;
  let torso = 0;
  for (let joint = 0; joint < JOINTS; joint++) {
    const detections = pair.map(({ view, pose: { joints } }) => ({
      camera: view.camera,
      x: joints[DETECTION_STRIDE * joint]!,
      y: joints[DETECTION_STRIDE * joint + 1]!,
      sdPx: Math.sqrt(findNoisePx2(view, joint, view.camera.focalXPx / firstDistanceM)),
    }));
    if (detections.some(({ x }) => Number.isNaN(x))) continue;
    common++;
    const place = triangulate(detections, parameters);
    if (place === null) continue;
    const { position, covariance: c } = place;
    const isJoint = position.z > jointHeightMMin && position.z < jointHeightMMax;
    if (!(place.residualSds < pairFitSds && isJoint)) continue;
    fitting++;
    squares += place.residualSds ** 2;
    if (joint < TORSO_JOINTS) torso++;
    const { x, y, z } = position;
    placeJoint(body, joint, [x, y, z], [c[0]!, c[1]!, c[2]!, c[4]!, c[5]!, c[8]!]);
    body.seenMs[joint] = nowMs;
  }
  const isFit =
    torso > 0 &&
    fitting >= parameters.pairJointsMin &&
    fitting >= parameters.pairFittingShare * common &&
    squares <= parameters.pairFitSquareMax * fitting;
  if (!isFit) return null;
  hangRest(body, parameters);
  return { pair, body, fitting, square: squares / fitting };
}

/**
 * A body that one camera alone sees, as far off as people's heads and shoulders are high; null where
 * too little of it is seen, or it would not be in the shop.
 */
export function guessBody(
  { view, pose: { joints } }: LonePose,
  nowMs: number,
  isInside: (x: number, y: number) => boolean,
): Body | null {
  const { parameters } = view;
  const body = makeBody(parameters);
  for (let joint = 0; joint < TORSO_JOINTS; joint++) {
    const x = joints[DETECTION_STRIDE * joint]!;
    const y = joints[DETECTION_STRIDE * joint + 1]!;
    if (Number.isNaN(x)) continue;
    const place = dropToHeight(view, joint, x, y);
    if (place === null) continue;
    placeJoint(body, joint, place.at, place.covariance);
    body.seenMs[joint] = nowMs;
  }
  if (Number.isNaN(body.places[3]!) && Number.isNaN(body.places[0]!)) return null;
  hangRest(body, parameters);
  const { x, y } = findGround(body);
  return isInside(x, y) ? body : null;
}

function dropToHeight(view: CameraView, joint: number, x: number, y: number) {
  const { camera, parameters } = view;
  const { guessDistanceMMin, guessDistanceMMax, guessHeightSdM } = parameters;
  const ray = castRay(camera, { x, y });
  if (ray === null) return null;
  const { origin, direction: d } = ray;
  const along = (findStandM(parameters, joint) - origin.z) / d.z;
  // Nearly level rays tell nothing of how far off somebody is.
  if (!(along > guessDistanceMMin && along < guessDistanceMMax)) return null;
  const at = [origin.x + along * d.x, origin.y + along * d.y, origin.z + along * d.z];
  const alongM2 = (guessHeightSdM / d.z) ** 2;
  const acrossM2 = acrossVariance(view, joint, camera, along);
  const c = (a: number, b: number, isSame: boolean): number =>
    alongM2 * a * b + (isSame ? acrossM2 : 0);
  return {
    at,
    covariance: [
      ...[c(d.x, d.x, true), c(d.x, d.y, false), c(d.x, d.z, false)],
      ...[c(d.y, d.y, true), c(d.y, d.z, false), c(d.z, d.z, true)],
    ],
  };
}

function acrossVariance(view: CameraView, joint: number, camera: Camera, distanceM: number) {
  const pxPerM = camera.focalXPx / distanceM;
  return findNoisePx2(view, joint, pxPerM) / (pxPerM * pxPerM);
}
