/**
 * What refining by somebody who walks makes of the cameras of a real shop: where joints are that it was
 * not refined by, and where marks of the floor are that were clicked.
 *
 *     npx saunter watch examples/cps-test-01/cameras.yaml --walk out/walk.csv
 *     npx node apps/lab/src/vision/measure-walk.ts out/walk.csv
 */
import { fileURLToPath } from "node:url";
import { readCameras } from "@saunter/shop/calibrate-cameras/calibration-files";
import { placeCamera } from "@saunter/shop/calibrate-cameras/place-camera";
import { readPointsCsv } from "@saunter/shop/calibrate-cameras/points-csv";
import { readPosesCsv } from "@saunter/shop/calibrate-cameras/poses-csv";
import { measureWalk, refineWalk } from "@saunter/shop/calibrate-cameras/refine-walk";
import { formatNumber } from "@saunter/shop/command-line/format-figures";
import { formatMarkdownTable } from "@saunter/shop/command-line/format-table";
import {
  type Camera,
  createCamera,
  movePose,
  projectPoint,
} from "@saunter/vision/cameras/camera-model";
import type { WalkObservation } from "@saunter/vision/cameras/refine-cameras";

/** As `saunter calibrate-cameras refine` has them. */
const DEFAULTS = { positionSdCm: 3, turnSdDegrees: 0.5 };
const [POSE_SD_PX, POINT_SD_PX] = [10, 1];
/** Turns in camera axes, degrees, and steps, centimetres. */
const KNOCKS = [
  [2, -2, 1, 3, -4, 2],
  [5, -3, 2, 5, 6, -4],
];
const KNOCKED = ["cam3", "cam5"];

const folder = new URL("../../../../examples/cps-test-01/", import.meta.url);
const path = (name: string): string => fileURLToPath(new URL(name, folder));
const CALIBRATED = readCameras(path("calibration.json")).map(({ camera }) => camera);
const IDS = CALIBRATED.map(({ cameraId }) => cameraId);
const POINTS = new Map(IDS.map((id) => [id, readPointsCsv(path(`points-${id}.csv`))]));

/** @param pointed cameras that are held by the points that they were placed by */
function refine(
  cameras: readonly Camera[],
  observations: readonly WalkObservation[],
  pointed: readonly string[],
): readonly Camera[] {
  const resections = new Map(
    pointed.map((cameraId) => {
      const lens = cameras.find((camera) => camera.cameraId === cameraId)!;
      const more = { estimateFocal: false, estimateK1: false, workingPlace: null };
      const own = { cameraId, lens, pointSdPx: POINT_SD_PX, ...more };
      return [cameraId, placeCamera(POINTS.get(cameraId)!, own)];
    }),
  );
  const known = cameras.map((camera) => ({ camera, quality: null }));
  return refineWalk(known, observations, { ...DEFAULTS, resections }).cameras.map(
    ({ camera }) => camera,
  );
}

/** Of clicked marks, root mean square, pixels. */
function measureMarks(camera: Camera): number {
  const squares = POINTS.get(camera.cameraId)!.map(({ place, x, y }) => {
    const pixel = projectPoint(camera, place);
    return pixel === null ? Number.NaN : (pixel.x - x) ** 2 + (pixel.y - y) ** 2;
  });
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}

function describe(
  title: string,
  [before, after]: readonly [readonly Camera[], readonly Camera[]],
  measured: readonly WalkObservation[],
): string[] {
  const joints = [before, after].map((cameras) => measureWalk(cameras, measured).medianPx);
  const marks = [before, after].map((cameras) => cameras.map(measureMarks));
  const show = (px: (at: number) => number, digits: number): string =>
    IDS.map((_, at) => formatNumber(px(at), digits)).join(" ");
  const jointsOf = (which: number) => (at: number) => joints[which]!.get(IDS[at]!) ?? Number.NaN;
  return [
    title,
    ...[0, 1].map((which) => show(jointsOf(which), 1)),
    ...[0, 1].map((which) => show((at) => marks[which]![at]!, 1)),
  ];
}

function knock(camera: Camera, by: readonly number[]): Camera {
  const step = by.map((one, at) => (at < 3 ? (one * Math.PI) / 180 : one / 100));
  return createCamera({ ...camera, ...movePose(camera, step) });
}

const { observations } = readPosesCsv(process.argv[2]!, new Set(IDS), POSE_SD_PX);
// Places are numbered in the order of their frames.
const middle = Math.max(...observations.map(({ place }) => place)) / 2;
const halves = [false, true].map((isLater) =>
  observations.filter(({ place }) => place > middle === isLater),
);
const compare = (
  title: string,
  pointed: readonly string[],
  from = observations,
  on = observations,
) => describe(title, [CALIBRATED, refine(CALIBRATED, from, pointed)], on);
const rows = [
  compare("with points", IDS),
  compare("without points", []),
  compare("with points, by the first half, joints of the second", IDS, halves[0], halves[1]),
  compare("with points, by the second half, joints of the first", IDS, halves[1], halves[0]),
  ...KNOCKED.flatMap((cameraId) =>
    KNOCKS.map((by) => {
      const known = CALIBRATED.map((one) => (one.cameraId === cameraId ? knock(one, by) : one));
      const others = IDS.filter((id) => id !== cameraId);
      const [degrees, cm] = [Math.hypot(...by.slice(0, 3)), Math.hypot(...by.slice(3))];
      const title = `${cameraId} knocked by ${degrees.toFixed(0)}° and ${cm.toFixed(0)} cm, points of the others`;
      return describe(title, [known, refine(known, observations, others)], observations);
    }),
  ),
];
const head = ["refined", "joints before", "after", "marks before", "after"];
console.log(`pixels of ${IDS.join(", ")}:\n`);
console.log(formatMarkdownTable(head, rows));
