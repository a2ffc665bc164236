/** The whole process, from its configuration to the signal that ends it. */
import { setTimeout as wait } from "node:timers/promises";
import { CLIPS_CLOSE_MS_MAX } from "@saunter/ingest/clips/clip-limits";
import { RECORDING_FOLDERS } from "@saunter/ingest/recordings/recording-folders";
import type { DemoSources } from "@saunter/lab/demo/demo-control";
import { openDemo } from "@saunter/lab/demo/open-demo";
import type { FastifyBaseLogger } from "fastify";
import { createPace } from "../commands/pace-stream.ts";
import type { ShopConfig } from "../config/shop-config.ts";
import type { DueItem } from "../domain/due-work.ts";
import type { EntryDesk } from "../domain/entry-desk.ts";
import { listWaysIn } from "../domain/shop-settings.ts";
import { EVIDENCE_SCHEMA } from "../evidence/evidence-store.ts";
import type { LoadGoods } from "../goods/live-goods.ts";
import { HTTP_SCHEMA } from "../http/idempotency.ts";
import { createHttpLogger } from "../http/logger.ts";
import { createShopMetrics, type ShopMetrics } from "../http/metrics.ts";
import type { ScreenFolders } from "../http/screens.ts";
import {
  addDemoPeople,
  DEMO_CUSTOMERS,
  DEMO_USER,
  hasDemoPeople,
  removeDemoPeople,
} from "../people/demo-people.ts";
import { hashPassword } from "../people/passwords.ts";
import { PEOPLE_SCHEMA } from "../people/people-schema.ts";
import { OUTBOX_SCHEMA } from "../publish/outbox-schema.ts";
import { prepared } from "../store/prepared.ts";
import type { Store } from "../store/store.ts";
import {
  type EvidenceKeeper,
  type EvidencePeriods,
  keepAfterExit,
  makeEvidencePeriods,
} from "./keep-evidence.ts";
import { openEvidence } from "./open-evidence.ts";
import { type Live, openLive } from "./open-live.ts";
import type { SensorHooks } from "./sensor-run.ts";
import { openHttpSide } from "./serve-http.ts";
import { openShopProcess, type ShopProcess } from "./shop-process.ts";
import { createSteadyClock } from "./steady-clock.ts";
import { createStreet, type Street } from "./street.ts";

const LOG_LEVEL = "info";
/** Whoever looks at a demonstration looks at its pages. */
const DEMO_LOG_LEVEL = "error";

/** Resolves when the signal has been given and all is closed. Rejects where it cannot go on. */
export async function runShop(
  config: ShopConfig,
  loadGoods: LoadGoods | null,
  onServing: (address: string) => void,
  signal: AbortSignal,
  isClockRight: boolean,
  screens: ScreenFolders | null = null,
  demo: DemoSources | null = null,
): Promise<void> {
  const logger = createHttpLogger(demo === null ? LOG_LEVEL : DEMO_LOG_LEVEL);
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
    ...{ nowMs: clock.nowMs, isChangeable: demo !== null },
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
    await keepDemoPeople(shopProcess, hasDemoPeople(config, demo !== null));
    const serving = { logger, metrics, evenMs, periods, screens, demo, onServing, onError };
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
  readonly demo: DemoSources | null;
  readonly onServing: (address: string) => void;
  readonly onError: (error: unknown) => void;
  readonly openEvidence: typeof openEvidence;
}

