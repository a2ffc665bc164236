/** Each end of a trip that docs/reference/smart-cart.md lists, over HTTP. */
import { beforeEach, describe, expect, it } from "vitest";
import { startApi } from "../../http/api-recorder-fixture.ts";
import {
  addCart,
  addKey,
  beginTrip,
  listReviews,
  showCode,
  watchCarts,
} from "../../http/cart-trips-fixture.ts";
import { nextNumber, tick } from "../../http/scripted-visit-fixture.ts";
import { SMART_CARTS_CONFIG } from "../../http/shop-config-fixture.ts";
import { makeTripLine } from "../../http/trip-fixture.ts";

const MINUTE_MS = 60_000;
const LINES = [makeTripLine("01"), makeTripLine("02")];

describe("a trip that nobody ends", () => {
  const api = startApi();
  beforeEach(() => api.fixture.pass(2 * MINUTE_MS));
  const readReceipt = (visitId: string) => api.fixture.store.read("receipt", visitId);
  const found = (path: string, result: string) =>
    api.post(`${path}/found`, { as: "operator", body: { result } });
  /** Somebody shops, and the cart sends nothing any more. */
  const leaveCart = async () => {
    const { path, send } = beginTrip(api);
    const { visitId } = await send({ payer: await showCode(api, "shopper"), lines: LINES });
    await api.fixture.pass(SMART_CARTS_CONFIG.abandonedMin * MINUTE_MS);
    expect(await watchCarts(api)).toEqual(["cart-left"]);
    return { path, send, visitId };
  };

  it("charges nothing where its goods are back", async () => {
    const { path, visitId } = await leaveCart();
    const [listed] = (await api.get("/v1/carts", { as: "operator" })).body.items;
    expect(listed.trip).toMatchObject({ status: "abandoned", units: 2 });
    expect((await found(path, "goods-back")).body).toEqual({ found: "goods-back" });
    expect(await watchCarts(api)).toEqual([]);
    await api.fixture.pass(MINUTE_MS);
    await tick(api);
    expect(readReceipt(visitId)).toMatchObject({ status: "final", content: { lines: [] } });
  });

  it("is decided by a reviewer where its cart is empty", async () => {
    const { path, visitId } = await leaveCart();
    await found(path, "empty");
    expect(await watchCarts(api)).toEqual([]);
    const [review] = listReviews(api, visitId);
    if (review?.status !== "open") throw new Error("no review is open");
    const shown = await api.get(`/v1/reviews/${review.reviewId}`, { as: "reviewer" });
    expect(shown.body).toMatchObject({
      isAllAtStake: true,
      subject: { kind: "gap", reason: expect.stringContaining("stopped reporting") },
      trips: [{ found: "empty", lines: [{ expectedG: 310 }, { expectedG: 530 }] }],
    });
    const body = { choice: { kind: "remove", gtin: "02", quantity: 1 } };
    await api.post(`/v1/reviews/${review.reviewId}/decide`, { as: "reviewer", body });
    await api.fixture.pass(MINUTE_MS);
    await tick(api);
    expect(readReceipt(visitId)).toMatchObject({
      status: "final",
      content: { lines: [{ gtin: "01", quantity: 1 }] },
    });
  });

  it("charges nothing where nobody decides", async () => {
    const { visitId } = await leaveCart();
    await api.fixture.pass(31 * MINUTE_MS);
    await tick(api);
    expect(readReceipt(visitId)).toMatchObject({ status: "final", content: { lines: [] } });
  });

  it("goes on where the cart is charged in time, and is paid", async () => {
    const { send } = beginTrip(api);
    const payer = await showCode(api, "shopper");
    const { visitId } = await send({ payer, lines: LINES, battery: 0.01 });
    await api.fixture.pass((SMART_CARTS_CONFIG.abandonedMin - 1) * MINUTE_MS);
    expect(await watchCarts(api)).toEqual(["cart-fault", "cart-left"]);
    await send({ lines: LINES, battery: 0.2 });
    expect(await watchCarts(api)).toEqual([]);
    expect(await send({ lines: LINES, status: "ended" })).toMatchObject({ status: "ended" });
    expect(readReceipt(visitId)).toMatchObject({ status: "final" });
  });

  it("is not taken for left while the shop's process was away, and is paid when it is back", async () => {
    const { send } = beginTrip(api);
    const { visitId } = await send({ payer: await showCode(api, "shopper"), lines: LINES });
    await api.fixture.pass(2 * SMART_CARTS_CONFIG.abandonedMin * MINUTE_MS);
    const beganMs = api.fixture.shop.nowMs();
    await watchCarts(api, SMART_CARTS_CONFIG, beganMs);
    const { receiptUrl } = await send({ lines: LINES, status: "ended" });
    expect(receiptUrl).toContain("/v1/r/");
    expect(readReceipt(visitId)).toMatchObject({ status: "final", content: { lines: [{}, {}] } });
  });

  it("alerts staff where its cart is outside the shop", async () => {
    const zone = [
      { x: 0, y: 0 },
      { x: 20, y: 0 },
      { x: 20, y: 20 },
      { x: 0, y: 20 },
    ];
    const policy = { ...SMART_CARTS_CONFIG, zone };
    const { send } = beginTrip(api);
    await send({ position: { xM: 5, yM: 5 } });
    expect(await watchCarts(api, policy)).toEqual([]);
    await send({ position: { xM: 25, yM: 5 } });
    expect(await watchCarts(api, policy)).toEqual(["cart-left"]);
    await send({ position: { xM: 25, yM: 5 }, status: "abandoned" });
  });

  it("that goes on, or was paid, was not left", async () => {
    const { path, send } = beginTrip(api);
    await send({ lines: LINES });
    expect((await found(path, "goods-back")).body.code).toBe("trip-not-left");
    await send({ lines: LINES, status: "ended" });
    expect((await found(path, "goods-back")).body.code).toBe("trip-not-left");
  });
});

