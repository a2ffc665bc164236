import type { Trip, TripLine } from "@saunter/protocol/smart-cart/trip";
import { beforeEach, describe, expect, it } from "vitest";
import { takeUpAgain } from "../../domain/shop-clock.ts";
import { sellGoods } from "../../goods/goods-fixture.ts";
import { startApi } from "../../http/api-recorder-fixture.ts";
import {
  beginTrip,
  CART,
  listReviews,
  showCode,
  watchCarts,
} from "../../http/cart-trips-fixture.ts";
import {
  conclude,
  enterByCode,
  findShopper,
  leave,
  nextNumber,
  take,
  tick,
} from "../../http/scripted-visit-fixture.ts";
import { SMART_CARTS_CONFIG, withProducts } from "../../http/shop-config-fixture.ts";
import { makeLoadedTrip, makeTripChange, makeTripLine } from "../../http/trip-fixture.ts";

describe("a smart cart of a shop that checks every one", () => {
  const api = startApi({
    config: (config) => ({
      ...config,
      smartCarts: { ...SMART_CARTS_CONFIG, spotCheckShare: 1 },
    }),
  });

  it("is spot-checked by a draw of the shop's, not by what it sends", async () => {
    const path = `/v1/carts/${CART}/trips/spot`;
    const send = (sequence: number, status: Trip["status"]) =>
      api.send("PUT", path, { as: "cart", body: makeLoadedTrip({ sequence, status }) });
    expect((await send(1, "shopping")).body.check.kind).toBe("none");
    expect((await send(2, "at-lane")).body.check).toEqual({
      kind: "glance",
      reasons: ["spot-check"],
      isDone: false,
    });
  });
});

describe("a smart cart with goods for adults", () => {
  const api = startApi({
    config: withProducts((product) => ({ ...product, ageMin: 18 }), "01"),
  });

  it.each([
    [true, ["01", "02"]],
    [false, ["02"]],
  ])("where staff find %s of the age, is charged for %j", async (isOldEnough, gtins) => {
    const path = `/v1/carts/${CART}/trips/age-${isOldEnough}`;
    const lines = [makeTripLine("01"), makeTripLine("02")];
    let sequence = 0;
    const send = async (status: Trip["status"]) => {
      const body = makeLoadedTrip({ sequence: ++sequence, lines, status });
      return (await api.send("PUT", path, { as: "cart", body })).body;
    };
    expect((await send("at-lane")).ageCheck).toBe("needed");
    const said = await api.post(`${path}/check`, { as: "operator", body: { isOldEnough } });
    expect(said.status).toBe(200);
    const { ageCheck, visitId } = await send("ended");
    expect(ageCheck).toBe(isOldEnough ? "verified" : "refused");
    const receipt = api.fixture.store.read("receipt", visitId);
    const lapsed = receipt.status === "draft" ? receipt.reviewIds : [];
    expect(lapsed).toHaveLength(isOldEnough ? 0 : 1);
    await api.fixture.pass(31 * 60_000);
    await tick(api);
    expect(api.fixture.store.read("receipt", visitId)).toMatchObject({
      status: "final",
      content: { lines: gtins.map((gtin) => ({ gtin })) },
    });
  });
});

