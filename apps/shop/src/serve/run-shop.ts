/** The whole process, from its configuration to the signal that ends it. */
import { setTimeout as wait } from "node:timers/promises";
import { CLIPS_CLOSE_MS_MAX } from "@saunter/ingest/clips/clip-limits";
import { RECORDING_FOLDERS } from "@saunter/ingest/recordings/recording-folders";
import type { FastifyBaseLogger } from "fastify";
import { keepAfterExit } from "../capabilities/evidence/keep-evidence.ts";
import { openEvidence } from "../capabilities/evidence/open-evidence.ts";
import { openLive } from "../capabilities/live/open-live.ts";
import type { ShopConfig } from "../config/shop-config.ts";
import type { DueItem } from "../domain/due-work.ts";
import { type EvidencePeriods, makeEvidencePeriods } from "../evidence/evidence-periods.ts";
import { EVIDENCE_SCHEMA } from "../evidence/evidence-store.ts";
import type { LoadGoods } from "../goods/live-goods.ts";
import { HTTP_SCHEMA } from "../http/idempotency.ts";
import { createHttpLogger } from "../http/logger.ts";
import { createShopMetrics, type ShopMetrics } from "../http/metrics.ts";
import type { ScreenFolders } from "../http/screens.ts";
import { PEOPLE_SCHEMA } from "../people/people-schema.ts";
import { removeDemoPeople } from "../people/remove-demo-people.ts";
import {
  type Capability,
  type Extension,
  NO_EXTENSION,
  type OpenCapability,
} from "../process/capability.ts";
import type { SensorHooks } from "../process/sensor-run.ts";
import { openShopProcess, type ShopProcess } from "../process/shop-process.ts";
import { OUTBOX_SCHEMA } from "../publish/outbox-schema.ts";
import type { Store } from "../store/store.ts";
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
  const { simulator, capabilities, isDemonstration = false } = extension;
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
  const periods = makeEvidencePeriods(config.policies);
  const onTrouble = (err: unknown, { what }: DueItem): void =>
    logger.error({ err }, `${what} failed; it is tried again`);
  const shopProcess = await openShopProcess({
    config,
    ...{ nowMs: clock.nowMs, isChangeable: isDemonstration, simulator },
    ...(loadGoods === null ? {} : { loadGoods }),
    recordings: RECORDING_FOLDERS,
    schema: PEOPLE_SCHEMA + OUTBOX_SCHEMA + EVIDENCE_SCHEMA + HTTP_SCHEMA,
    measure: metrics.measureCommits,
    onVisitClosed: (tx, visit) => keepAfterExit(tx, visit, periods),
    onOpened: (lastMs) => clock.startAt(lastMs, isClockRight),
    machineAheadMs: clock.machineAheadMs,
    onError,
    onTrouble,
  });
  tellOfJournal(shopProcess.store, logger, () => Math.round(evenMs() - startMs));
  try {
    const serving = { logger, metrics, evenMs, periods, screens, capabilities, onServing, onError };
    await serveUntil(shopProcess, { ...serving, openEvidence }, signal, failed.promise);
  } finally {
    await shopProcess.close();
    metrics.close();
  }
}

export interface Serving {
  readonly logger: FastifyBaseLogger;
  readonly metrics: ShopMetrics;
  readonly evenMs: () => number;
  readonly periods: EvidencePeriods;
  readonly screens: ScreenFolders | null;
  readonly capabilities: readonly Capability[];
  readonly onServing: (address: string) => void;
  readonly onError: (error: unknown) => void;
  readonly openEvidence: typeof openEvidence;
}

