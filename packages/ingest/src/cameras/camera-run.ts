/** One run of ffmpeg for a camera: its frames are stamped and handed over, its silence is noticed. */
import { type CameraLimits, REST_FPS } from "./camera-limits.ts";
import type { CameraInput, CameraSource } from "./camera-source.ts";
import type { EndReason, RunEnd } from "./camera-status.ts";
import { makeFfmpegArguments, type Pace } from "./ffmpeg-arguments.ts";
import { type FfmpegLines, findCause } from "./ffmpeg-lines.ts";
import { type FfmpegRun, runFfmpeg, type SetTimer, type StartFfmpeg } from "./ffmpeg-run.ts";
import type { FrameBox } from "./frame-box.ts";
import { createFrameClock, type FrameClock } from "./frame-clock.ts";
import type { Place } from "./frame-reader.ts";
import { isLeftOut, isRestartWorthIt, type RateSteps } from "./rate-steps.ts";

/** What all runs of one camera share. */
export interface CameraWork {
  readonly source: CameraSource;
  readonly input: CameraInput;
  readonly pace: Pace;
  /** What the first moment of a file is, ms. */
  readonly startMs: number;
  readonly limits: CameraLimits;
  readonly nowMs: () => number;
  readonly setTimer: SetTimer;
  readonly start: StartFfmpeg;
  readonly box: FrameBox;
  readonly rate: RateSteps;
  readonly lines: FfmpegLines;
  readonly tally: CameraTally;
}

export interface CameraTally {
  frames: number;
  skipped: number;
  dropped: number;
  /** Messages of damaged pictures, but for those of a live stream's first moment. */
  damaged: number;
  /** Number of the next frame. */
  sequence: number;
  lastStampMs: number;
  lastFrameMs: number | null;
}

export interface CameraRun {
  /** There may be room for a frame that waits. */
  goOn(): void;
  stop(reason: EndReason): void;
  readonly isResting: boolean;
  readonly frames: number;
  /** Null of a file. */
  readonly clock: FrameClock | null;
  readonly ended: Promise<RunEnd>;
}

export interface CameraRunHooks {
  readonly onFirstFrame: () => void;
  /** It has begun to stop. */
  readonly onStopping: (reason: EndReason) => void;
}

/** A busy machine reads late what has long come: silence is believed when it lasts that much longer. */
export const STALL_RECHECK_MS = 500;
/** A live stream is joined in its middle: what is missing so soon after its first picture is no damage. */
export const JOINED_MS = 1000;

interface RunState {
  readonly work: CameraWork;
  readonly hooks: CameraRunHooks;
  readonly fps: number;
  readonly isResting: boolean;
  readonly clock: FrameClock | null;
  run: FfmpegRun | null;
  frames: number;
  firstFrameMs: number;
  lastFrameMs: number;
  replacedBefore: number;
  reason: EndReason | null;
  cancelWatch: () => void;
}

/** @param isResting whether key pictures alone are decoded */
export function startCameraRun(
  work: CameraWork,
  hooks: CameraRunHooks,
  isResting: boolean,
): CameraRun {
  const { source, input, pace, limits, lines } = work;
  const fps = isResting ? Math.min(REST_FPS, work.rate.fps) : work.rate.fps;
  const state: RunState = {
    work,
    hooks,
    fps,
    isResting,
    run: null,
    frames: 0,
    reason: null,
    clock: makeClock(input, fps),
    firstFrameMs: Number.POSITIVE_INFINITY,
    lastFrameMs: work.nowMs(),
    cancelWatch: () => {},
    replacedBefore: work.box.counts.replaced,
  };
  lines.forget();
  const run = runFfmpeg(work.start(makeFfmpegArguments({ input, source, fps, pace, isResting })), {
    limits,
    setTimer: work.setTimer,
    frameBytes: source.widthPx * source.heightPx * 3,
    findPlace: (index) => findPlace(state, index),
    onFrame: (frame) => takeFrame(state, frame),
    onUnreadable: () => stop(state, "failed"),
    onLine: (line) => takeLine(state, line),
  });
  state.run = run;
  watch(state, limits.startMsMax, false);
  return {
    goOn: run.goOn,
    stop: (reason) => stop(state, reason),
    isResting,
    get frames() {
      return state.frames;
    },
    clock: state.clock,
    ended: run.ended
      .then((exitCode) => describeRun(state, exitCode))
      .finally(() => {
        state.cancelWatch();
        for (const rgb of run.abandon()) work.box.giveBack(rgb);
      }),
  };
}

function makeClock({ kind }: CameraInput, fps: number): FrameClock | null {
  if (kind === "file") return null;
  return createFrameClock({ frameMs: 1000 / fps, hasOwnTimes: kind !== "http" });
}

