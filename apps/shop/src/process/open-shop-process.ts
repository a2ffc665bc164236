/** The shop's process, put together from its configuration. */

import { setImmediate as nextTurn, setTimeout as wait } from "node:timers/promises";
import { withParameters } from "@saunter/engine/parameters/engine";
import { listPlateStates } from "@saunter/engine/sensing/plate-states";
import { adaptToHabits } from "@saunter/engine/shop-habits";
import type { RecordingSource } from "@saunter/ingest/recordings/open-recording";
import { createTopicBus, type TopicBus } from "@saunter/ingest/scales/mqtt/topic-bus";
import {
  type ChainSettings,
  createChainSettings,
  mergeParameters,
} from "../chain/chain-settings.ts";
import { findPublicUrl } from "../config/find-public-url.ts";
import type { ShopConfig } from "../config/shop-config.ts";
import { createStoreAccountBook } from "../domain/account-service.ts";
import { clearAlert, raiseAlert } from "../domain/alerts.ts";
import { type ChargeRunner, createChargeRunner } from "../domain/charge-runner.ts";
import type { Door } from "../domain/door-watch.ts";
import {
  createPatientWork,
  type DueItem,
  type DueWork,
  type PatientWork,
} from "../domain/due-work.ts";
import type { ProviderNotice, ProviderPayment } from "../domain/payment-gateway.ts";
import { keepTime, takeUpAgain } from "../domain/shop-clock.ts";
import type { Shop } from "../domain/shop-context.ts";
import type { ShopSettings } from "../domain/shop-settings.ts";
import { watchUnseen } from "../domain/unseen-service.ts";
import {
  type CurveRecorder,
  createCurveRecorder,
  takeObservation,
} from "../evidence/curve-recorder.ts";
import { listGateDevices } from "../gates/list-gates.ts";
import { createLiveGoods, type LiveGoods, type LoadGoods } from "../goods/live-goods.ts";
import { readHabits } from "../habits/habits-file.ts";
import { readCalibration } from "../habits/shop-calibration.ts";
import { createAccountGateway } from "../payments/account-gateway.ts";
import { FREE_CARD_SETUPS } from "../payments/free-card-setup.ts";
import { createNoneGateway } from "../payments/none-gateway.ts";
import { createStripeCardSetups } from "../payments/stripe-card-setup.ts";
import { createStripeGateway } from "../payments/stripe-gateway.ts";
import { createRefusalCounter } from "../people/refused-sensors.ts";
import { isSensor, isSensorKey } from "../people/sensor-keys.ts";
import { type ClockWatch, createClockWatch, readKnownOffset } from "../sensors/clock-watch.ts";
import { needSimulator, openSource } from "../sensors/open-sensor-source.ts";
import { type SensorHooks, type SensorRun, startSensorRun } from "../sensors/sensor-run.ts";
import type { SensorSource } from "../sensors/sensor-source.ts";
import { readSpeed } from "../sensors/sensor-source.ts";
import { createSensorWatch, type SensorWatch } from "../sensors/watch-sensors.ts";
import { prepared } from "../store/prepared.ts";
import type { Tightened } from "../store/private-files.ts";
import { openStore, type Store } from "../store/store.ts";
import type { Transaction } from "../store/transaction.ts";
import type { Simulator } from "./capability.ts";
import { type Capability, listTables } from "./capability.ts";
import { type ClockState, createClockAlerts, MACHINE_CLOCK } from "./clock-alerts.ts";
import { findDoors, findProducts, makeAccounts, makeSettings } from "./make-settings.ts";
import { openEntryWays } from "./open-entry.ts";
import { openCardHash } from "./process-keys.ts";
import { createRepeated } from "./repeated.ts";
import { reportHold } from "./report-hold.ts";
import type { Pace, ShopProcess } from "./shop-process.ts";
import { type CardProvider, MACHINE, type Surroundings } from "./surroundings.ts";
import type { Watch } from "./watch.ts";
import { createMachineWatch, type MachineWatch } from "./watch-machine.ts";

/** Time limit of the provider's answer: somebody stands at the gate. */
const CALL_TIMEOUT_MS = 5000;
/** Whoever saves a card waits longer than at a gate. */
const SETUP_TIMEOUT_MS = 10_000;
const TICK_MS = 250;
/** Longest time for which the sensors' stream keeps the event loop. */
const TURN_MS_MAX = 4;
/** A start waits so long for the whole journal to be verified: then the shop opens all the same. */
const CHECK_WAIT_MS_MAX = 2000;
/** How often alerts of sensors, stock and the machine are checked. */
export const WATCH_EVERY_MS = 2000;

