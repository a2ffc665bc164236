/**
 * Where a camera hangs, from known places and where it shows them: four on the floor or a shelf are
 * enough. Many starts by three points each (so that a wrong point spoils few of them), for places on
 * a plane their mirrored pose too, refined with robust weights.
 */
import { chiSquareTailQuantile } from "@saunter/numerics/chi-square";
import { median } from "@saunter/numerics/statistics";
import { findEigen } from "@saunter/numerics/symmetric-eigen";
import {
  ALL_SUSPECTS_POINTS_MAX,
  POINTS_MAX,
  STARTS_MAX,
  SUSPECTS_MAX,
  TRIPLE_POINTS_MAX,
  TRIPLES_MAX,
} from "../limits.ts";
import { type CameraParameters, DEFAULT_CAMERAS } from "../parameters/cameras.ts";
import { type Camera, castRay, createLens, projectPoint, toCameraAxes } from "./camera-model.ts";
import {
  countParameters,
  differentiateImage,
  fitPose,
  type KnownPoint,
  type LensUnknowns,
  POSE_PARAMETERS,
  type PoseFit,
} from "./pose-fit.ts";
import { measureDistance, measureTurn, type Point3, rotate } from "./rotations.ts";
import { findThreePointPoses, mirrorPose, type Triple } from "./three-point-pose.ts";

export interface ResectionOptions {
  /** Whether the focal length is sought as well; the lens's is a guess then. */
  readonly estimateFocal?: boolean;
  readonly estimateK1?: boolean;
  /** Where it matters how exactly things are placed; the middle of the points when left out. */
  readonly workingPlace?: Point3;
}

export interface Resection {
  readonly kind: "resected";
  readonly camera: Camera;
  readonly errorsPx: readonly { readonly name: string; readonly errorPx: number }[];
  readonly errorPxRms: number;
  /** Root of chi-square by its degrees of freedom: about 1 where the points' sds are right. */
  readonly residualSds: number;
  /** 6 x 6, row-major: turn in camera axes, rad, then position, m (`movePose`). */
  readonly poseCovariance: Float64Array;
  /** Null where it was not sought. */
  readonly focalSdPx: number | null;
  readonly k1Sd: number | null;
  readonly positionSdCm: number;
  /** How far off, across the line of sight, a thing at the working place is put: root mean square. */
  readonly workingSdCm: number;
  readonly workingDistanceM: number;
  /** Another pose that fits as well. More points, off their plane, decide. */
  readonly alternative: Camera | null;
}

export type RefusalReason =
  | "too-few-points"
  | "points-in-line"
  | "point-fits-badly"
  | "points-disagree"
  | "no-pose";

export interface ResectionRefusal {
  readonly kind: "refused";
  readonly reason: RefusalReason;
  /** What to do, for a person. */
  readonly message: string;
  /** Of the points that it is about. */
  readonly names: readonly string[];
}

/** As many decide a pose: of three, up to four poses fit. */
export const POINTS_MIN = 4;
/** In widths of the image, from 120 to 25 degrees of view: starts, from which the fit goes on. */
const FOCAL_WIDTHS = [0.3, 0.45, 0.65, 0.95, 1.4, 2.2];

interface Shape {
  readonly middle: Point3;
  /** Of the plane that fits best. */
  readonly normal: Point3;
  /** Roots of the mean squares along the three main directions, rising, metres. */
  readonly spreadsM: readonly [number, number, number];
}

function findShape(points: readonly KnownPoint[]): Shape {
  const sum = { x: 0, y: 0, z: 0 };
  for (const { place } of points) {
    sum.x += place.x / points.length;
    sum.y += place.y / points.length;
    sum.z += place.z / points.length;
  }
  const scatter = new Float64Array(9);
  for (const { place } of points) {
    const off = [place.x - sum.x, place.y - sum.y, place.z - sum.z];
    for (let i = 0; i < 9; i++) scatter[i] += (off[Math.floor(i / 3)] * off[i % 3]) / points.length;
  }
  const { values, vectors } = findEigen(scatter, 3);
  const [thin, middle, long] = Array.from(values, (value) => Math.sqrt(Math.max(0, value)));
  const normal = { x: vectors[0], y: vectors[1], z: vectors[2] };
  return { middle: sum, normal, spreadsM: [thin, middle, long] };
}

/** Threes of points, evenly from all there are. */
function listTriples(count: number): [number, number, number][] {
  const all: [number, number, number][] = [];
  const step = Math.max(1, Math.ceil(count / TRIPLE_POINTS_MAX));
  for (let i = 0; i < count; i += step) {
    for (let j = i + step; j < count; j += step) {
      for (let k = j + step; k < count; k += step) all.push([i, j, k]);
    }
  }
  const stride = Math.max(1, all.length / TRIPLES_MAX);
  const kept: [number, number, number][] = [];
  for (let at = 0; at < all.length; at += stride) kept.push(all[Math.floor(at)]);
  return kept;
}

