/**
 * Pictures made a film that browsers play, by ffmpeg: pictures go in by a pipe and the film comes out by
 * another; no file is written. One at a time, so that cameras keep their time.
 */
import { spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { SetTimer } from "../cameras/ffmpeg-run.ts";
import { CLIP_BYTES_MAX, CLIP_STEP_MS, ENCODE_MS_MAX, ENCODE_WORDS_MAX } from "./clip-limits.ts";
import type { ClipFrames } from "./clip-ring.ts";

/** The part of a child process that is used here; tests make their own. */
export interface PipedChild {
  readonly input: Writable;
  readonly output: Readable;
  readonly words: Readable;
  kill(): void;
  /** Settles when it has ended; rejects where it could not start. */
  readonly closed: Promise<number | null>;
}

export type StartPiped = (args: readonly string[]) => PipedChild;

/** ffmpeg gets nothing of this process's surroundings: there are keys among them. */
export function startPipedAt(path: string): StartPiped {
  return (args) => {
    const child = spawn(path, args, {
      stdio: ["pipe", "pipe", "pipe"],
      env: { LANG: "C", AV_LOG_FORCE_NOCOLOR: "1" },
    });
    const closed = new Promise<number | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    });
    return {
      input: child.stdin,
      output: child.stdout,
      words: child.stderr,
      kill: () => void child.kill("SIGKILL"),
      closed,
    };
  };
}

export interface Encoded {
  readonly mediaType: string;
  readonly video: Uint8Array;
}

/** Why a clip was not encoded, in words. */
export class ClipError extends Error {}

export interface ClipEncoder {
  /** Rejects with `ClipError`, and soon where `signal` is given. */
  encode(frames: ClipFrames, signal?: AbortSignal): Promise<Encoded>;
}

export interface ClipEncoderOptions {
  readonly start: StartPiped;
  readonly setTimer: SetTimer;
  readonly bytesMax?: number;
  readonly encodeMsMax?: number;
}

interface Form {
  /** As ffmpeg calls it. */
  readonly encoder: string;
  readonly mediaType: string;
  readonly args: readonly string[];
}

const WEBM = ["-f", "webm"];
const REALTIME = ["-deadline", "realtime", "-cpu-used", "4", "-auto-alt-ref", "0"];
/**
 * The first that the ffmpeg of this machine has: VP8 and VP9, which every ffmpeg is allowed to have, and
 * H.264 in pieces, as MP4 without a file to go back in wants it.
 */
export const FORMS: readonly Form[] = [
  {
    encoder: "libvpx",
    mediaType: 'video/webm; codecs="vp8"',
    args: ["-c:v", "libvpx", ...REALTIME, "-b:v", "500k", "-crf", "12", ...WEBM],
  },
  {
    encoder: "libvpx-vp9",
    mediaType: 'video/webm; codecs="vp9"',
    args: ["-c:v", "libvpx-vp9", ...REALTIME, "-b:v", "400k", "-crf", "30", ...WEBM],
  },
  {
    encoder: "libx264",
    mediaType: 'video/mp4; codecs="avc1.42C01E"',
    args: [
      ...["-c:v", "libx264", "-profile:v", "baseline", "-level", "3.0", "-preset", "veryfast"],
      ...["-crf", "26", "-movflags", "frag_keyframe+empty_moov+default_base_moof", "-f", "mp4"],
    ],
  },
];

/** ffmpeg is asked what it can encode with the first clip. */
export function createClipEncoder(options: ClipEncoderOptions): ClipEncoder {
  let form: Promise<Form> | null = null;
  return {
    encode: async (frames, signal) => {
      form ??= findForm(options, signal);
      // Where it could not be asked, the next clip asks again.
      const { mediaType, args } = await form.catch((error: unknown) => {
        form = null;
        throw error;
      });
      const { bytesMax = CLIP_BYTES_MAX } = options;
      const call = makeEncodeArguments(frames, args);
      const piped = { args: call, input: frames.frames, bytesMax };
      const video = await runPiped(options, piped, signal);
      if (video.length === 0) throw new ClipError("ffmpeg made no clip of the frames");
      return { mediaType, video };
    },
  };
}