export interface ShopProcessOptions {
  readonly config: ShopConfig;
  readonly nowMs: () => number;
  readonly recordings: RecordingSource;
  /** What the shop can do: opened by `openCapabilities`, once the process is. */
  readonly capabilities: readonly Capability[];
  /** The source's speed may be changed while it runs. */
  readonly isChangeable?: boolean;
  /** Makes goods of lists; without it they are what the configuration says, for ever. */
  readonly loadGoods?: LoadGoods;
  /** The store with its commits measured. */
  readonly measure?: (store: Store) => Store;
  /** The machine's own where not given. */
  readonly surroundings?: Surroundings;
  /** What stands for sensors and money of a simulated shop; one that is configured so does not open without. */
  readonly simulator?: Simulator | null;
  /** Called with the time of the last event, before anything is written; may throw. */
  readonly onOpened?: (lastMs: number) => Promise<void> | void;
  /** Goes on evenly, however the machine's clock is set; `nowMs` where not given. */
  readonly evenMs?: () => number;
  /** How `nowMs` and the machine's clock differ; they never do if left out. */
  readonly clock?: ClockState;
  /** Called where other users of the machine could read files of the shop. */
  readonly onTightened?: (tightened: Tightened) => void;
  /** Called where the process cannot go on. */
  readonly onError: (error: unknown) => void;
  /** Called where something that was due has failed; it is tried again. */
  readonly onTrouble: (error: unknown, item: DueItem) => void;
}

/**
 * Opens the database, takes up what was left, and starts ticking. Throws `StoreError`, and what
 * `openSource` does.
 */
export async function openShopProcess(options: ShopProcessOptions): Promise<ShopProcess> {
  const { config, nowMs, surroundings = MACHINE } = options;
  const listening = createListenerWatch(options.onError);
  const store = openStore({
    ...surroundings.disk,
    onListenerFailed: listening.fail,
    folder: config.dataFolder,
    nowMs,
    onTightened: (tightened) => options.onTightened?.(tightened),
    ...listTables(options.capabilities),
  });
  const measured = options.measure?.(store) ?? store;
  let source: SensorSource | null = null;
  try {
    const [last] = store.readFrom(store.position(), 1);
    if (last !== undefined) await options.onOpened?.(last.atMs);
    const { evenMs = nowMs, recordings, isChangeable = false, simulator = null } = options;
    const { openPipeline } = surroundings;
    const bus = createTopicBus(listGateDevices(config));
    const transports = surroundings.createTransports({
      shopId: config.shop.id,
      nowMs,
      checkDevice: (deviceId, key) => isSensorKey(store, deviceId, key, nowMs()),
      checkCertified: (deviceId) => isSensor(store, deviceId),
      onRefused: createRefusalCounter(store, nowMs, options.onError),
      bus,
    });
    const opens = { nowMs, evenMs, recordings, openPipeline, isChangeable, simulator, transports };
    source = await openSource(config, opens);
    await Promise.race([store.checked, wait(CHECK_WAIT_MS_MAX, undefined, { ref: false })]);
    store.checked.catch(options.onError);
    return await startProcess(options, measured, { source, bus }, listening);
  } catch (error) {
    await source?.close();
    await store.close();
    throw error;
  }
}

