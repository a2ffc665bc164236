import { type Command, InvalidArgumentError, Option } from "commander";
import { SHEET_NAMES } from "../calibrate-cameras/board-layout.ts";
import { calibrateLens, type LensCommandOptions } from "../calibrate-cameras/calibrate-lens.ts";
import type { CalibrateDependencies } from "../calibrate-cameras/dependencies.ts";
import { type BoardOptions, makeBoard } from "../calibrate-cameras/make-board.ts";
import { makePointsPage, type PointsOptions } from "../calibrate-cameras/make-points-page.ts";
import { type PlaceCommandOptions, placeByPoints } from "../calibrate-cameras/place-by-points.ts";
import {
  type CameraPoints,
  type RefineCommandOptions,
  refineByWalk,
} from "../calibrate-cameras/refine-by-walk.ts";
import { parsePositive, parsePositiveInteger } from "./parse-options.ts";

const EXAMPLES = `
A lens is measured once, with a printed board, before or after its camera is hung. Where the camera
hangs is found from places of the shop that are clicked in its picture. Somebody walking through the
shop makes all cameras agree.

Examples:
  saunter calibrate-cameras board --out board.pdf
  saunter calibrate-cameras lens board-*.jpg --camera door --board-square-mm 24 --out lenses.json
  saunter calibrate-cameras points --source rtsp://camera/live --out points.html
  saunter calibrate-cameras place --camera door --points points.csv --lens lenses.json --out cameras.json
  saunter calibrate-cameras refine --calibration cameras.json --poses walk.csv --out cameras.json
`;

/** Adds `saunter calibrate-cameras`: what lenses do, and where cameras hang. */
export function addCalibrateCamerasCommand(
  program: Command,
  dependencies: CalibrateDependencies,
): void {
  const group = program
    .command("calibrate-cameras")
    .description("calibrate the lenses and poses of cameras")
    .addHelpText("after", EXAMPLES);
  addBoard(group, dependencies);
  addLens(group, dependencies);
  addPointsPage(group, dependencies);
  addPlace(group, dependencies);
  addRefine(group, dependencies);
}

function addBoard(group: Command, dependencies: CalibrateDependencies): void {
  group
    .command("board")
    .description("make the calibration board, to be printed")
    .requiredOption("--out <board.pdf>", "the PDF to write")
    .addOption(new Option("--paper <size>", "the sheet").choices(SHEET_NAMES).default("A4"))
    .action((options: BoardOptions) => makeBoard(options, dependencies));
}

function addLens(group: Command, dependencies: CalibrateDependencies): void {
  group
    .command("lens")
    .description("calibrate a lens from images or videos of the board")
    .argument("<picture or video...>", "the board, tilted another way in each; at least 3 views")
    .requiredOption("--camera <id>", "the camera's name", parseCameraId)
    .requiredOption(
      "--board-square-mm <mm>",
      "side of a square, measured on the paper",
      parsePositive,
    )
    .requiredOption("--out <lenses.json>", "the file to write; its other cameras are kept")
    .option("--every-s <s>", "seconds between the frames taken from a video", parsePositive, 0.5)
    .option(
      "--estimate-k3",
      "for lenses with strong distortion, with the board seen in all corners",
    )
    .action((files: string[], options: LensCommandOptions) =>
      calibrateLens(files, options, dependencies),
    );
}

function addPointsPage(group: Command, dependencies: CalibrateDependencies): void {
  group
    .command("points")
    .description("make a page for clicking places of the shop in a frame")
    .requiredOption("--source <picture>", "an image, a video, or the address of a camera")
    .requiredOption("--out <points.html>", "the page to write; it needs no network")
    .option("--at-s <s>", "the second of a video from which to take the frame", parsePositive)
    .action((options: PointsOptions) => makePointsPage(options, dependencies));
}

function addPlace(group: Command, dependencies: CalibrateDependencies): void {
  group
    .command("place")
    .description("find a camera's pose from clicked places of the shop")
    .requiredOption("--camera <id>", "the camera's name", parseCameraId)
    .requiredOption("--points <points.csv>", "name,x_m,y_m,z_m,u_px,v_px")
    .requiredOption("--out <cameras.json>", "the file to write; its other cameras are kept")
    .option("--lens <file.json>", "file with this camera's lens")
    .option("--estimate-focal", "estimate the focal length from the points")
    .option("--estimate-k1", "estimate the radial distortion from the points")
    .option("--width-px <n>", "of the frames, without --lens", parsePositiveInteger)
    .option("--height-px <n>", "of the frames, without --lens", parsePositiveInteger)
    .option("--point-sd-px <n>", "accuracy of the clicked points", parsePositive, 1)
    .option("--working-place <x,y,z>", "where accuracy matters, metres", parsePlace)
    .action((options: PlaceCommandOptions) => placeByPoints(options, dependencies));
}

function addRefine(group: Command, dependencies: CalibrateDependencies): void {
  group
    .command("refine")
    .description("refine all cameras from a walk through the shop")
    .requiredOption("--calibration <cameras.json>", "the known poses of the cameras")
    .requiredOption("--poses <poses.csv>", "frame,camera,person,joint,x_px,y_px,score")
    .requiredOption("--out <cameras.json>", "the file to write; may be the file above")
    .option(
      "--points <camera=points.csv>",
      "its clicked points; repeat it for other cameras",
      addCameraPoints,
      [],
    )
    .option("--point-sd-px <n>", "accuracy of the clicked points", parsePositive, 1)
    .option(
      "--position-sd-cm <n>",
      "accuracy of the known position of other cameras",
      parsePositive,
      3,
    )
    .option(
      "--turn-sd-degrees <n>",
      "accuracy of the known direction of other cameras",
      parsePositive,
      0.5,
    )
    .option("--pose-sd-px <n>", "error of joints, which they share", parsePositive, 10)
    .action((options: RefineCommandOptions) => refineByWalk(options, dependencies));
}

const CAMERA_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/;

function parseCameraId(text: string): string {
  if (CAMERA_ID.test(text)) return text;
  throw new InvalidArgumentError("It must be a short name of letters, digits, - _ .");
}

function addCameraPoints(text: string, before: readonly CameraPoints[]): CameraPoints[] {
  const at = text.indexOf("=");
  const file = text.slice(at + 1);
  if (at < 0 || file === "") {
    throw new InvalidArgumentError("It must be a camera and its points: door=points.csv.");
  }
  return [...before, { cameraId: parseCameraId(text.slice(0, at)), file }];
}

function parsePlace(text: string): { x: number; y: number; z: number } {
  const numbers = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  const [x, y, z] = numbers;
  if (numbers.length !== 3 || !numbers.every(Number.isFinite)) {
    throw new InvalidArgumentError("It must be three numbers of metres, such as 1.2,3.4,1.");
  }
  return { x: x!, y: y!, z: z! };
}
