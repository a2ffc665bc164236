/** A cart that runs: its hardware, its trip, what is kept of it, and the shop. */
import { randomUUID } from "node:crypto";
import type { TrayBatch } from "@saunter/engine/smart-cart/cart-observation";
import { findScaleFault, type ProduceScale } from "@saunter/engine/smart-cart/produce";
import { readTray } from "@saunter/engine/smart-cart/tray-scale";
import type {
  CartFaultCode,
  ScreenAct,
  ScreenActRequest,
  ScreenState,
} from "@saunter/protocol/smart-cart/screen";
import {
  type CartProduct,
  type CatalogueHead,
  TRIP_LIMITS,
  type Trip,
  type TripAnswer,
} from "@saunter/protocol/smart-cart/trip";
import type { CartClock } from "./cart-clock.ts";
import {
  BATTERY_DYING_SHARE,
  BATTERY_EVERY_MS,
  BEACON_MS,
  BEGINS_G,
  DUPLICATE_MS,
  EMPTY_G,
  ENDED_MS,
  ENDED_MS_MAX,
  LANE_STAYS_MS,
  LEVEL_KEPT_G,
  LEVEL_KEPT_MS,
  NOTICE_MS,
  PROVISIONAL_MS,
  RESTART_CHANGE_G,
  TICK_MS,
} from "./cart-limits.ts";
import { formatDay } from "./codes/format-day.ts";
import { createGoodsIndex, type GoodsIndex } from "./codes/goods-index.ts";
import type { CartConfig } from "./config/cart-config.ts";
import { FaultTimes, listTrayFaults } from "./hardware/cart-faults.ts";
import { type Battery, readBattery } from "./hardware/read-battery.ts";
import type { SimulatedScale } from "./hardware/simulated-scale.ts";
import type { TrayReader } from "./hardware/tray-reader.ts";
import type { CartJournal } from "./store/cart-journal.ts";
import type { OpenCatalogue } from "./sync/kept-catalogue.ts";
import type { ReportToSend } from "./sync/shop-link.ts";
import { isSettled, TripReports } from "./sync/trip-reports.ts";
import type { CartRecord } from "./trip/cart-record.ts";
import { type CartTrip, weighBatch } from "./trip/cart-trip.ts";
import { isOver, KeptTrip } from "./trip/kept-trip.ts";
import { type CartFault, makeReport, type Report } from "./trip/make-report.ts";
import type { RestsG } from "./trip/read-unscanned.ts";
import { type Notice, type ShownState, showState, type TrayFault } from "./trip/show-state.ts";
import { type ActResult, begin, isOn, takeAct } from "./trip/take-act.ts";

export interface CartParts {
  readonly config: CartConfig;
  readonly clock: CartClock;
  readonly journal: CartJournal<CartRecord>;
  /** As it was restored. */
  readonly trip: CartTrip;
  readonly catalogue: OpenCatalogue | null;
  /** Of trays of goods, by their numbers; and of others. */
  readonly readers: ReadonlyMap<number, TrayReader>;
  readonly seats: ReadonlyMap<number, TrayReader>;
  /** Null: real scales. */
  readonly simulated: SimulatedScale | null;
  /** A journal that was damaged has been set aside: something of the trip may be missing. */
  readonly isJournalDamaged: boolean;
  readonly log: (line: string) => void;
}

const NO_GOODS = createGoodsIndex([]);
const EMPTY_CATALOGUE: CatalogueHead = {
  version: "",
  currency: "",
  pricesIncludeTax: true,
  variableCodes: [],
  offers: [],
  map: null,
  lanes: [],
};

/** What a beacon's receiver has said last. */
interface Position {
  readonly name: string;
  readonly at: Trip["position"];
  /** Since when it is this beacon, and when that came last. */
  readonly sinceMs: number;
  readonly heardMs: number;
}

const HTTP_OK = 200;
const LANE_BEACON = /^lane:([A-Za-z0-9._~-]{1,64})$/i;

