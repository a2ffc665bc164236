import type { BusDevice } from "@saunter/ingest/scales/mqtt/topic-bus";
import { CommandFailure } from "../command-line/command-io.ts";
import { loadConfig } from "../config/load-config.ts";
import { type ReadText, readTextFile } from "../config/read-text-file.ts";
import type { SensorsConfig } from "../config/sensors-config.ts";
import type { Environment } from "../config/take-secret.ts";
import { listGateDevices } from "../gates/list-gates.ts";
import { formatProblems } from "./config.ts";

export interface LoadedSensors {
  readonly dataFolder: string;
  /** Of gates that the shop moves or watches, with their topics. */
  readonly gateDevices: readonly BusDevice[];
  readonly sensors: SensorsConfig;
}

/** The live sensors of a configuration; throws what is wrong with it, or what to do where it has none. */
export function loadSensors(
  file: string,
  environment: Environment,
  readText: ReadText = readTextFile,
): LoadedSensors {
  const loaded = loadConfig(file, environment, readText);
  if (!loaded.ok) throw new CommandFailure(formatProblems(file, loaded));
  const { dataFolder, source } = loaded.config;
  if (source.kind === "sensors") {
    return { dataFolder, gateDevices: listGateDevices(loaded.config), sensors: source };
  }
  throw new CommandFailure(
    `${file} has a source of kind ${source.kind}, without scales of its own: set source.kind: sensors and name its devices`,
  );
}