describe("a smart cart of a shop whose goods the console changes", () => {
  const GTIN = "5000001000011";
  const api = startApi(sellGoods());
  const weighAs = async (weightG: number): Promise<void> => {
    const item = { gtin: GTIN, name: "Oat biscuits", weightG, price: "2.49" };
    const changes = [{ kind: "product", key: `0${GTIN}`, change: "put", item }];
    const body = { version: 0, changes };
    const changed = await api.post("/v1/goods/changes", { as: "operator", body });
    expect(changed.status, changed.text).toBe(201);
  };

  it("sells and weighs them as they are now", async () => {
    const { path, send } = beginTrip(api);
    const changes = [makeTripChange(700, { settledMs: 3000 })];
    const atLane = {
      ...{ lines: [makeTripLine(GTIN)], changes },
      ...{ sentMs: 90_000, status: "at-lane" as const },
    };
    expect((await send(atLane)).check.isDone).toBe(false);
    await weighAs(700);
    expect((await send(atLane)).check).toMatchObject({ reasons: [], isDone: true });
    const { body } = await api.get(path, { as: "operator" });
    expect(body.lines).toMatchObject([{ expectedG: 700 }]);
    const catalogue = (await api.get(`/v1/carts/${CART}/catalogue`, { as: "cart" })).body;
    const sold = catalogue.products.find(({ gtin }: { gtin: string }) => gtin === GTIN);
    expect(sold.weight.meanG).toBe(700);
    await send({ lines: [], status: "abandoned" });
  });
});

describe("a smart cart with bottles", () => {
  const deposit = (amountMinor: number) => ({
    deposit: { name: "Bottles", amountMinor, taxCategory: "standard" },
  });
  const api = startApi({
    config: withProducts(
      (product) =>
        product.gtin === "02"
          ? { ...product, prices: [{ amountMinor: 100 }], ...deposit(25) }
          : // Six of them in a crate, which has a price and a deposit of its own.
            { ...product, prices: [{ amountMinor: 540 }], ...deposit(300) },
      ...["02", "06"],
    ),
  });

  it("is charged the deposit of each unit, and of a crate its own", async () => {
    const lines = [makeTripLine("02", { quantity: 3 }), makeTripLine("06")];
    const path = `/v1/carts/${CART}/trips/bottles`;
    const { bill } = (await api.send("PUT", path, { as: "cart", body: makeLoadedTrip({ lines }) }))
      .body;
    expect(bill).toMatchObject({
      lines: [
        { gtin: "02", quantity: 3, depositMinor: 75, payableMinor: 375 },
        { gtin: "06", quantity: 1, depositMinor: 300, payableMinor: 840 },
      ],
      totalMinor: 1215,
    });
  });
});

