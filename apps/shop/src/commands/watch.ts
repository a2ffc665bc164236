import type { CameraSource } from "@saunter/ingest/cameras/camera-source";
import type { CamerasConfig, WatchedCamera } from "@saunter/ingest/cameras/cameras-config";
import type { HandClassifier } from "@saunter/ingest/hands/hand-classifier";
import type { PictureFiles } from "@saunter/ingest/hands/open-hand-classifier";
import type { SeenFrame } from "@saunter/ingest/pipeline/cameras-watch";
import { createWatchWarnings, formatWatchLine } from "@saunter/ingest/pipeline/format-watch";
import {
  type CameraMachine,
  type OpenPipeline,
  openPipeline,
} from "@saunter/ingest/pipeline/open-pipeline";
import { isSystemError } from "@saunter/ingest/product-images/picture-files";
import { formatJointLine } from "@saunter/ingest/recordings/format-joint-line";
import type { Command } from "commander";
import { INSTANTS_MIN } from "../calibrate-cameras/measure-reach.ts";
import { createWalkRecord, type WalkRecord } from "../calibrate-cameras/record-walk.ts";
import { CommandFailure, type CommandIo, type Progress } from "../command-line/command-io.ts";
import { formatWarning } from "../command-line/format-outputs.ts";
import { loadCameras } from "../config/load-cameras.ts";
import type { Environment } from "../config/take-secret.ts";
import { formatProblems, printWarnings } from "./config.ts";

export interface WatchDependencies
  extends Pick<CameraMachine, "openCamera" | "openHandClassifier" | "openPoseFinder" | "setTimer"> {
  readonly io: CommandIo;
  readonly environment: Environment;
  /** How long a film is, ms; null where it does not say. */
  readonly measureFilmMs: (source: CameraSource) => Promise<number | null>;
  /** Pictures of products by barcode. Throws where the folder cannot be read. */
  readonly findPictures: (folder: string) => PictureFiles;
  readonly openOut: (path: string) => Promise<WatchOut>;
}

