/** A camera that was knocked, recalibrated by somebody who walks: from pictures to its calibration. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimer } from "@saunter/ingest/cameras/ffmpeg-run";
import {
  createSceneFinder,
  FLOOR,
  FPS,
  makeScene,
  playFilm,
} from "@saunter/ingest/pipeline/simulated-cameras-fixture";
import { median } from "@saunter/numerics/statistics";
import {
  type Camera,
  createCamera,
  isOnImage,
  movePose,
  projectPoint,
} from "@saunter/vision/cameras/camera-model";
import { scaleCamera } from "@saunter/vision/cameras/scale-camera";
import { afterAll, expect, it } from "vitest";
import { readCameras } from "../calibrate-cameras/calibration-files.ts";
import { createCapturedIo } from "../command-line/captured-io.ts";
import { runCommandLine } from "../command-line/run-command-line.ts";
import { formatCalibration } from "../config/calibration-file.ts";
import { addCalibrateCamerasCommand } from "./calibrate-cameras.ts";
import { addWatchCommand, type WatchDependencies } from "./watch.ts";

const SEED = 8;
const SCENE = makeScene(SEED, 1);
const TRUTH = SCENE.cameras.map((camera) => scaleCamera(camera, 640, 360));
const folder = mkdtempSync(join(tmpdir(), "saunter-refine-by-watching-"));
const inFolder = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

/** Turns in camera axes, degrees, and steps, centimetres. */
function knock(camera: Camera, turnDegrees: readonly number[], stepCm: readonly number[]): Camera {
  const step = [
    ...turnDegrees.map((one) => (one * Math.PI) / 180),
    ...stepCm.map((one) => one / 100),
  ];
  return createCamera({ ...camera, ...movePose(camera, step) });
}

function writeShop(cameras: readonly Camera[]): { config: string; calibration: string } {
  const calibration = inFolder("cameras.json");
  writeFileSync(
    calibration,
    formatCalibration(cameras.map((camera) => ({ camera, quality: null }))),
  );
  const lines = cameras.map(
    ({ cameraId }) =>
      `  - { id: ${cameraId}, source: ${cameraId}.mp4, fps: ${FPS}, size: 160x90 }\n`,
  );
  const { xMin, xMax, yMin, yMax } = FLOOR;
  const zone = `{ xMinM: ${xMin}, xMaxM: ${xMax}, yMinM: ${yMin}, yMaxM: ${yMax} }`;
  const config = inFolder("cameras.yaml");
  writeFileSync(config, `cameras:\n${lines.join("")}calibration: cameras.json\nfloor: ${zone}\n`);
  return { config, calibration };
}

/** Both commands, on cameras that see what they really do. */
async function run(...args: string[]) {
  const captured = createCapturedIo();
  const { find, close } = createSceneFinder(SCENE, SEED);
  const watching: WatchDependencies = {
    io: captured.io,
    environment: {},
    setTimer,
    measureFilmMs: async () => null,
    openCamera: ({ cameraId }) => ({
      frames: playFilm(SCENE, SCENE.cameras.find((one) => one.cameraId === cameraId)!).frames,
      closed: Promise.resolve(),
      rest: () => {},
      status: () => expect.unreachable(),
    }),
    openPoseFinder: async () => ({ find, close, status: () => expect.unreachable() }),
    findPictures: () => new Map(),
    openHandClassifier: async () => null,
    openOut: async (path) => {
      const file = await open(path, "w");
      return { write: (text) => file.appendFile(text), close: () => file.close() };
    },
  };
  const calibrating = {
    io: captured.io,
    writeFile,
    findFfmpeg: () => expect.unreachable(),
    openBoardDetector: () => expect.unreachable(),
  };
  const code = await runCommandLine(args, "1.2.3", captured.io, (program) => {
    addWatchCommand(program, watching);
    addCalibrateCamerasCommand(program, calibrating);
  });
  return { code, out: captured.out(), err: captured.err() };
}

/** How far off a camera has places of the shop in its picture, in the median; pixels. */
function measureOffPx(camera: Camera, truth: Camera): number {
  const off: number[] = [];
  for (let x = FLOOR.xMin + 0.25; x < FLOOR.xMax; x += 0.5) {
    for (let y = FLOOR.yMin + 0.25; y < FLOOR.yMax; y += 0.5) {
      for (const z of [0.1, 1, 1.6]) {
        const pixel = projectPoint(truth, { x, y, z });
        const own = projectPoint(camera, { x, y, z });
        if (pixel === null || own === null || !isOnImage(truth, pixel)) continue;
        off.push(Math.hypot(pixel.x - own.x, pixel.y - own.y));
      }
    }
  }
  return median(off);
}

const offPx = (file: string): number[] =>
  readCameras(file).map(({ camera }, at) => measureOffPx(camera, TRUTH[at]!));

it.each([
  { turn: [2, -2, 1], step: [3, -4, 2], beforePx: 15, isReported: "no", warning: "" },
  {
    turn: [5, -3, 2],
    step: [5, 6, -4],
    beforePx: 30,
    isReported: "yes",
    warning: "camera-elsewhere",
  },
])(
  "a camera that was knocked by $turn degrees is recalibrated by a walk that is watched",
  async ({ turn, step, beforePx, isReported, warning }) => {
    const known = TRUTH.map((camera, at) => (at === 1 ? knock(camera, turn, step) : camera));
    const { config, calibration } = writeShop(known);
    const watched = await run("watch", config, "--walk", inFolder("walk.csv"));
    expect(watched.code).toBe(0);
    // What a camera sees that is left out of where people are is in the walk all the same.
    expect(watched.err.split("camera camera-2")[0]).toBe(
      warning === "" ? "" : `warning: ${warning}: `,
    );
    expect(watched.out).toMatch(
      /walk\.csv has \d+ joints of one person at \d+ instants, by 4 of 4/,
    );
    expect(watched.out).toContain("that is enough");
    const before = offPx(calibration);
    const [, next] = /npx saunter (.*)\n$/.exec(watched.out)!;
    const refined = await run(...next!.split(" "));
    expect(refined).toMatchObject({ code: 0, err: "" });
    expect(refined.out).toMatch(new RegExp(`^camera-2 .* ${isReported}$`, "m"));
    const after = offPx(calibration);
    expect(before[1]).toBeGreaterThan(beforePx);
    expect(after[1]).toBeLessThan(5);
    for (const at of [0, 2, 3]) expect(after[at], `camera ${at}`).toBeLessThan(4);
  },
);
