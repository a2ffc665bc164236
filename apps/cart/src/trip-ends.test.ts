/** How trips begin, stand at a lane and end: nothing of one reaches the next, and nothing is left out of the bill. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import {
  act,
  CartTest,
  ENTRY,
  type FakeShop,
  makeCartFolder,
  makeConfig,
  OATS,
  put,
  readState,
  SOUP,
  scan,
  withShop,
} from "./cart-fixture.ts";
import type { CartConfig } from "./config/cart-config.ts";
import { untilInside, untilReady, untilSelling, untilWeighed } from "./until-fixture.ts";

const test = new CartTest();
afterEach(() => test.end());

const LIST = [{ itemId: "1", text: "insulin", gtin: null }];
const MINUTE_MS = 60_000;

async function startReady(config: CartConfig) {
  const started = await test.start(config);
  await untilSelling(started.url);
  await untilReady(started.url);
  return started;
}

/** Somebody whom the shop knows scans the first of their goods. @returns the trip's id */
async function beginTrip(url: string): Promise<string> {
  await act(url, scan(ENTRY));
  await act(url, scan(OATS!));
  await expect.poll(async () => (await readState(url)).trip?.payer).toBe("known");
  return (await readState(url)).trip!.tripId;
}

const findLast = (shop: FakeShop, tripId: string) =>
  shop.trips.findLast((told) => told.tripId === tripId)?.trip;

describe("a trip that has ended", () => {
  it("leaves nothing on the screen or the disk for whoever comes next", async () => {
    const shop = await test.startShop();
    const folder = makeCartFolder();
    const { leap, stop, url } = await startReady(withShop(shop, folder));
    await act(url, { kind: "set-list", items: LIST });
    await act(url, { kind: "set-language", language: "de-DE" });
    await act(url, scan(ENTRY));
    await act(url, scan(OATS!));
    await act(url, put("oats", 512));
    await untilInside(url);
    await expect.poll(async () => (await readState(url)).trip?.payer).toBe("known");
    await act(url, { kind: "end" });
    expect(await readState(url)).toMatchObject({ status: "ended", lines: [{ gtin: OATS }] });
    await act(url, { kind: "simulate-take", thingId: "oats" });
    await expect.poll(() => shop.trips.at(-1)?.trip.status).toBe("ended");
    const { trip: told } = shop.trips.at(-1)!;
    leap(MINUTE_MS);
    await expect.poll(async () => (await readState(url)).status).toBe("free");
    const { bill, choices, language, lines, list, messages, notice, trip } = await readState(url);
    expect({ choices, language, lines, list, messages, notice, trip }).toEqual({
      ...{ choices: [], language: "en-GB", lines: [], list: [], messages: [] },
      ...{ notice: null, trip: null },
    });
    expect(bill.totalMinor).toBe(0);
    expect(told.changes).toMatchObject([{ takenFor: "put-in" }]);
    await stop();
    const kept = readFileSync(join(folder, "cart.journal"), "utf8");
    for (const secret of ["insulin", ENTRY, "de-DE", OATS!]) expect(kept).not.toContain(secret);
    const again = await startReady(withShop(shop, folder));
    expect(await readState(again.url)).toMatchObject({ status: "free", list: [], lines: [] });
  });

  it("leaves nothing for one that begins at once", async () => {
    const shop = await test.startShop();
    const { url } = await startReady(withShop(shop));
    await act(url, { kind: "set-list", items: LIST });
    await act(url, { kind: "set-language", language: "de-DE" });
    await beginTrip(url);
    await act(url, { kind: "end" });
    const { state } = await act(url, scan(SOUP!));
    expect(state).toMatchObject({ language: "en-GB", list: [], lines: [{ gtin: SOUP }] });
    expect(state.trip).toMatchObject({ payer: "unknown", visitId: null });
  });

  it("goes on being told though its shop was away, and is freed once it knows", async () => {
    const shop = await test.startShop();
    const { leap, url } = await startReady(withShop(shop));
    const tripId = await beginTrip(url);
    await shop.stop();
    await act(url, { kind: "end" });
    leap(10 * MINUTE_MS);
    await expect.poll(async () => (await readState(url)).shop.isOnline).toBe(false);
    expect((await readState(url)).status).toBe("ended");
    await shop.start();
    await expect.poll(() => findLast(shop, tripId)?.status).toBe("ended");
    await expect.poll(async () => (await readState(url)).status).toBe("free");
  });
});

