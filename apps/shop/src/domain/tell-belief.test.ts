import { describe, expect, it } from "vitest";
import {
  admit,
  applyOutputs,
  CARD,
  doubt,
  makePick,
  openTestShop,
  readVisit,
  type TestShop,
  tell,
} from "./shop-fixture.ts";
import { TELLINGS_MAX, tellBelief } from "./tell-belief.ts";

const believe = (test: TestShop, visitId: string) => {
  const visit = readVisit(test, visitId);
  return tellBelief(test.store, visit);
};

describe("tellBelief", () => {
  it("tells what may be in the cart, and how a doubt fell", async () => {
    const test = openTestShop();
    const { visitId, shopperId } = await admit(test, CARD);
    await applyOutputs(test, tell(makePick("sure", shopperId, { probability: 0.99 })));
    const pick = makePick("i1", shopperId, { barcode: "02" });
    const doubtful = doubt(pick, { barcode: "03", probability: 0.3 });
    await applyOutputs(test, tell(doubtful, "provisional"));
    test.clock.nowMs += 1500;
    const [own, other] = doubtful.alternatives;
    const alternatives = [
      { ...own!, probability: 0.9 },
      { ...other!, probability: 0.08 },
    ];
    await applyOutputs(test, tell({ ...doubtful, probability: 0.9, alternatives }, "final"));
    const { products, doubts } = believe(test, visitId);
    expect(products.map(({ gtin, counts }) => [gtin, counts[0]!.quantity])).toEqual([
      ["01", 1],
      ["02", 1],
      ["03", 0],
    ]);
    expect(products[1]!.counts[0]!.probability).toBeCloseTo(0.9);
    expect(doubts).toHaveLength(1);
    const [first, second] = doubts[0]!.tellings;
    expect(first).toMatchObject({ status: "provisional", probability: 0.6 });
    expect(first!.accounts.map(({ gtin }) => gtin)).toEqual(["02", "03"]);
    expect(second!.atMs - first!.atMs).toBe(1500);
  });

  it("tells of what turned out to be nothing, or somebody else's", async () => {
    const test = openTestShop();
    const { visitId, shopperId } = await admit(test, CARD);
    const pick = makePick("i1", shopperId, { probability: 0.99 });
    await applyOutputs(test, tell(pick, "provisional"));
    await applyOutputs(test, tell(pick, "retracted"));
    const { products, doubts } = believe(test, visitId);
    expect(products).toEqual([]);
    expect(doubts[0]!.tellings.map(({ status }) => status)).toEqual(["provisional", "retracted"]);
  });

  it("tells the last of many words about one thing", async () => {
    const test = openTestShop();
    const { visitId, shopperId } = await admit(test, CARD);
    for (let at = 0; at <= TELLINGS_MAX; at++) {
      await applyOutputs(test, tell(makePick("i1", shopperId, { probability: 0.5 + at / 1000 })));
    }
    const [only] = believe(test, visitId).doubts;
    expect(only!.tellings).toHaveLength(TELLINGS_MAX);
    expect(only!.tellings.at(-1)!.probability).toBe(0.5 + TELLINGS_MAX / 1000);
    expect(only!.tellings[0]!.probability).toBe(0.501);
  });
});
