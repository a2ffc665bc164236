/**
 * Finds people's poses in the frames of all cameras. A camera before which nothing moves is not looked
 * at; of each other one frame is processed, one waits at most, and a newer one takes its place.
 */
import type { Pixel } from "@saunter/vision/cameras/camera-model";
import type { PoseDetection } from "@saunter/vision/fusion/pose-detection";
import { type SetTimer, setTimer } from "../cameras/ffmpeg-run.ts";
import { type GreyImage, shrinkGrey, shrinkToGrey } from "../cameras/grey-image.ts";
import { createMotionGate, GATE_HEIGHT_PX, GATE_WIDTH_PX, type MotionGate } from "./motion-gate.ts";
import { openPosePool, type PosePool } from "./open-pose-pool.ts";
import type { PoseFinder, PoseFrame } from "./pose-finder.ts";
import { POSE_LIMITS, type PoseLimits, WORKERS_MAX } from "./pose-limits.ts";
import type { PoseModelConfig } from "./pose-model.ts";
import { type PoseTask, type StartPoseThread, startPoseThreadOf } from "./pose-thread.ts";

export interface GatedPoseFinder extends PoseFinder {
  status(): PoseFinderStatus;
}

export interface PoseFinderStatus {
  /** Frames that the model processed, in which nothing moved, and that gave way to a newer one. */
  readonly looked: number;
  readonly still: number;
  readonly dropped: number;
  /** Threads that died and were started again, and frames that the model failed at. */
  readonly restarts: number;
  readonly failures: number;
  readonly lastError: string | null;
  /** By camera: since when nothing has moved before it and nobody is there; null where not so. */
  readonly idleSinceMs: ReadonlyMap<string, number | null>;
}

export interface PoseFinderOptions {
  readonly model: PoseModelConfig;
  /** Threads, from 1 to `WORKERS_MAX`. */
  readonly workers: number;
  /** By camera, a polygon of its pixels: only what moves within counts. */
  readonly regions?: ReadonlyMap<string, readonly Pixel[]>;
  readonly limits?: Partial<PoseLimits>;
  readonly start?: StartPoseThread;
  readonly setTimer?: SetTimer;
}

interface CameraState {
  readonly gate: MotionGate;
  isBusy: boolean;
  waiting: PendingFrame | null;
  /** Whom the last look saw. */
  seen: readonly PoseDetection[];
  /** Resolves when all frames before have been answered. */
  answered: Promise<unknown>;
}

type Answer = readonly PoseDetection[] | null;

/** A frame that is to be processed. */
interface PendingFrame {
  readonly task: PoseTask;
  readonly image: GreyImage;
  readonly timestampMs: number;
  readonly answer: (poses: Answer) => void;
}

/**
 * Throws `PoseModelError` where the model cannot be loaded, RangeError on a number of threads that is
 * none or a region of fewer than three corners.
 */
export async function openPoseFinder(options: PoseFinderOptions): Promise<GatedPoseFinder> {
  const { workers, model, regions, start = startPoseThreadOf(model) } = options;
  if (!(Number.isInteger(workers) && workers >= 1 && workers <= WORKERS_MAX))
    throw new RangeError(`poses are found by 1 to ${WORKERS_MAX} threads, not ${workers}`);
  const cameras = new Map<string, CameraState>();
  for (const [cameraId, region] of regions ?? []) cameras.set(cameraId, makeCameraState(region));
  let onFree = (): void => {};
  const pool = await openPosePool({
    workers,
    start,
    limits: { ...POSE_LIMITS, ...options.limits },
    setTimer: options.setTimer ?? setTimer,
    onFree: () => onFree(),
  });
  const finder: Finder = {
    pool,
    cameras,
    counts: { looked: 0, still: 0, dropped: 0 },
    buffers: createBuffers(),
    queue: [],
    isClosed: false,
  };
  onFree = () => serve(finder);
  return {
    find: (frame) => findPoses(finder, frame),
    status: () => readStatus(finder),
    close: () => closeFinder(finder),
  };
}

function makeCameraState(region?: readonly Pixel[]): CameraState {
  const gate = createMotionGate(region);
  return { gate, isBusy: false, waiting: null, seen: [], answered: Promise.resolve() };
}

interface Finder {
  readonly pool: PosePool;
  readonly cameras: Map<string, CameraState>;
  readonly counts: { looked: number; still: number; dropped: number };
  readonly buffers: ReturnType<typeof createBuffers>;
  /** Cameras whose frames wait, the longest first. */
  queue: CameraState[];
  isClosed: boolean;
}

/** Gives free threads the frames that wait. */
function serve(finder: Finder): void {
  while (finder.pool.isFree) {
    const camera = finder.queue.find(({ isBusy }) => !isBusy);
    if (camera === undefined) return;
    finder.queue = finder.queue.filter((one) => one !== camera);
    const pending = camera.waiting!;
    camera.waiting = null;
    void perform(finder, camera, pending);
  }
}

