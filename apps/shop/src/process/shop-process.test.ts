import { closeSync, existsSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { ShopModel } from "@saunter/engine/shop-model";
import { findFreePort } from "@saunter/server/network/free-port";
import { startProviderServer } from "@saunter/stand-ins/payments/provider-server";
import { describe, expect, it, onTestFinished } from "vitest";
import { createHealthReader } from "../capabilities/health/read-health.ts";
import { raiseAlert } from "../domain/alerts.ts";
import { FORGOTTEN_MS, RETRY_MS_FIRST } from "../domain/due-work.ts";
import { enterShop } from "../domain/entry-service.ts";
import { createGateNewsBoard } from "../domain/gate-news.ts";
import { HOUR_MS, makeCredential, START_MS } from "../domain/shop-fixture.ts";
import { listPlanned, recordStock } from "../domain/stock-service.ts";
import { registerCustomer } from "../people/customers.ts";
import { addUser } from "../people/users.ts";
import type { TransportsOptions } from "../sensors/open-mqtt.ts";
import { CLOSED_MS_MAX, createSteadyClock } from "../serve/steady-clock.ts";
import { StoreError } from "../store/store-error.ts";
import { CHECKED_AT_ONCE_BYTES_MAX } from "../store/store-limits.ts";
import { createToShopMs, WATCH_EVERY_MS } from "./open-shop-process.ts";
import { listAlerts, openPlace } from "./shop-place-fixture.ts";
import type { ShopProcess } from "./shop-process.ts";
import { MACHINE, type Surroundings } from "./surroundings.ts";

const SHELVES: ShopModel = {
  facings: [{ gondola: 1, shelf: 1, plates: [1], barcode: "01", place: null }],
  products: new Map(),
};

const GIB = 2 ** 30;

describe("a device that signs in", () => {
  it("is asked for in the shop's users, and counted where it is refused", async () => {
    const place = openPlace();
    const asked: TransportsOptions[] = [];
    const surroundings: Surroundings = {
      ...MACHINE,
      createTransports: (options) => {
        asked.push(options);
        return MACHINE.createTransports(options);
      },
    };
    const { shop } = await place.open({}, { surroundings });
    const [{ checkCertified, onRefused }] = asked as [TransportsOptions];
    expect(checkCertified("shelf-1")).toBe(false);
    await shop.store.transact((tx) => {
      const proof = { kind: "key", hash: "hash" } as const;
      addUser(tx, { userId: "u1", name: "shelf-1", roles: ["sensor"], proof }, START_MS);
    });
    expect(checkCertified("shelf-1")).toBe(true);
    onRefused("shelf-1", "192.0.2.7");
    const count = () =>
      shop.store.db.prepare("SELECT user_id, address, count FROM refused_sign_ins").all();
    await expect.poll(count).toEqual([{ user_id: "u1", address: "192.0.2.7", count: 1 }]);
    expect(place.errors).toEqual([]);
  });
});

describe("whoever is notified of a commit and fails at it", () => {
  it("keeps nothing from going on, and staff have an alert until it is over", async () => {
    const place = openPlace();
    const opened = await place.open();
    const stop = opened.store.onCommitted(() => {
      throw new Error("no picture of that");
    });
    const raise = (alertKey: string) =>
      opened.store.transact((tx) =>
        raiseAlert(tx, { alertKey, kind: "work-failing", message: "", visitId: null }),
      );
    await raise("first");
    await opened.tick();
    expect(listAlerts(opened)).toEqual(["due:listening", "first"]);
    expect(new Set(place.troubles)).toEqual(new Set(["publishing events"]));
    stop();
    await raise("second");
    place.clock.nowMs += FORGOTTEN_MS + 1;
    await opened.tick();
    place.clock.nowMs += 2 * RETRY_MS_FIRST;
    await opened.tick();
    expect(listAlerts(opened)).toEqual(["first", "second"]);
    expect(place.errors).toEqual([]);
  });

  it("ends the process where it is the journal that is wrong", async () => {
    const place = openPlace();
    const opened = await place.open();
    const damage = new StoreError("journal-corrupt", "not what was written");
    opened.store.onCommitted(() => {
      throw damage;
    });
    await opened.store.transact((tx) =>
      raiseAlert(tx, { alertKey: "a", kind: "work-failing", message: "", visitId: null }),
    );
    await expect.poll(() => place.errors).toContain(damage);
  });
});

describe("the process of a shop", () => {
  it("tells staff while its disk is nearly full, and says so of itself", async () => {
    const place = openPlace();
    const free = { bytes: 40 * GIB };
    const openMachine = () => ({
      read: () => ({ diskFreeBytes: free.bytes, diskBytes: 64 * GIB, lagMs: 0 }),
      close: () => {},
    });
    const opened = await place.open({}, { surroundings: { ...MACHINE, openMachine } });
    const readHealth = createHealthReader(opened);
    const look = async (bytes: number) => {
      free.bytes = bytes;
      place.clock.nowMs += WATCH_EVERY_MS;
      await opened.tick();
      const { isDiskLow, diskFreeBytes } = readHealth();
      expect(diskFreeBytes).toBe(bytes);
      return [isDiskLow, listAlerts(opened).filter((key) => key === "disk-low").length];
    };
    expect(await look(40 * GIB)).toEqual([false, 0]);
    expect(await look(GIB)).toEqual([true, 1]);
    expect(await look(6 * GIB)).toEqual([false, 0]);
  });

  it("is the only one on its folder, and lets go of it", async () => {
    const place = openPlace();
    const first = await place.open();
    await expect(place.open()).rejects.toMatchObject({ code: "database-locked" });
    await first.close();
    await expect(place.open()).resolves.toMatchObject({ config: place.config });
  });

  it("goes on where something that is due cannot be done, and tells of it", async () => {
    const place = openPlace();
    const opened = await place.open();
    const entered = await enter(opened);
    if (!entered.ok) throw new Error(entered.refusal.code);
    await opened.store.transact((tx) => {
      const subject = { kind: "contest", disputeId: "none" };
      const facts = { reviewId: "bad", visitId: "none", worthMinor: 0, dueMs: tx.atMs, subject };
      tx.append("review", "bad", [{ type: "ReviewOpened", ...facts } as never]);
    });
    place.clock.nowMs += 200_000;
    await opened.tick();
    await opened.tick();
    expect(place.troubles).toEqual(["settling review bad"]);
    expect(place.errors).toEqual([]);
    expect(opened.store.read("visit", entered.value.visitId).status).toBe("closed");
    expect(listAlerts(opened)).toEqual(["due:review:bad"]);
  });

  it("whose machine's clock is set back goes on, and tells staff until it has caught up", async () => {
    const place = openPlace();
    const machine = { nowMs: START_MS, evenMs: 0 };
    const clock = createSteadyClock({
      machineMs: () => machine.nowMs,
      evenMs: () => machine.evenMs,
    });
    const opened = await place.open({}, { nowMs: clock.nowMs, clock });
    const entered = await enter(opened);
    if (!entered.ok) throw new Error(entered.refusal.code);
    machine.nowMs -= HOUR_MS;
    await opened.tick();
    expect(listAlerts(opened)).toEqual(["clock-wrong"]);
    // Nobody came in by the entry: it is over in twice its time.
    for (let at = 0; at < 40; at++) {
      machine.nowMs += 5000;
      machine.evenMs += 5000;
      await opened.tick();
    }
    expect(opened.store.read("visit", entered.value.visitId).status).toBe("closed");
    machine.nowMs += 2 * HOUR_MS;
    machine.evenMs += 2 * HOUR_MS;
    await opened.tick();
    expect(listAlerts(opened)).toEqual([]);
    const times = opened.store.readFrom(1).map(({ atMs }) => atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(place.errors).toEqual([]);
  });

  it("starts no earlier than the last event, and not at a time that is hardly right", async () => {
    const place = openPlace();
    const first = await place.open();
    await enter(first);
    await first.close();
    const lastMs = place.clock.nowMs;
    const openAt = (machineMs: number, isRight: boolean) => {
      const clock = createSteadyClock({ machineMs: () => machineMs, evenMs: () => 0 });
      const onOpened = (ms: number): void => clock.startAt(ms, isRight);
      return place.open({}, { nowMs: clock.nowMs, clock, onOpened });
    };
    const behind = await openAt(lastMs - HOUR_MS, false);
    expect(behind.shop.nowMs()).toBe(lastMs);
    await behind.close();
    const aheadMs = lastMs + CLOSED_MS_MAX + HOUR_MS;
    await expect(openAt(aheadMs, false)).rejects.toThrow(/set the clock/);
    const right = await openAt(aheadMs, true);
    expect(right.shop.nowMs()).toBe(aheadMs);
    expect(await right.store.transact(({ atMs }) => atMs)).toBe(aheadMs);
  });

  it("that has a damaged database ends, at once or as soon as that is found", async () => {
    const place = openPlace();
    const first = await place.open();
    await enter(first);
    await first.close();
    damageLongDatabase(join(place.folder, "shop.db"));
    // It is found while the start waits for the check, or afterwards where the machine is busy.
    const corrupt = { code: "journal-corrupt" };
    await place.open().then(
      () => expect.poll(() => place.errors[0]).toMatchObject(corrupt),
      (error: unknown) => expect(error).toMatchObject(corrupt),
    );
    expect(existsSync(join(place.folder, "journal.suspect"))).toBe(true);
  });

  it("that cannot open its source leaves the folder to others", async () => {
    const place = openPlace();
    const source = { kind: "recording", folder: join(place.folder, "none"), speed: 1 } as const;
    await expect(place.open({ source })).rejects.toThrow(/none/);
    const opened = await place.open();
    expect(opened.store.position()).toBe(0);
  });
});

/** Makes a database too long to be looked at first, and breaks the chain of one value's pages. */
function damageLongDatabase(path: string): void {
  const db = new DatabaseSync(path);
  db.exec(
    `CREATE TABLE long (a); INSERT INTO long VALUES (zeroblob(${CHECKED_AT_ONCE_BYTES_MAX}))`,
  );
  const { pgno } = db.prepare("SELECT max(pageno) AS pgno FROM dbstat WHERE name = 'long'").get()!;
  const pageSize = db.prepare("PRAGMA page_size").get()!.page_size as number;
  db.close();
  const file = openSync(path, "r+");
  // The last page of a chain names no next one: sqlite.org/fileformat2.html, section 1.6.
  writeSync(file, Buffer.from([0, 0, 0, 1]), 0, 4, ((pgno as number) - 1) * pageSize);
  closeSync(file);
}

it("a stream of another time is put into the shop's, by how long ago something was", () => {
  const toShopMs = createToShopMs(
    () => 10_000,
    () => 4,
  );
  expect(toShopMs(500, 900)).toBe(9900);
  expect(toShopMs(900, 900)).toBe(10_000);
  expect(toShopMs(901, 900)).toBe(10_000);
  expect(
    createToShopMs(
      () => 10_000,
      () => Number.POSITIVE_INFINITY,
    )(500, 900),
  ).toBe(10_000);
});

const secret = (text: string) => ({ source: "a test", reveal: () => text });

const enter = ({ shop, runner }: ShopProcess) =>
  enterShop(shop, { findCustomerCard: () => null, news: createGateNewsBoard() }, runner, {
    gateId: shop.settings.gateIds[0]!,
    partySize: 1,
    credential: makeCredential(),
  });

describe("the process's provider", () => {
  it("that does not answer is reported to staff, until it does", async () => {
    const place = openPlace();
    const port = await findFreePort();
    const opened = await place.open({
      payment: {
        ...place.config.payment,
        gateway: {
          kind: "stripe",
          secretKey: secret("sk_test_1"),
          webhookSecret: secret("whsec_1"),
          canRaiseHolds: false,
          publishableKey: null,
          baseUrl: `http://127.0.0.1:${port}`,
        },
      },
    });
    const result = await enter(opened);
    expect(result).toMatchObject({ ok: true, value: { isHoldPending: true } });
    await opened.tick();
    expect(listAlerts(opened)).toEqual(["payment-offline"]);
    const server = await startProviderServer({
      port,
      webhookSecret: "whsec_1",
      clock: () => place.clock.nowMs,
      options: { currencies: ["gbp"] },
    });
    onTestFinished(server.close);
    for (let round = 0; round < 2; round++) {
      place.clock.nowMs += 60_000;
      await opened.tick();
    }
    expect(listAlerts(opened)).toEqual([]);
    expect(server.provider.intents.size).toBe(1);
  });

  it.each([true, false])(
    "is asked for holds that can be raised where it is said to have them: %s",
    async (canRaiseHolds) => {
      const place = openPlace();
      const server = await startProviderServer({
        port: 0,
        webhookSecret: "whsec_1",
        clock: () => place.clock.nowMs,
        options: { currencies: ["gbp"] },
      });
      onTestFinished(server.close);
      const opened = await place.open({
        payment: {
          ...place.config.payment,
          gateway: {
            kind: "stripe",
            secretKey: secret("sk_test_1"),
            webhookSecret: secret("whsec_1"),
            canRaiseHolds,
            publishableKey: null,
            baseUrl: server.url,
          },
        },
      });
      expect(opened.shop.gateways.card.canIncrease).toBe(canRaiseHolds);
      expect(await enter(opened)).toMatchObject({ ok: true, value: { isHoldPending: false } });
      const [intent] = server.provider.intents.values();
      expect(intent!.asksIncrements).toBe(canRaiseHolds);
    },
  );

  it("that is none takes everything, and knows payments of before a start", async () => {
    const place = openPlace();
    const payment = { ...place.config.payment, gateway: { kind: "none" } } as const;
    const first = await place.open({ payment });
    const result = await enter(first);
    if (!result.ok) throw new Error(result.refusal.code);
    await first.close();
    place.clock.nowMs += 200_000;
    const second = await place.open({ payment });
    await second.tick();
    await second.tick();
    const charge = second.store.read("charge", result.value.visitId);
    expect([...charge.payments.values()]).toMatchObject([{ status: "released" }]);
    expect(charge.pending).toBeNull();
  });

  it.each([
    ["none", true],
    ["simulator", false],
  ] as const)("of kind %s: a card of an earlier version counts as verified: %s", async (...row) => {
    const [kind, isVerified] = row;
    const place = openPlace();
    const opened = await place.open({ payment: { ...place.config.payment, gateway: { kind } } });
    const card = { token: "free", lastFour: "0000" };
    const details = { card, isMember: false, email: null, locale: "en-GB" };
    await opened.store.transact((tx) => void registerCustomer(tx, "c-1", details, tx.atMs));
    const { service } = opened.entry;
    expect(service.findCustomerCard("c-1")).toMatchObject({ ...card, isVerified });
    expect(service.findCustomerCard("c-2")).toBeNull();
    // And whoever saves one now has one that is.
    const setups = opened.cardSetups!;
    const begun = await setups.begin();
    setups.giveTestCard?.(begun!.clientSecret, "pm_sim_ok-1");
    expect(await setups.verify(begun!.reference)).toMatchObject({ kind: "verified" });
  });
});

describe("what the process looks at by itself", () => {
  it("is stock that runs out, and sensors that say nothing, every other second", async () => {
    const place = openPlace();
    const opened = await place.open({ shopModel: SHELVES, lowStockAt: new Map([["01", 2]]) });
    const countTo = (quantity: number) =>
      opened.store.transact((tx) =>
        recordStock(tx, listPlanned(SHELVES.facings), {
          type: "StockCounted",
          facing: "1/1/1",
          quantity,
          by: "staff-1",
        }),
      );
    await opened.tick();
    await countTo(2);
    place.clock.nowMs += 1999;
    await opened.tick();
    expect(listAlerts(opened)).toEqual([]);
    place.clock.nowMs += 1;
    await opened.tick();
    expect(listAlerts(opened)).toEqual(["low-stock:01"]);
    await countTo(3);
    opened.sensors.see({ kind: "joints", timestampMs: 0, shoppers: [] }, place.clock.nowMs);
    place.clock.nowMs += 6000;
    await opened.tick();
    expect(listAlerts(opened)).toContain("quiet:cameras");
    expect(listAlerts(opened)).not.toContain("low-stock:01");
  });
});