async function startProcess(
  options: ShopProcessOptions,
  store: Store,
  { bus, source }: { readonly source: SensorSource; readonly bus: TopicBus },
  listening: ListenerWatch,
): Promise<ShopProcess> {
  const { config, nowMs, surroundings = MACHINE, clock = MACHINE_CLOCK } = options;
  const model = config.shopModel ?? source.shop;
  const doors = findDoors(config, source.doors);
  const goods = createLiveGoods({
    config,
    model,
    store,
    load: options.loadGoods ?? null,
    toProducts: (changed) => findProducts(changed, model),
  });
  const { card, takeNotices, addPages, cardSetups } =
    surroundings.openCards?.(store, nowMs) ?? openGateway(options, store);
  const { currency, timeZone } = config.shop;
  const { settings, chainSettings } = openSettings(options, store, goods, (own) =>
    makeSettings(own, model, doors),
  );
  const book = createStoreAccountBook(store, makeAccounts(config), currency, timeZone);
  const shop: Shop = {
    store,
    settings,
    gateways: { card, account: createAccountGateway(book) },
    makeId: surroundings.makeId,
    makeToken: surroundings.makeToken,
    nowMs,
    isMoneyPaused: () => clock.unexplainedMs() > 0,
    onDocument: (tx, document) => {
      for (const { onDocument } of options.capabilities) onDocument?.(tx, document, config);
    },
    onVisitClosed: (tx, visit) => {
      for (const { onVisitClosed } of options.capabilities) onVisitClosed?.(tx, visit, config);
    },
  };
  const due = createPatientWork({ nowMs, tell: options.onTrouble });
  listening.begin(due);
  const runner = createChargeRunner(shop, due);
  const entry = openEntryWays(config, store, { ...surroundings, nowMs });
  const recorder = createCurveRecorder(() => goods.current().model.boards ?? []);
  const sensors = watchSensors(source, model);
  const clocks = createClockWatch();
  const machine = createMachineWatch(surroundings.openMachine(config.dataFolder));
  const left = await store.transact((tx) => {
    reportConflict(tx, goods);
    reportHold(tx, config);
    return takeUpAgain(tx, due);
  });
  const watches: Watch[] = [];
  const tick = createTick({
    shop,
    runner,
    sensors,
    machine,
    takeNotices,
    due,
    left,
    watchClock: createClockAlerts(clock),
    watches,
  });
  const { onError } = options;
  const pdfs = surroundings.openPdfs(config.receiptFonts);
  const ticking = createRepeated({ item: TICKING, work: tick, due, onError });
  const looking = createRepeated({
    item: POLLING_WITHDRAWALS,
    work: runner.pollWithdrawals,
    due,
    onError,
  });
  const stop = surroundings.every(TICK_MS, () => {
    ticking.go();
    looking.go();
  });
  return {
    config,
    shop,
    store,
    runner,
    source,
    model,
    goods,
    doors,
    bus,
    due,
    surroundings,
    pdfs,
    sensors,
    clocks,
    machine,
    clock,
    recorder,
    entry,
    chainSettings,
    addWatches: (added) => void watches.push(...added),
    addCardPages: addPages ?? null,
    cardSetups: cardSetups ?? null,
    tick,
    runSensors: (hooks, pace, signal) =>
      runSensors({
        ...{ shop, source, goods, doors, config, sensors, clocks, recorder, chainSettings },
        ...{ hooks, pace, signal },
      }),
    close: async () => {
      stop();
      await Promise.all([ticking.rest(), looking.rest()]);
      machine.close();
      await pdfs.close();
      await source.close();
      await store.close();
    },
  };
}

function watchSensors(
  { hasPlates, scales }: SensorSource,
  model: SensorSource["shop"],
): SensorWatch {
  const withControllers = new Set(scales?.devices.map(({ gondola }) => gondola));
  return createSensorWatch(hasPlates ? model : null, withControllers, () => scales?.report() ?? []);
}

interface ListenerWatch {
  fail(error: unknown): void;
  /** From now on there is somebody to tell. */
  begin(due: DueWork): void;
}

const LISTENING: DueItem = {
  key: "listening",
  what: "publishing events",
  visitId: null,
};

/**
 * What is shown of a commit may fail, and the commit stands: it is written down, staff have an alert,
 * and the shop goes on. An error of the journal ends the process all the same.
 */
function createListenerWatch(onError: (error: unknown) => void): ListenerWatch {
  let tell = onError;
  return {
    fail: (error) => tell(error),
    begin: (due) => {
      tell = (error) => void due.performLong(LISTENING, () => Promise.reject(error)).catch(onError);
    },
  };
}

function openGateway(
  { config, nowMs, simulator = null }: ShopProcessOptions,
  store: Store,
): CardProvider {
  const { gateway } = config.payment;
  const { currency, locale } = config.shop;
  switch (gateway.kind) {
    case "stripe": {
      const { secretKey, webhookSecret, canRaiseHolds, baseUrl } = gateway;
      const account = {
        secretKey: secretKey.reveal(),
        timeoutMs: CALL_TIMEOUT_MS,
        hashCard: openCardHash(config.dataFolder),
        ...(baseUrl === null ? {} : { baseUrl }),
      };
      const card = createStripeGateway({
        ...account,
        webhookSecret: webhookSecret.reveal(),
        currency,
        nowMs,
        canIncrease: canRaiseHolds,
        returnUrl: config.http.publicUrl ?? "http://localhost/",
      });
      const cardSetups = createStripeCardSetups({ ...account, timeoutMs: SETUP_TIMEOUT_MS });
      return { card, cardSetups, takeNotices: () => [] };
    }
    case "simulator": {
      const { dataFolder } = config;
      const hashCard = openCardHash(dataFolder);
      const publicUrl = findPublicUrl(config);
      return needSimulator(simulator, "payment: simulator").openCards({
        dataFolder,
        currency,
        locale,
        publicUrl,
        hashCard,
        nowMs,
      });
    }
    case "none":
      return {
        card: createNoneGateway((paymentId) => recallPayment(store, paymentId)),
        cardSetups: FREE_CARD_SETUPS,
        takeNotices: () => [],
      };
    default:
      return gateway satisfies never;
  }
}

