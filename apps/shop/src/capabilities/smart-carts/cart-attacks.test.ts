/** What somebody may try who has a cart's key, or has changed its program. */
import { beforeEach, describe, expect, it } from "vitest";
import { startApi } from "../../http/api-recorder-fixture.ts";
import {
  addCart,
  beginTrip,
  CART,
  listReviews,
  showCode,
  watchCarts,
} from "../../http/cart-trips-fixture.ts";
import { nextNumber } from "../../http/scripted-visit-fixture.ts";
import { withProducts } from "../../http/shop-config-fixture.ts";
import { makeTripChange, makeTripLine } from "../../http/trip-fixture.ts";
import { BOOT_SILENT_MS, TWIN_ALERT_MS } from "./cart-boots.ts";

const MINUTE_MS = 60_000;
const LINES = [makeTripLine("01"), makeTripLine("02")];
const makeManyLines = () =>
  Array.from({ length: 11 }, (_, at) => makeTripLine("01", { lineId: `line-${at}`, quantity: 99 }));
const SURE = { exact: 1, missing: 0, tooMuch: 0 };

describe("a cart that lies", () => {
  const api = startApi();
  beforeEach(() => api.fixture.pass(MINUTE_MS));

  it.each([
    [
      "goods of 500 g that nobody scanned",
      [makeTripChange(500, { settledMs: 30_000 })],
      "unscanned",
    ],
    [
      "goods that were taken out again",
      [makeTripChange(-310, { settledMs: 30_000 })],
      "not-in-cart",
    ],
  ])("of being sure, with %s on its scale, is looked at", async (_, more, kind) => {
    const { path, send } = beginTrip(api);
    const came = [
      makeTripChange(310, { settledMs: 3000 }),
      makeTripChange(530, { settledMs: 6000 }),
    ];
    const state = { lines: LINES, changes: [...came, ...more], certainty: SURE, sentMs: 90_000 };
    const payer = await showCode(api, "shopper");
    const { check, visitId } = await send({ payer, ...state, status: "ended" });
    expect(check.kind).not.toBe("none");
    const { body } = await api.get(path, { as: "reviewer" });
    expect(body.findings).toMatchObject([{ kind }]);
    expect(body.exact).toBeLessThan(0.7);
    expect(listReviews(api, visitId)).toHaveLength(1);
  });

  it("that its shopper has confirmed all lines hides nothing that nobody scanned", async () => {
    const { path, send } = beginTrip(api);
    const changes = [310, 530, 500].map((changeG, at) =>
      makeTripChange(changeG, { settledMs: 3000 * (at + 1) }),
    );
    const confirmed = LINES.map(({ lineId }) => ({ lineId, saidMs: 80_000 }));
    const state = { lines: LINES, changes, confirmed, certainty: SURE, sentMs: 90_000 };
    const { check } = await send({ ...state, status: "at-lane" });
    expect(check).toMatchObject({ reasons: ["missing-goods"], isDone: false });
    const { body } = await api.get(path, { as: "operator" });
    expect(body.findings).toMatchObject([{ kind: "unscanned" }]);
  });

  it("of a question that is still open puts its check off for 15 s, and not once it ends", async () => {
    const question = {
      about: "not-in-cart",
      lineId: "line-02",
      weightG: 530,
      answer: null,
    } as const;
    const makeState = (askedMs: number) => ({
      ...{ lines: LINES, certainty: SURE, sentMs: 90_000 },
      questions: [{ ...question, askedMs }],
    });
    const { send } = beginTrip(api);
    const waiting = { kind: "none", reasons: [], isDone: false };
    expect((await send({ ...makeState(89_000), status: "at-lane" })).check).toEqual(waiting);
    expect(await watchCarts(api)).toEqual([]);
    await api.fixture.pass(15_000);
    // However new it says that the question is.
    const { check } = await send({ ...makeState(90_000), status: "at-lane" });
    expect(check).toMatchObject({ kind: "glance", reasons: ["question-unanswered"] });
    expect(await watchCarts(api)).toEqual(["cart-check"]);
    const another = beginTrip(api);
    const payer = await showCode(api, "shopper");
    const { visitId } = await another.send({ payer, ...makeState(89_000), status: "ended" });
    expect(listReviews(api, visitId)).toHaveLength(1);
  });

  it.each([
    ["15 kg in one go", [15_000]],
    ["six bottles of 1.3 kg, one by one", Array.from({ length: 6 }, () => 1300)],
  ])("that %s is its shopper's own is looked at", async (_, weightsG) => {
    const { send } = beginTrip(api);
    const changes = [...weightsG, 310, 530].map((changeG, at) =>
      makeTripChange(changeG, { settledMs: 3000 * (at + 1) }),
    );
    const lastMs = 3000 * weightsG.length;
    const ownSaidMs = weightsG.map((_, at) => 3000 * (at + 1) + 1000);
    const lines = LINES.map((line) => ({ ...line, scannedMs: lastMs + 1500 }));
    const state = { lines, changes, ownSaidMs, certainty: SURE, sentMs: 90_000 };
    const { check } = await send({ ...state, status: "at-lane" });
    expect(check.reasons).toContain("own-things");
  });

  it("that a coat of a kilogram is its shopper's own is let through", async () => {
    const { send } = beginTrip(api);
    const changes = [1000, 310, 530].map((changeG, at) =>
      makeTripChange(changeG, { settledMs: 3000 * (at + 1) }),
    );
    const lines = LINES.map((line) => ({ ...line, scannedMs: 4500 }));
    const state = { lines, changes, ownSaidMs: [4000], certainty: SURE, sentMs: 90_000 };
    const { check } = await send({ ...state, status: "at-lane" });
    expect(check.reasons).not.toContain("own-things");
  });

  it("of having been left, to be charged nothing, has its goods looked for and reviewed", async () => {
    const { send } = beginTrip(api);
    const { visitId } = await send({ payer: await showCode(api, "shopper"), lines: LINES });
    await send({ lines: LINES, status: "abandoned" });
    expect(await watchCarts(api)).toEqual(["cart-left"]);
    expect(listReviews(api, visitId)).toMatchObject([
      { subject: { reason: expect.stringContaining("left the smart cart with goods") } },
    ]);
  });

  it("of nothing, with goods on its bill that its scale never saw, is looked at", async () => {
    const { send } = beginTrip(api);
    const { check } = await send({ lines: LINES, changes: [], certainty: SURE, status: "at-lane" });
    expect(check.reasons).toEqual(["too-much-billed"]);
  });

  it("by leaving out what its scale saw first is glanced at", async () => {
    const { send } = beginTrip(api);
    const changes = Array.from({ length: 200 }, (_, at) =>
      makeTripChange(at % 2 === 0 ? 310 : -310, { settledMs: 1000 * at + 1000 }),
    );
    const { check } = await send({ changes, certainty: SURE, status: "at-lane" });
    expect(check).toMatchObject({ kind: "glance", reasons: ["not-weighed"] });
  });

  it.each<[string, object]>([
    ["a negative quantity", { lines: [{ ...LINES[0], quantity: -1 }] }],
    ["a huge quantity", { lines: [{ ...LINES[0], quantity: 1e9 }] }],
    ["a price", { lines: [{ ...LINES[0], unitMinor: 1 }] }],
    ["a total", { totalMinor: 1 }],
    ["a visit of somebody's", { visitId: "visit-1" }],
    ["an age", { isOldEnough: true }],
    ["a check", { check: { kind: "none", reasons: [], isDone: true } }],
    ["a probability above 1", { certainty: { exact: 2, missing: 0, tooMuch: 0 } }],
    ["a time that is none", { startedMs: 1e300 }],
    ["a weight that is none", { changes: [makeTripChange(1e9)] }],
    ["a place on another continent", { position: { xM: 1e7, yM: 0 } }],
    ["a lane of markup", { laneId: "<script>alert(1)</script>" }],
    ["a number of its state below 0", { sequence: -1 }],
  ])("with %s is refused", async (_, more) => {
    const { ask } = beginTrip(api);
    const answer = await ask(more as never);
    expect([answer.status, answer.body.code]).toEqual([400, "input-invalid"]);
  });

  it.each([
    ["more of a product than a bill may have", makeManyLines()],
    [
      "two lines of one id",
      [makeTripLine("01", { lineId: "a" }), makeTripLine("02", { lineId: "a" })],
    ],
  ])("with %s is refused, and stops nobody who looks after all carts", async (_, lines) => {
    const { ask } = beginTrip(api);
    expect((await ask({ lines, changes: [] })).body.code).toBe("input-invalid");
    expect((await api.get("/v1/carts", { as: "operator" })).status).toBe(200);
    await watchCarts(api);
  });

  it("of a lane that the shop does not have is at none", async () => {
    const { send } = beginTrip(api);
    expect((await send({ lines: LINES, laneId: "lane-99" })).status).toBe("shopping");
  });

  it("of when things happened moves nothing further back than a day", async () => {
    const { send, shopperId } = beginTrip(api);
    const lines = [makeTripLine("01", { scannedMs: 0 })];
    const sentMs = api.fixture.shop.nowMs();
    await send({ payer: await showCode(api, "shopper"), lines, sentMs });
    const row = api.fixture.store.db
      .prepare("SELECT occurred_ms FROM evidence WHERE evidence_id LIKE ?")
      .get(`${shopperId}:%`);
    expect(sentMs - (row!.occurred_ms as number)).toBe(24 * 60 * MINUTE_MS);
    await send({ lines: [], sentMs, status: "abandoned" });
  });
});