/** How badly a camera fits, in sds, with no point counting for more than so much. */
function scoreStart(camera: Camera, points: readonly KnownPoint[], startSdsMax: number): number {
  let score = 0;
  for (const { place, x, y, sdPx } of points) {
    const pixel = projectPoint(camera, place);
    const off = pixel === null ? startSdsMax * 2 : Math.hypot(pixel.x - x, pixel.y - y) / sdPx;
    score += pixel === null ? off : Math.min(off, startSdsMax);
  }
  return score;
}

interface Start {
  readonly camera: Camera;
  readonly score: number;
}

const isSamePose = (
  a: Camera,
  b: Camera,
  distanceM: number,
  { samePoseTurnRad, samePosePlaceShare, samePoseFocalLog }: CameraParameters,
): boolean =>
  measureTurn(a.rotation, b.rotation) < samePoseTurnRad &&
  measureDistance(a.position, b.position) < samePosePlaceShare * distanceM &&
  Math.abs(Math.log(a.focalXPx / b.focalXPx)) < samePoseFocalLog;

function listStarts(
  guess: Camera,
  points: readonly KnownPoint[],
  { middle, normal, spreadsM }: Shape,
  parameters: CameraParameters,
): Start[] {
  const { planeShare, startSdsMax } = parameters;
  const directions = points.map(({ x, y }) => {
    const ray = castRay(guess, { x, y });
    return ray === null ? null : rotate(guess.rotation, ray.direction);
  });
  const starts: Start[] = [];
  for (const [i, j, k] of listTriples(points.length)) {
    const seen = [directions[i], directions[j], directions[k]];
    if (!seen.every((one) => one !== null)) continue;
    const places: Triple = [points[i].place, points[j].place, points[k].place];
    for (const pose of findThreePointPoses(places, seen as unknown as Triple)) {
      const isFlat = spreadsM[0] < planeShare * spreadsM[2];
      const poses = isFlat ? [pose, mirrorPose(pose, middle, normal)] : [pose];
      for (const one of poses) {
        const camera = { ...guess, ...one };
        starts.push({ camera, score: scoreStart(camera, points, startSdsMax) });
      }
    }
  }
  return pickDistinct(starts, middle, parameters);
}

/** The best few that differ. */
function pickDistinct(
  starts: readonly Start[],
  middle: Point3,
  parameters: CameraParameters,
): Start[] {
  const picked: Start[] = [];
  for (const start of [...starts].sort((a, b) => a.score - b.score)) {
    const distanceM = measureDistance(start.camera.position, middle);
    if (picked.some(({ camera }) => isSamePose(camera, start.camera, distanceM, parameters)))
      continue;
    picked.push(start);
    if (picked.length === STARTS_MAX) break;
  }
  return picked;
}

/** The cameras that are tried: the one given, and where its focal length is sought, others. */
function listGuesses(camera: Camera, unknowns: LensUnknowns): Camera[] {
  if (!unknowns.focal) return [camera];
  return FOCAL_WIDTHS.map((widths) => {
    const focalXPx = widths * camera.widthPx;
    const focalYPx = (focalXPx * camera.focalYPx) / camera.focalXPx;
    return { ...camera, ...createLens({ ...camera, focalXPx, focalYPx }) };
  });
}

/** Fits that differ, the best first. */
function listFits(
  camera: Camera,
  points: readonly KnownPoint[],
  unknowns: LensUnknowns,
  parameters: CameraParameters,
): PoseFit[] {
  const shape = findShape(points);
  const starts = listGuesses(camera, unknowns).flatMap((guess) =>
    listStarts(guess, points, shape, parameters),
  );
  const fits = pickDistinct(starts, shape.middle, parameters)
    .map((start) => fitPose(start.camera, points, unknowns, parameters))
    .filter((fit) => fit !== null)
    .sort((a, b) => a.cost - b.cost);
  const distinct: PoseFit[] = [];
  for (const fit of fits) {
    const distanceM = measureDistance(fit.camera.position, shape.middle);
    const isKnown = distinct.some((one) =>
      isSamePose(one.camera, fit.camera, distanceM, parameters),
    );
    if (!isKnown) distinct.push(fit);
  }
  return distinct;
}

const refuse = (
  reason: RefusalReason,
  message: string,
  names: readonly string[] = [],
): ResectionRefusal => ({ kind: "refused", reason, message, names });