describe("a smart cart with goods by weight", () => {
  const api = startApi({
    config: withProducts(
      (product) => ({ ...product, priceOf: "kilogram", prices: [{ amountMinor: 279 }] }),
      "01",
    ),
  });
  const weigh = (lineId: string, weightG: number, more: Partial<TripLine> = {}) =>
    makeTripLine("01", { lineId, weightG, ...more });
  /** Ends a trip with these lines, and returns its receipt. */
  const buy = async (lines: TripLine[]) => {
    const path = `/v1/carts/${CART}/trips/weighed-${nextNumber()}`;
    const send = async (sequence: number, more: Partial<Trip>) =>
      (
        await api.send("PUT", path, {
          as: "cart",
          body: makeLoadedTrip({ sequence, lines, ...more }),
        })
      ).body;
    const payer = (await api.get("/v1/me/code", { as: "shopper" })).body.code;
    const { bill } = await send(1, { payer });
    const { visitId } = await send(2, { payer, status: "ended" });
    const receipt = (await api.get(`/v1/receipts/${visitId}.json`, { as: "shopper" })).body;
    return { bill, visitId, receipt };
  };

  it("is charged for each weighing, rounded by itself, and says so on the receipt", async () => {
    const lines = [weigh("a", 845), weigh("b", 300), weigh("c", 845), makeTripLine("02")];
    const { bill, receipt } = await buy(lines);
    expect(bill.unpriced).toEqual([]);
    expect(bill.lines).toMatchObject([
      { gtin: "01", lineIds: ["b"], quantity: 1, weightG: 300, unitMinor: 279, payableMinor: 84 },
      { gtin: "01", lineIds: ["a", "c"], quantity: 2, weightG: 845, payableMinor: 472 },
      { gtin: "02", weightG: null },
    ]);
    expect(receipt.saunter.lines).toMatchObject([
      { weighing: { netG: 300 }, kilogramMinor: 279, quantity: 1, unitMinor: 84 },
      { weighing: { netG: 845 }, kilogramMinor: 279, quantity: 2, unitMinor: 236 },
      {},
    ]);
    expect(receipt.saunter.lines[2].weighing).toBeUndefined();
    expect(receipt.totals.grossMinor).toBe(bill.totalMinor);
  });

  it("is charged what the label of the shop's scale says", async () => {
    const { bill } = await buy([weigh("a", 845, { labelMinor: 240 })]);
    expect(bill).toMatchObject({ totalMinor: 240, lines: [{ payableMinor: 240, weightG: 845 }] });
  });

  it("without a weight is not charged, and staff are told", async () => {
    const { bill } = await buy([makeTripLine("01"), makeTripLine("02", { weightG: 500 })]);
    expect(bill).toMatchObject({ lines: [], unpriced: ["01", "02"], totalMinor: 0 });
  });

  it("refunds a weight that was too much, once to each line", async () => {
    const { visitId, receipt } = await buy([weigh("a", 845), weigh("b", 300)]);
    const path = `/v1/receipts/${visitId}/disputes`;
    const dispute = (claimedG?: number) =>
      api.post(path, {
        as: "shopper",
        body: {
          kind: "wrong-count",
          lineId: receipt.saunter.lines[1].lineId,
          gtin: null,
          claimedQuantity: 1,
          ...(claimedG === undefined ? {} : { claimedG }),
        },
      });
    for (const claimedG of [845, undefined]) {
      expect((await dispute(claimedG)).body.code).toBe("quantity-invalid");
    }
    // As much as the other weighing: both are one line then.
    const { body } = await dispute(300);
    expect(body).toMatchObject({ status: "granted", totalMinor: 168 });
    const after = (await api.get(`/v1/receipts/${visitId}.json`, { as: "shopper" })).body;
    expect(after.saunter.lines).toMatchObject([{ quantity: 2, weighing: { netG: 300 } }]);
    expect(after.saunter.disputes).toMatchObject([{ claimedG: 300, worthMinor: 152 }]);
  });

  it("takes a claim of missing goods by weight with their weight alone", async () => {
    const { visitId } = await buy([makeTripLine("02")]);
    const claim = (gtin: string, more: object) =>
      api.post(`/v1/receipts/${visitId}/disputes`, {
        as: "shopper",
        body: { kind: "missing", lineId: null, gtin, claimedQuantity: 1, ...more },
      });
    expect((await claim("01", {})).body.code).toBe("quantity-invalid");
    expect((await claim("02", { claimedG: 5 })).body.code).toBe("quantity-invalid");
    expect((await claim("01", { claimedG: 400 })).body.status).toBe("open");
  });

  it("is charged the weight that a reviewer corrected", async () => {
    const certainty = { exact: 0.3, missing: 0.6, tooMuch: 0.05 };
    const path = `/v1/carts/${CART}/trips/corrected`;
    const payer = (await api.get("/v1/me/code", { as: "shopper" })).body.code;
    const lines = [weigh("a", 845, { inside: 0.5 })];
    const body = makeLoadedTrip({ payer, lines, certainty, status: "ended" });
    const { visitId } = (await api.send("PUT", path, { as: "cart", body })).body;
    const draft = api.fixture.store.read("receipt", visitId);
    const reviewIds = draft.status === "draft" ? draft.reviewIds : [];
    for (const reviewId of reviewIds) {
      const at = `/v1/reviews/${encodeURIComponent(reviewId)}`;
      await api.post(`${at}/claim`, { as: "reviewer", body: {} });
      const { subject, choices } = (await api.get(at, { as: "reviewer" })).body;
      const [{ choice }] = choices;
      const other = { ...choice.candidate, weighing: { netG: 400 } };
      const decided = subject.kind === "interaction" ? { kind: "other", candidate: other } : choice;
      const answer = await api.post(`${at}/decide`, { as: "reviewer", body: { choice: decided } });
      expect(answer.status, answer.text).toBe(200);
    }
    await api.fixture.pass(11_000);
    await tick(api);
    expect(api.fixture.store.read("receipt", visitId)).toMatchObject({
      status: "final",
      content: {
        lines: [{ gtin: "01", weighing: { netG: 400 } }],
        result: { totals: { totalMinor: 112 } },
      },
    });
  });
});

