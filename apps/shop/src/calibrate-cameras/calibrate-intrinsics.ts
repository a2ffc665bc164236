/**
 * What a lens does, from several views of a plane board: Zhang (2000), by OpenCV. Views that do not
 * do are refused, and whoever takes them is told what would be better.
 */
import { median } from "@saunter/numerics/statistics";
import {
  createCamera,
  createLens,
  type Lens,
  type Pose,
  projectPoint,
} from "@saunter/vision/cameras/camera-model";
import { dot, type Point3, rotationFromVector } from "@saunter/vision/cameras/rotations";
import { BOARD_CORNERS_MIN, spanPlane } from "./board-layout.ts";
import type {
  BoardPose,
  BoardSolver,
  BoardView,
  SolvedLens,
  SolveOptions,
} from "./solve-boards.ts";

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
}

export interface LensCalibration {
  readonly kind: "calibrated";
  readonly lens: Lens;
  /** Those that were sought, and how exactly each is known. */
  readonly sds: ReadonlyMap<LensParameterName, number>;
  readonly views: readonly ViewFit[];
  readonly errorPxRms: number;
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

export const VIEWS_MIN = 3;
/** Boards tilted less against each other count as one view. */
const TILT_DEGREES_MIN = 5;
/** Where more views are tilted alike, one of them tells nearly all. */
const VIEWS_ALIKE_MAX = 2;
/** A focal length known less exactly than this is worth another round, as a share. */
const FOCAL_SHARE_GOOD = 0.01;
/** Corners reach at least so far, as a share of the way from the centre to the image's corners. */
const REACH_GOOD = 0.75;
/** Smallest ratio of a view's error to that of all views at which it fits badly. */
const VIEW_BAD_TIMES = 3;
/** A corner so many times as far off as half of its view was found wrongly, where that is so many pixels. */
const STRAY_TIMES = 8;
const STRAY_PX_MIN = 2;
const STRAY_ROUNDS_MAX = 3;

const refuse = (
  reason: CalibrationRefusal["reason"],
  message: string,
  names: readonly string[] = [],
): CalibrationRefusal => ({ kind: "refused", reason, message, names });

function checkViews(views: readonly BoardView[]): CalibrationRefusal | null {
  const poor = views
    .filter(({ corners }) => corners.length < BOARD_CORNERS_MIN)
    .map(({ name }) => name);
  if (poor.length > 0) {
    return refuse(
      "too-few-corners",
      `In ${poor.join(", ")} fewer than ${BOARD_CORNERS_MIN} corners are seen: leave it out, or take it again.`,
      poor,
    );
  }
  const flat = views.filter(({ corners }) => !spanPlane(corners)).map(({ name }) => name);
  if (flat.length > 0) {
    const message = `The corners of ${flat.join(", ")} lie on one line: take it again.`;
    return refuse("too-few-corners", message, flat);
  }
  if (views.length >= VIEWS_MIN) return null;
  const missing = VIEWS_MIN - views.length;
  return refuse(
    "too-few-views",
    `${views.length} views are too few: take ${missing} more, the board tilted another way in each.`,
  );
}

/** Views by how the board is tilted: those that are as good as one together. */
function groupAlike(views: readonly BoardView[], turns: readonly Point3[]): string[][] {
  const groups: { turn: Point3; names: string[] }[] = [];
  views.forEach(({ name }, i) => {
    const group = groups.find(({ turn }) => measureTilt(turn, turns[i]!) < TILT_DEGREES_MIN);
    if (group) group.names.push(name);
    else groups.push({ turn: turns[i]!, names: [name] });
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

/** Degrees between two boards as the camera sees them, whatever way they are turned in their plane. */
function measureTilt(a: Point3, b: Point3): number {
  const [na, nb] = [a, b].map((turn) => {
    const r = rotationFromVector(turn);
    return { x: r[2]!, y: r[5]!, z: r[8]! };
  }) as [Point3, Point3];
  return (Math.acos(Math.min(1, Math.abs(dot(na, nb)))) * 180) / Math.PI;
}

/** How far from the centre corners were seen, as a share of the way to the image's corners. */
function measureReach({ widthPx, heightPx }: Lens, views: readonly BoardView[]): number {
  const distances = views.flatMap(({ corners }) =>
    corners.map(({ x, y }) => Math.hypot(x - (widthPx - 1) / 2, y - (heightPx - 1) / 2)),
  );
  return Math.max(...distances) / (Math.hypot(widthPx, heightPx) / 2);
}

function giveAdvice(
  { lens, sds, views, errorPxRms }: Omit<LensCalibration, "advice" | "kind">,
  boards: readonly BoardView[],
  groups: readonly string[][],
): string[] {
  const advice: string[] = [];
  const share = sds.get("focalXPx")! / lens.focalXPx;
  if (share > FOCAL_SHARE_GOOD) {
    const percent = (100 * share).toFixed(1);
    advice.push(`The focal length is known to ${percent} % only: tilt the board more.`);
  }
  const reach = measureReach(lens, boards);
  if (reach < REACH_GOOD) {
    advice.push(
      `The board was never near the edge: past ${Math.round(100 * reach)} % of the way to the corners the lens is a guess.`,
    );
  }
  for (const { name, errorPxRms: own } of views) {
    if (own > VIEW_BAD_TIMES * errorPxRms) {
      advice.push(`View ${name} fits badly (${own.toFixed(1)} px): take it again, held still.`);
    }
  }
  for (const names of groups.filter((group) => group.length > VIEWS_ALIKE_MAX)) {
    advice.push(`Views ${names.join(", ")} are alike: one of them tells nearly all.`);
  }
  return advice;
}

/**
 * The views without corners that were found elsewhere than they are, which a sum of squares would follow; the same
 * views where there are none. No view loses more than it can spare.
 */
function leaveStraysOut(
  solved: SolvedLens,
  views: readonly BoardView[],
  options: SolveOptions,
): readonly BoardView[] {
  const { lens } = describeLens(solved, views, options);
  const errors = views.map(({ corners }, at) => {
    const camera = createCamera({ cameraId: "", ...lens, ...toPose(solved.poses[at]!) });
    return corners.map(({ boardX, boardY, x, y }) => {
      const pixel = projectPoint(camera, { x: boardX, y: boardY, z: 0 });
      return pixel === null ? Number.POSITIVE_INFINITY : Math.hypot(pixel.x - x, pixel.y - y);
    });
  });
  // Of its own view: a view that is blurred is bad as a whole, and is reported.
  const boundsPx = errors.map((own) => Math.max(STRAY_PX_MIN, STRAY_TIMES * median(own)));
  const isStray = (view: number, corner: number) => !(errors[view]![corner]! <= boundsPx[view]!);
  const kept = views.map((view, at) => {
    const corners = view.corners.filter((_, corner) => !isStray(at, corner));
    const isEnough = corners.length >= BOARD_CORNERS_MIN && spanPlane(corners);
    return isEnough && corners.length < view.corners.length ? { ...view, corners } : view;
  });
  return kept.every((view, at) => view === views[at]) ? views : kept;
}

/** Where the camera is in the board's axes. */
function toPose({ turn, shift: { x, y, z } }: BoardPose): Pose {
  const rotation = rotationFromVector(turn);
  const [a, b, c, d, e, f, g, h, i] = rotation;
  const position = {
    x: -(a * x + d * y + g * z),
    y: -(b * x + e * y + h * z),
    z: -(c * x + f * y + i * z),
  };
  return { rotation, position };
}

/** The lens behind several views of one plane board. */
export function calibrateIntrinsics(
  solver: BoardSolver,
  views: readonly BoardView[],
  options: SolveOptions,
): LensCalibration | CalibrationRefusal {
  const problem = checkViews(views);
  if (problem !== null) return problem;
  // Tilts depend on the focal length but little; boards that are parallel are so under any.
  const { widthPx, heightPx } = options;
  const rough = views.map((view) => solver.turnBoard(view, widthPx, [widthPx / 2, heightPx / 2]));
  const alike = refuseAlike(groupAlike(views, rough));
  if (alike !== null) return alike;
  let kept = views;
  let solved = solver.solveLens(kept, options);
  for (let round = 0; round < STRAY_ROUNDS_MAX && solved !== null; round++) {
    const without = leaveStraysOut(solved, kept, options);
    if (without === kept) break;
    kept = without;
    solved = solver.solveLens(kept, options);
  }
  if (solved === null) {
    return refuse("no-lens", "No lens shows the board so: look whether the corners are in order.");
  }
  const turns = solved.poses.map(({ turn }) => turn);
  const groups = groupAlike(kept, turns);
  const told = describeLens(solved, kept, options);
  const advice = giveAdvice(told, kept, groups);
  return refuseAlike(groups) ?? { kind: "calibrated", ...told, advice };
}

function describeLens(
  { values, sds, errorPxRms, errorsPxRms }: SolvedLens,
  views: readonly BoardView[],
  { widthPx, heightPx, estimateK3 }: SolveOptions,
): Omit<LensCalibration, "advice" | "kind"> {
  const [focalXPx, focalYPx, centreXPx, centreYPx, k1, k2, p1, p2, k3] = values as [
    ...[number, number, number, number, number, number, number, number, number],
  ];
  const distortion = { k1, k2, p1, p2, k3 };
  const sought = LENS_PARAMETER_NAMES.filter((name) => estimateK3 || name !== "k3");
  return {
    lens: createLens({ widthPx, heightPx, focalXPx, focalYPx, centreXPx, centreYPx, distortion }),
    sds: new Map(sought.map((name, at) => [name, sds[at]!])),
    views: views.map(({ name }, at) => ({ name, errorPxRms: errorsPxRms[at]! })),
    errorPxRms,
  };
}
