import { CLAIM_MS, CLAIMED_AGAIN_MS } from "@saunter/commerce/review/decide";
import { describe, expect, it } from "vitest";
import { claimReview } from "../../domain/review-service.ts";
import {
  admit,
  applyOutputs,
  countEvents,
  makePick,
  makeUncertain,
  openTestShop,
  pass,
  payCard,
  readReview,
  shopFor,
  tell,
  transact,
} from "../../domain/shop-fixture.ts";
import { openFixedGoods } from "../../goods/goods-fixture.ts";
import { createPoolAnswers } from "./answer-pool.ts";

const ANN = "chain:ann";
const BOB = "chain:bob";
const REVIEW_ID = "run.p1";

/** A shop with one review, and what it answers. */
async function openShop() {
  const test = openTestShop();
  await admit(test, payCard("pm_sim_ok-p1"), ["p1"]);
  const pick = makePick("p1", "p1", { barcode: "01" });
  await applyOutputs(test, tell(makeUncertain(pick, { barcode: "02" })));
  await shopFor(test, "p1", { "01": 1 }, { needsReview: true, reasons: ["not sure"] });
  const { shop, store } = test;
  const answer = createPoolAnswers({
    ...{ shop, currency: "GBP", goods: openFixedGoods(store, { lowStockAt: new Map() }) },
    readEvidence: () => ({
      ...{ curve: null, curveDeleteAfterMs: null },
      ...{ positions: null, positionsDeleteAfterMs: null },
    }),
    readClip: () => null,
    readTrip: () => null,
    listGondolas: () => [],
  });
  const ask = (what: string, reviewerId: string, more: object = {}) =>
    answer(what, { reviewId: REVIEW_ID, reviewerId, ...more });
  return { test, answer, ask };
}

const refused = (code: string) => ({ refused: { code, detail: expect.any(String) } });

describe("what a shop answers reviewers of its chain", () => {
  it("is nothing to whoever takes the name of one of its own users", async () => {
    const { ask, test } = await openShop();
    for (const name of ["ann", "chain:", "chain:a b", "chain:a:b", ` ${ANN}`, "CHAIN:ann"]) {
      await expect(ask("claim", name)).rejects.toThrow("form");
    }
    expect(countEvents(test, "ReviewClaimed")).toBe(0);
  });

  it.each([
    ["erase", {}],
    ["toString", {}],
    ["decide", {}],
    ["decide", { choice: { kind: "all" } }],
    ["claim", { more: 1 }],
    ["clip", { evidenceId: "e", part: -1 }],
    ["products", { search: "" }],
    ["products", { search: "x".repeat(101) }],
  ])("is an error where it is asked for %s with %j", async (what, more) => {
    const { ask } = await openShop();
    await expect(ask(what, ANN, more)).rejects.toThrow();
  });

  it("is the same claim, however often they ask for it within seconds", async () => {
    const { ask, test } = await openShop();
    const first = await ask("claim", ANN);
    for (let turn = 0; turn < 20; turn++) expect(await ask("claim", ANN)).toEqual(first);
    expect(countEvents(test, "ReviewClaimed")).toBe(1);
    await pass(test, CLAIMED_AGAIN_MS);
    expect(await ask("claim", ANN)).toEqual({ untilMs: test.clock.nowMs + CLAIM_MS });
    expect(countEvents(test, "ReviewClaimed")).toBe(2);
  });

  it("is the evidence while they have claimed the review, and not before or after", async () => {
    const { ask, test } = await openShop();
    const none = refused("review-claimed-by-other");
    expect(await ask("view", ANN)).toEqual(none);
    await ask("claim", ANN);
    expect(await ask("view", ANN)).toMatchObject({ reviewId: REVIEW_ID, currency: "GBP" });
    expect(await ask("view", BOB)).toEqual(none);
    expect(await ask("products", BOB, { search: "0" })).toEqual(none);
    expect(await ask("products", ANN, { search: "03" })).toMatchObject({
      products: [{ gtin: "03" }],
    });
    expect(await ask("clip", BOB, { evidenceId: REVIEW_ID, part: 0 })).toEqual(none);
    expect(await ask("clip", ANN, { evidenceId: REVIEW_ID, part: 0 })).toEqual(
      refused("not-found"),
    );
    pass(test, CLAIM_MS);
    expect(await ask("view", ANN)).toEqual(none);
  });

  it("is a refusal where somebody in the shop has it, or decided it", async () => {
    const { ask, test } = await openShop();
    await transact(test, (tx) => claimReview(tx, REVIEW_ID, "cat"));
    expect(await ask("claim", ANN)).toEqual(refused("review-claimed-by-other"));
    const nothing = { choice: { kind: "nothing" } };
    expect(await ask("decide", ANN, nothing)).toEqual(refused("review-claimed-by-other"));
    expect(await ask("undo", ANN)).toEqual(refused("review-claimed-by-other"));
    expect(readReview(test, REVIEW_ID)).toMatchObject({ claim: { reviewerId: "cat" } });
  });

  it("is the same each time the same decision comes, which is made once", async () => {
    const { ask, test } = await openShop();
    await ask("claim", ANN);
    const nothing = { choice: { kind: "nothing" } };
    const answers = await Promise.all([1, 2, 3].map(() => ask("decide", ANN, nothing)));
    expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(countEvents(test, "ReviewDecided")).toBe(1);
    expect(await ask("decide", BOB, nothing)).toEqual(refused("review-already-decided"));
    const unknown = { choice: { kind: "add", gtin: "999", quantity: 1 } };
    await ask("undo", ANN);
    expect(await ask("decide", ANN, unknown)).toEqual(refused("product-unknown"));
  });
});
