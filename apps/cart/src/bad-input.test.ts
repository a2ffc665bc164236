/** What is wrong with codes, scales, disks, clocks and batteries: each is on the screen, and nothing is lost. */

import { readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import {
  act,
  BANANAS,
  CartTest,
  makeCartFolder,
  makeConfig,
  OATS,
  put,
  readState,
  SOUP,
  scan,
  withShop,
} from "./cart-fixture.ts";
import { openScaleServer, type ScaleServer } from "./hardware/scale-server-fixture.ts";
import { untilInside, untilReady, untilSelling, untilWeighed } from "./until-fixture.ts";

const test = new CartTest();
afterEach(() => test.end());

async function startScale(gramsPerUnit?: number): Promise<ScaleServer> {
  const scale = await openScaleServer(gramsPerUnit);
  test.closing.push(scale.close);
  return scale;
}

const listFaults = async (url: string) =>
  (await readState(url)).faults.map(({ code, tray }) => [code, tray]);

describe("a code", () => {
  it.each([
    ["4006381333931", "unknown-code"],
    ["4006381333932", "damaged-code"],
    ["2812345001233", "foreign-code"],
    ["9828508010106", "voucher"],
    ["https://example.com/", "unknown-code"],
    ["tare:9999", "damaged-code"],
    ["]C1019", "damaged-code"],
  ] as const)("%s is refused as %s, and the bill stays", async (code, expected) => {
    const { url } = await test.start(makeConfig(makeCartFolder()));
    await act(url, scan(OATS!));
    const { isTaken, state } = await act(url, scan(code));
    expect(isTaken).toBe(false);
    expect(state.notice).toMatchObject({ code: expected, text: code });
    expect(state.lines).toMatchObject([{ gtin: OATS }]);
    expect(state.bill.totalMinor).toBe(149);
  });
});

describe("a bill", () => {
  it("has as many units as the shop prices, and not one more", async () => {
    const { url } = await test.start(makeConfig(makeCartFolder()));
    const choose = (quantity: number) =>
      act(url, { kind: "choose", gtin: SOUP!, quantity }).then(({ isTaken }) => isTaken);
    for (let at = 0; at < 10; at++) expect(await choose(99)).toBe(true);
    expect(await choose(10)).toBe(false);
    expect(await choose(8)).toBe(true);
    const { lines } = await readState(url);
    const { lineId } = lines.at(-1)!;
    const set = async (quantity: number) => act(url, { kind: "set-quantity", lineId, quantity });
    expect((await set(10)).state.notice?.code).toBe("too-many-lines");
    expect((await set(9)).isTaken).toBe(true);
  });
});

describe("a scale", () => {
  it("that is upside down is found out by what was scanned, and the cart is less sure of its bill", async () => {
    const shop = await test.startShop();
    const scale = await startScale(-1);
    const config = { ...withShop(shop), trays: [scale.tray] };
    const { url } = await test.start(config, { isSimulated: false });
    await untilSelling(url);
    await untilReady(url);
    await act(url, scan(OATS!));
    scale.weightG = 512;
    await expect.poll(async () => (await readState(url)).scale.status).toBe("upside-down");
    expect((await readState(url)).lines).toMatchObject([{ gtin: OATS, presence: "unknown" }]);
    const last = () => shop.trips.at(-1)!.trip;
    await expect.poll(() => last().faults.map(({ kind }) => kind)).toEqual(["scale-upside-down"]);
    expect(last().certainty.exact).toBeLessThan(0.5);
  });

  it("that was away in mid-trip makes the cart less sure, though all is as it was", async () => {
    const shop = await test.startShop();
    const { url } = await test.start(withShop(shop));
    await untilSelling(url);
    await untilReady(url);
    await act(url, scan(OATS!));
    await act(url, put("oats", 512));
    const last = () => shop.trips.at(-1)!.trip;
    await expect.poll(() => last().certainty.exact).toBeGreaterThan(0.8);
    const sureBefore = last().certainty.exact;
    await act(url, { kind: "simulate-fault", fault: "unplugged" });
    await expect.poll(async () => (await readState(url)).scale.status).toBe("unplugged");
    await act(url, { kind: "simulate-fault", fault: "none" });
    await untilReady(url);
    await expect.poll(() => last().faults).toEqual([]);
    expect(last().certainty.exact).toBeLessThan(0.9 * sureBefore);
    expect((await readState(url)).lines).toMatchObject([{ presence: "inside" }]);
  });

  it("that says itself that it moves, or that it is overloaded, prices nothing", async () => {
    const scale = await startScale();
    const { url } = await test.start(makeConfig(makeCartFolder(), { trays: [scale.tray] }), {
      isSimulated: false,
    });
    await untilReady(url);
    scale.weightG = 833;
    await expect.poll(async () => (await readState(url)).scale.weightG).toBe(833);
    const weigh = { kind: "weigh", gtin: BANANAS! } as const;
    scale.state = "US";
    await expect.poll(async () => (await readState(url)).scale.isStable).toBe(false);
    expect((await act(url, weigh)).state.notice?.code).toBe("not-stable");
    scale.state = "OL";
    await expect.poll(async () => (await readState(url)).scale.status).toBe("saturated");
    expect((await act(url, weigh)).state.notice?.code).toBe("scale-fault");
    scale.state = "ST";
    await untilReady(url);
    expect((await act(url, weigh)).state.lines).toMatchObject([{ weightG: 835 }]);
  });

  it("whose capacity is not known prices nothing", async () => {
    const { url } = await test.start(makeConfig(makeCartFolder(), { capacityG: null }));
    await untilReady(url);
    await act(url, put("bananas", 833));
    await untilWeighed(url, 800);
    const { state } = await act(url, { kind: "weigh", gtin: BANANAS! });
    expect(state).toMatchObject({ notice: { code: "no-price" }, lines: [] });
  });

  it("of a child seat has no part in the bill", async () => {
    const [basket, seat] = [await startScale(), await startScale()];
    const trays = [basket.tray, { ...seat.tray, role: "child-seat" } as const];
    const { url } = await test.start(makeConfig(makeCartFolder(), { trays }), {
      isSimulated: false,
    });
    await untilReady(url);
    seat.weightG = 14_000;
    basket.weightG = 513;
    await act(url, scan(OATS!));
    await untilInside(url);
    seat.isPlugged = false;
    await expect.poll(() => listFaults(url)).toEqual([["unplugged", 1]]);
    expect((await readState(url)).scale).toMatchObject({ status: "ready", weightG: 513 });
  });
});

describe("a cart", () => {
  it("goes on with its own clock where the system's is set", async () => {
    const shop = await test.startShop();
    let offMs = 0;
    const readWallMs = () => Date.now() + offMs;
    const { url } = await test.start(withShop(shop), { readWallMs });
    await untilSelling(url);
    const { state } = await act(url, scan(OATS!));
    for (const jumpMs of [-86_400_000, 86_400_000]) {
      offMs = jumpMs;
      await expect.poll(() => listFaults(url)).toEqual([["clock-jump", null]]);
      const now = await readState(url);
      expect(now.nowMs - state.nowMs).toBeGreaterThanOrEqual(0);
      expect(now.nowMs - state.nowMs).toBeLessThan(60_000);
      expect(now.lines).toMatchObject([{ gtin: OATS }]);
    }
    await expect
      .poll(() => shop.trips.at(-1)?.trip.faults.map(({ kind }) => kind))
      .toEqual(["clock-jump"]);
  });

  it("that another has the id of says so, keeps its trip, and goes on once it is alone", async () => {
    const shop = await test.startShop();
    const first = await test.start(withShop(shop));
    await untilSelling(first.url);
    await act(first.url, scan(OATS!));
    await expect.poll(() => shop.trips.length).toBeGreaterThan(0);
    const second = await test.start(withShop(shop));
    await untilSelling(second.url);
    await act(second.url, scan(SOUP!));
    await expect
      .poll(async () => (await readState(second.url)).refusal)
      .toBe("cart-in-use-elsewhere");
    expect(await readState(second.url)).toMatchObject({
      status: "refused",
      lines: [{ gtin: SOUP }],
    });
    expect((await act(second.url, scan(OATS!))).state.lines).toHaveLength(2);
    expect(await readState(first.url)).toMatchObject({ refusal: null, lines: [{ gtin: OATS }] });
    await first.stop();
    shop.forgetBoot();
    await expect.poll(async () => (await readState(second.url)).refusal).toBeNull();
    await expect.poll(() => shop.trips.at(-1)?.trip.lines.length).toBe(2);
  });

  it("is known again by the boot that it had before", async () => {
    const shop = await test.startShop();
    const folder = makeCartFolder();
    const first = await test.start(withShop(shop, folder));
    await untilSelling(first.url);
    await act(first.url, scan(OATS!));
    // The shop's answer has come.
    await expect.poll(async () => (await readState(first.url)).bill.pricedBy).toBe("shop");
    await first.stop();
    const second = await test.start(withShop(shop, folder));
    await expect.poll(() => shop.trips.at(-1)?.trip.previousBootId ?? null).not.toBeNull();
    expect((await readState(second.url)).refusal).toBeNull();
    const [before, after] = [shop.trips[0]!.trip, shop.trips.at(-1)!.trip];
    expect(after.previousBootId).toBe(before.bootId);
    expect(after.bootId).not.toBe(before.bootId);
  });

  it("whose battery dies says so to its shopper and the shop, and is as it was after it", async () => {
    const shop = await test.startShop();
    const batteryFolder = makeCartFolder();
    writeFileSync(join(batteryFolder, "capacity"), "2\n");
    writeFileSync(join(batteryFolder, "status"), "Discharging\n");
    const config = { ...withShop(shop), batteryFolder };
    const first = await test.start(config);
    await untilSelling(first.url);
    await act(first.url, scan(OATS!));
    await expect.poll(() => listFaults(first.url)).toEqual([["battery-dying", null]]);
    expect((await readState(first.url)).battery).toMatchObject({ share: 0.02, isLow: true });
    await expect.poll(() => shop.trips.at(-1)?.trip.battery).toBe(0.02);
    await first.stop();
    writeFileSync(join(batteryFolder, "status"), "Charging\n");
    const second = await test.start(config);
    await expect.poll(async () => (await readState(second.url)).battery?.isCharging).toBe(true);
    expect(await readState(second.url)).toMatchObject({ lines: [{ gtin: OATS }], faults: [] });
  });
});

describe("a journal", () => {
  const JOURNAL = "cart.journal";

  async function shopAndStop(): Promise<string> {
    const folder = makeCartFolder();
    const { stop, url } = await test.start(makeConfig(folder));
    await act(url, scan(OATS!));
    await act(url, scan(SOUP!));
    await stop();
    return folder;
  }

  it("whose last line was torn off is read without it, and that is no fault", async () => {
    const folder = await shopAndStop();
    const path = join(folder, JOURNAL);
    const whole = readFileSync(path);
    const lastFrom = whole.lastIndexOf(`"gtin":"${SOUP}"`);
    truncateSync(path, lastFrom);
    const { url } = await test.start(makeConfig(folder));
    expect(await readState(url)).toMatchObject({ lines: [{ gtin: OATS }], faults: [] });
  });

  it("that was damaged is set aside, used up to the damage, and staff are told", async () => {
    const folder = await shopAndStop();
    const path = join(folder, JOURNAL);
    const damaged = readFileSync(path);
    damaged[damaged.lastIndexOf(`"gtin":"${SOUP}"`) + 9]! ^= 1;
    writeFileSync(path, damaged);
    const shop = await test.startShop();
    const { url } = await test.start(withShop(shop, folder));
    expect(await readState(url)).toMatchObject({ lines: [{ gtin: OATS }] });
    expect(await listFaults(url)).toContainEqual(["storage-failing", null]);
    await expect
      .poll(() => shop.trips.at(-1)?.trip.faults.map(({ kind }) => kind))
      .toEqual(["storage-failing"]);
    const [aside] = readdirSync(folder).filter((name) => name.startsWith(`${JOURNAL}.damaged`));
    expect(readFileSync(join(folder, aside!))).toEqual(damaged);
    expect(test.lines.join()).toContain("the journal was damaged");
  });
});