describe("a trip that ends", () => {
  const api = startApi();
  beforeEach(() => api.fixture.pass(2 * MINUTE_MS));
  const readReceipt = (visitId: string) => api.fixture.store.read("receipt", visitId);

  it("with the goods returned charges nothing, and staff put them back", async () => {
    const { path, send } = beginTrip(api);
    const { visitId } = await send({ payer: await showCode(api, "shopper"), lines: LINES });
    await send({ lines: LINES, status: "abandoned" });
    expect(await watchCarts(api)).toEqual(["cart-left"]);
    await api.post(`${path}/found`, { as: "operator", body: { result: "goods-back" } });
    expect(await watchCarts(api)).toEqual([]);
    await api.fixture.pass(MINUTE_MS);
    await tick(api);
    expect(readReceipt(visitId)).toMatchObject({ status: "final", content: { lines: [] } });
  });

  it("empty charges nothing, and nobody looks for it", async () => {
    const { send } = beginTrip(api);
    const lines = LINES.map((line) => ({ ...line, removed: true }));
    const { visitId } = await send({ payer: await showCode(api, "shopper"), lines: LINES });
    await send({ lines, status: "abandoned" });
    expect(await watchCarts(api)).toEqual([]);
    expect(readReceipt(visitId)).toMatchObject({ status: "final", content: { lines: [] } });
  });

  it("after a fault of its scale is weighed again, though the fault is over", async () => {
    const { path, send } = beginTrip(api);
    const faults = [{ kind: "scale-frozen" as const, sinceMs: 5000 }];
    await send({ payer: await showCode(api, "shopper"), lines: LINES, faults });
    const { check } = await send({ lines: LINES, status: "at-lane" });
    expect(check.kind).toBe("weigh");
    expect(check.reasons).toContain("scale-fault");
    const body = { result: "fine" };
    await api.post(`${path}/check`, { as: "operator", body });
    const { visitId } = await send({ lines: LINES, status: "ended" });
    expect(readReceipt(visitId)).toMatchObject({ status: "final", probabilityExact: 1 });
  });

  it("is owed at the till where the card refuses, with its receipt all the same", async () => {
    const { send } = beginTrip(api);
    const lines = [makeTripLine("07")];
    await send({ payer: await showCode(api, "bob"), lines });
    const { receiptUrl, visitId } = await send({ lines, status: "ended" });
    expect(receiptUrl).toContain("/v1/r/");
    await api.fixture.runner.advance(visitId);
    expect((await send({ lines, status: "ended" })).payment).toBe("at-till");
    const [row] = (await api.get("/v1/till", { as: "operator" })).body.items;
    expect(row).toMatchObject({ chargeId: visitId, work: "debt", missingMinor: 499 });
    const body = { amountMinor: 499 };
    const paid = await api.post(`/v1/charges/${visitId}/cash`, { as: "operator", body });
    expect(paid.status, paid.text).toBe(201);
    expect((await send({ lines, status: "ended" })).payment).toBe("paid");
  });

  it("is paid by a card that the reader on the cart has read", async () => {
    const { path, send } = beginTrip(api);
    await send({ lines: LINES });
    const body = { requestId: `pm_sim_ok-${nextNumber()}` };
    const read = await api.post(`${path}/card`, { as: "cart", key: null, body });
    expect(read.status, read.text).toBe(200);
    expect(read.body).toMatchObject({ payment: "on-file", payerRefusal: null });
    const { visitId } = await send({ lines: LINES, status: "ended" });
    await api.fixture.runner.advance(visitId);
    expect((await send({ lines: LINES, status: "ended" })).payment).toBe("paid");
    const again = await api.post(`${path}/card`, { as: "cart", key: null, body });
    expect(again.body.code).toBe("visit-not-open");
  });

  it("says so where the card is declined, and is paid at the till", async () => {
    const { path, send } = beginTrip(api);
    await send({ lines: LINES });
    const body = { requestId: `pm_sim_declined-${nextNumber()}` };
    const read = await api.post(`${path}/card`, { as: "cart", key: null, body });
    expect(read.body).toMatchObject({
      payment: "payer-needed",
      payerRefusal: expect.stringMatching(/^entry-/),
    });
    expect((await send({ lines: LINES, status: "ended" })).payment).toBe("at-till");
  });

  it("while its payer is asked leaves no visit open, and takes no money", async () => {
    const { path, send } = beginTrip(api);
    const payer = await showCode(api, "shopper");
    const state = { payer, lines: LINES };
    await Promise.all([send(state), send({ ...state, status: "abandoned" })]);
    const { body } = await api.get(path, { as: "operator" });
    expect(body.status).toBe("abandoned");
    expect(body.visitId).not.toBeNull();
    expect(api.fixture.store.read("visit", body.visitId).status).toBe("closed");
    await api.fixture.pass(MINUTE_MS);
    await tick(api);
    expect(api.fixture.store.read("receipt", body.visitId)).toMatchObject({
      status: "final",
      content: { lines: [] },
    });
  });

  it("without a payer is paid at the till", async () => {
    const { path, send } = beginTrip(api);
    const atLane = { lines: LINES, status: "at-lane" } as const;
    expect((await send(atLane)).payment).toBe("payer-needed");
    const countChecks = async () =>
      (await api.get("/v1/carts/statistics", { as: "operator" })).body.checks;
    const checksBefore = await countChecks();
    await api.post(`${path}/check`, { as: "operator", body: { result: "fine" } });
    expect((await send(atLane)).payment).toBe("at-till");
    // Nothing was to be checked, and nothing was.
    expect(await countChecks()).toBe(checksBefore);
    // Not what comes into the cart after staff have looked.
    const more = [...LINES, makeTripLine("03")];
    expect((await send({ ...atLane, lines: more })).payment).toBe("payer-needed");
    const { visitId } = await send({ lines: LINES, status: "ended" });
    const [row] = (await api.get("/v1/till", { as: "operator" })).body.items;
    expect(row).toMatchObject({ chargeId: visitId, payer: "cash", work: "cash" });
    const body = { amountMinor: row.missingMinor };
    await api.post(`/v1/charges/${visitId}/cash`, { as: "operator", body });
    expect((await send({ lines: LINES, status: "ended" })).payment).toBe("paid");
  });
});

