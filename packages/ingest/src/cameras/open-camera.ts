/**
 * Frames of a camera, through an ffmpeg of its own that is started again whenever it ends, stands
 * still or gives damaged pictures. Nothing queues: whoever is slow gets the newest frame.
 */
import { findCameraBackOffMs } from "./camera-back-off.ts";
import { CAMERA_LIMITS, type CameraLimits, SPEED_MAX } from "./camera-limits.ts";
import { type CameraRun, type CameraWork, startCameraRun } from "./camera-run.ts";
import { CameraError, type CameraSource, checkCameraSource } from "./camera-source.ts";
import {
  type CameraState,
  type CameraStatus,
  describeEnd,
  type EndReason,
  formatSeconds,
  type RunEnd,
} from "./camera-status.ts";
import type { Pace } from "./ffmpeg-arguments.ts";
import { createFfmpegLines } from "./ffmpeg-lines.ts";
import { type SetTimer, type StartFfmpeg, setTimer } from "./ffmpeg-run.ts";
import { INSTALL_FFMPEG } from "./find-ffmpeg.ts";
import { type CameraFrame, createFrameBox } from "./frame-box.ts";
import { createRateSteps } from "./rate-steps.ts";

export interface CameraOptions {
  /** `startFfmpegAt(findFfmpeg(…))`. */
  readonly start: StartFfmpeg;
  /** The shop's clock, ms. */
  readonly nowMs: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Of a file: real time where not given. With "every-frame" reading waits for who looks. */
  readonly pace?: Pace;
  /** Of a file: when its first moment was; 0 where not given. */
  readonly startMs?: number;
  /** Called after each change of its state. */
  readonly onStatus?: (status: CameraStatus) => void;
  readonly limits?: Partial<CameraLimits>;
  readonly setTimer?: SetTimer;
}

export interface Camera {
  /**
   * Frames, to be gone through by one loop. Ends with a file, or when the camera is closed; leaving the loop
   * closes it. Throws `CameraError` where there is no ffmpeg, or no picture in a file.
   */
  readonly frames: AsyncIterable<CameraFrame>;
  status(): CameraStatus;
  /**
   * Whether a picture now and then will do, as nothing moves: then key pictures alone are decoded, at a
   * tenth of the work. The stream is opened again for that, and the one before goes on until pictures come
   * of it, so that none is missed. Does nothing to files and devices, which cannot be opened twice.
   */
  rest(isResting: boolean): void;
  /** Resolves when ffmpeg is gone; `signal` or the end of a file brings that about. */
  readonly closed: Promise<void>;
}

interface Opened {
  readonly work: CameraWork;
  readonly options: CameraOptions;
  readonly closing: AbortController;
  run: CameraRun | null;
  isResting: boolean;
  /** Goes on until pictures come of the run that takes its place. */
  outgoing: CameraRun | null;
  /** Lets another run take the place of the one that is waited for. */
  takePlace: (() => void) | null;
  state: CameraState;
  sinceMs: number;
  message: string;
  nextTryMs: number | null;
  failures: number;
  restarts: number;
  stalls: number;
  /** What the last run ended with, until pictures come again. */
  errors: readonly string[];
  failure: CameraError | null;
}

/** Throws `CameraError` ("source-refused") for an address, size, rate or pace that is not read. */
export function openCamera(
  source: CameraSource,
  options: CameraOptions,
  signal: AbortSignal,
): Camera {
  const opened = makeOpened(source, options);
  const { closing } = opened;
  const close = (): void => closing.abort();
  signal.addEventListener("abort", close, { once: true });
  if (signal.aborted) close();
  const stopAll = (): void => {
    for (const run of [opened.run, opened.outgoing]) run?.stop("stopped");
  };
  closing.signal.addEventListener("abort", stopAll, { once: true });
  const closed = supervise(opened)
    .catch((error: unknown) => {
      if (!(error instanceof CameraError)) throw error;
      opened.failure = error;
      enter(opened, "ended", error.message);
    })
    .finally(() => {
      signal.removeEventListener("abort", close);
      opened.work.box.end();
    });
  return {
    frames: { [Symbol.asyncIterator]: () => iterate(opened, closed) },
    status: () => readStatus(opened),
    rest: (isResting) => {
      const { kind } = opened.work.input;
      if (kind === "rtsp" || kind === "http") opened.isResting = isResting;
      changeRun(opened);
    },
    closed,
  };
}

