/** Where the readings of shelves and of people come from. */
import { resolve } from "node:path";
import { noteAt } from "./check-context.ts";
import { CONFIG_LIMITS } from "./config-limits.ts";
import type { Settings } from "./config-schema.ts";
import { readCameras } from "./load-cameras.ts";
import { makeSensors } from "./make-sensors.ts";
import type { SourceConfig } from "./shop-config.ts";
import type { LookupContext } from "./take-secret.ts";

type SourceSettings = Settings["source"];
type CamerasSource = Extract<SourceSettings, { kind: "cameras" }>;

/** The source, or null where it cannot be read, which is noted; `given` names the keys of the file. */
export function makeSource(
  source: SourceSettings | undefined,
  given: ReadonlySet<string>,
  context: LookupContext,
): SourceConfig | null {
  if (source === undefined) return null;
  if (source.kind === "sensors") return makeSensors(source, given, context);
  if (source.kind === "cameras") return makeCamerasSource(source, context);
  const speed = source.speed === "max" ? Number.POSITIVE_INFINITY : source.speed;
  if (source.kind === "recording") {
    return { kind: source.kind, folder: resolve(context.folder, source.folder), speed };
  }
  if (given.has("catalogue") && !given.has("planogram")) {
    const message =
      "a simulated shop has products of its own; to simulate yours, add planogram and fixtures";
    noteAt(context, source, "kind", message);
  }
  const { shoppersAtOnce = null, ...kept } = source;
  return { ...kept, speed, shoppersAtOnce };
}

function makeCamerasSource(source: CamerasSource, context: LookupContext): SourceConfig | null {
  const { file, plates } = source;
  const path = resolve(context.folder, file);
  const read = context.readText(path, CONFIG_LIMITS.configBytesMax);
  if (!read.ok && read.line === null) {
    // A file that is not there is this one's fault; what is in it is its own.
    noteAt(context, source, "file", `${path}: ${read.message}`);
    return null;
  }
  const cameras = readCameras(path, context);
  if (cameras === null) return null;
  if (cameras.isLive && plates !== undefined) {
    const message = "plates are a recording's, and live cameras are of now; allowed: films";
    noteAt(context, source, "plates", message);
  } else if (plates === undefined) {
    const why = cameras.isLive
      ? "it names no scales, which kind: sensors does"
      : "it has no plates";
    const message = `${why}: people are seen and counted, and carts stay empty`;
    noteAt(context, source, "kind", message, context.warnings);
  }
  const platesFolder = plates === undefined ? null : resolve(context.folder, plates);
  return { kind: source.kind, cameras, platesFolder };
}
