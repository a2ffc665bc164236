/** A camera placed by clicked points: what is asked of the geometry, and how its answer is shown. */
import { createCamera, createLens, type Lens } from "@saunter/vision/cameras/camera-model";
import { NO_DISTORTION } from "@saunter/vision/cameras/lens-distortion";
import { type Resection, resectCamera } from "@saunter/vision/cameras/resect-camera";
import type { Point3 } from "@saunter/vision/cameras/rotations";
import { CommandFailure } from "../command-line/command-io.ts";
import { formatNumber } from "../command-line/format-figures.ts";
import { formatTable } from "../command-line/format-table.ts";
import type { ClickedPoint } from "./points-csv.ts";

export interface PlaceOptions {
  readonly cameraId: string;
  readonly lens: Lens;
  readonly pointSdPx: number;
  readonly estimateFocal: boolean;
  readonly estimateK1: boolean;
  readonly workingPlace: Point3 | null;
}

/** Cameras of shops are mostly so wide: 64 degrees across. It is a start only. */
const FOCAL_WIDTHS_GUESSED = 0.8;
/** Points that scatter more than this many times the error of clicks have another fault. */
const WILD_SDS = 2;

const UNTURNED = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);

/** A lens that nothing is known of but the size of its pictures. */
export function guessLens(widthPx: number, heightPx: number): Lens {
  const focalPx = FOCAL_WIDTHS_GUESSED * widthPx;
  return createLens({
    widthPx,
    heightPx,
    focalXPx: focalPx,
    focalYPx: focalPx,
    centreXPx: (widthPx - 1) / 2,
    centreYPx: (heightPx - 1) / 2,
    distortion: NO_DISTORTION,
  });
}

/** CommandFailure says what to do where the points place no camera, or place it in two ways. */
export function placeCamera(points: readonly ClickedPoint[], options: PlaceOptions): Resection {
  const { cameraId, lens, pointSdPx, estimateFocal, estimateK1, workingPlace } = options;
  const position = { x: 0, y: 0, z: 0 };
  const unplaced = createCamera({ ...lens, cameraId, rotation: UNTURNED, position });
  const known = points.map(({ name, place, x, y }) => ({ name, place, x, y, sdPx: pointSdPx }));
  const found = resectCamera(unplaced, known, {
    estimateFocal,
    estimateK1,
    ...(workingPlace === null ? {} : { workingPlace }),
  });
  if (found.kind === "refused") throw new CommandFailure(`camera ${cameraId}: ${found.message}`);
  if (found.alternative === null) return found;
  const [here, there] = [found.camera, found.alternative].map(({ position: at }) => writePlace(at));
  throw new CommandFailure(
    `camera ${cameraId}: the points are seen so from two places, ${here} and ${there}: click more ` +
      "of them, some well above or below the others.",
  );
}

export const writePlace = ({ x, y, z }: Point3): string =>
  [x, y, z].map((metres) => `${metres.toFixed(2)}`).join(", ");

/** What was found, for a person. */
export function describePlaced(found: Resection, options: PlaceOptions): string {
  const { camera, errorsPx, errorPxRms, residualSds, focalSdPx, k1Sd } = found;
  const points = errorsPx.map(({ name, errorPx }) => [name, `${errorPx.toFixed(1)} px`]);
  const focal = focalSdPx === null ? "" : `, found to ${formatNumber(focalSdPx, 1)} px`;
  const lines: [string, string][] = [
    ["points", String(points.length)],
    ["off by, root mean square", `${errorPxRms.toFixed(2)} px`],
    ["camera at x, y, z", `${writePlace(camera.position)} m`],
    ["known to", `${found.positionSdCm.toFixed(1)} cm`],
    [
      `things ${found.workingDistanceM.toFixed(1)} m away known to`,
      `${found.workingSdCm.toFixed(2)} cm`,
    ],
    ["focal length", `${camera.focalXPx.toFixed(1)} px${focal}`],
  ];
  if (k1Sd !== null)
    lines.push(["k1", `${camera.distortion.k1.toFixed(3)}, found to ${k1Sd.toFixed(3)}`]);
  const told =
    formatTable(["point", "off by"], points, new Set([1])) +
    `\n${formatTable([`camera ${camera.cameraId}`, ""], lines)}`;
  return residualSds > WILD_SDS ? `${told}\n${adviseWild(options)}` : told;
}

function adviseWild({ pointSdPx, estimateFocal }: PlaceOptions): string {
  const lens = estimateFocal
    ? "calibrate its lens with the board (saunter calibrate-cameras lens)"
    : "look whether this is its lens (--estimate-focal finds one)";
  return (
    `The points are off by more than clicks of ${pointSdPx} px are. Look whether their places are ` +
    `measured well, and ${lens}.\n`
  );
}