/** As the journal has it; what was refunded is known by its sum alone. */
function recallPayment(store: Store, paymentId: string): ProviderPayment | null {
  const [chargeId] = paymentId.split(".") as [string];
  const known = store.read("charge", chargeId).payments.get(paymentId);
  return known === undefined ? null : { ...known, refunds: [], withdrawals: [], cardHash: null };
}

interface Ticking {
  readonly shop: Shop;
  readonly runner: ChargeRunner;
  readonly sensors: SensorWatch;
  readonly machine: MachineWatch;
  readonly takeNotices: () => ProviderNotice[];
  readonly due: PatientWork;
  /** What is to be taken up again and could not be. */
  readonly left: ReturnType<typeof takeUpAgain>;
  readonly watchClock: (tx: Transaction) => void;
  /** Of capabilities. */
  readonly watches: readonly Watch[];
}

const TICKING: DueItem = {
  key: "tick",
  what: "running due work",
  visitId: null,
};
const POLLING_WITHDRAWALS: DueItem = {
  key: "look-around",
  what: "checking the payment provider for withdrawals",
  visitId: null,
};
const TAKING_NOTICES: DueItem = {
  key: "notices",
  what: "processing the payment provider's notifications",
  visitId: null,
};

function createTick({ shop, runner, sensors, machine, takeNotices, ...ticking }: Ticking) {
  const { due, watches } = ticking;
  let { left } = ticking;
  let watchedMs = Number.NEGATIVE_INFINITY;
  const watch = (tx: Transaction, name: string, act: () => void): void => {
    const item = { key: `watch:${name}`, what: `watching ${name}`, visitId: null };
    if (!due.isWaiting(item.key)) due.perform(tx, item, act);
  };
  const work = (tx: Transaction): void => {
    left = takeUpAgain(tx, due, left);
    keepTime(tx, shop, due);
    const nowMs = shop.nowMs();
    if (nowMs - watchedMs < WATCH_EVERY_MS) return;
    watchedMs = nowMs;
    watch(tx, "sensors", () => sensors.writeAlerts(tx, nowMs));
    for (const { name, write } of watches) watch(tx, name, () => write(tx, nowMs));
    watch(tx, "the machine", () => machine.writeAlerts(tx));
    watch(tx, "visits that were not seen", () => watchUnseen(tx, shop));
    watchProvider(tx, runner.silentSinceMs());
    ticking.watchClock(tx);
    due.writeAlerts(tx);
  };
  return async (): Promise<void> => {
    await shop.store.transact(work);
    for (const notice of takeNotices()) {
      await due.performLong(TAKING_NOTICES, () => runner.takeNotice(notice));
    }
    await runner.runDue();
  };
}

function openSettings(
  { config, loadGoods }: ShopProcessOptions,
  store: Store,
  goods: LiveGoods,
  make: (config: ShopConfig) => ShopSettings,
) {
  let made = make(config);
  const onChanged = (policies: ShopConfig["policies"]): void => {
    made = make({ ...config, policies });
  };
  const chainSettings = createChainSettings({ config, store, load: loadGoods ?? null, onChanged });
  return { chainSettings, settings: withLive(() => made, goods) };
}

/** The services see what holds now, whenever they look. */
function withLive(made: () => ShopSettings, goods: LiveGoods): ShopSettings {
  return {
    ...made(),
    get receipts() {
      return made().receipts;
    },
    get refunds() {
      return made().refunds;
    },
    get products() {
      return goods.current().products;
    },
    get offers() {
      return goods.current().offers;
    },
  };
}

function reportConflict(tx: Transaction, goods: LiveGoods): void {
  const conflict = goods.conflict();
  const alertKey = "goods-conflict";
  if (conflict === null) clearAlert(tx, alertKey, "start");
  else raiseAlert(tx, { alertKey, kind: alertKey, message: conflict, visitId: null });
}

