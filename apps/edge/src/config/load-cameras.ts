/** Loads a file of cameras: all that is wrong is told at once, with lines; what is right is ready to use. */
import { dirname } from "node:path";
import { Check } from "typebox/value";
import type { CamerasConfig } from "./cameras-config.ts";
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
  const root = readConfigRoot(path, readText, problems, Object.keys(CAMERAS_SCHEMA.properties));
  let config: CamerasConfig | null = null;
  if (root !== null) {
    const context: LookupContext = {
      ...{ problems, warnings, places: new SourcePlaces(), currency: null, timeZone: "UTC" },
      ...{ environment, readText, folder: dirname(path), isReload: false },
    };
    const settings = readKeysBySchema(CAMERAS_SCHEMA, root, "", context);
    config = makeCameras(settings, context);
    if (problems.count === 0 && !Check(CAMERAS_SCHEMA, settings as CamerasSettings))
      throw new Error("the cameras were read, and do not fit their schema");
  }
  return endLoad(path, config, problems, warnings);
}