function checkPoints(
  points: readonly KnownPoint[],
  unknowns: LensUnknowns,
  { lineShare }: CameraParameters,
): ResectionRefusal | null {
  const needed = POINTS_MIN + Number(unknowns.focal) + Number(unknowns.k1);
  if (points.length < needed) {
    const missing = needed - points.length;
    return refuse(
      "too-few-points",
      `${points.length} points are too few, ${needed} are needed: click ${missing} more, far apart.`,
    );
  }
  for (const { name, place, x, y, sdPx } of points) {
    if (!(sdPx > 0) || !Number.isFinite(place.x + place.y + place.z + x + y + sdPx)) {
      throw new RangeError(
        `point "${name}" is no point: its numbers must be finite, its sd above 0`,
      );
    }
  }
  if (points.length > POINTS_MAX) throw new RangeError(`more than ${POINTS_MAX} points`);
  const { spreadsM } = findShape(points);
  if (spreadsM[1] > lineShare * spreadsM[2]) return null;
  return refuse(
    "points-in-line",
    "All points lie on one line: click others, well beside it.",
    points.map(({ name }) => name),
  );
}

const measureSds = ({ errorsPx }: PoseFit, points: readonly KnownPoint[]): number[] =>
  errorsPx.map((errorPx, i) => errorPx / points[i].sdPx);

const findRms = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);

interface BadPoint {
  readonly point: KnownPoint;
  /** Off where the rest puts it. */
  readonly errorPx: number;
  readonly rest: readonly KnownPoint[];
  readonly restFit: PoseFit;
}

/** Few points are each left out in turn; of many, those that fit worst. */
function listSuspects(fit: PoseFit, points: readonly KnownPoint[]): number[] {
  const sds = measureSds(fit, points);
  const worstFirst = [...points.keys()].sort((a, b) => sds[b] - sds[a]);
  return points.length <= ALL_SUSPECTS_POINTS_MAX ? worstFirst : worstFirst.slice(0, SUSPECTS_MAX);
}

/** The one point without which the rest fits best; null where none can be spared. */
function findBadPoint(
  fit: PoseFit,
  points: readonly KnownPoint[],
  unknowns: LensUnknowns,
  parameters: CameraParameters,
): BadPoint | null {
  let best: BadPoint | null = null;
  for (const suspect of listSuspects(fit, points)) {
    const point = points[suspect];
    const rest = points.filter((_, at) => at !== suspect);
    if (checkPoints(rest, unknowns, parameters) !== null) continue;
    // Of few, a wrong one may have led to another pose altogether.
    const isFew = points.length <= ALL_SUSPECTS_POINTS_MAX;
    const [restFit] = isFew
      ? listFits(fit.camera, rest, unknowns, parameters)
      : [fitPose(fit.camera, rest, unknowns, parameters)];
    if (!restFit || (best !== null && best.restFit.cost <= restFit.cost)) continue;
    const pixel = projectPoint(restFit.camera, point.place);
    const errorPx =
      pixel === null ? Number.POSITIVE_INFINITY : Math.hypot(pixel.x - point.x, pixel.y - point.y);
    best = { point, errorPx, rest, restFit };
  }
  return best;
}

/** Far off, and far more so than the others are. */
const isBad = (
  { point, errorPx, rest, restFit }: BadPoint,
  { pointBadSds, pointBadTimes }: CameraParameters,
): boolean =>
  errorPx / point.sdPx > pointBadSds &&
  errorPx / point.sdPx > pointBadTimes * median(measureSds(restFit, rest));

const writePx = (px: number): string => (Number.isFinite(px) ? `${Math.round(px)} px` : "far");

/**
 * Whether the points that were taken out were what was wrong: the rest is as exact as it was said to
 * be, or at least far more so than all were.
 */
function isExplained(
  fit: PoseFit,
  points: readonly KnownPoint[],
  restFit: PoseFit,
  rest: readonly KnownPoint[],
  { pointsFitSds, pointsBetterTimes }: CameraParameters,
): boolean {
  const restSds = findRms(measureSds(restFit, rest));
  return restSds < pointsFitSds || restSds < findRms(measureSds(fit, points)) / pointsBetterTimes;
}