/** Product 02 by weight. */
const sellLoose = withProducts(
  (product) => ({ ...product, priceOf: "kilogram", prices: [{ amountMinor: 800 }] }),
  "02",
);

describe("a cart that lies of weighings", () => {
  const api = startApi({ config: sellLoose });
  beforeEach(() => api.fixture.pass(MINUTE_MS));

  it.each<[string, { weightG: number; grossG?: number; labelMinor?: number }, string[]]>([
    ["as they are", { weightG: 500, grossG: 520 }, []],
    ["with the price of a label", { weightG: 500, labelMinor: 380 }, []],
    ["with a label of next to nothing", { weightG: 500, labelMinor: 1 }, ["odd-weighing"]],
    ["in a container of a kilogram", { weightG: 500, grossG: 1500 }, ["odd-weighing"]],
  ])("sends goods %s", async (_, more, reasons) => {
    const { send } = beginTrip(api);
    const lines = [makeTripLine("02", more)];
    const changes = [makeTripChange(more.grossG ?? more.weightG, { settledMs: 3000 })];
    const { check } = await send({ lines, changes, status: "at-lane" });
    expect(check.reasons).toEqual(reasons);
    await send({ lines: [], status: "abandoned" });
  });
});

describe("a cart whose bill staff have found right", () => {
  const api = startApi({ config: sellLoose });
  beforeEach(() => api.fixture.pass(MINUTE_MS));

  it.each([{ labelMinor: 1 }, { grossG: 1500 }])(
    "is looked at again where it sends %j then",
    async (more) => {
      const { path, send } = beginTrip(api);
      const weighing = makeTripLine("02", { weightG: 500, grossG: 520, labelMinor: 400 });
      const changes = [makeTripChange(520, { settledMs: 3000 })];
      await send({ lines: [weighing], changes, status: "at-lane" });
      await api.post(`${path}/check`, { as: "operator", body: { result: "fine" } });
      const lines = [{ ...weighing, ...more }];
      const { check } = await send({ lines, changes, status: "at-lane" });
      expect(check).toMatchObject({ isDone: false });
      expect(check.reasons).toContain("odd-weighing");
      await send({ lines: [], status: "abandoned" });
    },
  );

  it("gets no goods by weight from staff, who cannot say what they weigh", async () => {
    const { path, send } = beginTrip(api);
    await send({ lines: [makeTripLine("01")], status: "at-lane" });
    const correct = (gtin: string, quantity: number) =>
      api.post(`${path}/check`, {
        as: "operator",
        body: { result: "fine", corrections: [{ gtin, quantity }] },
      });
    expect((await correct("02", 1)).body.code).toBe("quantity-invalid");
    expect((await correct("02", -1)).status).toBe(200);
    await send({ lines: [], status: "abandoned" });
  });
});

