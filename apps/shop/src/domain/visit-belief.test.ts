import { describe, expect, it } from "vitest";
import {
  admit,
  applyOutputs,
  CARD,
  makePick,
  makeUncertain,
  openTestShop,
  readVisit,
  type TestShop,
  tell,
} from "./shop-fixture.ts";
import { REVISIONS_MAX, readBelief } from "./visit-belief.ts";

const believe = (test: TestShop, visitId: string) => {
  const visit = readVisit(test, visitId);
  return readBelief(test.store, visit);
};

describe("readBelief", () => {
  it("lists what may be in the cart, and how an uncertain interaction was settled", async () => {
    const test = openTestShop();
    const { visitId, shopperId } = await admit(test, CARD);
    await applyOutputs(test, tell(makePick("sure", shopperId, { probability: 0.99 })));
    const pick = makePick("i1", shopperId, { barcode: "02" });
    const revised = makeUncertain(pick, { barcode: "03", probability: 0.3 });
    await applyOutputs(test, tell(revised, "provisional"));
    test.clock.nowMs += 1500;
    const [own, other] = revised.alternatives;
    const fewer = [
      { ...own!, probability: 0.9 },
      { ...other!, probability: 0.08 },
    ];
    await applyOutputs(test, tell({ ...revised, probability: 0.9, alternatives: fewer }, "final"));
    const { products, uncertain } = believe(test, visitId);
    expect(products.map(({ gtin, counts }) => [gtin, counts[0]!.quantity])).toEqual([
      ["01", 1],
      ["02", 1],
      ["03", 0],
    ]);
    expect(products[1]!.counts[0]!.probability).toBeCloseTo(0.9);
    expect(uncertain).toHaveLength(1);
    const [first, second] = uncertain[0]!.revisions;
    expect(first).toMatchObject({ status: "provisional", probability: 0.6 });
    expect(first!.alternatives.map(({ gtin }) => gtin)).toEqual(["02", "03"]);
    expect(second!.atMs - first!.atMs).toBe(1500);
  });

  it("lists what turned out to be nothing, or somebody else's", async () => {
    const test = openTestShop();
    const { visitId, shopperId } = await admit(test, CARD);
    const pick = makePick("i1", shopperId, { probability: 0.99 });
    await applyOutputs(test, tell(pick, "provisional"));
    await applyOutputs(test, tell(pick, "retracted"));
    const { products, uncertain } = believe(test, visitId);
    expect(products).toEqual([]);
    expect(uncertain[0]!.revisions.map(({ status }) => status)).toEqual([
      "provisional",
      "retracted",
    ]);
  });

  it("lists the latest of many revisions of one interaction", async () => {
    const test = openTestShop();
    const { visitId, shopperId } = await admit(test, CARD);
    for (let at = 0; at <= REVISIONS_MAX; at++) {
      await applyOutputs(test, tell(makePick("i1", shopperId, { probability: 0.5 + at / 1000 })));
    }
    const [only] = believe(test, visitId).uncertain;
    expect(only!.revisions).toHaveLength(REVISIONS_MAX);
    expect(only!.revisions.at(-1)!.probability).toBe(0.5 + REVISIONS_MAX / 1000);
    expect(only!.revisions[0]!.probability).toBe(0.501);
  });
});
