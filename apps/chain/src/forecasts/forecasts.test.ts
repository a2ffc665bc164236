/** Forecasts over a real database: made for a roll-out's shops, taken by workers, and what its start asks of them. */
import type { ForecastResult } from "@saunter/protocol/chain/forecast";
import type { ShopLayout } from "@saunter/protocol/chain/shop-layout";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { putVersion } from "../down/versions.ts";
import {
  CHAIN,
  organisation,
  START_MS,
  shop,
  startChainHttp,
  type TestChainHttp,
} from "../http/chain-http-fixture.ts";
import {
  ATTEMPTS_MAX,
  finishForecast,
  releaseForecast,
  renewForecast,
  setAside,
  takeForecast,
} from "./forecast-queue.ts";
import { FORECAST_SETTINGS } from "./forecast-settings.ts";
import { prepareForecasts } from "./prepare-forecasts.ts";

const LAYOUT: ShopLayout = {
  ...{ currency: "GBP", products: [], boards: [], fixtures: [], doors: null },
  ...{ facings: [], parameters: {}, acceptProbability: 0.9 },
};
const LONG_MS = 60_000;

/** With so many more visits that go to review. */
function makeResult(rise: number, halfWidth = 0.001): ForecastResult {
  const at = (value: number) => ({ value, low: value - halfWidth, high: value + halfWidth });
  const same = { before: at(0), after: at(0), difference: at(0) };
  return {
    ...{ visits: 1000, differing: 10, worlds: [], seconds: 1 },
    figures: { exact: same, lossMinor: same, review: { ...same, difference: at(rise) } },
  };
}

