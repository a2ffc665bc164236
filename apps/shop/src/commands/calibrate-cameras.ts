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
    .description("find what the lenses of cameras do, and where the cameras hang")
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
    .description("make the board that lenses are calibrated with, to be printed")
    .requiredOption("--out <board.pdf>", "the PDF to write")
    .addOption(new Option("--paper <size>", "the sheet").choices(SHEET_NAMES).default("A4"))
    .action((options: BoardOptions) => makeBoard(options, dependencies));
}

function addLens(group: Command, dependencies: CalibrateDependencies): void {
  group
    .command("lens")
    .description("find what a lens does, from pictures or videos of the board")
    .argument("<picture or video...>", "the board, tilted another way in each; at least 3 views")
    .requiredOption("--camera <id>", "the camera's name", parseCameraId)
    .requiredOption("--board-square-mm <mm>", "side of a square, as measured", parsePositive)
    .requiredOption("--out <lenses.json>", "written; what it has of other cameras stays")
    .option("--every-s <s>", "seconds between the pictures taken of a video", parsePositive, 0.5)
    .option("--estimate-k3", "for lenses that bend much, with the board seen in all corners")
    .action((files: string[], options: LensCommandOptions) =>
      calibrateLens(files, options, dependencies),
    );
}

function addPointsPage(group: Command, dependencies: CalibrateDependencies): void {
  group
    .command("points")
    .description("make a page on which places of the shop are clicked in a picture")
    .requiredOption("--source <picture>", "a picture, a video, or the address of a camera")
    .requiredOption("--out <points.html>", "the page to write; it needs no network")
    .option("--at-s <s>", "from which second of a video the picture is", parsePositive)
    .action((options: PointsOptions) => makePointsPage(options, dependencies));
}

function addPlace(group: Command, dependencies: CalibrateDependencies): void {
  group
    .command("place")
    .description("find where a camera hangs, from places of the shop that were clicked")
    .requiredOption("--camera <id>", "the camera's name", parseCameraId)
    .requiredOption("--points <points.csv>", "name,x_m,y_m,z_m,u_px,v_px")
    .requiredOption("--out <cameras.json>", "written; what it has of other cameras stays")
    .option("--lens <file.json>", "lenses or cameras, with this camera's lens")
    .option("--estimate-focal", "find the focal length, too")
    .option("--estimate-k1", "find how much the lens bends, too")
    .option("--width-px <n>", "of the picture, where there is no --lens", parsePositiveInteger)
    .option("--height-px <n>", "of the picture, where there is no --lens", parsePositiveInteger)
    .option("--point-sd-px <n>", "how exactly points were clicked", parsePositive, 1)
    .option("--working-place <x,y,z>", "where exactness matters, metres", parsePlace)
    .action((options: PlaceCommandOptions) => placeByPoints(options, dependencies));
}

function addRefine(group: Command, dependencies: CalibrateDependencies): void {
  group
    .command("refine")
    .description("make cameras agree on somebody who walks through the shop")
    .requiredOption("--calibration <cameras.json>", "where the cameras hang, as far as it is known")
    .requiredOption("--poses <poses.csv>", "frame,camera,person,joint,x_px,y_px,score")
    .requiredOption("--out <cameras.json>", "written; may be the file above")
    .option(
      "--points <camera=points.csv>",
      "what it was placed by; again for others",
      addCameraPoints,
      [],
    )
    .option("--point-sd-px <n>", "how exactly points were clicked", parsePositive, 1)
    .option("--position-sd-cm <n>", "how well it is known where others hang", parsePositive, 3)
    .option("--turn-sd-degrees <n>", "how well it is known where others look", parsePositive, 0.5)
    .option("--pose-sd-px <n>", "how wrong joints are, many alike", parsePositive, 10)
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