describe("a cart's key", () => {
  const api = startApi();
  beforeEach(() => api.fixture.pass(MINUTE_MS));

  it("moves no trip of another cart, though it names it", async () => {
    const other = await addCart(api, "cart-2");
    const theirs = beginTrip(api, other);
    const { visitId } = await theirs.send({ payer: await showCode(api, "bob"), lines: LINES });
    const own = { cartId: CART, key: api.fixture.tokens.cart };
    const stolen = beginTrip(api, { cartId: other.cartId, key: own.key }, theirs.tripId);
    expect((await stolen.ask({ lines: [], status: "ended", sequence: 99 })).status).toBe(404);
    const named = beginTrip(api, own, theirs.tripId);
    const mine = await named.send({ lines: [], sequence: 99, status: "ended" });
    expect(mine.visitId).not.toBe(visitId);
    expect(await theirs.send({ lines: LINES })).toMatchObject({ visitId, status: "shopping" });
    await theirs.send({ status: "abandoned" });
  });

  it.each([
    ["GET", ""],
    ["POST", "/check"],
    ["POST", "/found"],
    ["POST", "/messages"],
  ] as const)("may not %s %s what staff have", async (method, more) => {
    const { path, send } = beginTrip(api);
    await send({ lines: LINES });
    const body = { result: "fine", text: "let me through" };
    const ask = { as: "cart" as const, ...(method === "GET" ? {} : { body }) };
    expect((await api.send(method, `${path}${more}`, ask)).status).toBe(403);
  });

  it("opens no second visit with a code that another cart has used", async () => {
    const payer = await showCode(api, "shopper");
    const first = beginTrip(api);
    await first.send({ payer, lines: LINES });
    await first.send({ payer, lines: LINES, status: "ended" });
    const second = beginTrip(api, await addCart(api, "cart-3"));
    expect(await second.send({ payer, lines: LINES })).toMatchObject({
      visitId: null,
      payerRefusal: "entry-code-replayed",
    });
    await second.send({ status: "abandoned" });
  });

  it("begins no more trips in an hour than anybody makes", async () => {
    const cart = await addCart(api, "cart-4");
    const statuses = new Set<number>();
    for (let at = 0; at < 120; at++) statuses.add((await beginTrip(api, cart).ask()).status);
    expect([...statuses]).toEqual([200]);
    const refused = await beginTrip(api, cart).ask();
    expect([refused.status, refused.body.code]).toEqual([429, "rate-limited"]);
    await api.fixture.pass(61 * MINUTE_MS);
    expect((await beginTrip(api, cart).ask()).status).toBe(200);
  });
});