describe("an end that the shop has not taken yet", () => {
  it.each([
    ["with nobody at the cart", false],
    ["with the next shopper there", true],
  ])("is told again, %s, until it has", async (_, isNext) => {
    const shop = await test.startShop();
    const { leap, url } = await startReady(withShop(shop));
    const tripId = await beginTrip(url);
    // It is still asking whether the card can pay.
    shop.answer = { status: "at-lane" };
    await act(url, { kind: "end" });
    if (isNext) await act(url, scan(SOUP!));
    const countEnds = () =>
      shop.trips.filter((told) => told.tripId === tripId && told.trip.status === "ended").length;
    await expect.poll(countEnds).toBeGreaterThan(1);
    shop.answer = {};
    leap(10 * MINUTE_MS);
    if (isNext) {
      const next = async () => shop.trips.at(-1)?.tripId === (await readState(url)).trip?.tripId;
      await expect.poll(next).toBe(true);
    } else {
      const status = async () => (await readState(url)).status;
      await expect.poll(status).toBe("free");
    }
  });
});

describe("an end that the shop answers with an error", () => {
  it.each([500, 404, 422])(
    "(%i) is kept, and told again later; the next trip goes on",
    async (status) => {
      const shop = await test.startShop();
      const folder = makeCartFolder();
      const first = await startReady(withShop(shop, folder));
      const tripId = await beginTrip(first.url);
      shop.tripStatuses.set(tripId, status);
      await act(first.url, { kind: "end" });
      await act(first.url, scan(SOUP!));
      const findNext = () => shop.trips.findLast((told) => told.tripId !== tripId)?.trip;
      await expect
        .poll(() => findNext()?.unsettled)
        .toMatchObject([{ tripId, httpStatus: status }]);
      expect(findNext()?.lines).toMatchObject([{ gtin: SOUP }]);
      expect(findLast(shop, tripId)?.status).toBe("shopping");
      await first.stop();
      shop.tripStatuses.clear();
      shop.forgetBoot();
      await startReady(withShop(shop, folder));
      await expect.poll(() => findLast(shop, tripId)?.status).toBe("ended");
      expect(findLast(shop, tripId)?.lines).toMatchObject([{ gtin: OATS }]);
      await expect.poll(() => findNext()?.unsettled).toBeUndefined();
    },
  );
});

describe("a cart without a shop", () => {
  it("keeps nothing of a trip for a shop that there is not", async () => {
    const folder = makeCartFolder();
    const { leap, stop, url } = await startReady(makeConfig(folder));
    await act(url, scan(ENTRY));
    await act(url, { kind: "end" });
    leap(10 * MINUTE_MS);
    await expect.poll(async () => (await readState(url)).status).toBe("free");
    await act(url, scan(OATS!));
    await stop();
    expect(readFileSync(join(folder, "cart.journal"), "utf8")).not.toContain(ENTRY);
  });
});

describe("a trip that the shop ends", () => {
  it("is shown with its end, however long ago somebody did something with it", async () => {
    const shop = await test.startShop();
    const { leap, url } = await startReady(withShop(shop));
    await act(url, scan(OATS!));
    await expect.poll(() => shop.trips.length).toBeGreaterThan(0);
    leap(10 * MINUTE_MS);
    shop.answer = { status: "ended", receiptUrl: "/receipts/1" };
    await expect.poll(async () => (await readState(url)).status).toBe("ended");
    leap(5000);
    // Its scale takes some time to be ready again, in which the cart would have been freed.
    expect((await readState(url)).scale.status).not.toBe("ready");
    await untilReady(url);
    const { payment, status } = await readState(url);
    expect([status, payment?.receiptUrl]).toEqual(["ended", "/receipts/1"]);
  });
});

