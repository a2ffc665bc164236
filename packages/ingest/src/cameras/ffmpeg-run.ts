/** One run of ffmpeg, from its start to its end. */
import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import type { CameraLimits } from "./camera-limits.ts";
import { STAMPS_FD } from "./ffmpeg-arguments.ts";
import { createFrameReader, type FrameReaderOptions } from "./frame-reader.ts";
import { holdBytes } from "./held-bytes.ts";

/** The part of a child process that is used here; tests make their own. */
export interface FfmpegChild {
  readonly frames: Readable;
  readonly stamps: Readable;
  readonly lines: Readable;
  kill(signal: "SIGTERM" | "SIGKILL"): void;
  /** Settles when it has ended and all its output was read; rejects where it could not start. */
  readonly closed: Promise<number | null>;
}

/** Starts ffmpeg with these arguments. */
export type StartFfmpeg = (args: readonly string[]) => FfmpegChild;

/** Calls back after a time, unless it is called before. */
export type SetTimer = (ms: number, then: () => void) => () => void;

export const setTimer: SetTimer = (ms, then) => {
  const timer = setTimeout(then, ms);
  return () => clearTimeout(timer);
};

/** ffmpeg gets nothing of this process's surroundings: there are keys among them. */
export function startFfmpegAt(path: string): StartFfmpeg {
  return (args) => {
    const child = spawn(path, args, {
      stdio: ["ignore", "pipe", "pipe", "pipe"],
      env: { LANG: "C", AV_LOG_FORCE_NOCOLOR: "1" },
    });
    const closed = new Promise<number | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    });
    return {
      frames: child.stdout!,
      stamps: child.stdio[STAMPS_FD] as Readable,
      lines: child.stderr!,
      kill: (signal) => void child.kill(signal),
      closed,
    };
  };
}

export interface FfmpegRunOptions extends Omit<FrameReaderOptions, "stampsMax"> {
  readonly limits: CameraLimits;
  readonly onLine: (line: string) => void;
  readonly setTimer: SetTimer;
}

export interface FfmpegRun {
  /** There may be room for a frame that had to wait. */
  goOn(): void;
  /** Whether a frame waits for room. */
  readonly isHeldUp: boolean;
  /** Has it say goodbye to the camera, and kills it where that takes too long. */
  stop(): void;
  /** Bytes of frames that did not come to an end; to be asked for once, after the end. */
  abandon(): Uint8Array[];
  /** Its exit code, null where it was killed; rejects where it could not start. */
  readonly ended: Promise<number | null>;
}

export function runFfmpeg(child: FfmpegChild, options: FfmpegRunOptions): FfmpegRun {
  const { limits, onLine } = options;
  const reader = createFrameReader({ ...options, stampsMax: limits.stampsMax });
  const frames = holdBytes(child.frames, reader.takeBytes);
  let isStopped = false;
  let cancelKill = (): void => {};

  /** The pipe has ended when it has been read: what is held up here has not been processed. */
  async function awaitEnd(): Promise<number | null> {
    const exitCode = await child.closed;
    await frames.untilTaken();
    return exitCode;
  }

  function stop(): void {
    if (isStopped) return;
    isStopped = true;
    frames.drop();
    child.kill("SIGTERM");
    // It may be stuck in a pipe that nobody reads any more.
    for (const pipe of [child.frames, child.stamps]) pipe.destroy();
    cancelKill = options.setTimer(limits.stopMsMax, () => child.kill("SIGKILL"));
  }

  child.stamps.setEncoding("latin1").on("data", (text: string) => {
    if (!isStopped) reader.takeStamps(text);
  });
  readLines(child.lines, limits.errorCharsMax, (line) => {
    if (!isStopped) onLine(line);
  });
  // A pipe that breaks is reported by the end of the process.
  for (const pipe of [child.frames, child.stamps, child.lines]) pipe.on("error", () => {});
  return {
    goOn: frames.goOn,
    get isHeldUp() {
      return frames.isHeldUp;
    },
    stop,
    abandon: reader.abandon,
    ended: awaitEnd().finally(() => cancelKill()),
  };
}

/** How many times longer than what is shown of it a line may be before it is cut in two. */
const LINE_SPARE = 8;

function readLines(stream: Readable, charsMax: number, onLine: (line: string) => void): void {
  let text = "";
  stream.setEncoding("utf8").on("data", (more: string) => {
    const lines = (text + more).split(/[\r\n]+/);
    text = lines.pop()!;
    if (text.length > charsMax * LINE_SPARE) lines.push(text);
    if (text.length > charsMax * LINE_SPARE) text = "";
    for (const line of lines) if (line !== "") onLine(line);
  });
  stream.on("end", () => {
    if (text !== "") onLine(text);
  });
}