/** Pictures from standard input, the film to standard output. */
export function makeEncodeArguments(
  { widthPx, heightPx, frames }: ClipFrames,
  form: readonly string[],
): string[] {
  const seconds = ((frames.length * CLIP_STEP_MS) / 1000).toFixed(3).padStart(6, "0");
  return [
    ...["-nostdin", "-hide_banner", "-nostats", "-loglevel", "error", "-threads", "1"],
    ...["-f", "rawvideo", "-pix_fmt", "rgb24", "-video_size", `${widthPx}x${heightPx}`],
    ...["-framerate", String(1000 / CLIP_STEP_MS), "-i", "pipe:0"],
    // Neither the time nor the program is written into it; its length is, as nobody can go back for that.
    ...["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact"],
    ...["-metadata:s:v:0", `DURATION=00:00:${seconds}`, "-threads", "1", "-pix_fmt", "yuv420p"],
    ...[...form, "pipe:1"],
  ];
}

const NOT_WANTED = "it is not wanted any more";
const ENCODERS_BYTES_MAX = 200_000;

async function findForm(options: ClipEncoderOptions, signal?: AbortSignal): Promise<Form> {
  const args = ["-hide_banner", "-encoders"];
  const list = await runPiped(options, { args, input: [], bytesMax: ENCODERS_BYTES_MAX }, signal);
  const names = new Set(
    Buffer.from(list)
      .toString("utf8")
      .split("\n")
      .map((line) => /^\s*V\S*\s+(\S+)/.exec(line)?.[1]),
  );
  const form = FORMS.find(({ encoder }) => names.has(encoder));
  if (form !== undefined) return form;
  const wanted = FORMS.map(({ encoder }) => encoder).join(", ");
  throw new ClipError(`the ffmpeg of this machine has none of ${wanted}`);
}

interface Piped {
  readonly args: readonly string[];
  readonly input: readonly Uint8Array[];
  readonly bytesMax: number;
}

/** Gives all that the program says, where it ends well and in time. */
async function runPiped(
  { start, setTimer, encodeMsMax = ENCODE_MS_MAX }: ClipEncoderOptions,
  { args, input, bytesMax }: Piped,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  if (signal?.aborted) throw new ClipError(NOT_WANTED);
  const child = startOrSay(start, args);
  const chunks: Uint8Array[] = [];
  let [bytes, words] = [0, ""];
  let failure: string | null = null;
  const fail = (why: string): void => {
    failure ??= why;
    child.kill();
  };
  const stop = (): void => fail(NOT_WANTED);
  signal?.addEventListener("abort", stop);
  const cancel = setTimer(encodeMsMax, () => fail("ffmpeg took too long"));
  child.output.on("data", (chunk: Uint8Array) => {
    bytes += chunk.length;
    if (bytes > bytesMax) fail(`the clip is larger than ${bytesMax} bytes`);
    else chunks.push(chunk);
  });
  child.words.setEncoding("utf8").on("data", (text: string) => {
    words = (words + text).slice(0, ENCODE_WORDS_MAX);
  });
  // A pipe that breaks is reported by the end of the process.
  for (const pipe of [child.input, child.output, child.words]) pipe.on("error", () => {});
  writeAll(child.input, input);
  try {
    const exitCode = await child.closed;
    if (failure !== null) throw new ClipError(failure);
    if (exitCode !== 0) throw new ClipError(`ffmpeg failed: ${words.trim() || `code ${exitCode}`}`);
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof ClipError) throw error;
    throw new ClipError(`ffmpeg could not be started: ${(error as Error).message}`);
  } finally {
    cancel();
    signal?.removeEventListener("abort", stop);
  }
}

function startOrSay(start: StartPiped, args: readonly string[]): PipedChild {
  try {
    return start(args);
  } catch (error) {
    if (error instanceof Error) throw new ClipError(error.message);
    throw error;
  }
}

/** As fast as they are taken: the pictures are in memory already. */
function writeAll(pipe: Writable, input: readonly Uint8Array[]): void {
  for (const bytes of input) pipe.write(bytes);
  pipe.end();
}
