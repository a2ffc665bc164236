/** The whole process, from its configuration to the signal that ends it. */

import { setTimeout as wait } from "node:timers/promises";
import type { Observation } from "@saunter/engine/observation";
import { RECORDING_FOLDERS } from "@saunter/ingest/recordings/recording-folders";
import { createHttpLogger } from "@saunter/server/http/logger";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import { SHOP_CAPABILITIES } from "../capabilities/capabilities.ts";
import { CommandFailure } from "../command-line/command-io.ts";
import type { ShopConfig } from "../config/shop-config.ts";
import type { DueItem } from "../domain/due-work.ts";
import type { LoadGoods } from "../goods/live-goods.ts";
import { createShopMetrics, type ShopMetrics } from "../http/metrics.ts";
import type { ScreenFolders } from "../http/screens.ts";
import { countUnconfirmed } from "../people/demo-made.ts";
import { type Capability, type Extension, NO_EXTENSION } from "../process/capability.ts";
import { openCapabilities } from "../process/open-capabilities.ts";
import { openShopProcess } from "../process/open-shop-process.ts";
import type { ShopProcess } from "../process/shop-process.ts";
import { readSpeed } from "../sensors/sensor-source.ts";
import { describeTightened } from "../store/private-files.ts";
import type { Store } from "../store/store.ts";
import { ASKED_EVERY_MS, confirmByTimeServer } from "./confirm-time.ts";
import { createPace } from "./pace-stream.ts";
import { openHttpSide } from "./serve-http.ts";
import { createSteadyClock } from "./steady-clock.ts";

const LOG_LEVEL = "info";
/** Whoever looks at a demonstration looks at its pages. */
const DEMO_LOG_LEVEL = "error";

export interface RunOptions {
  readonly isClockRight: boolean;
  /** Null: the API alone. */
  readonly screens?: ScreenFolders | null;
  /** What other apps bring. */
  readonly extension?: Extension;
}

/** Resolves when the signal has been given and all is closed. Rejects where it cannot go on. */
export async function runShop(
  config: ShopConfig,
  loadGoods: LoadGoods | null,
  onServing: (address: string) => void,
  signal: AbortSignal,
  { isClockRight, screens = null, extension = NO_EXTENSION }: RunOptions,
): Promise<void> {
  const { simulator, isDemonstration = false } = extension;
  const capabilities = [...SHOP_CAPABILITIES, ...extension.capabilities];
  const logger = createHttpLogger(isDemonstration ? DEMO_LOG_LEVEL : LOG_LEVEL);
  const evenMs = (): number => performance.now();
  const startMs = evenMs();
  const clock = createSteadyClock({ machineMs: () => Date.now(), evenMs }, (byMs) =>
    logger.warn({ byMs }, "the machine's clock was set; the shop's never goes back"),
  );
  const metrics = createShopMetrics(evenMs);
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  // A process that cannot trust itself stops; the next one takes up what is on the disk.
  const onError = (error: unknown): void => failed.reject(error);
  const onTrouble = (err: unknown, { what }: DueItem): void =>
    logger.error({ err }, `${what} failed; it is tried again`);
  const shopProcess = await openShopProcess({
    config,
    nowMs: clock.nowMs,
    evenMs,
    isChangeable: isDemonstration,
    simulator,
    ...(loadGoods === null ? {} : { loadGoods }),
    recordings: RECORDING_FOLDERS,
    capabilities,
    measure: metrics.measureCommits,
    onOpened: async (lastMs) => {
      clock.startAt(lastMs, isClockRight);
      await confirmByTimeServer(clock);
    },
    clock,
    onTightened: (tightened) => logger.warn(describeTightened(tightened)),
    onError,
    onTrouble,
  });
  const broker = shopProcess.source.scales?.readBroker() ?? null;
  if (broker !== null) logger.warn(`${broker} The shop opens without it, and goes on trying.`);
  reportOfJournal(shopProcess.store, logger, () => Math.round(evenMs() - startMs));
  const asking = setInterval(() => void confirmByTimeServer(clock), ASKED_EVERY_MS);
  try {
    const serving = { logger, metrics, evenMs, screens, capabilities, onServing, onError };
    await serveUntil(shopProcess, serving, signal, failed.promise);
  } finally {
    clearInterval(asking);
    await shopProcess.close();
    metrics.close();
  }
}

export interface Serving {
  readonly logger: FastifyBaseLogger;
  readonly metrics: ShopMetrics;
  readonly evenMs: () => number;
  readonly screens: ScreenFolders | null;
  readonly capabilities: readonly Capability[];
  readonly onServing: (address: string) => void;
  readonly onError: (error: unknown) => void;
}

/** Serves, and processes the sensors' data, until the signal is given; rejects as soon as `failed` does. */
export async function serveUntil(
  shopProcess: ShopProcess,
  { evenMs, capabilities, onServing, onError, metrics, ...serving }: Serving,
  signal: AbortSignal,
  failed: Promise<never>,
): Promise<void> {
  const { config, source } = shopProcess;
  let [hasObservations, isWell] = [false, false];
  let sensing: Promise<void> = Promise.resolve();
  const findNotReady = () => (hasObservations ? null : "no sensor has sent a message yet");
  const context = { process: shopProcess, metrics, findNotReady, onError };
  const opened = await openCapabilities(capabilities, context);
  const { extensions, hooks } = opened;
  reportUnconfirmed(shopProcess.store, serving.logger);
  let app: FastifyInstance | null = null;
  const stop = new AbortController();
  const ending = AbortSignal.any([signal, stop.signal]);
  try {
    app = await openHttpSide({ process: shopProcess, metrics, extensions, ...serving });
    onServing(await listen(app, config.http));
    const sleep = (durationMs: number) =>
      wait(durationMs, undefined, { signal: ending }).catch(() => {});
    const pace = createPace(() => readSpeed(source), { nowMs: evenMs, sleep }, ending);
    const onObservation = (observation: Observation): void => {
      if (!hasObservations) opened.begin();
      hasObservations = true;
      hooks.onObservation?.(observation);
    };
    sensing = shopProcess.runSensors({ ...hooks, onObservation }, pace, ending).then(opened.end);
    await Promise.race([sensing.then(() => untilAborted(signal)), failed]);
    isWell = true;
  } finally {
    // Whatever it was that ended: a shop that closes publishes nothing more.
    stop.abort();
    opened.close();
    await app?.close();
    await Promise.allSettled([sensing]);
    await opened.finish(isWell);
  }
}

/** Returns the address. */
async function listen(app: FastifyInstance, { host, port }: ShopConfig["http"]): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new CommandFailure(
      `Port ${port} is in use, perhaps by another shop. Close that program, or change http.port in the configuration.`,
    );
  }
}

function reportOfJournal(store: Store, logger: FastifyBaseLogger, tookMs: () => number): void {
  const tell = (what: string): void =>
    logger.info({ events: store.position(), tookMs: tookMs() }, what);
  tell("the shop's database is open");
  store.checked.then(
    () => tell("every event of the journal has been verified"),
    () => {},
  );
}

/** Users of a demonstration that the shop was before. */
function reportUnconfirmed(store: Store, logger: FastifyBaseLogger): void {
  const users = countUnconfirmed(store);
  if (users === 0) return;
  logger.warn(
    { users },
    "users who were added or changed in a demonstration are refused; saunter user list shows them, saunter user confirm admits one",
  );
}

/** A recording may end before the shop is closed. */
function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