export class RunningCart {
  readonly #parts: CartParts;
  readonly #kept: KeptTrip;
  readonly #reports: TripReports;
  readonly #faultTimes = new FaultTimes();
  readonly #produceScale: ProduceScale | null;
  #catalogue: OpenCatalogue | null;
  #version = 0;
  #shown = "";
  #state: ScreenState | null = null;
  readonly #listeners = new Set<(state: ScreenState) => void>();
  #notice: Notice | null = null;
  #choices: readonly CartProduct[] = [];
  #lastScan = { code: "", atMs: Number.NEGATIVE_INFINITY };
  /** Levels that were kept, of trays that have not been seen at rest since the start. */
  readonly #levelsBefore: Map<number, number>;
  readonly #startedMs: number;
  #levelsKeptMs = 0;
  #battery: Battery | null = null;
  #batteryReadMs = Number.NEGATIVE_INFINITY;
  #position: Position | null = null;
  /** The lane whose beacon has been taken for the cart's place. */
  #beaconLane: string | null = null;
  #scannerFault: string | null = null;
  /** As they were at the last tick: what the screen shows is what the engine knows. */
  #trayFaults: readonly TrayFault[] = [];
  /** Faults that the trip's engine knows, by tray. */
  readonly #knownFaults = new Map<number, TrayFault["code"]>();
  /** Of a trip that is over: what is taken out of the cart afterwards is no part of it. */
  #endReport: Report | null = null;
  /** The code of whoever could not pay, as the shopper was told last. */
  #refusedPayer: string | null = null;
  #isOnline = false;
  #seenMs: number | null = null;
  #refusal: ScreenState["refusal"] = null;
  #onNews: () => void = () => {};
  readonly #timer: NodeJS.Timeout;

