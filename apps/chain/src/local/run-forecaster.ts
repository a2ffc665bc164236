/** A worker that makes forecasts, as a process of its own. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type RunningServer, runServer } from "./run-server.ts";

const SAUNTER = fileURLToPath(new URL("../../../../apps/shop/bin/saunter.mjs", import.meta.url));

/** On one core: shops of a demonstration run on the same machine. */
export function runForecaster(
  database: string,
  folder: string,
  onCrashed: () => void,
): Promise<RunningServer> {
  return runServer({
    ...{ what: "the forecaster", command: process.execPath },
    args: [SAUNTER, "forecast", "--database", database, "--threads", "1"],
    // It answers nobody: what it does is in the database.
    isReady: async () => true,
    stopSignal: "SIGTERM",
    logFile: join(folder, "forecaster.log"),
    onCrashed,
  });
}
