/** A cart that runs: its hardware, its trip, what is kept of it, and the shop. */
import { randomUUID } from "node:crypto";
import type { TrayBatch } from "@saunter/engine/smart-cart/cart-observation";
import { readTray } from "@saunter/engine/smart-cart/tray-scale";
import type { ScreenAct, ScreenActRequest, ScreenState } from "@saunter/protocol/smart-cart/screen";
import type {
  CartCatalogue,
  CartProduct,
  Trip,
  TripAnswer,
} from "@saunter/protocol/smart-cart/trip";
import type { CartClock } from "./cart-clock.ts";
import {
  BATTERY_EVERY_MS,
  BEGINS_G,
  DUPLICATE_MS,
  EMPTY_G,
  ENDED_MS,
  LEVEL_KEPT_G,
  LEVEL_KEPT_MS,
  NOTICE_MS,
  RESTART_CHANGE_G,
  TICK_MS,
} from "./cart-limits.ts";
import { createGoodsIndex, type GoodsIndex } from "./codes/goods-index.ts";
import type { CartConfig } from "./config/cart-config.ts";
import { type Battery, readBattery } from "./hardware/read-battery.ts";
import type { SimulatedScale } from "./hardware/simulated-scale.ts";
import type { ScaleFault, TrayReader } from "./hardware/tray-reader.ts";
import type { CartJournal } from "./store/cart-journal.ts";
import type { ReportToSend } from "./sync/shop-link.ts";
import type { CartEvent, CartRecord } from "./trip/cart-record.ts";
import { applyRecord, type CartTrip, weighBatch } from "./trip/cart-trip.ts";
import { type CartFault, makeReport, type Report } from "./trip/make-report.ts";
import { type Notice, type ShownState, showState } from "./trip/show-state.ts";
import { type ActResult, begin, isOn, takeAct } from "./trip/take-act.ts";

export interface CartParts {
  readonly config: CartConfig;
  readonly clock: CartClock;
  readonly journal: CartJournal<CartRecord>;
  /** As it was restored. */
  readonly trip: CartTrip;
  readonly catalogue: CartCatalogue | null;
  /** One a tray. */
  readonly readers: readonly TrayReader[];
  /** Null: real scales. */
  readonly simulated: SimulatedScale | null;
  /** A journal that was damaged has been set aside: something of the trip may be missing. */
  readonly isJournalDamaged: boolean;
}

const EMPTY_CATALOGUE: CartCatalogue = {
  version: "",
  currency: "",
  pricesIncludeTax: true,
  products: [],
  variableCodes: [],
  offers: [],
  map: null,
  lanes: [],
};

const TOLD_FAULTS: Readonly<Record<ScaleFault, CartFault["kind"]>> = {
  unplugged: "scale-silent",
  frozen: "scale-frozen",
  saturated: "scale-saturated",
  "upside-down": "scale-upside-down",
  // A cell that reads below nothing has lost its zero, or hangs the wrong way round.
  negative: "scale-upside-down",
};

export class RunningCart {
  readonly #parts: CartParts;
  #catalogue: CartCatalogue | null;
  #goods: GoodsIndex;
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
  #position: { readonly name: string; readonly at: Trip["position"] } | null = null;
  #scannerFault: string | null = null;
  #hasStorageFailed: boolean;
  readonly #faultsSince = new Map<CartFault["kind"], number>();
  #answer: TripAnswer | null = null;
  /** The report that the shop has answered last, and the one that was made last, as texts. */
  #answeredReport = "";
  #madeReport = "";
  #sequence = 0;
  readonly #boot = { bootId: randomUUID(), previousBootId: null };
  #isOnline = false;
  #seenMs: number | null = null;
  #refusal: ScreenState["refusal"] = null;
  #onNews: () => void = () => {};
  readonly #timer: NodeJS.Timeout;