function makeOpened(source: CameraSource, options: CameraOptions): Opened {
  const input = checkCameraSource(source);
  const { pace = { kind: "paced", speed: 1 } } = options;
  if (pace.kind === "paced" && !(pace.speed > 0 && pace.speed <= SPEED_MAX)) {
    const why = `a file is played at more than 0 and at most ${SPEED_MAX} times real time`;
    throw new CameraError("source-refused", `camera ${source.cameraId}: ${why}`);
  }
  const limits = { ...CAMERA_LIMITS, ...options.limits };
  const nowMs = options.nowMs();
  const opened: Opened = {
    options,
    closing: new AbortController(),
    work: {
      source,
      input,
      limits,
      pace: input.kind === "file" ? pace : { kind: "paced", speed: 1 },
      startMs: options.startMs ?? 0,
      nowMs: options.nowMs,
      start: options.start,
      setTimer: options.setTimer ?? setTimer,
      box: createFrameBox({
        frameBytes: source.widthPx * source.heightPx * 3,
        framesMax: limits.poolFrames,
        isEachKept: input.kind === "file" && pace.kind === "every-frame",
        onRoom: () => opened.run?.goOn(),
      }),
      rate: createRateSteps({ fps: source.fps }),
      lines: createFfmpegLines(source.url, limits),
      tally: {
        frames: 0,
        skipped: 0,
        dropped: 0,
        damaged: 0,
        sequence: 0,
        lastStampMs: -Infinity,
        lastFrameMs: null,
      },
    },
    run: null,
    isResting: false,
    outgoing: null,
    takePlace: null,
    failures: 0,
    restarts: 0,
    stalls: 0,
    errors: [],
    failure: null,
    state: "starting",
    sinceMs: nowMs,
    message: STARTING,
    nextTryMs: null,
  };
  return opened;
}

const STARTING = "opening: no frame yet";

function enter(opened: Opened, state: CameraState, message: string, nextTryMs?: number): void {
  Object.assign(opened, { state, message, sinceMs: opened.work.nowMs() });
  opened.nextTryMs = nextTryMs ?? null;
  opened.options.onStatus?.(readStatus(opened));
}

/** Has another run take the place of one that rests and should not, or the other way round. */
function changeRun(opened: Opened): void {
  const { run, isResting, outgoing } = opened;
  // One that has given no picture yet is asked again when it has.
  if (run === null || run.isResting === isResting || run.frames === 0) return;
  if (outgoing === null) opened.takePlace?.();
}

async function endOutgoing(opened: Opened): Promise<void> {
  const { outgoing } = opened;
  outgoing?.stop("rate");
  await outgoing?.ended;
}

async function supervise(opened: Opened): Promise<void> {
  const { work, closing } = opened;
  const isFile = work.input.kind === "file";
  let isSeamless = false;
  for (let runs = 0; !closing.signal.aborted; runs++) {
    if (runs > 0) opened.restarts++;
    if (!isSeamless) enter(opened, "starting", STARTING);
    const end = await performRun(opened);
    if (closing.signal.aborted) break;
    if (isFile) return endFile(opened, end);
    isSeamless = end.reason === "rate" && end.frames > 0;
    if (isSeamless) continue;
    // The camera may give its stream to one at a time.
    if (opened.outgoing !== null) isSeamless = true;
    await endOutgoing(opened);
    if (!isSeamless) await waitForNextTry(opened, end);
  }
  await endOutgoing(opened);
  enter(opened, "ended", "it was closed");
}

async function performRun(opened: Opened): Promise<RunEnd> {
  const { work, closing } = opened;
  const startedMs = work.nowMs();
  try {
    const onFirstFrame = (): void => {
      opened.errors = [];
      opened.outgoing?.stop("rate");
      if (opened.state !== "live") enter(opened, "live", "receiving frames");
      changeRun(opened);
    };
    const hooks = {
      onFirstFrame,
      onStopping: (reason: EndReason) => {
        if (reason !== "stall" && reason !== "damage") return;
        if (reason === "stall") opened.stalls++;
        const what = reason === "stall" ? `no frame for ${formatSeconds(work.limits.stallMs)}` : "";
        const why = what === "" ? "too many frames are damaged" : what;
        enter(opened, "stalled", `${why}: its stream is reopened`);
      },
    };
    const run = startCameraRun(work, hooks, opened.isResting);
    opened.run = run;
    if (closing.signal.aborted) run.stop("stopped");
    const end = await awaitEnd(opened, run);
    const wasSteady = end.frames > 0 && work.nowMs() - startedMs >= work.limits.steadyMs;
    opened.failures = wasSteady ? 1 : opened.failures + 1;
    return end;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (typeof code !== "string") throw error;
    // Too many processes or open files may pass.
    const cause = `ffmpeg could not be started (${code})`;
    opened.failures++;
    if (code !== "ENOENT" && code !== "EACCES")
      return { reason: "failed", exitCode: null, frames: 0, errors: [], cause };
    throw new CameraError("ffmpeg-missing", `ffmpeg could not be started; ${INSTALL_FFMPEG}`);
  } finally {
    opened.run = null;
  }
}