describe("a trip", () => {
  it("keeps the language that was chosen on a free cart", async () => {
    const { url } = await startReady(makeConfig(makeCartFolder()));
    await act(url, { kind: "set-language", language: "ar" });
    expect((await act(url, scan(OATS!))).state).toMatchObject({
      language: "ar",
      status: "shopping",
    });
  });

  it("that nobody goes on with is told as left, and the cart is free with its goods in it", async () => {
    const shop = await test.startShop();
    const config = { ...withShop(shop), abandonedAfterMs: 30 * MINUTE_MS };
    const { leap, url } = await startReady(config);
    await act(url, scan(OATS!));
    await act(url, put("oats", 512));
    await untilInside(url);
    const { tripId } = (await readState(url)).trip!;
    leap(29 * MINUTE_MS);
    await untilReady(url);
    expect((await readState(url)).status).toBe("shopping");
    leap(2 * MINUTE_MS);
    await expect.poll(async () => (await readState(url)).status).toBe("free");
    await expect
      .poll(() => findLast(shop, tripId))
      .toMatchObject({
        status: "abandoned",
        lines: [{ gtin: OATS, removed: false }],
      });
    await untilReady(url);
    const { state } = await act(url, scan(SOUP!));
    expect(state.lines).toMatchObject([{ gtin: SOUP, presence: "expected" }]);
    await act(url, put("soup", 465));
    await untilInside(url);
  });

  it("of nobody ends once staff have let the shopper pay at the till", async () => {
    const shop = await test.startShop();
    const { url } = await startReady(withShop(shop));
    await act(url, scan(OATS!));
    await expect.poll(async () => (await readState(url)).bill.pricedBy).toBe("shop");
    expect((await act(url, { kind: "end" })).state.notice?.code).toBe("not-paid");
    shop.answer = { payment: "at-till" };
    await act(url, { kind: "pay", laneId: null });
    await expect.poll(async () => (await act(url, { kind: "end" })).state.status).toBe("ended");
    await expect
      .poll(() => shop.trips.at(-1)?.trip)
      .toMatchObject({ payer: null, status: "ended" });
  });

  it("does not end unpaid, nor with goods in the cart that are on no line", async () => {
    const { url } = await startReady(makeConfig(makeCartFolder()));
    const { state } = await act(url, scan(OATS!));
    await act(url, put("oats", 512));
    await untilInside(url);
    const end = async () => {
      const { isTaken, state: now } = await act(url, { kind: "end" });
      return isTaken ? now.status : now.notice?.code;
    };
    expect(await end()).toBe("not-paid");
    await act(url, { kind: "remove-line", lineId: state.lines[0]!.lineId });
    expect(await end()).toBe("not-paid");
    await act(url, { kind: "simulate-take", thingId: "oats" });
    await expect.poll(end).toBe("free");
  });
});

describe("a line", () => {
  const setTo = (lineId: string, quantity: number) =>
    ({ kind: "set-quantity", lineId, quantity }) as const;

  it("whose quantity is raised and lowered stays one, on the screen and for the shop", async () => {
    const shop = await test.startShop();
    const { stop, url } = await startReady(withShop(shop));
    const { lineId } = (await act(url, scan(SOUP!))).state.lines[0]!;
    await act(url, put("soup-1", 465));
    await untilInside(url);
    // It is shown as inside before it lies still.
    await untilWeighed(url, 400);
    const raised = (await act(url, setTo(lineId, 3))).state;
    expect(raised.lines).toMatchObject([{ lineId, quantity: 3, presence: "expected" }]);
    // The shop takes a tenth off.
    await expect.poll(async () => (await readState(url)).bill.totalMinor).toBe(3 * 119 - 35);
    await act(url, put("soup-2", 2 * 466));
    await untilInside(url);
    expect((await readState(url)).lines).toMatchObject([{ quantity: 3, presence: "inside" }]);
    await expect.poll(() => shop.trips.at(-1)?.trip.lines).toMatchObject([{ lineId, quantity: 3 }]);
    await untilWeighed(url, 1300);
    await act(url, { kind: "simulate-take", thingId: "soup-1" });
    await expect.poll(async () => (await readState(url)).lines[0]?.presence).toBe("taken-out");
    await act(url, setTo(lineId, 2));
    await expect.poll(async () => (await readState(url)).bill.pricedBy).toBe("shop");
    expect((await readState(url)).lines).toMatchObject([{ lineId, quantity: 2 }]);
    await stop();
  });

  it("is as it was after a restart", async () => {
    const folder = makeCartFolder();
    const first = await startReady(makeConfig(folder));
    const { lineId } = (await act(first.url, scan(SOUP!))).state.lines[0]!;
    for (const quantity of [5, 4, 7, 2]) await act(first.url, setTo(lineId, quantity));
    const { lines } = await readState(first.url);
    expect(lines).toMatchObject([{ quantity: 2, payableMinor: 2 * 119 }]);
    await first.stop();
    const second = await test.start(makeConfig(folder));
    expect((await readState(second.url)).lines).toEqual(lines);
  });
});