function watchProvider(tx: Transaction, silentSinceMs: number | null): void {
  const alertKey = "payment-offline";
  if (silentSinceMs === null) {
    clearAlert(tx, alertKey, "provider");
    return;
  }
  raiseAlert(tx, {
    alertKey,
    kind: "payment-offline",
    message: "the payment provider cannot be reached: visits continue and are charged later",
    visitId: null,
  });
}

/** What a stream of another time says was so long ago, at the speed at which it is played. */
export function createToShopMs(nowMs: () => number, readSpeed: () => number) {
  return (happenedMs: number, streamMs: number): number =>
    nowMs() - Math.max(0, streamMs - happenedMs) / readSpeed();
}

interface SensorStream {
  readonly shop: Shop;
  readonly chainSettings: ChainSettings;
  readonly source: SensorSource;
  readonly goods: LiveGoods;
  readonly doors: readonly Door[];
  readonly config: ShopConfig;
  readonly sensors: SensorWatch;
  readonly clocks: ClockWatch;
  readonly recorder: CurveRecorder;
  readonly hooks: SensorHooks;
  readonly pace: Pace;
  readonly signal: AbortSignal;
}

async function runSensors(stream: SensorStream): Promise<void> {
  const { shop, source } = stream;
  const stop = shop.store.onCommitted((events) => {
    if (events.some(({ event }) => event.type === "VisitOpened")) source.cameras?.wake();
  });
  try {
    await readStream(stream);
  } finally {
    stop();
  }
}

async function readStream(stream: SensorStream): Promise<void> {
  const { source, goods, pace, signal } = stream;
  let run = startRun(stream);
  let yieldedMs = performance.now();
  for await (const chunk of source.observations(signal)) {
    const isAwaited = goods.awaitedModel() !== null || stream.chainSettings.isEngineAwaited();
    if (isAwaited) run = await changeRun(stream, run);
    for (const observation of chunk) {
      await pace(observation.timestampMs);
      // A stream that is behind never waits by itself: commits and requests have their turn too.
      if (performance.now() - yieldedMs > TURN_MS_MAX) {
        await nextTurn();
        yieldedMs = performance.now();
      }
      if (signal.aborted) return;
      await run.take(observation);
    }
  }
  await run.end();
}

function startRun(stream: SensorStream): SensorRun {
  const { shop, source, goods, doors, config, sensors, clocks, recorder, hooks } = stream;
  const { chainSettings } = stream;
  const { acceptProbability } = chainSettings.policies();
  const habits = adaptToHabits(readHabits(config.dataFolder));
  const { model } = goods.current();
  goods.reportEngine();
  chainSettings.reportEngine();
  return startSensorRun({
    shop,
    model,
    doors,
    engine: {
      calibrate: readCalibration(config.dataFolder),
      parameters: withParameters(mergeParameters(habits, chainSettings.parameters())),
      ...(acceptProbability === null ? {} : { acceptProbability }),
      isZeroed: source.scales !== null,
      awaitedGondolas: source.scales?.devices.map(({ gondola }) => gondola) ?? [],
      alignsClocks: source.scales !== null,
      knownOffset: source.scales === null ? null : readKnownOffset(shop.store.db),
    },
    run: shop.makeId(),
    ...(source.isLive ? {} : { toShopMs: createToShopMs(shop.nowMs, () => readSpeed(source)) }),
    hooks: {
      ...hooks,
      onEngine: (engine) => {
        clocks.follow(engine);
        sensors.readPlates((shelf) => listPlateStates(engine.sensing, shelf));
        hooks.onEngine?.(engine);
      },
      onObservation: (observation) => {
        sensors.see(observation, shop.nowMs());
        takeObservation(recorder, observation);
        hooks.onObservation?.(observation);
      },
      onFindings: (findings) => {
        sensors.noteFindings(findings);
        hooks.onFindings?.(findings);
      },
    },
  });
}

/**
 * The engine starts again with the planogram and the parameters as they are now. While people are inside it waits, unless
 * it has to hurry: then their carts are given to it again, as after a start, and are looked at.
 */
async function changeRun(stream: SensorStream, run: SensorRun): Promise<SensorRun> {
  const { shop, goods } = stream;
  const sql = "SELECT 1 FROM shoppers WHERE status IN ('inside', 'exited') LIMIT 1";
  const isEmpty = prepared(shop.store.db, sql).get() === undefined;
  if (!isEmpty && !goods.isHurried()) return run;
  if (isEmpty) await run.end();
  else await shop.store.transact((tx) => takeUpAgain(tx));
  return startRun(stream);
}