describe("a trip whose end the shop has not taken", () => {
  const api = startApi();
  beforeEach(() => api.fixture.pass(2 * MINUTE_MS));
  const listUnsettled = async () => {
    const { items } = (await api.get("/v1/carts", { as: "operator" })).body;
    return items[0].trip?.unsettled;
  };
  /** The next trip of the cart goes on while its cart says that it could not tell the end. */
  const beginNext = async () => {
    const first = beginTrip(api);
    const payer = await showCode(api, "shopper");
    const { visitId } = await first.send({ payer, lines: LINES });
    await api.fixture.pass(1000);
    const next = beginTrip(api);
    const unsettled = [{ tripId: first.tripId, httpStatus: 500, tries: 3 }];
    await next.send({ lines: [makeTripLine("03")], unsettled });
    return { first, next, payer, unsettled, visitId };
  };

  it("is told to staff, and is paid once it comes", async () => {
    const { first, next, payer, unsettled, visitId } = await beginNext();
    expect(await watchCarts(api)).toEqual(["cart-fault"]);
    expect(await listUnsettled()).toEqual(unsettled);
    await api.fixture.pass(1000);
    await next.send({ lines: [makeTripLine("03")], unsettled });
    expect((await first.send({ payer, lines: LINES, status: "ended" })).status).toBe("ended");
    expect(listReviews(api, visitId)).toEqual([]);
    expect(await watchCarts(api)).toEqual([]);
    await next.send({ lines: [], status: "abandoned" });
  });

  it("is over once nothing has come of it for too long", async () => {
    const { next, unsettled, visitId } = await beginNext();
    await api.fixture.pass(SMART_CARTS_CONFIG.abandonedMin * MINUTE_MS);
    await next.send({ lines: [], unsettled });
    expect(await watchCarts(api)).toEqual([]);
    expect(listReviews(api, visitId)).toMatchObject([
      { subject: { reason: expect.stringContaining("stopped reporting") } },
    ]);
    await next.send({ lines: [], status: "abandoned" });
  });
});