describe("two processes with one cart's id", () => {
  const api = startApi();
  beforeEach(() => api.fixture.pass(2 * TWIN_ALERT_MS));
  const boot = (previousBootId: string | null = null) => ({
    bootId: `boot-${nextNumber()}`,
    previousBootId,
  });

  it("are told apart: the second is refused, changes nothing, and staff are alerted", async () => {
    const [one, two] = [boot(), boot()];
    const first = beginTrip(api);
    await first.send({ ...one, lines: LINES });
    const refused = await beginTrip(api).ask({ ...two, lines: [] });
    expect([refused.status, refused.body.code]).toEqual([409, "cart-in-use-elsewhere"]);
    expect((await first.send({ ...one, lines: LINES })).status).toBe("shopping");
    expect(await watchCarts(api)).toEqual(["cart-fault"]);
    await api.fixture.pass(TWIN_ALERT_MS);
    await first.send({ ...one, status: "abandoned" });
    expect(await watchCarts(api)).toEqual([]);
  });

  it("are one cart where the second was started after the first, on the same disk", async () => {
    const one = boot();
    const { ask, send } = beginTrip(api);
    await send({ ...one, lines: LINES });
    await send({ ...boot(one.bootId), lines: LINES });
    // What was before it is a copy of the disk now.
    expect((await ask({ ...one, lines: LINES })).status).toBe(409);
  });

  it("are one after the other where the first has been silent", async () => {
    const { ask, send } = beginTrip(api);
    await send({ ...boot(), lines: LINES });
    await api.fixture.pass(BOOT_SILENT_MS - 1);
    const next = boot();
    expect((await ask({ ...next, lines: LINES })).status).toBe(409);
    await api.fixture.pass(1);
    await send({ ...next, lines: LINES });
  });
});
