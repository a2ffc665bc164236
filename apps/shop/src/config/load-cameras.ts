/** Loads a file of cameras: all that is wrong is reported at once, with lines; what is right is ready to use. */
import { dirname } from "node:path";
import type { CamerasConfig } from "@saunter/ingest/cameras/cameras-config";
import { Check } from "typebox/value";
import { CAMERAS_SCHEMA, type CamerasSettings } from "./cameras-schema.ts";
import { ProblemLog } from "./config-problem.ts";
import { endLoad, type LoadResult } from "./load-result.ts";
import { makeCameras } from "./make-cameras.ts";
import { readKeysBySchema, SourcePlaces } from "./read-by-schema.ts";
import { readConfigRoot } from "./read-config-root.ts";
import { type ReadText, readTextFile } from "./read-text-file.ts";
import type { Environment, LookupContext } from "./take-secret.ts";

export type CamerasLoad = LoadResult<CamerasConfig>;

/**
 * Loads the configuration at `path`. Files that it names are looked for beside it, secrets in
 * `environment`. Whatever the files hold, problems are returned and not thrown.
 */
export function loadCameras(
  path: string,
  environment: Environment,
  readText: ReadText = readTextFile,
): CamerasLoad {
  const problems = new ProblemLog();
  const warnings = new ProblemLog();
  const sinks = { problems, warnings, environment, readText, isReload: false };
  return endLoad(path, readCameras(path, sinks), problems, warnings);
}

/** The same, as a part of what else is loaded. Null where something is wrong, which is noted. */
export function readCameras(
  path: string,
  sinks: Pick<LookupContext, "problems" | "warnings" | "environment" | "readText" | "isReload">,
): CamerasConfig | null {
  const { problems, readText } = sinks;
  const before = problems.count;
  const root = readConfigRoot(path, readText, problems, Object.keys(CAMERAS_SCHEMA.properties));
  if (root === null) return null;
  const context: LookupContext = {
    ...sinks,
    places: new SourcePlaces(),
    currency: null,
    timeZone: "UTC",
    folder: dirname(path),
  };
  const settings = readKeysBySchema(CAMERAS_SCHEMA, root, "", context);
  const config = makeCameras(settings, context);
  if (problems.count > before) return null;
  if (!Check(CAMERAS_SCHEMA, settings as CamerasSettings))
    throw new Error("the cameras were read, and do not fit their schema");
  return config;
}