describe("a smart cart", () => {
  const api = startApi();
  beforeEach(() => api.fixture.pass(30_000));
  const begin = () => beginTrip(api);
  const readReceipt = (visitId: string) => api.fixture.store.read("receipt", visitId);

  it("is priced by the shop, and one visit opens by the code scanned on it", async () => {
    const { send, path } = begin();
    const payer = await showCode(api, "shopper");
    const lines = [makeTripLine("01", { quantity: 2 }), makeTripLine("02", { removed: true })];
    const { visitId, bill, payment } = await send({ payer, lines });
    expect(payment).toBe("on-file");
    expect(bill.lines).toMatchObject([{ gtin: "01", quantity: 2, lineIds: ["line-01"] }]);
    expect(bill.totalMinor).toBeGreaterThan(0);
    // The same code again opens no second visit.
    expect((await send({ payer, lines })).visitId).toBe(visitId);
    expect(api.fixture.store.read("visit", visitId)).toMatchObject({
      status: "open",
      payer: { kind: "customer" },
      shoppers: [expect.stringContaining(CART)],
    });
    const ended = await send({ payer, lines, status: "ended" });
    expect(ended).toMatchObject({ status: "ended", check: { kind: "none", isDone: true } });
    expect(readReceipt(visitId)).toMatchObject({
      status: "final",
      content: { lines: [{ gtin: "01", quantity: 2 }] },
    });
    // Nothing that comes later changes what has been paid.
    const late = await send({ payer, lines: [], status: "shopping" });
    expect(late).toMatchObject({ status: "ended", visitId });
    expect((await api.get(path, { as: "reviewer" })).body.lines).toHaveLength(2);
  });

  it("is as certain on its receipt as the cart was at the end, and not as when it was scanned", async () => {
    const { send } = begin();
    const payer = await showCode(api, "shopper");
    const { visitId } = await send({ payer, lines: [makeTripLine("01", { inside: 0 })] });
    await send({ payer, lines: [makeTripLine("01", { inside: 0.97 })], status: "ended" });
    expect(readReceipt(visitId)).toMatchObject({
      content: { lines: [{ gtin: "01", probability: 0.97 }] },
    });
  });

  it("that sends an older state changes nothing", async () => {
    const { send } = begin();
    const lines = [makeTripLine("01")];
    await send({ lines });
    const answer = await send({ sequence: 1, lines: [] });
    expect(answer.bill.lines).toHaveLength(1);
    expect(answer.sequence).toBe(1);
  });

  it("is known by its own key alone", async () => {
    const body = makeLoadedTrip();
    const statuses = [];
    for (const cartId of ["other", "sensor"]) {
      statuses.push(
        (await api.send("PUT", `/v1/carts/${cartId}/trips/t`, { as: "cart", body })).status,
      );
      statuses.push((await api.get(`/v1/carts/${cartId}/catalogue`, { as: "cart" })).status);
    }
    expect(statuses).toEqual([404, 404, 404, 404]);
  });

  it("says why a code opened no visit, and takes another one", async () => {
    const { send } = begin();
    const refused = await send({ payer: "no code at all", lines: [makeTripLine("01")] });
    expect(refused).toMatchObject({ visitId: null, payerRefusal: "entry-code-invalid" });
    const taken = await send({
      payer: await showCode(api, "shopper"),
      lines: [makeTripLine("01")],
    });
    expect(taken).toMatchObject({ payerRefusal: null, visitId: expect.any(String) });
    await send({ status: "abandoned" });
  });

  it("whose payer nobody has shown is paid at the till", async () => {
    const { send } = begin();
    const lines = [makeTripLine("01")];
    expect((await send({ lines, status: "at-lane" })).payment).toBe("payer-needed");
    const { visitId, payment, receiptUrl } = await send({ lines, status: "ended" });
    expect(payment).toBe("at-till");
    expect(receiptUrl).toContain("/v1/r/");
    expect(readReceipt(visitId).status).toBe("final");
  });

  it("at its lane is glanced at where its bill may be wrong, and staff say that it is right", async () => {
    const { send, path } = begin();
    const certainty = { exact: 0.8, missing: 0.15, tooMuch: 0.01 };
    const payer = await showCode(api, "shopper");
    const state = { payer, lines: [makeTripLine("01")], certainty };
    // Before the lane a cart is told nothing that it could act on.
    expect((await send(state)).check.kind).toBe("none");
    const position = { xM: 0.5, yM: 0.5 };
    const { check, status, visitId } = await send({ ...state, position });
    expect(status).toBe("at-lane");
    expect(check).toEqual({ kind: "glance", reasons: ["missing-goods"], isDone: false });
    const said = await api.post(`${path}/check`, { as: "operator", body: { result: "fine" } });
    expect(said.body.check.isDone).toBe(true);
    await send({ ...state, status: "ended" });
    expect(readReceipt(visitId)).toMatchObject({ status: "final", probabilityExact: 1 });
  });

  it("that was checked and has more put in is checked again", async () => {
    const { send, path } = begin();
    const certainty = { exact: 0.8, missing: 0.15, tooMuch: 0.01 };
    const state = { lines: [makeTripLine("01")], certainty, status: "at-lane" as const };
    await send(state);
    await api.post(`${path}/check`, { as: "operator", body: { result: "fine" } });
    expect((await send(state)).check.isDone).toBe(true);
    const more = [...state.lines, makeTripLine("02")];
    expect((await send({ ...state, lines: more })).check.isDone).toBe(false);
    // A re-weigh that staff want is not got rid of by moving things.
    await api.post(`${path}/check`, { as: "operator", body: { result: "weigh" } });
    expect((await send(state)).check).toMatchObject({ kind: "weigh", isDone: false });
    await send({ ...state, lines: [], status: "abandoned" });
  });

  it("that somebody else takes over is looked at, and stays its first payer's", async () => {
    const { send } = begin();
    const lines = [makeTripLine("01")];
    const { visitId } = await send({ payer: await showCode(api, "shopper"), lines });
    const swapped = await send({ payer: await showCode(api, "bob"), lines, status: "at-lane" });
    expect(swapped).toMatchObject({
      visitId,
      check: { kind: "glance", reasons: ["another-payer"] },
    });
    await send({ lines, status: "abandoned" });
  });

  it("that leaves without its check is reviewed, and nobody is held", async () => {
    const { send } = begin();
    const certainty = { exact: 0.3, missing: 0.6, tooMuch: 0.05 };
    const payer = await showCode(api, "shopper");
    const state = { payer, lines: [makeTripLine("01")], certainty, status: "ended" as const };
    const { check, visitId } = await send(state);
    expect(check.kind).toBe("weigh");
    expect(listReviews(api, visitId)).toMatchObject([
      { subject: { kind: "gap", reason: expect.stringContaining("may not be on the bill") } },
    ]);
  });

  it("is reviewed by what lay in it at its end, not when it was scanned", async () => {
    const { send } = begin();
    const certainty = { exact: 0.3, missing: 0.6, tooMuch: 0.05 };
    const payer = await showCode(api, "shopper");
    const tell = (insides: readonly [number, number], status: Trip["status"]) => {
      const lines = ["01", "02"].map((gtin, at) => makeTripLine(gtin, { inside: insides[at]! }));
      return send({ payer, lines, certainty, status });
    };
    await tell([0.2, 0.99], "shopping");
    const { visitId } = await tell([0.99, 0.2], "ended");
    expect(listReviews(api, visitId)).toMatchObject([
      { subject: { kind: "interaction", evidence: { gtin: "02", probability: 0.2 } } },
      { subject: { kind: "gap" } },
    ]);
  });

  it("is not charged twice for what the shelves saw the same party take", async () => {
    const visitId = await enterByCode(api, "shopper");
    const person = findShopper(api, visitId);
    await take(api, visitId, "01", 1);
    const { send } = begin();
    const payer = await showCode(api, "shopper");
    const sentMs = api.fixture.shop.nowMs();
    const lines = [
      makeTripLine("01", { scannedMs: sentMs }),
      makeTripLine("02", { scannedMs: sentMs }),
    ];
    const joined = await send({ payer, lines, sentMs });
    expect(joined.visitId).toBe(visitId);
    expect(joined.bill.lines).toMatchObject([
      { gtin: "01", quantity: 1 },
      { gtin: "02", quantity: 1 },
    ]);
    expect(api.fixture.store.read("visit", visitId)).toMatchObject({ flags: [] });
    await send({ payer, lines, sentMs, status: "ended" });
    // Somebody of the party is inside.
    expect(readReceipt(visitId).status).toBe("none");
    expect(api.fixture.store.read("visit", visitId)).toMatchObject({
      shoppers: [person, expect.anything()],
    });
    await leave(api, visitId);
    await conclude(api, visitId);
    expect(readReceipt(visitId)).toMatchObject({
      status: "final",
      content: { lines: [{ gtin: "01", quantity: 1 }, { gtin: "02" }] },
    });
  });

  it("and shelves that do not fit together are charged once, and reviewed", async () => {
    const visitId = await enterByCode(api, "shopper");
    await take(api, visitId, "01", 2);
    const { send } = begin();
    const payer = await showCode(api, "shopper");
    const sentMs = api.fixture.shop.nowMs();
    const lines = [makeTripLine("01", { scannedMs: sentMs })];
    await send({ payer, lines, sentMs, status: "ended" });
    await leave(api, visitId);
    await conclude(api, visitId);
    expect(readReceipt(visitId)).toMatchObject({
      content: { lines: [{ gtin: "01", quantity: 2 }] },
    });
    expect(listReviews(api, visitId)).toMatchObject([
      { subject: { kind: "gap", reason: expect.stringContaining("the shelves differ") } },
    ]);
  });

  it("has lines that its shopper disputes, and a reviewer decides from what the scale saw", async () => {
    const { send } = begin();
    const payer = await showCode(api, "shopper");
    const lines = [makeTripLine("03", { quantity: 2 })];
    const { visitId } = await send({ payer, lines, status: "ended" });
    const dispute = { kind: "wrong-count", lineId: "03", gtin: null, claimedQuantity: 1 };
    const path = `/v1/receipts/${visitId}/disputes`;
    const told = await api.post(path, { as: "shopper", body: dispute });
    expect(told.status, told.text).toBe(201);
    const queue = await api.get(`/v1/reviews?visitId=${visitId}`, { as: "reviewer" });
    const { reviewId } = queue.body.items[0];
    const { body } = await api.get(`/v1/reviews/${reviewId}`, { as: "reviewer" });
    expect(body).toMatchObject({
      subject: { kind: "contest", receiptQuantity: 2 },
      interactions: [{ curve: null, evidence: { gtin: "03", gondola: 0 } }],
      trips: [
        { lines: [{ gtin: "03", expectedG: 410 }], changes: [{ changeG: 205 }, { changeG: 205 }] },
      ],
    });
    const { evidenceId } = body.interactions[0].evidence;
    const kept = await api.get(`/v1/visits/${visitId}/evidence/${evidenceId}`, { as: "reviewer" });
    expect(kept.body.trip).toMatchObject({ cartId: CART, lines: [{ gtin: "03" }] });
    const granted = { choice: { kind: "grant" } };
    await api.post(`/v1/reviews/${reviewId}/decide`, { as: "reviewer", body: granted });
    await api.fixture.pass(60_000);
    await tick(api);
    expect(readReceipt(visitId)).toMatchObject({
      content: { lines: [{ gtin: "03", quantity: 1 }] },
    });
  });

  it("that begins another trip has left the one before, which is reviewed", async () => {
    const first = begin();
    const payer = await showCode(api, "shopper");
    const { visitId } = await first.send({ payer, lines: [makeTripLine("01")] });
    await begin().send();
    expect(listReviews(api, visitId)).toMatchObject([
      { subject: { reason: expect.stringContaining("began another trip") } },
    ]);
    expect((await first.send({ payer, lines: [] })).status).toBe("abandoned");
  });

  it("that is silent is looked for, and its trip ends after a while", async () => {
    const { send } = begin();
    const payer = await showCode(api, "shopper");
    const { visitId } = await send({ payer, lines: [makeTripLine("01")] });
    expect(await watchCarts(api)).toEqual([]);
    await api.fixture.pass(SMART_CARTS_CONFIG.silentMin * 60_000);
    expect(await watchCarts(api)).toEqual(["cart-left"]);
    await api.fixture.pass(
      (SMART_CARTS_CONFIG.abandonedMin - SMART_CARTS_CONFIG.silentMin) * 60_000,
    );
    expect(await watchCarts(api)).toEqual(["cart-left"]);
    expect(listReviews(api, visitId)).toMatchObject([
      { subject: { reason: expect.stringContaining("stopped reporting") } },
    ]);
  });

  it("calls for help until somebody answers, and says what is wrong with it", async () => {
    const { send, path } = begin();
    const faults = [{ kind: "scale-frozen" as const, sinceMs: 0 }];
    await send({ helpCalledMs: 0, battery: 0.1, faults });
    expect(await watchCarts(api)).toEqual(["cart-fault", "cart-help"]);
    const listed = await api.get("/v1/carts", { as: "operator" });
    expect(listed.body.items).toMatchObject([
      { cartId: CART, trip: { helpCalledMs: api.fixture.shop.nowMs() } },
    ]);
    const body = { text: "I am on my way." };
    await api.post(`${path}/messages`, { as: "operator", body });
    const { check, messages } = await send({ faults, status: "at-lane" });
    expect(messages).toMatchObject([{ text: body.text }]);
    expect(check).toMatchObject({
      kind: "weigh",
      reasons: expect.arrayContaining(["scale-fault"]),
    });
    expect(await watchCarts(api)).toEqual(["cart-check", "cart-fault"]);
  });

  it("goes on where the shop's process was away", async () => {
    const { send } = begin();
    const payer = await showCode(api, "shopper");
    const { visitId } = await send({ payer, lines: [makeTripLine("01")] });
    const { shop, store } = api.fixture;
    await store.transact((tx) => takeUpAgain(tx));
    await tick(api);
    expect(shop.store.read("visit", visitId)).toMatchObject({ status: "open", flags: [] });
    await send({ payer, lines: [makeTripLine("01")], status: "ended" });
    expect(readReceipt(visitId).status).toBe("final");
  });

  it("sells from a catalogue that it need not load again", async () => {
    const path = `/v1/carts/${CART}/catalogue`;
    const { body, headers } = await api.get(path, { as: "cart" });
    expect(body.products.length).toBeGreaterThan(0);
    expect(body.lanes).toEqual([{ laneId: "lane-1", name: "Lane 1" }]);
    const etag = String(headers.etag);
    const again = await api.get(path, { as: "cart", headers: { "if-none-match": etag } });
    expect(again.status).toBe(304);
  });
});