describe("a lane's scale", () => {
  const api = startApi();
  beforeEach(() => api.fixture.pass(2 * MINUTE_MS));
  /** The scale of lane 1 has a key of its own. */
  const weigh = async (path: string, body: { laneId: string; weightG: number }) => {
    key ||= await addKey(api, "lane-1", "sensor");
    const headers = { authorization: `Bearer ${key}` };
    return api.post(`${path}/lane-weight`, { as: null, headers, body });
  };
  let key = "";
  const unsure = { exact: 0.3, missing: 0.6, tooMuch: 0.1 };

  it.each([
    ["agrees", 0, "none"],
    ["is 300 g over it", 300, "weigh"],
    ["is 300 g under it", -300, "weigh"],
  ])("that %s with the bill's goods decides the check", async (_, offG, kind) => {
    const { path, send } = beginTrip(api);
    const { check } = await send({ lines: LINES, certainty: unsure, laneId: "lane-1" });
    expect(check.kind).toBe("weigh");
    const weightG = SMART_CARTS_CONFIG.emptyCartG + 310 + 530 + offG;
    const weighed = await weigh(path, { laneId: "lane-1", weightG });
    expect(weighed.body).toMatchObject({ isConfirmed: kind === "none", check: { kind } });
    const now = await send({ lines: LINES, certainty: unsure, laneId: "lane-1" });
    expect(now.check.kind).toBe(kind);
    // Of another load it says nothing.
    const more = { lines: [...LINES, makeTripLine("03")], certainty: unsure, laneId: "lane-1" };
    expect((await send(more)).check.kind).toBe("weigh");
    await send({ lines: [], status: "abandoned" });
  });

  it("speaks for its own lane alone, and for one that has a scale", async () => {
    const { path, send } = beginTrip(api);
    await send({ lines: LINES });
    const body = { laneId: "lane-1", weightG: 20_840 };
    expect((await api.post(`${path}/lane-weight`, { as: "sensor", body })).status).toBe(404);
    expect((await api.post(`${path}/lane-weight`, { as: "operator", body })).status).toBe(200);
    const other = { ...body, laneId: "lane-9" };
    const answer = await api.post(`${path}/lane-weight`, { as: "operator", body: other });
    expect(answer.status).toBe(404);
  });
});

