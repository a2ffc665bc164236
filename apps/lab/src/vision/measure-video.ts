/** A real visit from pixels and plates alone: whom the cameras see, and the receipt that comes of it. */
import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { JOINT_NAMES, JOINT_STRIDE, type JointFrame } from "@saunter/engine/observation";
import { type LocalPoint, toPlateAxes } from "@saunter/engine/shop-index";
import { readTruth, type TruthEvent } from "@saunter/ingest/recordings/read-truth";
import { RECORDING_FOLDERS } from "@saunter/ingest/recordings/recording-folders";
import { runEngine } from "@saunter/ingest/recordings/run-engine";
import { createSteppedEngine } from "@saunter/ingest/recordings/stepped-engines";
import { atLeast, atMost, createFigure, type FigureGroup } from "../bench/figure.ts";
import { scoreRecording } from "../evaluate/score-recording.ts";
import { readPlatePlaces } from "./plate-places.ts";

const WRIST_M_MAX = 0.2;
const MAIN = fileURLToPath(new URL("../../../shop/src/main.ts", import.meta.url));
const CAMERAS = fileURLToPath(
  new URL("../../../../examples/cps-test-01/cameras.yaml", import.meta.url),
);
const CALIBRATION = "calibration.json";
const PLATES = ["plate_data.json", "planogram.json", "products.json", "truth.json"];
const WRISTS = [JOINT_NAMES.indexOf("l_wrist"), JOINT_NAMES.indexOf("r_wrist")];
const BEFORE_MS = 1000;

export interface VideoOptions {
  /** With the videos, the plates' readings, and what was taken. */
  readonly folder: string;
  readonly name: string;
  /** Folder that says where the plates are. */
  readonly store: string;
  /** So much of the videos is watched. */
  readonly watchedS: number;
}

export async function measureVideo(options: VideoOptions): Promise<FigureGroup> {
  const { folder, watchedS } = options;
  const recording = mkdtempSync(join(tmpdir(), "saunter-video-"));
  try {
    for (const file of PLATES) copyFileSync(join(folder, file), join(recording, file));
    const cameras = Number.isFinite(watchedS) ? await cutFilms(recording, watchedS) : CAMERAS;
    const startMs = performance.now();
    const out = join(recording, "full_targets.json");
    await promisify(execFile)(process.execPath, [MAIN, "watch", cameras, "--out", out]);
    const seconds = (performance.now() - startMs) / 1000;
    return await measureVisit({ ...options, folder: recording, seconds });
  } finally {
    rmSync(recording, { recursive: true });
  }
}

/** The cameras' configuration with films in `folder` that end sooner; where it stands. */
async function cutFilms(folder: string, seconds: number): Promise<string> {
  const films: [film: string, cut: string][] = [];
  const config = readFileSync(CAMERAS, "utf8").replace(/source: ([^,]+)/g, (_, film: string) => {
    const cut = join(folder, `cut-${films.length}.mp4`);
    films.push([join(dirname(CAMERAS), film), cut]);
    return `source: ${cut}`;
  });
  for (const [film, cut] of films) {
    const args = ["-v", "error", "-nostdin", "-i", film, "-t", String(seconds), "-c", "copy", cut];
    await promisify(execFile)("ffmpeg", args);
  }
  copyFileSync(join(dirname(CAMERAS), CALIBRATION), join(folder, CALIBRATION));
  const file = join(folder, "cameras.yaml");
  writeFileSync(file, config);
  return file;
}

interface Visit extends VideoOptions {
  /** That watching took. */
  readonly seconds: number;
}

async function measureVisit({
  folder,
  name,
  store,
  watchedS,
  seconds,
}: Visit): Promise<FigureGroup> {
  const truth = (await readTruth(folder))!;
  const { shop, chunks } = await RECORDING_FOLDERS.open(folder);
  const frames: JointFrame[] = [];
  const { result, recordedSeconds } = await runEngine(createSteppedEngine(shop), chunks, {
    onObservation: (observation) => {
      if (observation.kind === "joints") frames.push(observation);
    },
  });
  const shoppers = new Set(frames.flatMap((frame) => frame.shoppers.map((one) => one.shopperId)));
  // Nobody says which number the one shopper has.
  const named = result.receipts.map((receipt) => ({
    ...receipt,
    targetId: truth.receipts[0]!.targetId,
  }));
  const score = scoreRecording(shoppers.size === 1 ? named : result.receipts, truth.receipts);
  const placeOf = readPlatePlaces(store);
  return {
    title: `A real visit by four cameras and plates: ${name}, ${frames.length} frames`,
    figures: [
      createFigure("people reported: one was there", shoppers.size, "", 0, atMost(1)),
      createFigure("units on the right receipt, of two", score.truePositives, "", 0, atLeast(2)),
      createFigure(
        "units on it that nobody took",
        score.predictedUnits - score.truePositives,
        "",
        0,
        atMost(0),
      ),
      ...(truth.events ?? []).map((event, at) =>
        createFigure(
          `wrist to the plates of pick ${at + 1}, in the second before`,
          findNearestM(event, placeOf, frames),
          "m",
          2,
          atMost(WRIST_M_MAX),
        ),
      ),
      createFigure(
        "times real time",
        Math.min(recordedSeconds, watchedS) / seconds,
        "",
        2,
        atLeast(1),
      ),
    ],
  };
}

/** Of any wrist to any of the plates, as a box over the board that is as deep and wide as they are. */
function findNearestM(
  event: TruthEvent,
  placeOf: ReturnType<typeof readPlatePlaces>,
  frames: readonly JointFrame[],
): number {
  const { gondola, shelf, plates, timestampMs: atMs } = event;
  const places = plates.map((plate) => placeOf(gondola, shelf, plate));
  const local: LocalPoint = { across: 0, into: 0, above: 0 };
  let nearestM = Number.POSITIVE_INFINITY;
  for (const { timestampMs, shoppers } of frames) {
    if (timestampMs < atMs - BEFORE_MS || timestampMs > atMs) continue;
    for (const { joints } of shoppers) {
      for (const wrist of WRISTS) {
        const [x, y, z] = joints.subarray(JOINT_STRIDE * wrist) as unknown as number[];
        for (const place of places) {
          toPlateAxes(place, x!, y!, z!, local);
          const across = Math.max(0, Math.abs(local.across) - place.widthM / 2);
          const into = Math.max(0, -local.into, local.into - place.depthM);
          const off = Math.hypot(across, into, local.above);
          if (off < nearestM) nearestM = off;
        }
      }
    }
  }
  return nearestM;
}
