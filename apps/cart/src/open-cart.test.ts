/** A cart over real HTTP, with a scale on a real serial line or one that is simulated, and a shop that comes and goes. */

import { once } from "node:events";
import { parseLineFormat, readShippedFormat } from "@saunter/ingest/scales/serial/line-format";
import { openSerialPair } from "@saunter/ingest/scales/serial-pair-fixture";
import { afterEach, describe, expect, it } from "vitest";
import {
  act,
  BANANAS,
  CartTest,
  ENTRY,
  makeCartFolder,
  makeConfig,
  OATS,
  put,
  readState,
  SOUP,
  scan,
  withShop,
} from "./cart-fixture.ts";
import { untilInside, untilReady, untilWeighed } from "./until-fixture.ts";

const test = new CartTest();
afterEach(() => test.end());

describe("a cart without a shop", () => {
  it("takes goods as they are scanned and put in, and is so again after a restart", async () => {
    const folder = makeCartFolder();
    const first = await test.start(makeConfig(folder));
    await untilReady(first.url);
    await act(first.url, scan(OATS!));
    await act(first.url, put("oats", 514));
    await untilInside(first.url);
    await act(first.url, scan(SOUP!));
    const before = await readState(first.url);
    await first.stop();
    const second = await test.start(makeConfig(folder));
    const now = await readState(second.url);
    expect(now.lines).toEqual(before.lines);
    expect(now.bill).toEqual(before.bill);
    expect(now.bill.totalMinor).toBe(149 + 119);
    expect(now.version).toBeGreaterThan(before.version);
    await untilReady(second.url);
    const weightG = (await readState(second.url)).scale.weightG!;
    // Both are means of few readings, and rounded.
    expect(Math.abs(weightG - before.scale.weightG!)).toBeLessThanOrEqual(2);
    // What was put in later is found as it would have been without the restart.
    await act(second.url, put("soup", 466));
    await untilInside(second.url, 1);
  });

  it("prices goods by weight to the scale's division, and never while they move", async () => {
    const { url } = await test.start(makeConfig(makeCartFolder()));
    await untilReady(url);
    const weigh = { kind: "weigh", gtin: BANANAS! } as const;
    expect((await act(url, weigh)).state.notice?.code).toBe("nothing-on-scale");
    await act(url, put("bananas", 833));
    await untilWeighed(url, 800);
    await act(url, { kind: "simulate-fault", fault: "rolling" });
    await expect.poll(async () => (await readState(url)).scale.isStable).toBe(false);
    expect((await act(url, weigh)).state.notice?.code).toBe("not-stable");
    await act(url, { kind: "simulate-fault", fault: "none" });
    await expect.poll(async () => (await readState(url)).scale.unscannedG).toBe(835);
    const { state } = await act(url, weigh);
    expect(state.scale.unscannedG).toBeNull();
    expect(state.lines).toMatchObject([{ gtin: BANANAS, weightG: 835, payableMinor: 166 }]);
  });

  it("asks once about what was not scanned, and takes the answer", async () => {
    const { url } = await test.start(makeConfig(makeCartFolder()));
    await untilReady(url);
    await act(url, scan(OATS!));
    await act(url, put("oats", 512));
    await untilInside(url);
    // As heavy as a soup.
    await act(url, put("bag", 465));
    await expect.poll(async () => (await readState(url)).question?.about).toBe("not-scanned");
    const { questionId } = (await readState(url)).question!;
    const answer = { kind: "answer", questionId, answer: "mine" } as const;
    expect(await act(url, answer)).toMatchObject({ isTaken: true, state: { question: null } });
    expect((await act(url, answer)).state.notice?.code).toBe("unknown-question");
  });

  it("takes an act that is sent again once, and a code that is seen twice within a second", async () => {
    const { url } = await test.start(makeConfig(makeCartFolder()));
    await act(url, scan(OATS!), "one");
    const again = await act(url, scan(OATS!), "one");
    expect(again).toMatchObject({ isTaken: true, state: { lines: { length: 1 } } });
    const twice = await act(url, scan(OATS!), "two");
    expect(twice).toMatchObject({ isTaken: false, state: { lines: { length: 1 } } });
    expect(twice.state.notice?.code).toBe("duplicate-scan");
  });

  it.each(["unplugged", "frozen", "saturated", "negative"] as const)(
    "says that its scale is %s, loses nothing, and goes on",
    async (fault) => {
      const { url } = await test.start(makeConfig(makeCartFolder()));
      await untilReady(url);
      await act(url, scan(OATS!));
      await act(url, put("oats", 512));
      await untilInside(url);
      await act(url, { kind: "simulate-fault", fault });
      // What is in it by then: 512 g less than nothing would be needed to read below zero.
      if (fault === "negative") await act(url, { kind: "simulate-take", thingId: "oats" });
      await expect.poll(async () => (await readState(url)).scale.status).toBe(fault);
      expect((await readState(url)).lines).toMatchObject([{ presence: "unknown" }]);
      expect((await act(url, scan(SOUP!))).isTaken).toBe(true);
      await act(url, { kind: "simulate-fault", fault: "none" });
      if (fault === "negative") await act(url, put("oats", 512));
      await untilReady(url);
      await expect.poll(async () => (await readState(url)).lines[0]?.presence).toBe("inside");
    },
  );

  it("shows its screen to the cart alone, or to whoever has its key", async () => {
    const pairingKey = "a key of sixteen characters";
    const screen = { host: "127.0.0.1", port: 0, pairingKey };
    const { url } = await test.start(makeConfig(makeCartFolder(), { screen }));
    expect((await fetch(`${url}state`)).status).toBe(401);
    const wrong = await fetch(`${url}?pair=another`, { redirect: "manual" });
    expect(wrong.status).toBe(401);
    const paired = await fetch(`${url}?pair=${encodeURIComponent(pairingKey)}`, {
      redirect: "manual",
    });
    const cookie = paired.headers.get("set-cookie")!.split(";")[0]!;
    expect((await fetch(`${url}state`, { headers: { cookie } })).status).toBe(200);
    const foreign = { cookie, origin: "http://evil.example" };
    expect((await fetch(`${url}state`, { headers: foreign })).status).toBe(403);
  });

  it("refuses acts of another form", async () => {
    const { url } = await test.start(makeConfig(makeCartFolder()));
    const send = (body: string) =>
      fetch(`${url}acts`, {
        method: "POST",
        body,
        headers: { "content-type": "application/json" },
      });
    for (const body of ["{", "{}", '{"actId":"a","act":{"kind":"scan"}}']) {
      expect((await send(body)).status).toBe(400);
    }
  });
});