/** Names the points that are wrong, where taking few out makes the rest fit. */
function nameBadPoints(
  points: readonly KnownPoint[],
  fit: PoseFit,
  unknowns: LensUnknowns,
  parameters: CameraParameters,
): ResectionRefusal | null {
  const { pointBadSds, pointsBadShareMax } = parameters;
  const bad: BadPoint[] = [];
  let rest = points;
  let restFit = fit;
  let canSpare = true;
  while (bad.length < Math.floor(points.length * pointsBadShareMax)) {
    if (Math.max(...measureSds(restFit, rest)) <= pointBadSds) break;
    const one = findBadPoint(restFit, rest, unknowns, parameters);
    canSpare = one !== null;
    if (one === null || !isBad(one, parameters)) break;
    bad.push(one);
    ({ rest, restFit } = one);
  }
  if (bad.length > 0 && isExplained(fit, points, restFit, rest, parameters)) {
    const names = bad.map(({ point }) => point.name);
    const offs = bad.map(({ point, errorPx }) => `"${point.name}" is ${writePx(errorPx)} off`);
    const others = findRms(restFit.errorsPx).toFixed(1);
    return refuse(
      "point-fits-badly",
      `${offs.join(", ")}, the others ${others} px: click it again, or look whether its place in the shop is right.`,
      names,
    );
  }
  const sds = measureSds(fit, points);
  const worst = sds.indexOf(Math.max(...sds));
  // Many that are all a little off say that the lens is not as it is thought to be: told by the fit.
  if (sds[worst] <= pointBadSds || (canSpare && points.length > ALL_SUSPECTS_POINTS_MAX))
    return null;
  return refuse(
    "points-disagree",
    `The points do not fit together, "${points[worst].name}" worst: check each again; with more points, the wrong one can be named.`,
    [points[worst].name],
  );
}

/** How far off a pixel is for what is not known of the camera: root mean square distance, px. */
function findImageSdPx(
  camera: Camera,
  covariance: Float64Array,
  place: Point3,
  unknowns: LensUnknowns,
): number {
  const size = countParameters(unknowns);
  const slopes = new Float64Array(2 * size);
  if (!differentiateImage(camera, place, unknowns, slopes, 0)) return Number.POSITIVE_INFINITY;
  let variance = 0;
  for (let axis = 0; axis < 2; axis++) {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        variance += slopes[axis * size + i] * covariance[i * size + j] * slopes[axis * size + j];
      }
    }
  }
  return Math.sqrt(variance);
}

function describeFit(
  fit: PoseFit,
  covariance: Float64Array,
  points: readonly KnownPoint[],
  unknowns: LensUnknowns,
  workingPlace: Point3,
  { scatterTail }: CameraParameters,
): Omit<Resection, "alternative"> {
  const { camera, errorsPx, chiSquare } = fit;
  const size = countParameters(unknowns);
  const degrees = 2 * points.length - size;
  // Points that scatter more than their sds say are as inexact as they scatter.
  const isWild = chiSquare > chiSquareTailQuantile(scatterTail, degrees);
  const scaled = covariance.map((x) => (isWild ? (x * chiSquare) / degrees : x));
  const poseCovariance = new Float64Array(POSE_PARAMETERS ** 2);
  for (let i = 0; i < POSE_PARAMETERS; i++) {
    poseCovariance.set(scaled.subarray(i * size, i * size + POSE_PARAMETERS), i * POSE_PARAMETERS);
  }
  const getSd = (at: number): number => Math.sqrt(scaled[at * size + at]);
  const depthM = toCameraAxes(camera, workingPlace).z;
  const imageSdPx = findImageSdPx(camera, scaled, workingPlace, unknowns);
  return {
    kind: "resected",
    camera,
    errorsPx: points.map(({ name }, i) => ({ name, errorPx: errorsPx[i] })),
    errorPxRms: findRms(errorsPx),
    residualSds: Math.sqrt(chiSquare / degrees),
    poseCovariance,
    focalSdPx: unknowns.focal ? getSd(POSE_PARAMETERS) * camera.focalXPx : null,
    k1Sd: unknowns.k1 ? getSd(size - 1) : null,
    positionSdCm: 100 * Math.hypot(getSd(3), getSd(4), getSd(5)),
    workingSdCm: (100 * imageSdPx * depthM) / camera.focalXPx,
    workingDistanceM: measureDistance(camera.position, workingPlace),
  };
}

/**
 * Finds the pose of a camera whose lens is known, or guessed (`estimateFocal`). The pose that
 * `camera` has is ignored. RangeError on numbers that are not finite.
 */
export function resectCamera(
  camera: Camera,
  points: readonly KnownPoint[],
  options: ResectionOptions = {},
  parameters: CameraParameters = DEFAULT_CAMERAS,
): Resection | ResectionRefusal {
  const unknowns = { focal: options.estimateFocal ?? false, k1: options.estimateK1 ?? false };
  const problem = checkPoints(points, unknowns, parameters);
  if (problem !== null) return problem;
  const [fit, other] = listFits(camera, points, unknowns, parameters);
  if (fit === undefined || fit.covariance === null) {
    return refuse(
      "no-pose",
      "No place of the camera shows the points so: look whether the lens and the points are right.",
    );
  }
  const bad = nameBadPoints(points, fit, unknowns, parameters);
  if (bad !== null) return bad;
  const workingPlace = options.workingPlace ?? findShape(points).middle;
  const isOpen = other !== undefined && other.cost - fit.cost < parameters.alternativeChiSquare;
  return {
    ...describeFit(fit, fit.covariance, points, unknowns, workingPlace, parameters),
    alternative: isOpen ? other.camera : null,
  };
}