export interface WatchOut {
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

interface WatchOptions {
  readonly json?: boolean;
  readonly out?: string;
  readonly pictures?: string;
  readonly walk?: string;
}

const EXAMPLES = `
Cameras and their calibration stand in a file of their own. Video files are processed frame by frame, live cameras
as they are now, until Ctrl-C.

Examples:
  saunter watch cameras.yaml                            who is inside, a line a second
  saunter watch cameras.yaml --json | head              a frame a line, as full_targets.json has them
  saunter watch cameras.yaml --out full_targets.json    the same, into a file
  saunter watch cameras.yaml --json --pictures goods    with what hands hold, by pictures named by GTIN
  saunter watch cameras.yaml --walk walk.csv            joints of whoever walks, to refine cameras by
`;

export function addWatchCommand(program: Command, dependencies: WatchDependencies): void {
  program
    .command("watch")
    .description("turn camera video into body joints in the shop, and name camera faults")
    .argument("<config>", "cameras, where they hang, and what is the shop, YAML")
    .option("--json", "print a frame a line, in the form of full_targets.json, and nothing else")
    .option("--out <file>", "write those lines to this file")
    .option("--pictures <folder>", "classify what hands hold, too, with these product images")
    .option("--walk <walk.csv>", "write the joints of one person who walks, for refining cameras")
    .addHelpText("after", EXAMPLES)
    .action((file: string, options: WatchOptions) => watch(file, options, dependencies));
}

async function watch(file: string, options: WatchOptions, dependencies: WatchDependencies) {
  const { io, environment, openCamera, openPoseFinder, openOut, setTimer } = dependencies;
  const loaded = loadCameras(file, environment);
  printWarnings(loaded, io);
  if (!loaded.ok) throw new CommandFailure(formatProblems(file, loaded));
  const { config } = loaded;
  const finder = await openPoseFinder(config.pose);
  const stop = new AbortController();
  const offInterrupt = io.onInterrupt(() => stop.abort());
  let out: WatchOut | null = null;
  let walkOut: WatchOut | null = null;
  try {
    if (options.out !== undefined) out = await openOut(options.out);
    if (options.walk !== undefined) walkOut = await openOut(options.walk);
    const walk = walkOut === null ? null : createWalkRecord(config);
    const machine = { openCamera, setTimer, nowMs: io.nowMs };
    const classifier = await openClassifier(config, options, dependencies);
    const onInstant = walk === null ? {} : { onInstant: walk.see };
    const opened = openPipeline(
      config,
      { ...machine, finder, classifier, ...onInstant },
      stop.signal,
    );
    await follow(opened, { config, options, out, walk, dependencies });
    stop.abort();
    await opened.closed;
    if (walk !== null) await endWalk(walk, walkOut!, options, io);
  } finally {
    stop.abort();
    offInterrupt();
    await walkOut?.close();
    await out?.close();
    await finder.close();
  }
}

/** Lines of frames have stdout to themselves. */
async function endWalk(
  walk: WalkRecord,
  walkOut: WatchOut,
  { walk: file, json }: WatchOptions,
  io: CommandIo,
): Promise<void> {
  await walkOut.write(walk.formatFile());
  const told = `\n${walk.describe(file!)}`;
  if (json === true) io.writeErr(told);
  else io.writeOut(told);
}

/** Null where hands are not classified. */
async function openClassifier(
  { classifiesHands }: CamerasConfig,
  { pictures }: WatchOptions,
  { io, findPictures, openHandClassifier }: WatchDependencies,
): Promise<HandClassifier | null> {
  if (pictures === undefined || !classifiesHands) return null;
  try {
    const classifier = await openHandClassifier(findPictures(pictures));
    if (classifier === null) {
      const message = `${pictures} has fewer than two readable images named by a GTIN: hands are not classified`;
      io.writeErr(formatWarning({ code: "pictures-missing", message, count: 1 }));
    }
    return classifier;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new CommandFailure(`${pictures}: the folder cannot be read (${error.code})`);
  }
}

interface Following {
  readonly config: CamerasConfig;
  readonly options: WatchOptions;
  readonly out: WatchOut | null;
  readonly walk: WalkRecord | null;
  readonly dependencies: WatchDependencies;
}

async function follow(opened: OpenPipeline, following: Following): Promise<void> {
  const { options, out, walk, dependencies } = following;
  const { io } = dependencies;
  const warnings = createWatchWarnings();
  const progress = await startProgress(following);
  const tell = createSummary(opened, following);
  let firstMs: number | null = null;
  try {
    for await (const event of opened.events) {
      const warning = warnings.take(event);
      if (warning !== null) io.writeErr(formatWarning(warning));
      walk?.takeEvent(event);
      if (event.kind !== "seen") continue;
      firstMs ??= event.frame.timestampMs;
      progress.update(event.frame.timestampMs - firstMs);
      const line = out !== null || options.json === true ? formatJointLine(event.frame) : "";
      if (options.json === true) io.writeOut(line);
      else tell(event);
      await out?.write(line);
    }
  } finally {
    progress.stop();
  }
  for (const warning of warnings.list()) if (warning.count > 1) io.writeErr(formatWarning(warning));
}

interface Bar extends Pick<Progress, "stop"> {
  /** Time after the first frame. */
  update(passedMs: number): void;
}

const NO_BAR: Bar = { update: () => {}, stop: () => {} };

/** Seconds of film, where all of them say how long they are; of live cameras how far a walk is. */
async function startProgress({ config, walk, dependencies }: Following): Promise<Bar> {
  const { cameras, isLive } = config;
  const { io, measureFilmMs } = dependencies;
  if (isLive) {
    if (walk === null) return NO_BAR;
    const bar = io.startProgress("instants of a walk", INSTANTS_MIN);
    return { update: () => bar.update(walk.countTowardsEnough()), stop: bar.stop };
  }
  const spans = await Promise.all(
    cameras.map(async ({ source, startMs }: WatchedCamera) => {
      const lengthMs = await measureFilmMs(source);
      return { startMs, endMs: lengthMs === null ? Number.NaN : startMs + lengthMs };
    }),
  );
  const [startMs, endMs] = [
    Math.min(...spans.map((span) => span.startMs)),
    Math.max(...spans.map((span) => span.endMs)),
  ];
  if (!(endMs > startMs)) return NO_BAR;
  const bar = io.startProgress("s of film", Math.ceil((endMs - startMs) / 1000));
  return { update: (passedMs) => bar.update(Math.round(passedMs / 1000)), stop: bar.stop };
}

const SUMMARY_MS = 1000;

/** A line a second, of the machine's clock: films go faster. */
function createSummary(
  { watch, countFrames }: OpenPipeline,
  { config, walk, dependencies }: Following,
) {
  const { io } = dependencies;
  let lastMs = io.nowMs();
  let lastFrames = 0;
  return (event: SeenFrame): void => {
    const nowMs = io.nowMs();
    if (nowMs - lastMs < SUMMARY_MS) return;
    const framesPerS = (1000 * (countFrames() - lastFrames)) / (nowMs - lastMs);
    lastMs = nowMs;
    lastFrames = countFrames();
    const states = config.cameras.map(({ source: { cameraId } }) => ({
      cameraId,
      faults: watch.list(cameraId),
    }));
    const more = walk === null ? [] : [walk.describeSoFar()];
    io.writeOut(formatWatchLine(event, states, framesPerS, more));
  };
}