describe("a cart and its shop", () => {
  it("agree on the bill, and the cart goes on alone and catches up by itself", async () => {
    const shop = await test.startShop();
    const { url } = await test.start(withShop(shop));
    await expect.poll(async () => (await readState(url)).shop.catalogueVersion).toBe("1");
    await act(url, scan(ENTRY));
    await act(url, scan(OATS!));
    await expect.poll(async () => (await readState(url)).bill.pricedBy).toBe("shop");
    expect((await readState(url)).bill).toMatchObject({ discountMinor: 14, totalMinor: 135 });
    expect((await readState(url)).trip).toMatchObject({ payer: "known", visitId: "visit-1" });
    await shop.stop();
    const { state } = await act(url, scan(SOUP!));
    expect(state.bill).toMatchObject({ pricedBy: "cart", totalMinor: 149 + 119 });
    await expect.poll(async () => (await readState(url)).shop.isOnline).toBe(false);
    await shop.start();
    await expect.poll(() => shop.trips.at(-1)!.trip.lines.length).toBe(2);
    await expect.poll(async () => (await readState(url)).bill.pricedBy).toBe("shop");
    const sequences = shop.trips.map(({ trip }) => trip.sequence);
    expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
  });

  it("agree on a bill that staff have corrected, and on what else is on the visit", async () => {
    const shop = await test.startShop();
    const { url } = await test.start(withShop(shop));
    await expect.poll(async () => (await readState(url)).shop.catalogueVersion).toBe("1");
    const { lineId } = (await act(url, scan(OATS!))).state.lines[0]!;
    await act(url, scan(SOUP!));
    const row = { quantity: 2, weightG: null, discountMinor: 0, depositMinor: 0 };
    const rows = [
      { ...row, lineIds: [lineId], gtin: OATS!, name: "Oats", unitMinor: 149, payableMinor: 298 },
      { ...row, lineIds: [], gtin: "1", name: "Of a shelf", unitMinor: 50, payableMinor: 100 },
    ];
    const sums = { savingsMinor: 0, taxMinor: 0, totalMinor: 398 };
    shop.answer = { bill: { currency: "EUR", lines: rows, unpriced: [], ...sums } };
    await act(url, { kind: "call-help" });
    await expect.poll(async () => (await readState(url)).bill.totalMinor).toBe(398);
    expect((await readState(url)).bill.pricedBy).toBe("shop");
  });

  it("tell the shopper at once that a code pays nothing", async () => {
    const shop = await test.startShop();
    const { url } = await test.start(withShop(shop));
    await expect.poll(async () => (await readState(url)).shop.catalogueVersion).toBe("1");
    shop.answer = { visitId: null, payerRefusal: "entry-code-expired", payment: "payer-needed" };
    await act(url, scan(ENTRY));
    await expect.poll(async () => (await readState(url)).notice?.code).toBe("code-not-accepted");
    const { notice, trip } = await readState(url);
    expect(trip?.payer).toBe("unknown");
    await act(url, scan(`${ENTRY}B`));
    const isToldAgain = async () => {
      const { notice: now } = await readState(url);
      return now?.code === "code-not-accepted" && now.noticeId !== notice!.noticeId;
    };
    await expect.poll(isToldAgain).toBe(true);
  });

  it("agree that a check is over once staff have made it", async () => {
    const shop = await test.startShop();
    const { url } = await test.start(withShop(shop));
    await expect.poll(async () => (await readState(url)).shop.catalogueVersion).toBe("1");
    const check = { kind: "glance", reasons: ["spot-check"] } as const;
    shop.answer = { check: { ...check, reasons: [...check.reasons], isDone: false } };
    await act(url, scan(OATS!));
    await act(url, { kind: "pay", laneId: null });
    await expect.poll(async () => (await readState(url)).check).toEqual(check);
    shop.answer = { check: { ...check, reasons: [...check.reasons], isDone: true } };
    await act(url, { kind: "call-help" });
    await expect.poll(async () => (await readState(url)).check.kind).toBe("none");
  });

  it.each([
    ["a beacon on another continent", "bakery 1e9 0"],
    ["a beacon of markup", "lane:<b>"],
  ])("understand each other whatever %s says", async (_, line) => {
    const shop = await test.startShop();
    const { cart, leap, url } = await test.start(withShop(shop));
    await expect.poll(async () => (await readState(url)).shop.catalogueVersion).toBe("1");
    await act(url, scan(OATS!));
    cart.takeBeacon(line);
    leap(4000);
    cart.takeBeacon(line);
    const told = shop.trips.length;
    await act(url, scan(SOUP!));
    await expect.poll(() => shop.trips.at(-1)!.trip.lines.length).toBe(2);
    expect(shop.trips.length).toBeGreaterThan(told);
    expect((await readState(url)).refusal).toBeNull();
  });

  it("keep the price that was shown, and the customer gets the better one", async () => {
    const shop = await test.startShop();
    const folder = makeCartFolder();
    const first = await test.start(withShop(shop, folder));
    await expect.poll(async () => (await readState(first.url)).shop.catalogueVersion).toBe("1");
    await act(first.url, scan(OATS!));
    await first.stop();
    shop.catalogueVersion = "2";
    shop.isCheaper = true;
    // Of what it knew before: the cart prices what it has by itself.
    shop.answer = { sequence: 0 };
    const second = await test.start(withShop(shop, folder));
    await expect.poll(async () => (await readState(second.url)).shop.catalogueVersion).toBe("2");
    expect((await readState(second.url)).bill.totalMinor).toBe(148);
    await second.stop();
    shop.catalogueVersion = "3";
    shop.isCheaper = false;
    const third = await test.start(withShop(shop, folder));
    await expect.poll(async () => (await readState(third.url)).shop.catalogueVersion).toBe("3");
    await act(third.url, scan(OATS!));
    expect((await readState(third.url)).bill.totalMinor).toBe(149 + 149);
  });

  it("tell the shopper that another cart has this one's id, and that a key is none", async () => {
    const shop = await test.startShop();
    shop.status = 409;
    const { url } = await test.start(withShop(shop));
    await expect.poll(async () => (await readState(url)).refusal).toBe("cart-in-use-elsewhere");
    expect((await readState(url)).status).toBe("refused");
    shop.status = 401;
    await expect.poll(async () => (await readState(url)).refusal).toBe("key-not-accepted");
    shop.status = 200;
    await expect.poll(async () => (await readState(url)).shop.catalogueVersion).toBe("1");
    await act(url, scan(OATS!));
    await expect.poll(async () => (await readState(url)).refusal).toBeNull();
  });

  it("know the end of a trip, though the shop was away and the next has begun", async () => {
    const shop = await test.startShop();
    const folder = makeCartFolder();
    const first = await test.start(withShop(shop, folder));
    await expect.poll(async () => (await readState(first.url)).shop.catalogueVersion).toBe("1");
    await act(first.url, scan(ENTRY));
    await act(first.url, scan(OATS!));
    await expect.poll(async () => (await readState(first.url)).trip?.payer).toBe("known");
    await shop.stop();
    expect((await act(first.url, { kind: "end" })).state.status).toBe("ended");
    const { tripId: former } = (await readState(first.url)).trip!;
    await act(first.url, scan(SOUP!));
    await first.stop();
    await shop.start();
    const second = await test.start(withShop(shop, folder));
    const { tripId } = (await readState(second.url)).trip!;
    const findLast = (id: string) => shop.trips.findLast((told) => told.tripId === id)?.trip;
    await expect.poll(() => findLast(former)?.status).toBe("ended");
    await expect.poll(() => findLast(tripId)?.lines[0]?.gtin).toBe(SOUP);
  });
});