/** Until it has ended, or another one is to take its place. */
function awaitEnd(opened: Opened, run: CameraRun): Promise<RunEnd> {
  const ended = run.ended.finally(() => {
    if (opened.outgoing !== run) return;
    opened.outgoing = null;
    changeRun(opened);
  });
  const replaced = new Promise<RunEnd>((resolve) => {
    opened.takePlace = () => {
      opened.outgoing = run;
      const { frames } = run;
      resolve({ reason: "rate", exitCode: null, frames, errors: [], cause: null });
    };
  });
  return Promise.race([ended, replaced]);
}

function endFile(opened: Opened, end: RunEnd): void {
  const { work } = opened;
  opened.errors = end.errors;
  const isWhole = end.reason === "exit" && end.exitCode === 0;
  if (end.frames === 0) {
    const named = `camera ${work.source.cameraId}: ${describeEnd(end)}`;
    throw new CameraError("no-picture", named);
  }
  const damage = work.lines.damageTotal > 0 ? "; some of its frames are damaged" : "";
  const cause = isWhole && end.cause !== null ? `; ${end.cause}` : "";
  const what = isWhole ? "the file was read to its end" : describeEnd(end);
  enter(opened, "ended", what + cause + damage);
}

async function waitForNextTry(opened: Opened, end: RunEnd): Promise<void> {
  const { work, options, closing } = opened;
  opened.errors = end.errors;
  const waitMs = findCameraBackOffMs(opened.failures, options.random(), work.limits);
  const again = `retrying in ${formatSeconds(waitMs)}`;
  const count = opened.failures > 1 ? `; ${opened.failures} failures in a row` : "";
  enter(opened, "waiting", `${describeEnd(end)}; ${again}${count}`, work.nowMs() + waitMs);
  await new Promise<void>((resolve) => {
    const end = (): void => {
      cancel();
      closing.signal.removeEventListener("abort", end);
      resolve();
    };
    const cancel = work.setTimer(waitMs, end);
    closing.signal.addEventListener("abort", end);
    if (closing.signal.aborted) end();
  });
}

function readStatus(opened: Opened): CameraStatus {
  const { work, run, state, sinceMs, nextTryMs } = opened;
  const { box, tally, rate, lines, source } = work;
  return {
    cameraId: source.cameraId,
    state,
    sinceMs,
    nextTryMs,
    lastFrameMs: tally.lastFrameMs,
    isResting: isAtRest(opened),
    message: state === "live" ? describeLive(opened) : opened.message,
    errors: state === "live" || state === "starting" ? lines.listErrors() : opened.errors,
    counts: {
      frames: tally.frames,
      given: box.counts.given,
      skipped: tally.skipped,
      dropped: tally.dropped + box.counts.replaced,
      restarts: opened.restarts,
      stalls: opened.stalls,
      damaged: lines.damageTotal,
    },
    fpsWanted: source.fps,
    fps: rate.fps,
    clock: run?.clock?.read() ?? null,
  };
}

function isAtRest({ state, run }: Opened): boolean {
  return state === "live" && run?.isResting === true;
}

function describeLive(opened: Opened): string {
  const { work, message } = opened;
  const { source, rate, lines, limits } = work;
  const damaged = lines.countDamage(work.nowMs());
  const slow =
    rate.fps < source.fps
      ? `, ${rate.fps} of ${source.fps} a second, as this computer cannot process more`
      : "";
  const resting = isAtRest(opened) ? ", at a low rate, as nothing moves" : "";
  const damage =
    damaged > 0 ? `, some of them damaged in the last ${formatSeconds(limits.damageMs)}` : "";
  return message + resting + slow + damage;
}

function iterate(opened: Opened, closed: Promise<void>): AsyncIterator<CameraFrame> {
  const { box, rate, nowMs } = opened.work;
  let givenMs: number | null = null;
  return {
    next: async () => {
      if (givenMs !== null) rate.seeWork(nowMs() - givenMs);
      givenMs = null;
      const frame = await box.fetch();
      if (frame === null) {
        await closed;
        if (opened.failure !== null) throw opened.failure;
        return { done: true, value: undefined };
      }
      givenMs = nowMs();
      return { done: false, value: frame };
    },
    return: async () => {
      opened.closing.abort();
      await closed;
      return { done: true, value: undefined };
    },
  };
}