describe("forecasts", () => {
  let chain: TestChainHttp;
  let owner: string;
  let count = 0;
  beforeAll(async () => {
    chain = await startChainHttp();
    owner = (await chain.signIn("owner", CHAIN)).token;
  });
  afterAll(() => chain.close());
  beforeEach(async () => {
    await chain.db.deleteFrom("forecasts").execute();
  });

  const prepare = (answer: (shopId: string) => unknown = () => LAYOUT) =>
    prepareForecasts({
      db: chain.db,
      ask: async (shopId) => answer(shopId),
      ...{ settings: FORECAST_SETTINGS, nowMs: () => START_MS },
    });

  /** A roll-out of a planogram that waits. */
  async function put(more: object = {}, shopIds = ["a-1"]): Promise<string> {
    const rollOutId = `roll-out-${count++}`;
    // Others are over: they would be prepared as well.
    await chain.db.updateTable("roll_outs").set({ state: "back" }).execute();
    await putVersion(
      chain.db,
      {
        ...{ kind: "planogram", target: { layer: "shop", shopId: shopIds[0]! } },
        ...{ content: { items: { "1/1/1": "1" } }, effectiveMs: START_MS, by: "ann", note: "" },
        rollOut: { rollOutId, canaryShopIds: shopIds, steps: [{ share: 1, waitMs: 0 }] },
        ...more,
      },
      START_MS,
    );
    return rollOutId;
  }
  const start = (rollOutId: string, more: object = {}, token = owner) =>
    chain.ask(`POST /v1/roll-outs/${rollOutId}`, {
      token,
      body: { state: "running", reason: null, ...more },
    });
  const list = async (token = owner) =>
    (await chain.ask("GET /v1/forecasts", { token })).body.items;
  async function forecast(rollOutId: string, result: ForecastResult): Promise<void> {
    await prepare();
    const taken = await takeForecast(chain.db, "w", LONG_MS);
    expect(taken).not.toBeNull();
    await finishForecast(chain.db, { forecastId: taken!.forecastId, worker: "w" }, result);
    expect((await list()).map((one: { rollOutId: string }) => one.rollOutId)).toEqual([rollOutId]);
  }
  const readState = async (rollOutId: string) =>
    (await chain.ask("GET /v1/roll-outs", { token: owner })).body.items.find(
      (one: { rollOutId: string }) => one.rollOutId === rollOutId,
    );

  it("hold a roll-out back until they are there, and refuse one that gets clearly worse", async () => {
    const rollOutId = await put();
    expect(await readState(rollOutId)).toMatchObject({ state: "waiting", forecast: "missing" });
    expect((await start(rollOutId)).body.code).toBe("forecast-missing");
    await forecast(rollOutId, makeResult(0.05));
    expect(await readState(rollOutId)).toMatchObject({ state: "waiting", forecast: "worse" });
    expect((await start(rollOutId)).body.code).toBe("forecast-worse");
    // Nor by a stop in between.
    const stop = { state: "stopped", reason: "no" };
    expect((await start(rollOutId, stop)).status).toBe(400);
    expect((await start(rollOutId)).status).toBe(409);
    expect((await readState(rollOutId)).state).toBe("waiting");
  });

  it("start a roll-out that is no worse, or of which too few visits say anything", async () => {
    for (const [rise, halfWidth, forecastIs] of [
      [0.001, 0.001, "no-worse"],
      [0.03, 0.05, "unclear"],
    ] as const) {
      await chain.db.deleteFrom("forecasts").execute();
      const rollOutId = await put();
      await forecast(rollOutId, makeResult(rise, halfWidth));
      expect((await readState(rollOutId)).forecast).toBe(forecastIs);
      expect((await start(rollOutId)).status).toBe(204);
      expect((await readState(rollOutId)).state).toBe("running");
    }
  });

  it("are overridden by an owner who says why, which is in the audit trail, and by nobody else", async () => {
    const rollOutId = await put();
    const manager = (await chain.signIn("manager", CHAIN)).token;
    const more = { overridesForecast: true, reason: "The shop is closed on Monday." };
    expect((await start(rollOutId, more, manager)).body.code).toBe("forbidden");
    expect((await start(rollOutId, { ...more, reason: null })).body.code).toBe("forecast-missing");
    expect((await readState(rollOutId)).state).toBe("waiting");
    expect((await start(rollOutId, more)).status).toBe(204);
    expect(await readState(rollOutId)).toMatchObject({ state: "running", reason: more.reason });
    const { items } = (await chain.ask("GET /v1/audit?limit=5", { token: owner })).body;
    expect(items.map((one: { kind: string }) => one.kind)).toContain("forecast-overridden");
  });

  it("are needed by a planogram that is sent at once, unless an owner of that shop says why", async () => {
    const body = {
      ...{ kind: "planogram", layer: "shop", regionId: null, content: { items: {} } },
      ...{ effectiveMs: null, isForced: false, note: "x", rollOut: null },
    };
    const send = (shopId: string, token: string, more: object = {}) =>
      chain.ask("POST /v1/versions", { token, body: { ...body, shopId, ...more } });
    const manager = (await chain.signIn("manager", CHAIN)).token;
    const ofA = (await chain.signIn("owner", organisation("a"))).token;
    const why = { withoutForecast: "one shelf is being repaired" };
    expect((await send("a-1", ofA)).body.code).toBe("forecast-missing");
    expect((await send("a-1", manager, why)).body.code).toBe("forbidden");
    expect((await send("b-1", ofA, why)).status).toBe(404);
    expect((await send("a-1", ofA, why)).status).toBe(201);
  });

  it("are overridden where the right reaches, and not wherever versions may be put", async () => {
    const { userId, token } = await chain.signIn("owner", shop("a-1"));
    await chain.db
      .insertInto("grants")
      .values({
        ...{ grant_id: "wide", user_id: userId, role: "manager", source: "manual" },
        ...{ scope_kind: "chain", scope_id: null },
      })
      .execute();
    const send = (shopId: string) =>
      chain.ask("POST /v1/versions", {
        token,
        body: {
          ...{ kind: "engine", layer: "shop", shopId, regionId: null, content: { items: {} } },
          ...{ effectiveMs: null, isForced: false, note: "x", rollOut: null },
          withoutForecast: "why not",
        },
      });
    expect((await send("a-1")).status).toBe(201);
    expect((await send("b-1")).body.code).toBe("forbidden");
  });

  it("say that a shop does not answer, and ask it again", async () => {
    await put();
    await prepare(() => null);
    expect(await list()).toMatchObject([{ state: "waiting", reason: "the shop does not answer" }]);
    expect(await takeForecast(chain.db, "w", LONG_MS)).toBeNull();
    await prepare(() => ({ facings: "none" }));
    expect((await list())[0].reason).toContain("cannot read the shop's answer");
    await prepare();
    expect(await list()).toMatchObject([{ state: "queued", reason: null, currency: "GBP" }]);
  });

  it("are of the sample's shops that the version reaches, canaries first, and are made once more where it changes", async () => {
    const target = { layer: "region", regionId: "north" };
    await put({ target }, ["b-1"]);
    await prepare();
    await prepare();
    const shopIds = (await list()).map((one: { shopId: string }) => one.shopId);
    expect(shopIds.toSorted()).toEqual(["a-1", "b-1"]);
    const [first] = await list();
    const taken = await takeForecast(chain.db, "w", LONG_MS);
    const lease = { forecastId: taken!.forecastId, worker: "w" };
    await finishForecast(chain.db, lease, makeResult(0));
    // Of a shop's own layer: what the region's version gives it is another by now.
    await putVersion(
      chain.db,
      {
        ...{ kind: "planogram", target: { layer: "shop", shopId: taken!.shopId } },
        ...{ content: { items: { "1/1/2": "2" } }, effectiveMs: START_MS, by: "ann", note: "" },
      },
      START_MS,
    );
    await prepare();
    const states = (await list()).map((one: { state: string }) => one.state);
    expect(first.visits).toBe(FORECAST_SETTINGS.visits);
    expect(states).toEqual(["queued", "queued"]);
  });

  it("are each given to one worker, and to another when its lease ends; the first then keeps nothing", async () => {
    await put();
    await prepare();
    const both = await Promise.all([
      takeForecast(chain.db, "one", 500),
      takeForecast(chain.db, "two", 500),
    ]);
    const [taken] = both.filter((one) => one !== null);
    expect(both.filter((one) => one !== null)).toHaveLength(1);
    const former = both[0] === null ? "two" : "one";
    const { forecastId } = taken!;
    // It ended without a word.
    await expect.poll(() => takeForecast(chain.db, "three", LONG_MS)).toMatchObject({ forecastId });
    expect(await renewForecast(chain.db, { forecastId, worker: former }, 0.5, LONG_MS)).toBe(false);
    expect(await finishForecast(chain.db, { forecastId, worker: former }, makeResult(0))).toBe(
      false,
    );
    const lease = { forecastId, worker: "three" };
    expect(await renewForecast(chain.db, lease, 0.5, LONG_MS)).toBe(true);
    expect((await list())[0]).toMatchObject({ state: "running", progress: 0.5 });
    expect(await finishForecast(chain.db, lease, makeResult(0))).toBe(true);
    expect((await list())[0]).toMatchObject({ state: "done", verdict: "no-worse" });
  });

  it("over which worker after worker ends are set aside with the reason", async () => {
    await put();
    await prepare();
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      await expect.poll(() => takeForecast(chain.db, `w${attempt}`, 1)).not.toBeNull();
    }
    await expect
      .poll(async () => {
        await takeForecast(chain.db, "last", LONG_MS);
        return (await list())[0];
      })
      .toMatchObject({
        state: "set-aside",
        reason: `${ATTEMPTS_MAX} workers ended while they made it`,
      });
  });

  it("that a worker gives up are another's at once, and do not count as its end", async () => {
    await put();
    await prepare();
    for (let at = 0; at <= ATTEMPTS_MAX; at++) {
      const taken = await takeForecast(chain.db, "w", LONG_MS);
      expect(await releaseForecast(chain.db, { forecastId: taken!.forecastId, worker: "w" })).toBe(
        true,
      );
    }
  });

  it("that were set aside hold a roll-out back, and are made once more where somebody asks", async () => {
    const rollOutId = await put();
    await prepare();
    const { forecastId } = (await takeForecast(chain.db, "w", LONG_MS))!;
    await setAside(chain.db, { forecastId, worker: "w" }, "1/1/1: the shop has no product 1");
    expect((await list())[0]).toMatchObject({ state: "set-aside" });
    expect((await start(rollOutId)).body.code).toBe("forecast-missing");
    const repeat = (token: string) =>
      chain.ask(`POST /v1/forecasts/${forecastId}/repeat`, { token, body: { visits: 5000 } });
    expect((await repeat((await chain.signIn("manager", organisation("b"))).token)).status).toBe(
      404,
    );
    expect((await repeat(owner)).status).toBe(204);
    await prepare();
    expect((await takeForecast(chain.db, "w", LONG_MS))!.task.visits).toBe(5000);
  });

  it("are seen by those of their shops alone", async () => {
    await put({ target: { layer: "shared" } }, ["a-1", "a-2", "b-1"]);
    await prepare();
    const shopsOf = async (token: string) =>
      (await list(token)).map((one: { shopId: string }) => one.shopId).toSorted();
    expect(await shopsOf(owner)).toEqual(["a-1", "a-2", "b-1"]);
    expect(await shopsOf((await chain.signIn("manager", organisation("a"))).token)).toEqual([
      "a-1",
      "a-2",
    ]);
    expect(await shopsOf((await chain.signIn("manager", shop("b-1"))).token)).toEqual(["b-1"]);
    expect(await shopsOf((await chain.signIn("manager", shop("b-2"))).token)).toEqual([]);
  });
});