describe("a trip that is over", () => {
  const api = startApi();

  it.each([
    ["check", { result: "fine" }],
    ["messages", { text: "Please come back." }],
    ["lane-weight", { laneId: "lane-1", weightG: 20_840 }],
  ])("takes no %s any more", async (route, body) => {
    const { path, send } = beginTrip(api);
    await send({ lines: [], status: "abandoned" });
    const answer = await api.post(`${path}/${route}`, { as: "operator", body });
    expect([answer.status, answer.body.code]).toEqual([409, "visit-not-open"]);
  });
});

describe("two carts", () => {
  const api = startApi();
  beforeEach(() => api.fixture.pass(2 * MINUTE_MS));
  const linesOf = (visitId: string) => {
    const receipt = api.fixture.store.read("receipt", visitId);
    if (receipt.status !== "final") return receipt.status;
    return receipt.content.lines.map(({ gtin, quantity }) => [gtin, quantity]);
  };

  it("of one visit are one bill, and nothing on it is there twice", async () => {
    const [first, second] = [beginTrip(api), beginTrip(api, await addCart(api, "cart-2"))];
    const one = { payer: await showCode(api, "shopper"), lines: [makeTripLine("01")] };
    const { visitId } = await first.send(one);
    const lines = [makeTripLine("01"), makeTripLine("03", { quantity: 2 })];
    const two = { payer: await showCode(api, "shopper"), lines };
    expect((await second.send(two)).visitId).toBe(visitId);
    await first.send({ ...one, status: "ended" });
    expect(linesOf(visitId)).toBe("none");
    await second.send({ ...two, status: "ended" });
    expect(linesOf(visitId)).toEqual([
      ["01", 2],
      ["03", 2],
    ]);
  });

  it("that two families have swapped are assigned by staff, and each pays theirs", async () => {
    const [ours, theirs] = [beginTrip(api), beginTrip(api, await addCart(api, "cart-3"))];
    const mine = { payer: await showCode(api, "shopper"), lines: [makeTripLine("01")] };
    const bobs = { payer: await showCode(api, "bob"), lines: [makeTripLine("02")] };
    const { visitId: shoppersVisit } = await ours.send(mine);
    const { visitId: bobsVisit } = await theirs.send(bobs);
    // Bob shows his code on the cart that he has now, which is the other family's.
    const payer = await showCode(api, "bob");
    const swapped = await ours.send({ ...mine, payer, status: "at-lane" });
    expect(swapped.check.reasons).toEqual(["another-payer"]);
    for (const [visitId, { shopperId }] of [
      [bobsVisit, ours],
      [shoppersVisit, theirs],
    ] as const) {
      const body = { shopperId };
      const bound = await api.post(`/v1/visits/${visitId}/bindings`, { as: "operator", body });
      expect(bound.status, bound.text).toBe(200);
    }
    await api.post(`${ours.path}/check`, { as: "operator", body: { result: "fine" } });
    expect((await ours.send({ ...mine, payer, status: "ended" })).visitId).toBe(bobsVisit);
    expect((await theirs.send({ ...bobs, status: "ended" })).visitId).toBe(shoppersVisit);
    expect(linesOf(bobsVisit)).toEqual([["01", 1]]);
    expect(linesOf(shoppersVisit)).toEqual([["02", 1]]);
  });
});
