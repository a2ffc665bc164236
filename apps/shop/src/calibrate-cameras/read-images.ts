/** Pictures of a file, grey and in their own size: a still's one, a video's every so often. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { checkCameraSource } from "@saunter/ingest/cameras/camera-source";
import { CommandFailure } from "../command-line/command-io.ts";

export interface GreyImage {
  readonly name: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** A byte a pixel, row by row. */
  readonly grey: Uint8Array;
}

export interface PictureOptions {
  readonly ffmpeg: string;
  /** Seconds between the pictures of a video. */
  readonly everyS: number;
  readonly framesMax: number;
}

/** Characters of ffmpeg's last word that a message repeats. */
const WORD_CHARS_MAX = 200;

/**
 * The pictures of a file, in order. CommandFailure where there is none, with the reason that ffmpeg
 * gives.
 */
export async function* readPictures(
  file: string,
  { ffmpeg, everyS, framesMax }: PictureOptions,
): AsyncGenerator<GreyImage, void, undefined> {
  let count = 0;
  const spaced = `isnan(prev_selected_t)+gte(t-prev_selected_t\\,${everyS})`;
  const run = startFfmpeg(ffmpeg, [
    ...makeInput(file),
    ...["-vf", `select=${spaced}`, "-fps_mode", "passthrough", "-frames:v", String(framesMax)],
    ...["-pix_fmt", "gray", "-f", "image2pipe", "-c:v", "pgm", "pipe:1"],
  ]);
  const takeApart = createPgmReader();
  for await (const chunk of run.chunks) {
    for (const image of takeApart(chunk)) {
      const name = count === 0 ? file : `${file} at ${(count * everyS).toFixed(1)} s`;
      count++;
      yield { name, ...image };
    }
  }
  if (count > 0) return;
  throw new CommandFailure(`${file}: it contains no image; ${await run.lastWord}`);
}

/** One picture of a file or a camera, as JPEG. CommandFailure as above. */
export async function readJpeg(
  source: string,
  { ffmpeg, atS }: { readonly ffmpeg: string; readonly atS: number },
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const args = [
    ...makeInput(source, atS),
    ...["-frames:v", "1", "-q:v", "2", "-f", "image2pipe", "-c:v", "mjpeg", "pipe:1"],
  ];
  const run = startFfmpeg(ffmpeg, args);
  for await (const chunk of run.chunks) chunks.push(chunk);
  if (chunks.length > 0) return Buffer.concat(chunks);
  const when = atS > 0 ? ` at ${atS} s` : "";
  throw new CommandFailure(`${source}: there is no picture${when}; ${await run.lastWord}`);
}

function makeInput(source: string, atS = 0): string[] {
  // What size its pictures have is not known yet.
  const size = { widthPx: 2, heightPx: 2, fps: 1 };
  const input = checkCameraSource({ cameraId: source, url: source, ...size });
  return [
    ...["-nostdin", "-hide_banner", "-nostats", "-loglevel", "error", "-threads", "1"],
    ...(input.kind === "rtsp" ? ["-rtsp_transport", "tcp"] : []),
    ...(input.kind === "file" && atS > 0 ? ["-ss", String(atS)] : []),
    ...["-protocol_whitelist", input.protocols.join(","), "-i", input.address],
    ...["-map", "0:v:0", "-an", "-sn", "-dn"],
  ];
}

interface PictureRun {
  /** What it writes, as it comes; whoever stops reading ends it. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** What it said last, when it has ended. */
  readonly lastWord: Promise<string>;
}

function startFfmpeg(ffmpeg: string, args: readonly string[]): PictureRun {
  const child = spawn(ffmpeg, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { LANG: "C", AV_LOG_FORCE_NOCOLOR: "1" },
  });
  let words = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    words = (words + text).slice(-10 * WORD_CHARS_MAX);
  });
  const lastWord = new Promise<string>((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("close", () => {
      const last = words.trim().split("\n").at(-1)!;
      resolve(last === "" ? "ffmpeg says nothing" : last.slice(0, WORD_CHARS_MAX));
    });
  });
  return { chunks: readOut(child), lastWord };
}

async function* readOut(child: ChildProcessByStdio<null, Readable, Readable>) {
  try {
    for await (const chunk of child.stdout) yield chunk as Uint8Array;
  } finally {
    child.kill("SIGKILL");
  }
}

const HEAD = /^P5\s+(\d+)\s+(\d+)\s+255\s/;
/** A head is shorter, whatever the size. */
const HEAD_BYTES_MAX = 40;

/** Takes a stream of PGM pictures apart: "P5 width height 255", then a byte a pixel. */
export function createPgmReader(): (chunk: Uint8Array) => Omit<GreyImage, "name">[] {
  let held: Uint8Array = new Uint8Array();
  return (chunk) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const whole: Omit<GreyImage, "name">[] = [];
    for (;;) {
      const head = HEAD.exec(Buffer.from(held.subarray(0, HEAD_BYTES_MAX)).toString("latin1"));
      if (head === null) return whole;
      const [widthPx, heightPx] = [Number(head[1]), Number(head[2])];
      const end = head[0].length + widthPx * heightPx;
      if (held.length < end) return whole;
      whole.push({ widthPx, heightPx, grey: held.slice(head[0].length, end) });
      held = held.subarray(end);
    }
  };
}
