import { basename } from "node:path";
import { describeUrl } from "@saunter/ingest/cameras/hide-secrets";
import type { CalibrateDependencies } from "./dependencies.ts";
import { readJpeg } from "./read-images.ts";
import { writePointsPage } from "./write-points-page.ts";

export interface PointsOptions {
  readonly source: string;
  readonly out: string;
  readonly atS?: number;
}

/** Writes a page on which points are clicked. */
export async function makePointsPage(
  { source, out, atS = 0 }: PointsOptions,
  { io, writeFile, findFfmpeg }: CalibrateDependencies,
): Promise<void> {
  const jpeg = await readJpeg(source, { ffmpeg: findFfmpeg(), atS });
  await writeFile(out, writePointsPage(basename(describeUrl(source)), jpeg));
  io.writeOut(`${out}: open it in a browser, click the points, and download points.csv\n`);
}
