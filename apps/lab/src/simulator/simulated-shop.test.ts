/** A shop's whole process with simulated people, and with their recordings: from the gate to the receipt. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { deserialize } from "node:v8";
import { createHealthReader } from "@saunter/shop/capabilities/health/read-health";
import { createLiveRecorder } from "@saunter/shop/capabilities/recordings/live-recorder";
import { createGateNewsBoard } from "@saunter/shop/domain/gate-news";
import { STOCK_REPORTED_EVERY_MS } from "@saunter/shop/domain/report-stock";
import { START_MS } from "@saunter/shop/domain/shop-fixture";
import { listPlanned, listStock, recordStock } from "@saunter/shop/domain/stock-service";
import {
  count,
  listAlerts,
  openPlace as openPlaceOf,
  type Place,
} from "@saunter/shop/process/shop-place-fixture";
import type { ShopProcess } from "@saunter/shop/process/shop-process";
import { auditShop } from "@saunter/shop/testing/audit";
import { listBooks } from "@saunter/sim/payments/provider";
import { createSimulation } from "@saunter/sim/simulate";
import { writeSimulation } from "@saunter/stand-ins/recordings/write-simulation";
import { describe, expect, it } from "vitest";
import { type Arrivals, createArrivals } from "./arrivals.ts";
import { isSimulated } from "./simulated-source.ts";
import { PROVIDER_FILE, SIMULATOR } from "./simulator.ts";

/** The process looks at the clock each half second of the stream, however fast that goes. */
const TICK_MS = 500;
/** No stream here goes on for longer. */
const STREAM_MS_MAX = 15 * 60_000;

const openPlace = (): Place => openPlaceOf(SIMULATOR);

function letComeIn({ source }: ShopProcess, arrivals: Arrivals): void {
  if (!isSimulated(source)) throw new Error("nobody is simulated");
  source.onParty((ids) => arrivals.comeIn(ids.length));
}

function openArrivals({ shop, runner }: ShopProcess, errors: unknown[]): Arrivals {
  return createArrivals({
    shop,
    runner,
    seed: 1,
    customerIds: [],
    gateId: shop.settings.gateIds[0]!,
    entryService: { findCustomerCard: () => null, news: createGateNewsBoard() },
    sleep: () => new Promise((resolve) => void setImmediate(resolve)),
    onRefused: () => {},
    onError: (error) => void errors.push(error),
  });
}

/** Processes the sensors' data as fast as it comes, until something holds; the clock goes with the stream. */
async function hearUntil(
  opened: ShopProcess,
  { clock }: Place,
  isDone: () => boolean,
  hooks: Parameters<ShopProcess["runSensors"]>[0] = {},
): Promise<void> {
  const stop = new AbortController();
  const startMs = clock.nowMs;
  let tickedMs = startMs;
  const pace = async (timestampMs: number): Promise<void> => {
    clock.nowMs = Math.max(clock.nowMs, timestampMs);
    if (clock.nowMs - tickedMs < TICK_MS) return;
    tickedMs = clock.nowMs;
    await opened.tick();
    if (isDone() || clock.nowMs - startMs > STREAM_MS_MAX) stop.abort();
  };
  await opened.runSensors(hooks, pace, stop.signal);
}

const countFinal = (opened: ShopProcess): number =>
  count(opened, "receipts WHERE status != 'draft'");

