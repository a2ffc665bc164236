/** Pictures of products, small and without their background: ffmpeg reads all types that shops have. */
import type { StartFfmpeg } from "../cameras/ffmpeg-run.ts";
import { CUTOUT_BYTES, CUTOUT_PX, cutOut, type ProductCutout } from "./product-cutout.ts";

/** Pictures that are read at once. */
const AT_ONCE = 2;

const FILTER = [
  `scale=${CUTOUT_PX}:${CUTOUT_PX}:force_original_aspect_ratio=decrease:flags=area`,
  "format=rgba",
  `pad=${CUTOUT_PX}:${CUTOUT_PX}:(ow-iw)/2:(oh-ih)/2:color=0x00000000`,
].join(",");

/** One picture; null where ffmpeg makes none of it. Throws where ffmpeg cannot be started. */
export async function readCutout(file: string, start: StartFfmpeg): Promise<ProductCutout | null> {
  const child = start([
    ...["-nostdin", "-hide_banner", "-loglevel", "error"],
    ...["-protocol_whitelist", "file,pipe", "-i", `file:${file}`, "-vf", FILTER],
    ...["-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgba", "pipe:1"],
  ]);
  const parts: Buffer[] = [];
  child.frames.on("data", (part: Buffer) => parts.push(part));
  for (const pipe of [child.stamps, child.lines]) pipe.resume();
  await child.closed;
  const rgba = Buffer.concat(parts);
  return rgba.length === CUTOUT_BYTES ? cutOut(new Uint8Array(rgba)) : null;
}

/** Pictures by barcode; those that cannot be read are left out. */
export async function readCutouts(
  files: ReadonlyMap<string, { readonly file: string }>,
  start: StartFfmpeg,
): Promise<Map<string, ProductCutout>> {
  const cutouts = new Map<string, ProductCutout>();
  const waiting = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  const readNext = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const cutout = await readCutout(next[1].file, start);
      if (cutout !== null) cutouts.set(next[0], cutout);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, readNext));
  return cutouts;
}
