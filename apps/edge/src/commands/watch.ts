import type { Command } from "commander";
import { CommandFailure, type CommandIo, type Progress } from "../command-io.ts";
import type { CamerasConfig, PoseConfig, WatchedCamera } from "../config/cameras-config.ts";
import { loadCameras } from "../config/load-cameras.ts";
import type { Environment } from "../config/take-secret.ts";
import {
  type CamerasWatch,
  createCamerasWatch,
  type SeenFrame,
  type WatchEvent,
} from "../eyes/cameras-watch.ts";
import { createWatchWarnings, formatSeen, formatWatchLine } from "../eyes/format-watch.ts";
import { watchFiles } from "../eyes/watch-files.ts";
import { createLiveWatch } from "../eyes/watch-live.ts";
import { formatWarning } from "../format-outputs.ts";
import type { CameraSource } from "../ingest/camera/camera-source.ts";
import type { SetTimer } from "../ingest/camera/ffmpeg-run.ts";
import type { Camera, CameraOptions } from "../ingest/camera/open-camera.ts";
import type { GatedPoseFinder } from "../ingest/pose/open-pose-finder.ts";
import { isInside } from "../shop/door-watch.ts";
import { formatProblems, printWarnings } from "./config.ts";

export interface WatchDependencies {
  readonly io: CommandIo;
  readonly environment: Environment;
  readonly openCamera: (
    source: CameraSource,
    options: Pick<CameraOptions, "pace" | "startMs" | "onStatus">,
    signal: AbortSignal,
  ) => Camera;
  /** How long a film is, ms; null where it does not say. */
  readonly measureFilmMs: (source: CameraSource) => Promise<number | null>;
  readonly openPoseFinder: (pose: PoseConfig) => Promise<GatedPoseFinder>;
  readonly openOut: (path: string) => Promise<WatchOut>;
  readonly setTimer: SetTimer;
}

export interface WatchOut {
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

interface WatchOptions {
  readonly json?: boolean;
  readonly out?: string;
}

const EXAMPLES = `
Cameras and their calibration stand in a file of their own. Films are looked at frame by frame, live cameras
as they are now, until Ctrl-C.

Examples:
  saunter watch cameras.yaml                            who is inside, a line a second
  saunter watch cameras.yaml --json | head              a frame a line, as full_targets.json has them
  saunter watch cameras.yaml --out full_targets.json    the same, into a file
`;

export function addWatchCommand(program: Command, dependencies: WatchDependencies): void {
  program
    .command("watch")
    .description("follow people through the pictures of cameras: their joints in the shop")
    .argument("<config>", "cameras, where they hang, and what is the shop, YAML")
    .option("--json", "print a frame a line, as full_targets.json has them, and nothing else")
    .option("--out <file>", "write those lines to this file")
    .addHelpText("after", EXAMPLES)
    .action((file: string, options: WatchOptions) => watch(file, options, dependencies));
}

async function watch(file: string, options: WatchOptions, dependencies: WatchDependencies) {
  const { io, environment, openPoseFinder, openOut } = dependencies;
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
    const opened = openWatch(config, finder, stop.signal, dependencies);
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

interface OpenedWatch {
  readonly watch: CamerasWatch;
  readonly events: AsyncGenerator<WatchEvent>;
  /** Frames that poses were looked for in. */
  readonly countFrames: () => number;
  /** Resolves when no ffmpeg is left. */
  readonly closed: Promise<unknown>;
}

function openWatch(
  config: CamerasConfig,
  finder: GatedPoseFinder,
  signal: AbortSignal,
  { io, openCamera, setTimer }: WatchDependencies,
): OpenedWatch {
  const { cameras, isLive, floor, doors } = config;
  const fps = Math.max(...cameras.map(({ source }) => source.fps));
  let frames = 0;
  const watch = createCamerasWatch({
    ...{ cameras: cameras.map(({ camera }) => camera), fps, isLive },
    find: async (frame) => {
      const poses = await finder.find(frame);
      if (poses !== null) frames++;
      return poses;
    },
    isInside: (x, y) => isInside({ x, y }, { corners: floor }),
    ...(doors.length === 0
      ? {}
      : { isDoor: (x, y) => doors.some((corners) => isInside({ x, y }, { corners })) }),
  });
  const readIdle = () => finder.status().idleSinceMs;
  const live = isLive ? createLiveWatch(watch, { nowMs: io.nowMs, setTimer, readIdle }) : null;
  const opened = cameras.map(({ source, startMs }) => {
    const pace = isLive ? {} : { pace: { kind: "every-frame" as const }, startMs };
    const onStatus = live === null ? {} : { onStatus: live.hear };
    const camera = openCamera(source, { ...pace, ...onStatus }, signal);
    return { cameraId: source.cameraId, ...camera };
  });
  const events = live === null ? watchFiles(watch, opened, 1000 / fps) : live.run(opened);
  const closed = Promise.all(opened.map((camera) => camera.closed));
  return { watch, events, countFrames: () => frames, closed };
}

interface Following {
  readonly config: CamerasConfig;
  readonly options: WatchOptions;
  readonly out: WatchOut | null;
  readonly dependencies: WatchDependencies;
}

async function follow(opened: OpenedWatch, following: Following): Promise<void> {
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
      const line = out !== null || options.json === true ? formatSeen(event) : "";
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
function createSummary({ watch, countFrames }: OpenedWatch, { config, dependencies }: Following) {
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