async function perform(finder: Finder, camera: CameraState, pending: PendingFrame): Promise<void> {
  const { pool, counts, buffers } = finder;
  camera.isBusy = true;
  const { poses, pixels } = await pool.find(pending.task);
  camera.isBusy = false;
  if (pixels !== null) buffers.giveBack(pixels);
  if (poses !== null) {
    counts.looked++;
    camera.seen = poses;
    camera.gate.learnFrame(pending.image, poses, pending.timestampMs);
  }
  pending.answer(poses);
  serve(finder);
}

/** Lets a frame wait, in the place of an older one of its camera. */
function wait(finder: Finder, camera: CameraState, pending: PendingFrame): void {
  const older = camera.waiting;
  camera.waiting = pending;
  if (older === null) finder.queue.push(camera);
  else {
    finder.counts.dropped++;
    finder.buffers.giveBack(older.task.pixels);
    older.answer(null);
  }
  serve(finder);
}

async function findPoses(finder: Finder, frame: PoseFrame): Promise<Answer> {
  checkPixels(frame);
  if (finder.isClosed) return null;
  let camera = finder.cameras.get(frame.cameraId);
  if (camera === undefined) {
    camera = makeCameraState();
    finder.cameras.set(frame.cameraId, camera);
  }
  const { answered } = camera;
  const own = answerFrame(finder, camera, frame);
  const inOrder = answered.then(() => own).then((give) => give());
  camera.answered = inOrder;
  return inOrder;
}

/** What is to be answered when it is the frame's turn. */
async function answerFrame(
  finder: Finder,
  camera: CameraState,
  frame: PoseFrame,
): Promise<() => Answer> {
  const { timestampMs, pixels, widthPx, heightPx } = frame;
  const image = shrinkForGate(frame);
  const decision = camera.gate.see(image, timestampMs, frame);
  if (decision !== "detect") {
    finder.counts.still++;
    return decision === "nobody" ? () => [] : () => repeat(camera);
  }
  const task = { pixels: finder.buffers.copy(pixels), widthPx, heightPx };
  const { promise, resolve } = Promise.withResolvers<Answer>();
  wait(finder, camera, { task, image, timestampMs, answer: resolve });
  const poses = await promise;
  return () => poses;
}

/**
 * People who were seen are still there. One detection of nobody where somebody just was is not believed yet:
 * repeated, it would be.
 */
function repeat({ seen }: CameraState): Answer {
  return seen.length === 0 ? null : seen.map((pose) => ({ ...pose, isRepeated: true }));
}

function readStatus({ pool, cameras, counts }: Finder): PoseFinderStatus {
  const { lastError } = pool;
  const { restarts, failures } = pool.counts;
  const idle = [...cameras].map(([cameraId, { gate }]) => [cameraId, gate.idleSinceMs] as const);
  return { ...counts, restarts, failures, lastError, idleSinceMs: new Map(idle) };
}

async function closeFinder(finder: Finder): Promise<void> {
  finder.isClosed = true;
  for (const { waiting } of finder.queue) waiting?.answer(null);
  finder.queue = [];
  await finder.pool.close();
}

function checkPixels({ cameraId, pixels, widthPx, heightPx }: PoseFrame): void {
  if (pixels.length === widthPx * heightPx * 3 && pixels.length > 0) return;
  const should = `${widthPx} by ${heightPx} pixels of three bytes`;
  throw new RangeError(`camera ${cameraId}: ${pixels.length} bytes are not ${should}`);
}

function shrinkForGate({ grey, pixels, widthPx, heightPx }: PoseFrame): GreyImage {
  const gateWidthPx = Math.min(GATE_WIDTH_PX, widthPx);
  const gateHeightPx = Math.min(GATE_HEIGHT_PX, heightPx);
  return grey === undefined
    ? shrinkToGrey({ rgb: pixels, widthPx, heightPx }, gateWidthPx, gateHeightPx)
    : shrinkGrey(grey, gateWidthPx, gateHeightPx);
}

/** Buffers that came back are written again: megabytes a second would be made otherwise. */
const BUFFERS_MAX = 16;

function createBuffers() {
  let spare: Uint8Array<ArrayBuffer>[] = [];
  return {
    copy: (pixels: Uint8Array): Uint8Array<ArrayBuffer> => {
      const found = spare.findLast(({ length }) => length === pixels.length);
      if (found === undefined) return new Uint8Array(pixels);
      spare = spare.filter((one) => one !== found);
      found.set(pixels);
      return found;
    },
    giveBack: (pixels: Uint8Array<ArrayBuffer>): void => {
      if (spare.length >= BUFFERS_MAX) spare.shift();
      spare.push(pixels);
    },
  };
}
