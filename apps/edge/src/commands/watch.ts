import type { Command } from "commander";
import { CommandFailure, type CommandIo, type Progress } from "../command-io.ts";
import type { CamerasConfig, WatchedCamera } from "../config/cameras-config.ts";
import { loadCameras } from "../config/load-cameras.ts";
import type { Environment } from "../config/take-secret.ts";
import type { SeenFrame } from "../eyes/cameras-watch.ts";
import { createWatchWarnings, formatWatchLine } from "../eyes/format-watch.ts";
import { type EyesMachine, type OpenedEyes, openEyes } from "../eyes/open-eyes.ts";
import { formatWarning } from "../format-outputs.ts";
import { isSystemError } from "../goods/picture-files.ts";
import type { HandClassifier } from "../hands/hand-classifier.ts";
import type { PictureFiles } from "../hands/open-hand-classifier.ts";
import type { CameraSource } from "../ingest/camera/camera-source.ts";
import { formatJointLine } from "../ingest/recording/format-joint-line.ts";
import { formatProblems, printWarnings } from "./config.ts";

export interface WatchDependencies
  extends Pick<EyesMachine, "openCamera" | "openHandClassifier" | "openPoseFinder" | "setTimer"> {
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
}

const EXAMPLES = `
Cameras and their calibration stand in a file of their own. Films are looked at frame by frame, live cameras
as they are now, until Ctrl-C.

Examples:
  saunter watch cameras.yaml                            who is inside, a line a second
  saunter watch cameras.yaml --json | head              a frame a line, as full_targets.json has them
  saunter watch cameras.yaml --out full_targets.json    the same, into a file
  saunter watch cameras.yaml --json --pictures goods    with what hands hold, by pictures named by GTIN
`;

export function addWatchCommand(program: Command, dependencies: WatchDependencies): void {
  program
    .command("watch")
    .description("follow people through the pictures of cameras: their joints in the shop")
    .argument("<config>", "cameras, where they hang, and what is the shop, YAML")
    .option("--json", "print a frame a line, as full_targets.json has them, and nothing else")
    .option("--out <file>", "write those lines to this file")
    .option("--pictures <folder>", "tell what hands hold, too, by these pictures of products")
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
  try {
    if (options.out !== undefined) out = await openOut(options.out);
    const machine = { openCamera, setTimer, nowMs: io.nowMs };
    const classifier = await openClassifier(config, options, dependencies);
    const opened = openEyes(config, { ...machine, finder, classifier }, stop.signal);
    await follow(opened, { config, options, out, dependencies });
    stop.abort();
    await opened.closed;
  } finally {
    stop.abort();
    offInterrupt();
    await out?.close();
    await finder.close();
  }
}

/** Null where hands are not looked at. */
async function openClassifier(
  { looksAtHands }: CamerasConfig,
  { pictures }: WatchOptions,
  { io, findPictures, openHandClassifier }: WatchDependencies,
): Promise<HandClassifier | null> {
  if (pictures === undefined || !looksAtHands) return null;
  try {
    const classifier = await openHandClassifier(findPictures(pictures));
    if (classifier === null) {
      const message = `${pictures} has fewer than two pictures named by a GTIN that can be read: hands are not looked at`;
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
  readonly dependencies: WatchDependencies;
}

async function follow(opened: OpenedEyes, following: Following): Promise<void> {
  const { options, out, dependencies } = following;
  const { io } = dependencies;
  const warnings = createWatchWarnings();
  const progress = await startProgress(following);
  const tell = createSummary(opened, following);
  let firstMs: number | null = null;
  try {
    for await (const event of opened.events) {
      const warning = warnings.take(event);
      if (warning !== null) io.writeErr(formatWarning(warning));
      if (event.kind !== "seen") continue;
      firstMs ??= event.frame.timestampMs;
      progress.update(Math.round((event.frame.timestampMs - firstMs) / 1000));
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

/** Seconds of film, where all of them say how long they are. */
async function startProgress({ config, dependencies }: Following): Promise<Progress> {
  const { cameras, isLive } = config;
  const none = { update: () => {}, stop: () => {} };
  if (isLive) return none;
  const spans = await Promise.all(
    cameras.map(async ({ source, startMs }: WatchedCamera) => {
      const lengthMs = await dependencies.measureFilmMs(source);
      return { startMs, endMs: lengthMs === null ? Number.NaN : startMs + lengthMs };
    }),
  );
  const [startMs, endMs] = [
    Math.min(...spans.map((span) => span.startMs)),
    Math.max(...spans.map((span) => span.endMs)),
  ];
  if (!(endMs > startMs)) return none;
  return dependencies.io.startProgress("s of film", Math.ceil((endMs - startMs) / 1000));
}

const SUMMARY_MS = 1000;

/** A line a second, of the machine's clock: films go faster. */
function createSummary({ watch, countFrames }: OpenedEyes, { config, dependencies }: Following) {
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
      ...{ cameraId, faults: watch.list(cameraId) },
    }));
    io.writeOut(formatWatchLine(event, states, framesPerS));
  };
}