  constructor(parts: CartParts) {
    const { clock, config, isJournalDamaged, journal, trip } = parts;
    this.#parts = parts;
    this.#catalogue = parts.catalogue;
    this.#produceScale = makeProduceScale(config);
    this.#startedMs = trip.lastMs;
    this.#levelsBefore = new Map(isOn(trip) ? trip.levelsG : []);
    this.#reports = new TripReports(trip);
    this.#kept = new KeptTrip({
      trip,
      journal,
      clock,
      language: config.language,
      isDamaged: isJournalDamaged,
      onLeaving: () => this.#leaveTrip(),
    });
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  /** For whoever watches the process. */
  log(line: string): void {
    this.#parts.log(line);
  }

  /** Calls back when there is something new to tell the shop. */
  onNews(listener: () => void): void {
    this.#onNews = listener;
  }

  get state(): ScreenState {
    this.#refresh();
    return this.#state!;
  }

  /** Null before the shop has sent one. */
  get catalogue(): Pick<OpenCatalogue, "goods" | "head" | "read"> | null {
    return this.#catalogue;
  }

  get #goods(): GoodsIndex {
    return this.#catalogue?.goods ?? NO_GOODS;
  }

  /** @returns what ends it. */
  subscribe(listener: (state: ScreenState) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  takeWeights(batch: TrayBatch): void {
    const { trip } = this.#parts;
    const { asked, found, isNews, isUpsideDown } = weighBatch(trip, batch);
    for (const event of found) {
      if (isOn(trip)) this.#kept.keepTaken(event);
      if (isOn(trip) || event.kind === "rest") continue;
      const { step } = event;
      if (step.changeG >= BEGINS_G && step.levelG - step.changeG < EMPTY_G) {
        void this.#kept.keepAll([...begin(this.#scene()), event]);
      }
    }
    if (isOn(trip)) void this.#kept.keepAll(asked);
    if (isUpsideDown && isOn(trip)) this.#keepFault({ tray: batch.tray, code: "upside-down" });
    this.#compareLevel(batch.tray);
    if (isNews) this.#refresh();
  }

  /** What came or went while the process was away. */
  #compareLevel(tray: number): void {
    const { clock, trip } = this.#parts;
    const beforeG = this.#levelsBefore.get(tray);
    const scale = trip.engine.trays.get(tray);
    const levelG = scale === undefined ? Number.NaN : readTray(scale);
    if (beforeG === undefined || Number.isNaN(levelG)) return;
    this.#levelsBefore.delete(tray);
    const changeG = levelG - beforeG;
    const leastG = beforeG === 0 ? BEGINS_G : RESTART_CHANGE_G;
    if (Math.abs(changeG) < leastG || !isOn(trip)) return;
    const [startMs, settledMs] = [this.#startedMs, clock.nowMs()];
    const step = { changeG, errorG: 2, levelG, startMs, settledMs, isRolled: true };
    void this.#kept.keep({ kind: "step", tray, step });
  }

  /** Resolves once what it has led to is on the disk. */
  async act({ act, actId }: ScreenActRequest): Promise<{ isTaken: boolean; state: ScreenState }> {
    const { trip } = this.#parts;
    // One that is sent again has been taken.
    if (trip.acts.has(actId)) return { isTaken: true, state: this.state };
    const own = this.#takeOwnAct(act);
    const result = own ?? this.#takeAct(act);
    const kept = this.#kept.keepAll(result.events, actId);
    if (result.choices !== undefined) this.#choices = result.choices;
    if (result.notice !== undefined) this.#notify(result.notice.code, result.notice.text);
    await kept;
    return { isTaken: result.notice === undefined, state: this.state };
  }

  /** From a scanner of the cart's own. */
  async scan(code: string): Promise<void> {
    await this.act({ actId: randomUUID(), act: { kind: "scan", code } });
  }

  #takeAct(act: ScreenAct): ActResult {
    const { clock } = this.#parts;
    if (act.kind === "scan") {
      const { atMs, code } = this.#lastScan;
      const nowMs = clock.nowMs();
      if (code === act.code && nowMs - atMs < DUPLICATE_MS) {
        return { events: [], notice: { code: "duplicate-scan", text: code } };
      }
      this.#lastScan = { code: act.code, atMs: nowMs };
    }
    return takeAct(act, this.#scene());
  }

  #scene() {
    const { clock, trip } = this.#parts;
    return {
      trip,
      goods: this.#goods,
      catalogue: this.#catalogue?.head ?? EMPTY_CATALOGUE,
      today: formatDay(clock.nowMs()),
      hasScaleFault: this.#trayFaults.length > 0,
      restsG: this.#readRests(),
      produceScale: this.#produceScale,
    };
  }

  /** Acts that change nothing of the trip; null: it is another. */
  #takeOwnAct(act: ScreenAct): ActResult | null {
    const { simulated } = this.#parts;
    switch (act.kind) {
      case "dismiss-notice":
        if (this.#notice?.noticeId === act.noticeId) this.#notice = null;
        return { events: [] };
      case "simulate-put":
      case "simulate-take":
      case "simulate-fault": {
        if (simulated === null) return null;
        const { kind, ...thing } = act;
        if (kind === "simulate-put") simulated.put(thing as Parameters<SimulatedScale["put"]>[0]);
        else if (act.kind === "simulate-take") simulated.take(act.thingId);
        else if (act.kind === "simulate-fault") simulated.setFault(act.fault);
        return { events: [{ kind: "simulated", things: simulated.listThings() }] };
      }
      default:
        return null;
    }
  }

  takeCatalogue(catalogue: OpenCatalogue): void {
    this.#catalogue?.close();
    this.#catalogue = catalogue;
  }

  takeBeacon(line: string): void {
    const [text = "", x, y] = line.trim().split(/\s+/);
    const [xM, yM] = [Number(x ?? Number.NaN), Number(y ?? Number.NaN)];
    const name = text.slice(0, 64);
    if (name === "") return;
    const isPlaced = [xM, yM].every((metres) => Math.abs(metres) <= TRIP_LIMITS.floorMMax);
    const heardMs = this.#parts.clock.nowMs();
    const sinceMs = this.#position?.name === name ? this.#position.sinceMs : heardMs;
    this.#position = { name, at: isPlaced ? { xM, yM } : null, sinceMs, heardMs };
  }

  setScannerFault(fault: string | null): void {
    this.#scannerFault = fault;
  }

  setOnline(isOnline: boolean): void {
    this.#isOnline = isOnline;
    if (isOnline) this.#seenMs = this.#parts.clock.nowMs();
  }

  setRefusal(refusal: ScreenState["refusal"]): void {
    this.#refusal = refusal;
  }

  /** What to tell the shop next. */
  nextReport(): ReportToSend | null {
    return this.#reports.next(this.#makeReport(), this.#parts.clock.nowMs());
  }

  takeAnswer(answer: TripAnswer, sent: ReportToSend): void {
    const { trip } = this.#parts;
    const { bootId } = this.#reports.boot;
    if (trip.answeredBootId !== bootId) void this.#kept.keep({ kind: "boot-answered", bootId });
    if (trip.owed.has(sent.tripId) && isSettled(answer, sent)) {
      void this.#kept.keep({ kind: "told", tripId: sent.tripId });
    } else this.takeRejected(sent, HTTP_OK);
    if (!this.#reports.take(answer, sent)) return;
    const { ageCheck, isMember = false, payerRefusal, payment, receiptUrl } = answer;
    const { status, visitId } = answer;
    const news = { visitId, status, ageCheck, payment, receiptUrl, payerRefusal, isMember };
    const { payer } = sent.trip;
    if (payerRefusal !== null && payer !== this.#refusedPayer) {
      this.#refusedPayer = payer;
      this.#notify("code-not-accepted", "");
    }
    if (JSON.stringify(news) !== JSON.stringify(trip.news)) {
      void this.#kept.keep({ kind: "shop", news });
    }
    const isClosed = status === "ended" || status === "abandoned";
    if (isClosed && isOn(trip)) void this.#kept.keep({ kind: "ended", status });
    this.#refresh();
  }

  /** The shop has answered, and has not taken it: it is kept, and told again. */
  takeRejected(sent: ReportToSend, httpStatus: number): void {
    this.#reports.putOff(sent, httpStatus, this.#parts.clock.nowMs());
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#kept.close();
    this.#catalogue?.close();
  }

  #makeReport(): Report | null {
    const { clock, trip } = this.#parts;
    if (trip.tripId === null || trip.status === "free") return null;
    if (!isOver(trip)) this.#endReport = null;
    else if (this.#endReport !== null) return this.#endReport;
    const battery = this.#battery?.share ?? null;
    const position = this.#position?.at ?? null;
    const others = this.#listOtherFaults();
    const faults = this.#faultTimes.list(this.#trayFaults, others, clock.nowMs());
    const report = makeReport({ trip, battery, position, faults });
    if (isOver(trip)) this.#endReport = report;
    return report;
  }

  #leaveTrip(): void {
    const { clock, config, readers, trip } = this.#parts;
    // Without a shop there is nobody to tell.
    this.#reports.leave(config.shop === null ? null : this.#makeReport(), clock.nowMs());
    this.#knownFaults.clear();
    this.#levelsBefore.clear();
    this.#notice = null;
    this.#choices = [];
    this.#beaconLane = null;
    this.#endReport = null;
    this.#refusedPayer = null;
    // Of a scale that has not been at rest yet, what it will carry then was put into an empty cart.
    for (const tray of readers.keys()) {
      const scale = trip.engine.trays.get(tray);
      const isUnknown = scale === undefined || Number.isNaN(readTray(scale));
      if (isUnknown) this.#levelsBefore.set(tray, 0);
    }
  }

  #notify(code: Notice["code"], text: string): void {
    this.#notice = { noticeId: randomUUID(), code, text, atMs: this.#parts.clock.nowMs() };
  }

  #listOtherFaults(): Extract<CartFault["kind"], CartFaultCode>[] {
    const { clock, trip } = this.#parts;
    const hasJumped = clock.jumpedMs !== null && clock.jumpedMs >= trip.startedMs;
    return [
      ...(this.#scannerFault === null ? [] : (["scanner-offline"] as const)),
      ...(this.#kept.hasFailed ? (["storage-failing"] as const) : []),
      ...(hasJumped ? (["clock-jump"] as const) : []),
    ];
  }

  /** The engine knows no better how much came or went since then. */
  #keepFault({ code, tray }: TrayFault): void {
    if (this.#knownFaults.get(tray) === code) return;
    this.#knownFaults.set(tray, code);
    void this.#kept.keep({ kind: "fault", tray, fault: code });
  }

  #readRests(): RestsG {
    const { clock, readers } = this.#parts;
    return new Map([...readers].map(([tray, reader]) => [tray, reader.readRest(clock.nowMs())]));
  }

  #sumLevelsG(): number {
    return [...this.#parts.trip.engine.trays.values()]
      .map(readTray)
      .reduce((sum, levelG) => sum + levelG, 0);
  }

  #tick(): void {
    const { clock, readers, seats, trip } = this.#parts;
    const nowMs = clock.nowMs();
    clock.check();
    for (const reader of [...readers.values(), ...seats.values()]) reader.advance(nowMs);
    this.#trayFaults = listTrayFaults(readers, trip, nowMs);
    if (this.#notice !== null && nowMs - this.#notice.atMs > NOTICE_MS) this.#notice = null;
    for (const [tray, { atMs }] of trip.provisional) {
      if (nowMs - atMs > PROVISIONAL_MS) trip.provisional.delete(tray);
    }
    if (this.#position !== null && nowMs - this.#position.heardMs > BEACON_MS) {
      this.#position = null;
    }
    this.#watchBattery(nowMs);
    if (isOn(trip)) this.#watchTrip(nowMs);
    else if (isOver(trip)) this.#freeOver(nowMs);
    this.#refresh();
    if (this.#reports.isNews(this.#makeReport())) this.#onNews();
  }

  #watchBattery(nowMs: number): void {
    const { batteryFolder } = this.#parts.config;
    if (batteryFolder === null || nowMs - this.#batteryReadMs <= BATTERY_EVERY_MS) return;
    this.#batteryReadMs = nowMs;
    void readBattery(batteryFolder).then((battery) => {
      this.#battery = battery;
    });
  }

  #watchTrip(nowMs: number): void {
    const { config, trip } = this.#parts;
    for (const tray of this.#knownFaults.keys()) {
      if (!this.#trayFaults.some((fault) => fault.tray === tray)) this.#knownFaults.delete(tray);
    }
    for (const fault of this.#trayFaults) this.#keepFault(fault);
    this.#keepLevels(nowMs);
    this.#watchLane(nowMs);
    if (nowMs - trip.activeMs > config.abandonedAfterMs) {
      void this.#kept.keep({ kind: "ended", status: "abandoned" });
    }
  }

  /** A cart that stays at a lane's beacon is there; one that has gone on from it shops again. */
  #watchLane(nowMs: number): void {
    const { trip } = this.#parts;
    const place = this.#position;
    if (place !== null && nowMs - place.sinceMs < LANE_STAYS_MS) return;
    const laneId = place === null ? null : this.#findLane(place.name);
    if (laneId === this.#beaconLane) return;
    const wasHere = this.#beaconLane !== null && trip.laneId === this.#beaconLane;
    this.#beaconLane = laneId;
    if (laneId !== null || wasHere) {
      void this.#kept.keep({ kind: "lane", laneId, isAtLane: laneId !== null });
    }
  }

  #findLane(beacon: string): string | null {
    const named = this.#parts.config.lanes[beacon] ?? LANE_BEACON.exec(beacon)?.[1];
    if (named !== undefined) return named;
    return this.#catalogue?.head.lanes.find(({ laneId }) => laneId === beacon)?.laneId ?? null;
  }

  /** The end of a trip was seen by whoever looked, and the shop knows it. */
  #freeOver(nowMs: number): void {
    const { config, trip } = this.#parts;
    const overMs = nowMs - trip.activeMs;
    const isSeen = overMs > ENDED_MS && this.#sumLevelsG() < EMPTY_G;
    const isTold = config.shop === null || this.#reports.isTold(this.#makeReport());
    if (isTold && (isSeen || overMs > ENDED_MS_MAX)) this.#kept.free();
  }

  /** A level that drifts is what a later run of the process has to compare with. */
  #keepLevels(nowMs: number): void {
    const { trip } = this.#parts;
    if (nowMs - this.#levelsKeptMs < LEVEL_KEPT_MS) return;
    this.#levelsKeptMs = nowMs;
    for (const [tray, scale] of trip.engine.trays) {
      const levelG = readTray(scale);
      const isKnown = !Number.isNaN(levelG) && !this.#levelsBefore.has(tray);
      if (!isKnown || Math.abs(levelG - (trip.levelsG.get(tray) ?? 0)) < LEVEL_KEPT_G) continue;
      void this.#kept.keep({ kind: "level", tray, levelG });
    }
  }

  #refresh(): void {
    const { clock } = this.#parts;
    const shown = this.#show();
    const text = JSON.stringify(shown);
    if (text === this.#shown && this.#state !== null) return;
    this.#shown = text;
    // By the clock it grows over restarts, too.
    this.#version = Math.max(this.#version + 1, clock.nowMs());
    this.#state = { version: this.#version, nowMs: clock.nowMs(), ...shown };
    for (const listener of this.#listeners) listener(this.#state);
  }

  #show(): ShownState {
    const { clock, config, seats, simulated, trip } = this.#parts;
    const isDying =
      this.#battery !== null &&
      !this.#battery.isCharging &&
      this.#battery.share < BATTERY_DYING_SHARE;
    return showState({
      cartId: config.cartId,
      trip,
      goods: this.#goods,
      catalogue: this.#catalogue?.head ?? null,
      answer: this.#reports.answer,
      isCurrent: this.#reports.isPriced(),
      isOnline: this.#isOnline,
      seenMs: this.#seenMs,
      refusal: this.#refusal,
      divisionG: config.divisionG,
      trayFaults: this.#trayFaults,
      seatFaults: listTrayFaults(seats, trip, clock.nowMs()),
      restsG: this.#readRests(),
      produceScale: this.#produceScale,
      otherFaults: [...this.#listOtherFaults(), ...(isDying ? (["battery-dying"] as const) : [])],
      battery: this.#battery,
      position: this.#position?.name ?? null,
      notice: this.#notice,
      choices: this.#choices,
      isSimulated: simulated !== null,
      shopUrl: config.shop?.url ?? null,
    });
  }
}

/** Null where the scale may not price goods. */
function makeProduceScale({ capacityG, divisionG }: CartConfig): ProduceScale | null {
  if (capacityG === null) return null;
  const scale = { capacityG, divisionG };
  return findScaleFault(scale) === null ? scale : null;
}