describe("a cart at a lane", () => {
  it("asks about a line that was not put in, tells the shop the answer, and asks no more after a restart", async () => {
    const shop = await test.startShop();
    const folder = makeCartFolder();
    const { stop, url } = await startReady(withShop(shop, folder));
    await act(url, scan(OATS!));
    await act(url, put("oats", 512));
    await untilInside(url);
    await act(url, scan(SOUP!));
    const { lineId } = (await readState(url)).lines.find(({ gtin }) => gtin === SOUP)!;
    const { question } = (await act(url, { kind: "pay", laneId: "3" })).state;
    expect(question).toMatchObject({ about: "not-in-cart", lineId });
    const { questionId } = question!;
    const { state } = await act(url, { kind: "answer", questionId, answer: "is-right" });
    expect(state).toMatchObject({ status: "at-lane", question: null });
    const last = () => shop.trips.at(-1)?.trip;
    await expect.poll(() => last()?.confirmed).toMatchObject([{ lineId }]);
    expect(last()?.questions).toMatchObject([{ lineId, answer: "confirmed" }]);
    expect(last()?.certainty.tooMuch).toBeLessThan(0.05);
    const before = last();
    await stop();
    const again = await startReady(withShop(shop, folder));
    await expect.poll(() => last()?.bootId).not.toBe(before?.bootId);
    expect(last()?.confirmed).toEqual(before?.confirmed);
    expect(await readState(again.url)).toMatchObject({ status: "at-lane", question: null });
    // More of it is to be put in: of that nothing was said.
    await act(again.url, { kind: "set-quantity", lineId, quantity: 2 });
    await expect.poll(() => last()?.confirmed).toEqual([]);
  });

  it("asks nothing where all was put in, and takes off what the shopper says is not there", async () => {
    const shop = await test.startShop();
    const { url } = await startReady(withShop(shop));
    await act(url, scan(OATS!));
    await act(url, put("oats", 512));
    await untilInside(url);
    expect((await act(url, { kind: "pay", laneId: "3" })).state.question).toBeNull();
    await act(url, { kind: "keep-shopping" });
    await act(url, scan(SOUP!));
    const { question } = (await act(url, { kind: "pay", laneId: "3" })).state;
    const { questionId } = question!;
    await act(url, { kind: "answer", questionId, answer: "remove-line" });
    await expect.poll(() => shop.trips.at(-1)?.trip.lines[1]?.removed).toBe(true);
    expect(shop.trips.at(-1)?.trip.questions).toMatchObject([{ answer: "removed" }]);
    expect((await readState(url)).lines).toMatchObject([{ gtin: OATS }]);
  });

  it("is known by its beacon once it stays there, and shops again once it has gone on", async () => {
    const shop = await test.startShop();
    const config = { ...withShop(shop), lanes: { "till-beacon": "7" } };
    const { cart, leap, url } = await startReady(config);
    await act(url, scan(OATS!));
    const place = async () => {
      const { status, trip } = await readState(url);
      return [status, trip?.laneId];
    };
    cart.takeBeacon("bakery 4.5 12.0");
    cart.takeBeacon("till-beacon");
    expect(await place()).toEqual(["shopping", null]);
    leap(4000);
    await expect.poll(place).toEqual(["at-lane", "7"]);
    await expect.poll(() => shop.trips.at(-1)?.trip.laneId).toBe("7");
    // Whoever says that they shop on stays so, though the beacon is still near.
    await act(url, { kind: "keep-shopping" });
    cart.takeBeacon("till-beacon");
    leap(4000);
    await expect.poll(async () => (await readState(url)).position).toBe("till-beacon");
    expect(await place()).toEqual(["shopping", null]);
    for (const [beacon, laneId] of [
      ["lane:4", "4"],
      ["1", "1"],
    ] as const) {
      cart.takeBeacon(beacon);
      leap(4000);
      await expect.poll(place).toEqual(["at-lane", laneId]);
      cart.takeBeacon("dairy");
      leap(4000);
      await expect.poll(place).toEqual(["shopping", null]);
    }
  });

  it("is known by the code of the lane", async () => {
    const { url } = await startReady(makeConfig(makeCartFolder()));
    expect((await act(url, scan("lane:3"))).state.notice?.code).toBe("not-shopping");
    await act(url, scan(OATS!));
    expect((await act(url, scan("saunter:lane:3"))).state).toMatchObject({
      status: "at-lane",
      trip: { laneId: "3" },
    });
  });
});