/** Serves and hears sensors until the signal is given; rejects as soon as `failed` does. */
export async function serveUntil(
  shopProcess: ShopProcess,
  { evenMs, periods, demo, onServing, openEvidence, ...serving }: Serving,
  signal: AbortSignal,
  failed: Promise<never>,
): Promise<void> {
  const { config, source } = shopProcess;
  const { onError } = serving;
  let [hasHeard, isWell] = [false, false];
  let heard: Promise<void> = Promise.resolve();
  const live = openLive(shopProcess);
  const keeper = openEvidence(shopProcess, { recorder: live.recorder, periods, onError });
  const staff = demo === null ? null : openDemo(shopProcess, demo, onError);
  const httpSide = await openHttpSide({
    ...{ process: shopProcess, ...serving, live, demoControl: staff?.control ?? null },
    findNotReady: () => (hasHeard ? null : "no sensor has been heard yet"),
  });
  const stop = new AbortController();
  const ending = AbortSignal.any([signal, stop.signal]);
  try {
    const { host, port } = config.http;
    onServing(await httpSide.app.listen({ host, port }));
    const street = openStreet(shopProcess, httpSide.desk, demo !== null, onError);
    const sleep = (durationMs: number) =>
      wait(durationMs, undefined, { signal: ending }).catch(() => {});
    const pace = createPace(() => source.speed, { nowMs: evenMs, sleep }, ending);
    const onHeard = (): void => {
      hasHeard = true;
      staff?.begin();
    };
    const hooks = makeHooks(shopProcess, { street, live, keeper, onHeard });
    heard = shopProcess.hearSensors(hooks, pace, ending).then(keeper.end);
    const ended = heard.then(() => {
      staff?.end();
      return untilAborted(signal);
    });
    await Promise.race([ended, failed]);
    isWell = true;
  } finally {
    // Whatever it was that ended: nothing more is heard of a shop that closes.
    stop.abort();
    staff?.close();
    await httpSide.close();
    await Promise.allSettled([heard]);
    // Clips are made of what was heard last, too, but by no process that cannot trust itself.
    await keeper.close(isWell ? CLIPS_CLOSE_MS_MAX : 0);
  }
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

interface Hearers {
  readonly street: Street;
  readonly live: Live;
  readonly keeper: EvidenceKeeper;
  readonly onHeard: () => void;
}

function makeHooks(
  { source }: ShopProcess,
  { street, live, keeper, onHeard }: Hearers,
): SensorHooks {
  const hooks: SensorHooks = {
    onObservation: (observation) => {
      onHeard();
      live.see(observation);
      keeper.see(observation);
    },
    onEngine: live.watch,
    onOutputs: keeper.hear,
  };
  if (!source.isRecorded) return hooks;
  // A recording has no gate: whoever is seen in it has come in by themselves.
  return { ...hooks, onAppeared: street.comeInAlone };
}

/** A recording may end before the shop is closed. */
function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** What an earlier start has added to the same shop goes where its money has become real. */
async function keepDemoPeople({ store, config }: ShopProcess, areThere: boolean): Promise<void> {
  const hashKey = config.entry.badge?.hashKey.reveal();
  const badgeHashKey = hashKey === undefined ? null : Buffer.from(hashKey);
  if (!areThere) return store.transact((tx) => removeDemoPeople(tx, badgeHashKey));
  const passwordHash = await hashPassword(DEMO_USER.password);
  const accountIds = config.payment.accounts.map(({ id }) => id);
  await store.transact((tx) => addDemoPeople(tx, { passwordHash, badgeHashKey, accountIds }));
}

/** Debts that wait at the till of a demonstration: to be looked at, not to pile up. */
const DEMO_DEBTS_MAX = 3;

function countDebts({ db }: Pick<Store, "db">): number {
  const sql = "SELECT count(*) AS debts FROM charges WHERE debt_minor > 0";
  return prepared(db, sql).get()!.debts as number;
}

/** Simulated people show a card or a customer's code as they come in. */
function openStreet(
  { config, shop, runner, source }: ShopProcess,
  desk: EntryDesk,
  isDemonstration: boolean,
  onError: (error: unknown) => void,
): Street {
  const haveCodes = config.source.kind === "simulated" && hasDemoPeople(config, false);
  const street = createStreet({
    ...{ shop, desk, runner, onError },
    gateId: listWaysIn(shop.settings)[0]!,
    customerIds: haveCodes ? DEMO_CUSTOMERS.map(({ customerId }) => customerId) : [],
    seed: config.source.kind === "simulated" ? config.source.seed : 1,
    mayOwe: () => isDemonstration && countDebts(shop.store) < DEMO_DEBTS_MAX,
    sleep: (delayMs) => wait(delayMs),
    onRefused: () => {},
  });
  source.onParty((shopperIds) => street.comeIn(shopperIds.length));
  return street;
}