/** Serves and hears sensors until the signal is given; rejects as soon as `failed` does. */
export async function serveUntil(
  shopProcess: ShopProcess,
  { evenMs, periods, capabilities, onServing, openEvidence, ...serving }: Serving,
  signal: AbortSignal,
  failed: Promise<never>,
): Promise<void> {
  const { config, source } = shopProcess;
  const { onError } = serving;
  let [hasHeard, isWell] = [false, false];
  let heard: Promise<void> = Promise.resolve();
  const live = openLive(shopProcess);
  const keeper = openEvidence(shopProcess, { recorder: live.recorder, periods, onError });
  const opened = await openCapabilities(shopProcess, capabilities, onError);
  const httpSide = await openHttpSide({
    ...{ process: shopProcess, ...serving, live },
    extensions: opened.flatMap(({ http }) => (http === undefined ? [] : [http])),
    findNotReady: () => (hasHeard ? null : "no sensor has been heard yet"),
  });
  const stop = new AbortController();
  const ending = AbortSignal.any([signal, stop.signal]);
  try {
    const { host, port } = config.http;
    onServing(await httpSide.app.listen({ host, port }));
    const sleep = (durationMs: number) =>
      wait(durationMs, undefined, { signal: ending }).catch(() => {});
    const pace = createPace(() => source.speed, { nowMs: evenMs, sleep }, ending);
    const onHeard = (): void => {
      hasHeard = true;
      for (const one of opened) one.begin?.();
    };
    const hooks = joinHooks([
      {
        onObservation: (observation) => {
          onHeard();
          live.see(observation);
          keeper.see(observation);
        },
        onEngine: live.watch,
        onOutputs: keeper.hear,
      },
      ...opened.flatMap((one) => one.hooks?.(httpSide.entryService) ?? []),
    ]);
    heard = shopProcess.hearSensors(hooks, pace, ending).then(keeper.end);
    const ended = heard.then(() => {
      for (const one of opened) one.end?.();
      return untilAborted(signal);
    });
    await Promise.race([ended, failed]);
    isWell = true;
  } finally {
    // Whatever it was that ended: nothing more is heard of a shop that closes.
    stop.abort();
    for (const one of opened) one.close?.();
    await httpSide.close();
    await Promise.allSettled([heard]);
    // Clips are made of what was heard last, too, but by no process that cannot trust itself.
    await keeper.close(isWell ? CLIPS_CLOSE_MS_MAX : 0);
  }
}

/** Opens what was brought, in its order. Where none of it keeps people whom everybody knows, they are removed. */
async function openCapabilities(
  shopProcess: ShopProcess,
  capabilities: readonly Capability[],
  onError: (error: unknown) => void,
): Promise<readonly OpenCapability[]> {
  const opened: OpenCapability[] = [];
  for (const capability of capabilities) opened.push(await capability.open(shopProcess, onError));
  if (opened.some(({ keepsDemoPeople }) => keepsDemoPeople)) return opened;
  const { store, config } = shopProcess;
  const hashKey = config.entry.badge?.hashKey.reveal();
  const badgeHashKey = hashKey === undefined ? null : Buffer.from(hashKey);
  await store.transact((tx) => removeDemoPeople(tx, badgeHashKey));
  return opened;
}

function joinHooks(all: readonly SensorHooks[]): SensorHooks {
  return {
    onEngine: (engine) => {
      for (const one of all) one.onEngine?.(engine);
    },
    onObservation: (observation) => {
      for (const one of all) one.onObservation?.(observation);
    },
    onAppeared: (shopperId) => {
      for (const one of all) one.onAppeared?.(shopperId);
    },
    onOutputs: (outputs, run) => {
      for (const one of all) one.onOutputs?.(outputs, run);
    },
    onFindings: (findings) => {
      for (const one of all) one.onFindings?.(findings);
    },
  };
}

function tellOfJournal(store: Store, logger: FastifyBaseLogger, tookMs: () => number): void {
  const tell = (what: string): void =>
    logger.info({ events: store.position(), tookMs: tookMs() }, what);
  tell("the shop's database is open");
  store.checked.then(
    () => tell("every event of the journal has been verified"),
    () => {},
  );
}

/** A recording may end before the shop is closed. */
function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