describe("the process of a simulated shop", () => {
  it("tells how it is: sensors, backlog, disk and journal", async () => {
    const place = openPlace();
    const opened = await place.open();
    const readHealth = createHealthReader(opened);
    expect(readHealth().sensors.every(({ lastMessageMs }) => lastMessageMs === null)).toBe(true);
    const startMs = place.clock.nowMs;
    await hearUntil(opened, place, () => place.clock.nowMs - startMs > 3000);
    const told = readHealth();
    expect(told.sensors[0]).toMatchObject({ name: "cameras", isQuiet: false });
    expect(told.sensors.length).toBeGreaterThan(1);
    expect(told.startedMs).toBe(startMs);
    expect(told.nowMs).toBe(place.clock.nowMs);
    expect(told.journalEvents).toBe(opened.store.position());
    expect(told.diskFreeBytes).toBeGreaterThan(0);
    expect(told.diskFreeBytes).toBeLessThan(told.diskBytes);
    expect(told.backlog).toEqual({ charges: 0, reviews: 0, webhooks: 0, mails: 0 });
  });

  it("brings people from the arrivals to a receipt that is paid", async () => {
    const place = openPlace();
    const opened = await place.open();
    const arrivals = openArrivals(opened, place.errors);
    letComeIn(opened, arrivals);
    await hearUntil(opened, place, () => countFinal(opened) >= 4);
    await arrivals.empty();
    expect(countFinal(opened)).toBeGreaterThanOrEqual(4);
    const paid = count(opened, "charges WHERE due_minor > 0 AND net_minor = due_minor");
    expect(paid).toBeGreaterThan(1);
    expect([...place.errors, ...place.troubles]).toEqual([]);
    expect(listAlerts(opened).filter((key) => !/^(misplaced|wrong)/.test(key))).toEqual([]);
    // Nobody has more, nobody less, than the receipts say; visits that go on are not settled yet.
    const provider = deserialize(readFileSync(join(place.folder, PROVIDER_FILE)));
    const { words } = auditShop(opened.store, listBooks(provider), new Map());
    expect(words.filter((word) => /doubleCharges|missing|lost|doubled/.test(word))).toEqual([]);
  });

  it("takes up where it was ended: carts, people and payments", async () => {
    const place = openPlace();
    const first = await place.open();
    const arrivals = openArrivals(first, place.errors);
    letComeIn(first, arrivals);
    const countCarts = (opened: ShopProcess): number =>
      count(opened, "shoppers JOIN bindings USING (shopper_id) WHERE status = 'inside'");
    await hearUntil(first, place, () => countCarts(first) >= 2 && countFinal(first) >= 1);
    await arrivals.empty();
    const readCarts = ({ store }: ShopProcess) =>
      store.db
        .prepare("SELECT shopper_id FROM shoppers WHERE status = 'inside' ORDER BY shopper_id")
        .all()
        .map((row) => [row.shopper_id, store.read("shopper", row.shopper_id as string).lines]);
    const carts = readCarts(first);
    const position = first.store.position();
    await first.close();

    const second = await place.open();
    expect(readCarts(second)).toEqual(carts);
    const flagged = count(second, "journal WHERE type = 'VisitFlagged'");
    expect(flagged).toBe(count(second, "visits WHERE status = 'open'"));
    expect(second.store.position()).toBe(position + flagged);
    // The simulation starts again, with other people: those of before never come back.
    await hearUntil(second, place, () => count(second, "visits WHERE status = 'open'") === 0);
    expect(count(second, "visits WHERE status = 'open'")).toBe(0);
    expect([...place.errors, ...place.troubles]).toEqual([]);
  });

  it("stops processing when it is told to, and ends nobody's visit", async () => {
    const place = openPlace();
    const opened = await place.open();
    const arrivals = openArrivals(opened, place.errors);
    letComeIn(opened, arrivals);
    await hearUntil(opened, place, () => count(opened, "visits WHERE status = 'open'") > 0);
    expect(count(opened, "visits WHERE status = 'open'")).toBeGreaterThan(0);
    expect(count(opened, "journal WHERE type = 'CartConcluded'")).toBe(0);
  });

  it("publishes what should be on each shelf, twice a minute at most", async () => {
    const place = openPlace();
    const opened = await place.open();
    const { store } = opened;
    const facings = listPlanned(opened.model.facings);
    await store.transact((tx) => {
      for (const { facing } of facings) {
        recordStock(tx, facings, { type: "StockCounted", facing, quantity: 100, by: "staff-1" });
      }
    });
    const told: { facing: string; quantity: number | null; atMs: number }[] = [];
    store.onCommitted((events) => {
      for (const { event, atMs } of events) {
        if (event.type === "StockReckoned") told.push({ ...event, atMs });
      }
    });
    await hearUntil(opened, place, () => told.length > 5);
    place.clock.nowMs += STOCK_REPORTED_EVERY_MS;
    await opened.tick();
    expect(told.length).toBeGreaterThan(5);
    for (const all of Map.groupBy(told, ({ facing }) => facing).values()) {
      for (const [at, { atMs }] of all.entries()) {
        if (at > 0)
          expect(atMs - all[at - 1]!.atMs).toBeGreaterThanOrEqual(STOCK_REPORTED_EVERY_MS);
      }
    }
    const last = new Map(told.map(({ facing, quantity }) => [facing, quantity]));
    for (const { planned, expected } of listStock(store, facings, new Map())) {
      expect([planned.facing, last.get(planned.facing) ?? 100]).toEqual([planned.facing, expected]);
    }
  });
});