describe.skipIf(openSerialPair === null)("a cart with a scale on a serial line", () => {
  it("weighs what is put in, says so when it is unplugged, and finds it again", async () => {
    const line = await openSerialPair!();
    test.closing.push(line.close);
    const { SerialPort } = await import("serialport");
    const scale = new SerialPort({ path: line.ends[1], baudRate: 9600 });
    test.closing.push(() => new Promise<void>((resolve) => scale.close(() => resolve())));
    await once(scale, "open");
    let weightG = 0;
    let isPlugged = true;
    const sending = setInterval(() => {
      const text = weightG.toFixed(1).padStart(8, "0");
      if (isPlugged) scale.write(`ST,+${text}  g\r\n`);
    }, 100);
    test.closing.push(async () => clearInterval(sending));
    const source = {
      kind: "serial",
      address: { kind: "serial", path: line.ends[0] },
      line: { baud: 9600, dataBits: 8, parity: "none", stopBits: 1 },
      format: parseLineFormat(readShippedFormat("and-standard")!),
    } as const;
    const calibration = { zero: 0, gramsPerUnit: 1 };
    const tray = { source, role: "goods", channel: 0, channelCount: 1, calibration } as const;
    const { url } = await test.start(makeConfig(makeCartFolder(), { trays: [tray] }), {
      isSimulated: false,
    });
    await untilReady(url);
    await act(url, scan(OATS!));
    weightG = 513;
    await expect.poll(async () => (await readState(url)).lines[0]?.presence).toBe("inside");
    expect((await readState(url)).scale.weightG).toBe(513);
    isPlugged = false;
    await expect.poll(async () => (await readState(url)).scale.status).toBe("unplugged");
    isPlugged = true;
    await untilReady(url);
    expect((await readState(url)).lines).toMatchObject([{ presence: "inside" }]);
  });
});