function stop(state: RunState, reason: EndReason): void {
  if (state.reason !== null) return;
  state.reason = reason;
  state.run?.stop();
  state.hooks.onStopping(reason);
}

function takeLine(state: RunState, line: string): void {
  const { lines, limits, input, tally, nowMs } = state.work;
  const before = lines.damageTotal;
  lines.take(line, nowMs());
  const isLive = input.kind !== "file";
  if (!isLive || nowMs() - state.firstFrameMs >= JOINED_MS)
    tally.damaged += lines.damageTotal - before;
  if (isLive && lines.countDamage(nowMs()) > limits.damageLinesMax) stop(state, "damage");
}

function findPlace({ work: { rate, box, tally, pace }, fps }: RunState, index: number): Place {
  if (isLeftOut(index, rate.fps, fps)) {
    tally.skipped++;
    return "skip";
  }
  const buffer = box.takeBuffer();
  if (buffer !== null) return buffer;
  if (pace.kind === "every-frame") return "wait";
  tally.dropped++;
  return "skip";
}

function takeFrame(
  state: RunState,
  { index, ptsMs, rgb }: { index: number; ptsMs: number; rgb: Uint8Array | null },
): void {
  const { work, clock, hooks, fps } = state;
  const { source, box, tally, rate } = work;
  const arrivedMs = work.nowMs();
  state.lastFrameMs = arrivedMs;
  tally.lastFrameMs = arrivedMs;
  tally.frames++;
  const sequence = tally.sequence++;
  if (state.frames++ === 0) {
    state.firstFrameMs = arrivedMs;
    watch(state, findStallMs(state), false);
    hooks.onFirstFrame();
  }
  // Also frames that are left out tell of the clock. A new run may know it less well than the last.
  const stampMs = clock === null ? work.startMs + ptsMs : clock.stamp(ptsMs, arrivedMs);
  if (state.reason !== null || !Number.isFinite(stampMs)) {
    if (rgb !== null) box.giveBack(rgb);
    return;
  }
  const timestampMs = Math.max(stampMs, tally.lastStampMs + 1);
  tally.lastStampMs = timestampMs;
  if (rgb !== null) {
    const { cameraId, widthPx, heightPx } = source;
    const { damaged } = tally;
    box.put({ cameraId, timestampMs, arrivedMs, sequence, damaged, widthPx, heightPx, rgb });
  }
  if (work.pace.kind === "every-frame" && clock === null) return;
  const isLeftOutHere = rgb === null && isLeftOut(index, rate.fps, fps);
  if (!isLeftOutHere) seeWhetherFetched(state, rgb !== null, arrivedMs);
  const running = { fps, frameBytes: source.widthPx * source.heightPx * 3 };
  if (state.isResting) return;
  if (clock !== null && isRestartWorthIt(rate, running, arrivedMs)) stop(state, "rate");
}

function seeWhetherFetched(state: RunState, hadRoom: boolean, nowMs: number): void {
  const { box, rate } = state.work;
  const { replaced, given } = box.counts;
  const isReplaced = replaced > state.replacedBefore;
  state.replacedBefore = replaced;
  // Nobody has begun to look: that says nothing of how fast they are.
  if (given > 0) rate.see(hadRoom && !isReplaced, nowMs);
}

function findStallMs({ work: { limits }, isResting }: RunState): number {
  return isResting ? limits.restStallMs : limits.stallMs;
}

/** Ends the run where frames stop coming; looks again in `waitMs`. */
function watch(state: RunState, waitMs: number, isAmbiguous: boolean): void {
  const { work, frames } = state;
  state.cancelWatch();
  state.cancelWatch = work.setTimer(waitMs, () => {
    if (state.reason !== null) return;
    const allowedMs = state.frames === 0 ? work.limits.startMsMax : findStallMs(state);
    const leftMs = state.lastFrameMs + allowedMs - work.nowMs();
    const isHeldUp = state.run?.isHeldUp === true;
    if (leftMs > 0) watch(state, leftMs, false);
    else if (isHeldUp) watch(state, allowedMs, false);
    else if (!isAmbiguous || state.frames > frames) watch(state, STALL_RECHECK_MS, true);
    else stop(state, state.frames === 0 ? "no-start" : "stall");
  });
}

function describeRun(state: RunState, exitCode: number | null): RunEnd {
  const { frames, reason, work } = state;
  const errors = work.lines.listErrors();
  // It was killed by somebody else, or fell over.
  const failed = exitCode === null ? "failed" : "exit";
  return { reason: reason ?? failed, exitCode, frames, errors, cause: findCause(errors) };
}