describe("a shop that records itself", () => {
  it("has a recording from which another shop charges the same", async () => {
    const place = openPlace();
    const opened = await place.open();
    const numbers = new Map<string, string>();
    const recorder = createLiveRecorder({
      dataFolder: place.folder,
      readModel: () => opened.model,
      readDisk: () => ({ diskFreeBytes: 40e9, diskBytes: 100e9 }),
      nowMs: opened.shop.nowMs,
      onEnded: async () => {},
      onError: (error) => void place.errors.push(error),
    });
    await recorder.start(60);
    const listConcluded = ({ store }: ShopProcess): string[] =>
      store.db
        .prepare("SELECT shopper_id FROM shoppers WHERE status = 'concluded'")
        .all()
        .map((row) => row.shopper_id as string);
    const readCart = ({ store }: ShopProcess, shopperId: string): string[] =>
      store
        .read("shopper", shopperId)
        .lines.map(({ gtin, quantity }) => `${gtin} ${quantity}`)
        .sort();
    await hearUntil(opened, place, () => listConcluded(opened).length >= 4, {
      onObservation: (observation) => {
        recorder.take(observation);
        if (observation.kind !== "joints") return;
        for (const { shopperId } of observation.shoppers) {
          if (!numbers.has(shopperId)) numbers.set(shopperId, String(numbers.size + 1));
        }
      },
    });
    await recorder.stop("stopped");
    const { folder, last } = recorder.read();
    expect(last).toMatchObject({ endedBy: "stopped" });

    const other = openPlace();
    const replaying = await other.open({
      source: {
        kind: "recording",
        folder: join(folder, last!.name),
        speed: Number.POSITIVE_INFINITY,
      },
    });
    await hearUntil(replaying, other, () => false);
    const concluded = listConcluded(opened);
    expect(concluded.length).toBeGreaterThanOrEqual(4);
    const carts = concluded.map((id) => readCart(opened, id));
    expect(carts.flat().length).toBeGreaterThan(0);
    expect(concluded.map((id) => readCart(replaying, numbers.get(id)!))).toEqual(carts);
    expect([...place.errors, ...place.troubles, ...other.errors, ...other.troubles]).toEqual([]);
  });
});

describe("the process of a recording", () => {
  it("admits whoever appears, and concludes them when they are seen no more", async () => {
    const place = openPlace();
    const folder = join(place.folder, "..", "recording");
    const simulation = createSimulation({
      seed: 2,
      scenario: "quiet",
      startMs: START_MS,
      shoppers: 2,
      minutes: 2,
    });
    await writeSimulation(folder, simulation);
    const source = { kind: "recording", folder, speed: Number.POSITIVE_INFINITY } as const;
    const opened = await place.open({ source });
    const arrivals = openArrivals(opened, place.errors);
    await hearUntil(opened, place, () => false, { onAppeared: arrivals.comeInAlone });
    await arrivals.empty();
    await opened.tick();
    expect([...place.errors, ...place.troubles]).toEqual([]);
    expect(count(opened, "visits")).toBe(2);
    expect(countFinal(opened)).toBe(2);
    expect(count(opened, "journal WHERE type = 'VisitFlagged'")).toBe(0);
    const charged = opened.store.db
      .prepare("SELECT visit_id FROM visits ORDER BY opened_ms")
      .all()
      .map((row) => {
        const receipt = opened.store.read("receipt", row.visit_id as string);
        if (receipt.status === "none") throw new Error("no receipt");
        return receipt.content.lines.map(({ gtin, quantity }) => `${gtin} ${quantity}`).sort();
      });
    const truth = simulation
      .truth()
      .receipts.map(({ products }) =>
        products.map(({ barcode, quantity }) => `${barcode} ${quantity}`).sort(),
      );
    expect(charged).toEqual(truth);
  });

  it("takes what was taken years ago from the stock of now", async () => {
    const place = openPlace();
    const folder = join(place.folder, "..", "recording");
    const simulation = createSimulation({
      seed: 2,
      scenario: "quiet",
      startMs: START_MS - 1e11,
      shoppers: 2,
      minutes: 2,
    });
    await writeSimulation(folder, simulation);
    const source = { kind: "recording", folder, speed: Number.POSITIVE_INFINITY } as const;
    const opened = await place.open({ source });
    const facings = listPlanned(opened.model.facings);
    await opened.store.transact((tx) => {
      for (const { facing } of facings) {
        const type = "StockCounted";
        recordStock(tx, facings, { type, facing, quantity: 100, by: "staff-1" });
      }
    });
    place.clock.nowMs += 1000;
    await hearUntil(opened, place, () => false);
    const levels = listStock(opened.store, facings, new Map());
    const gone = levels.reduce((sum, { expected }) => sum + 100 - expected!, 0);
    const { receipts } = simulation.truth();
    const taken = receipts.flatMap(({ products }) => products.map(({ quantity }) => quantity));
    expect(gone).toBe(taken.reduce((sum, quantity) => sum + quantity, 0));
    expect(gone).toBeGreaterThan(0);
  });
});
