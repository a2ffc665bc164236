/** Where the real recordings of cameras are, beside the project; tests skip where they are not. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ColourImage } from "../cameras/colour-image.ts";
import { FFMPEG } from "../cameras/ffmpeg-fixture.ts";

const DATA = join(dirname(fileURLToPath(import.meta.url)), "../../../../../../shared/data");
/** A detector of 80 classes in YOLOX's layout. */
export const REAL_YOLOX = join(DATA, "models/yolox_nano.onnx");
const VIDEOS = join(DATA, "nanostore/recordings/cps-test-01");

export const hasVideos = FFMPEG !== "" && existsSync(VIDEOS);
export const hasYolox = existsSync(REAL_YOLOX);
export const WHY_NOT = " (skipped: ../shared/data or ffmpeg is missing)";

const SIZE = { widthPx: 640, heightPx: 360 };

/** One frame of a camera's video, that many seconds from its start. It stays in memory. */
export function readRealFrame(camera: string, atS: number): ColourImage {
  const rgb = execFileSync(
    FFMPEG,
    [
      ...["-v", "error", "-ss", String(atS), "-i", join(VIDEOS, `${camera}.mp4`)],
      ...["-frames:v", "1", "-pix_fmt", "rgb24", "-f", "rawvideo", "pipe:1"],
    ],
    { maxBuffer: 10_000_000 },
  );
  return { rgb, ...SIZE };
}