  constructor(parts: CartParts) {
    this.#parts = parts;
    this.#catalogue = parts.catalogue;
    this.#goods = createGoodsIndex(parts.catalogue?.products ?? []);
    this.#startedMs = parts.trip.lastMs;
    this.#levelsBefore = new Map(isOn(parts.trip) ? parts.trip.levelsG : []);
    this.#hasStorageFailed = parts.isJournalDamaged;
    void this.#keep({ kind: "opened" });
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  /** Calls back when there is something new to tell the shop. */
  onNews(listener: () => void): void {
    this.#onNews = listener;
  }

  get state(): ScreenState {
    this.#refresh();
    return this.#state!;
  }

  get catalogue(): CartCatalogue | null {
    return this.#catalogue;
  }

  /** @returns what ends it. */
  subscribe(listener: (state: ScreenState) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  takeWeights(batch: TrayBatch): void {
    const { clock, trip } = this.#parts;
    const { asked, steps } = weighBatch(trip, batch);
    for (const { step, tray } of steps) {
      // It has been taken: it is only to be kept.
      if (isOn(trip))
        void this.#write({ atMs: clock.nowMs(), event: { kind: "step", tray, step } });
      else if (step.changeG >= BEGINS_G && step.levelG - step.changeG < EMPTY_G) {
        void this.#keepAll([...begin(trip), { kind: "step", tray, step }]);
      }
    }
    if (isOn(trip)) void this.#keepAll(asked);
    this.#compareLevel(batch.tray);
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
    void this.#keepAll([{ kind: "step", tray, step }]);
  }

  /** Resolves once what it has led to is on the disk. */
  async act({ act, actId }: ScreenActRequest): Promise<{ isTaken: boolean; state: ScreenState }> {
    const { trip } = this.#parts;
    // One that is sent again has been taken.
    if (trip.acts.has(actId)) return { isTaken: true, state: this.state };
    const own = this.#takeOwnAct(act);
    const result = own ?? this.#takeAct(act);
    if (result.choices !== undefined) this.#choices = result.choices;
    if (result.notice !== undefined) this.#notify(result.notice.code, result.notice.text);
    await this.#keepAll(result.events, actId);
    return { isTaken: result.notice === undefined, state: this.state };
  }

  /** From a scanner of the cart's own. */
  async scan(code: string): Promise<void> {
    await this.act({ actId: randomUUID(), act: { kind: "scan", code } });
  }

  #takeAct(act: ScreenAct): ActResult {
    const { clock, config, trip } = this.#parts;
    if (act.kind === "scan") {
      const { atMs, code } = this.#lastScan;
      const nowMs = clock.nowMs();
      if (code === act.code && nowMs - atMs < DUPLICATE_MS) {
        return { events: [], notice: { code: "duplicate-scan", text: code } };
      }
      this.#lastScan = { code: act.code, atMs: nowMs };
    }
    return takeAct(act, {
      trip,
      goods: this.#goods,
      catalogue: this.#catalogue ?? EMPTY_CATALOGUE,
      today: new Date(clock.nowMs()).toISOString().slice(0, 10),
      hasScaleFault: this.#listTrayFaults().some((fault) => fault !== null),
      stableG: this.#readStable(),
      divisionG: config.divisionG,
    });
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

  takeCatalogue(catalogue: CartCatalogue): void {
    this.#catalogue = catalogue;
    this.#goods = createGoodsIndex(catalogue.products);
  }

  takeBeacon(line: string): void {
    const [name = "", x, y] = line.trim().split(/\s+/);
    const [xM, yM] = [Number(x ?? Number.NaN), Number(y ?? Number.NaN)];
    if (name === "") return;
    const isPlaced = Number.isFinite(xM) && Number.isFinite(yM);
    this.#position = { name: name.slice(0, 64), at: isPlaced ? { xM, yM } : null };
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
    const { clock, trip } = this.#parts;
    const sentMs = clock.nowMs();
    const [owed] = trip.owed;
    if (owed !== undefined) return { tripId: owed[0], trip: { ...owed[1], ...this.#boot, sentMs } };
    const report = this.#makeReport();
    if (report === null || trip.tripId === null) return null;
    const text = JSON.stringify(report);
    const isEnded = !isOn(trip);
    if (isEnded && text === this.#answeredReport) return null;
    this.#madeReport = text;
    this.#sequence = Math.max(this.#sequence + 1, 1000 * trip.recordCount);
    return {
      tripId: trip.tripId,
      trip: { ...report, ...this.#boot, sequence: this.#sequence, sentMs },
    };
  }

  takeAnswer(answer: TripAnswer, sent: ReportToSend): void {
    const { trip } = this.#parts;
    if (trip.owed.has(sent.tripId)) void this.#keep({ kind: "told", tripId: sent.tripId });
    if (sent.tripId !== trip.tripId) return;
    // Numbers go on after those that an earlier run of the process has used.
    this.#sequence = Math.max(this.#sequence, answer.sequence);
    if (answer.sequence === sent.trip.sequence) {
      const { sentMs: _, sequence: __, bootId: ___, previousBootId: ____, ...report } = sent.trip;
      this.#answeredReport = JSON.stringify(report);
    }
    this.#answer = answer;
    const {
      ageCheck,
      isMember = false,
      payerRefusal,
      payment,
      receiptUrl,
      status,
      visitId,
    } = answer;
    const news = { visitId, status, ageCheck, payment, receiptUrl, payerRefusal, isMember };
    if (JSON.stringify(news) !== JSON.stringify(trip.news)) void this.#keep({ kind: "shop", news });
    const isClosed = status === "ended" || status === "abandoned";
    if (isClosed && isOn(trip)) void this.#keep({ kind: "ended", status });
    this.#refresh();
  }

  /** The shop will not take it in this form, now or later: an end that it never will is told no more. */
  takeRejected({ tripId }: ReportToSend): void {
    this.#refusal = "version-too-old";
    if (this.#parts.trip.owed.has(tripId)) void this.#keep({ kind: "told", tripId });
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#parts.journal.close();
  }

  #makeReport(): Report | null {
    const { trip } = this.#parts;
    if (trip.tripId === null || trip.status === "free") return null;
    const battery = this.#battery?.share ?? null;
    const position = this.#position?.at ?? null;
    return makeReport({ trip, battery, position, faults: this.#listTold() });
  }

  /** Takes events and keeps them, with what they lead to. Resolves once they are on the disk. */
  async #keepAll(events: readonly CartEvent[], actId?: string): Promise<void> {
    let last: Promise<void> = Promise.resolve();
    for (const event of events) last = this.#keep(event, actId);
    await last;
  }

  #keep(event: CartEvent, actId?: string): Promise<void> {
    const { clock, trip } = this.#parts;
    if (event.kind === "started") return this.#start(event);
    const record = { atMs: clock.nowMs(), ...(actId === undefined ? {} : { actId }), event };
    const more = applyRecord(trip, record);
    const written = this.#write(record);
    return more.length === 0 ? written : this.#keepAll(more);
  }

  /** A trip begins with a journal of its own; what is still owed of those before goes with it. */
  #start(event: CartEvent): Promise<void> {
    const { clock, config, trip } = this.#parts;
    const report = this.#makeReport();
    if (report !== null && JSON.stringify(report) !== this.#answeredReport) {
      const sequence = Math.max(this.#sequence + 1, 1000 * trip.recordCount);
      trip.owed.set(trip.tripId!, { ...report, ...this.#boot, sequence, sentMs: clock.nowMs() });
    }
    const kept: CartEvent[] = [
      { kind: "language", language: config.language },
      ...[...trip.owed].map(([tripId, owed]) => ({ kind: "owed", tripId, report: owed }) as const),
      { kind: "simulated", things: trip.simulated },
      event,
    ];
    const records = kept.map((one) => ({ atMs: clock.nowMs(), event: one }));
    for (const record of records) applyRecord(trip, record);
    this.#answer = null;
    this.#answeredReport = "";
    this.#sequence = 0;
    this.#levelsBefore.clear();
    // Of a scale that has not been at rest yet, what it will carry then was put into an empty cart.
    for (const tray of this.#parts.readers.keys()) {
      const scale = trip.engine.trays.get(tray);
      const isUnknown = scale === undefined || Number.isNaN(readTray(scale));
      if (isUnknown) this.#levelsBefore.set(tray, 0);
    }
    return this.#guard(this.#parts.journal.replace(records));
  }

  #write(record: CartRecord): Promise<void> {
    return this.#guard(this.#parts.journal.append(record));
  }

  /** A disk that fails must not stop a shopper: staff are told, and look. */
  async #guard(written: Promise<void>): Promise<void> {
    try {
      await written;
    } catch (error) {
      if (!(error instanceof Error && "code" in error)) throw error;
      this.#hasStorageFailed = true;
    }
  }

  #notify(code: Notice["code"], text: string): void {
    this.#notice = { noticeId: randomUUID(), code, text, atMs: this.#parts.clock.nowMs() };
  }

  #listTrayFaults(): (ScaleFault | null)[] {
    const { clock, readers, trip } = this.#parts;
    // Nothing can be taken out of an empty cart: where weight went first, it came.
    const isUpsideDown = (trip.changes[0]?.changeG ?? 0) < -BEGINS_G;
    return readers.map((reader) => {
      const fault = reader.findFault(clock.nowMs());
      return fault === "negative" && isUpsideDown ? "upside-down" : fault;
    });
  }

  #listOtherFaults(): CartFault["kind"][] {
    return [
      ...(this.#scannerFault === null ? [] : (["scanner-offline"] as const)),
      ...(this.#hasStorageFailed ? (["storage-failing"] as const) : []),
      ...(this.#parts.clock.jumpedMs === null ? [] : (["clock-jump"] as const)),
    ];
  }

  #listTold(): CartFault[] {
    const scale = this.#listTrayFaults().flatMap((fault) =>
      fault === null ? [] : [TOLD_FAULTS[fault]],
    );
    const kinds = new Set([...scale, ...this.#listOtherFaults()]);
    for (const kind of this.#faultsSince.keys()) {
      if (!kinds.has(kind)) this.#faultsSince.delete(kind);
    }
    return [...kinds].map((kind) => {
      const sinceMs = this.#faultsSince.get(kind) ?? this.#parts.clock.nowMs();
      this.#faultsSince.set(kind, sinceMs);
      return { kind, sinceMs };
    });
  }

  #readStable(): (number | null)[] {
    const { clock, config, readers } = this.#parts;
    return readers.map((reader) => reader.readStable(clock.nowMs(), config.divisionG));
  }

  #sumLevelsG(): number {
    return [...this.#parts.trip.engine.trays.values()]
      .map(readTray)
      .reduce((sum, levelG) => sum + levelG, 0);
  }

  #tick(): void {
    const { clock, config, readers, trip } = this.#parts;
    const nowMs = clock.nowMs();
    clock.check();
    for (const reader of readers) reader.advance(nowMs);
    if (this.#notice !== null && nowMs - this.#notice.atMs > NOTICE_MS) this.#notice = null;
    if (config.batteryFolder !== null && nowMs - this.#batteryReadMs > BATTERY_EVERY_MS) {
      this.#batteryReadMs = nowMs;
      void readBattery(config.batteryFolder).then((battery) => {
        this.#battery = battery;
      });
    }
    if (isOn(trip)) this.#keepLevels(nowMs);
    else if (nowMs - trip.lastMs > ENDED_MS && this.#sumLevelsG() < EMPTY_G) this.#free();
    this.#refresh();
    const report = this.#makeReport();
    if (report !== null && JSON.stringify(report) !== this.#madeReport) this.#onNews();
  }

  /** The end of a trip was seen by whoever looked, and the shop knows it. */
  #free(): void {
    const { config, trip } = this.#parts;
    const isTold = JSON.stringify(this.#makeReport()) === this.#answeredReport;
    if (isTold || config.shop === null) trip.status = "free";
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
      void this.#keep({ kind: "level", tray, levelG });
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
    const { config, simulated, trip } = this.#parts;
    return showState({
      cartId: config.cartId,
      trip,
      goods: this.#goods,
      catalogue: this.#catalogue,
      answer: this.#answer,
      isCurrent: this.#isPriced(),
      isOnline: this.#isOnline,
      seenMs: this.#seenMs,
      refusal: this.#refusal,
      divisionG: config.divisionG,
      trayFaults: this.#listTrayFaults(),
      isStable: !this.#readStable().includes(null),
      otherFaults: this.#listOtherFaults(),
      battery: this.#battery,
      position: this.#position?.name ?? null,
      notice: this.#notice,
      choices: this.#choices,
      isSimulated: simulated !== null,
      shopUrl: config.shop?.url ?? null,
    });
  }

  /** Whether the shop's bill is of exactly the lines that there are. */
  #isPriced(): boolean {
    if (this.#answer === null) return false;
    const billed = this.#answer.bill.lines.flatMap(({ lineIds }) => lineIds).sort();
    const unpriced = new Set(this.#answer.bill.unpriced);
    const own = [...this.#parts.trip.lines.values()]
      .filter(({ gtin, isRemoved }) => !isRemoved && !unpriced.has(gtin))
      .map(({ lineId }) => lineId)
      .sort();
    return billed.length === own.length && billed.every((lineId, at) => lineId === own[at]);
  }
}
