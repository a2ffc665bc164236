/** Every way of taking and putting back that the engine has to understand, acted out with truth. */
import { createEngine, finishEngine, stepEngine } from "@saunter/engine/engine";
import type { EngineOutput, EngineResult } from "@saunter/engine/engine-types";
import type { Interaction } from "@saunter/engine/receipt-types";
import type { ShopModel } from "@saunter/engine/shop-model";
import { describe, expect, it } from "vitest";
import {
  CARD,
  CHIPS,
  COLA,
  HONEY,
  JAM,
  makeScriptedShop,
  type Place,
  reportReceipts,
  runEngine,
  Script,
  SODA,
  SOUP,
  TEA,
} from "./scripted-shop.ts";

/** Each case is acted with other plates, bodies and noise: gains, leakage, hands, missing joints. */
const SEEDS = [1, 2, 3, 4, 5, 6];
const SHOP = makeScriptedShop();

const onTop = (plate: number): Place => ({ shelf: 2, plate });
const below = (plate: number, ...shares: number[]): Place =>
  shares.length === 0 ? { shelf: 1, plate } : { shelf: 1, plate, shares };

interface Acted {
  readonly result: EngineResult;
  readonly outputs: readonly EngineOutput[];
  readonly told: Record<string, string>;
}

function act(
  write: (script: Script) => void,
  { endS = 13, shop = SHOP }: { endS?: number; shop?: ShopModel } = {},
): Acted[] {
  return SEEDS.map((seed) => {
    const script = new Script(endS, seed);
    write(script);
    const { result, outputs } = runEngine(shop, script.observations());
    return { result, outputs, told: reportReceipts(result, shop) };
  });
}

/** Every receipt is right, and no person is asked. */
function expectRight(acted: readonly Acted[], truth: Record<string, string>): void {
  for (const { told, result } of acted) {
    expect(told).toEqual(truth);
    expect(result.receipts.flatMap(({ reasons }) => reasons)).toEqual([]);
  }
}

/** A receipt that is not right is flagged, and says why; `least` of the runs are right. */
function expectNeverWrong(
  acted: readonly Acted[],
  truth: Record<string, string>,
  least: number,
): void {
  for (const { told, result } of acted) {
    expect(Object.keys(told).sort()).toEqual(Object.keys(truth).sort());
    for (const receipt of result.receipts) {
      const id = String(receipt.targetId);
      if (told[id] === truth[id]) continue;
      expect({ told, needsReview: receipt.needsReview }).toEqual({ told, needsReview: true });
      expect(receipt.reasons.length).toBeGreaterThan(0);
    }
  }
  const right = acted.filter(({ told }) =>
    Object.keys(truth).every((id) => told[id] === truth[id]),
  );
  expect(right.length).toBeGreaterThanOrEqual(least);
}

const countPicks = ({ result }: Acted): number =>
  result.interactions.filter(({ kind }) => kind === "pick").length;

describe("takings", () => {
  it("one pick is reported with its time, place, weight and shopper", () => {
    const acted = act((script) => {
      script.enter("ada", 2);
      script.take("ada", 6, onTop(2), SOUP);
    });
    expectRight(acted, { ada: "1 × tomato soup" });
    for (const { result } of acted) {
      expect(result.interactions).toHaveLength(1);
      const [pick] = result.interactions;
      expect(pick).toMatchObject({ kind: "pick", targetId: "ada", barcode: SOUP.barcode });
      expect(pick).toMatchObject({ gondola: 2, shelf: 2, plates: [2], quantity: 1 });
      expect(Math.abs(pick!.timestampMs - Date.UTC(2026, 0, 5, 10, 0, 6))).toBeLessThan(200);
      expect(Math.abs(pick!.weightG / SOUP.weightG - 1)).toBeLessThan(0.12);
      expect(pick!.decidedMs - pick!.settledMs).toBeLessThanOrEqual(800);
    }
  });

  it("three products at once from one shelf are three picks", () => {
    const acted = act((script) => {
      script.enter("ada", 4);
      script.reach("ada", 6, onTop(4));
      script.change(6, onTop(2), -SOUP.weightG);
      script.change(6.1, onTop(4), -TEA.weightG);
      script.change(6.2, onTop(6), -JAM.weightG);
    });
    expectRight(acted, { ada: "1 × green tea, 1 × plum jam, 1 × tomato soup" });
    expect(acted.map(countPicks)).toEqual(SEEDS.map(() => 3));
  });

  it("simultaneous picks by two shoppers on neighbouring facings go to each", () => {
    const acted = act((script) => {
      script.enter("ada", 2);
      script.enter("bob", 7);
      script.take("ada", 6, onTop(3), TEA);
      script.take("bob", 6.05, onTop(6), JAM);
    });
    expectRight(acted, { ada: "1 × green tea", bob: "1 × plum jam" });
  });

  it("simultaneous picks whose plates touch are right or flagged", () => {
    const acted = act((script) => {
      script.enter("ada", 2);
      script.enter("bob", 7);
      script.take("ada", 6, onTop(4), TEA);
      script.take("bob", 6.05, onTop(5), JAM);
    });
    expectNeverWrong(acted, { ada: "1 × green tea", bob: "1 × plum jam" }, 1);
  });

  it("a fast series of one product is counted", () => {
    const acted = act((script) => {
      script.enter("ada", 2);
      for (const atS of [6, 6.25, 6.5]) script.take("ada", atS, onTop(2), SOUP);
    });
    expectRight(acted, { ada: "3 × tomato soup" });
  });

  it("a count of 4, one after the other, is 4", () => {
    const acted = act((script) => {
      script.enter("ada", 2);
      for (const atS of [6, 6.4, 6.8, 7.2]) script.take("ada", atS, onTop(2), SOUP);
    });
    expectNeverWrong(acted, { ada: "4 × tomato soup" }, 5);
  });

  it("a count of 4, one after the other, while another walks by is that one's", () => {
    const acted = act((script) => {
      script.enter("ada", 2);
      script.enter("bob", 9);
      script.walk("bob", -6, 7.3);
      for (const atS of [6, 6.4, 6.8, 7.2]) script.take("ada", atS, onTop(2), SOUP);
    });
    expectNeverWrong(acted, { ada: "4 × tomato soup", bob: "" }, 5);
  });

  it("a count of 4 with one grip is 4 or flagged", () => {
    const acted = act((script) => {
      script.enter("ada", 2);
      script.take("ada", 6, onTop(2), SOUP, 4);
    });
    expectNeverWrong(acted, { ada: "4 × tomato soup" }, 1);
  });

  it("an item lying across three plates is one item", () => {
    const acted = act((script) => {
      script.enter("ada", 2);
      script.take("ada", 6, below(1, 0.2, 0.55, 0.25), CHIPS);
    });
    expectRight(acted, { ada: "1 × chips" });
    for (const { result } of acted) expect(result.interactions[0]!.plates).toEqual([1, 2, 3]);
  });

  it("a product without weight is charged from where it stands, and reviewed", () => {
    const acted = act((script) => {
      script.enter("ada", 5);
      script.take("ada", 6, below(6), { weightG: 37 });
    });
    for (const { result, told } of acted) {
      expect(told).toEqual({ ada: "1 × greeting card" });
      const [receipt] = result.receipts;
      expect(receipt).toMatchObject({ needsReview: true });
      expect(receipt!.reasons.join()).toMatch(/greeting card.*has no weight in the catalogue/);
    }
    expect(CARD.weightG).toBeNaN();
  });
});

describe("puttings back", () => {
  it("what is put back is not charged", () => {
    const acted = act((script) => {
      script.enter("ada", 2);
      script.take("ada", 4, onTop(2), SOUP);
      script.put("ada", 8, onTop(2), SOUP);
    });
    expectRight(acted, { ada: "" });
  });

  it("a same-weight swap leaves the one that was not put back in its place", () => {
    const acted = act((script) => {
      script.enter("ada", 8);
      script.take("ada", 4, onTop(8), COLA);
      script.take("ada", 7, onTop(9), SODA);
      script.put("ada", 10, onTop(8), COLA);
    });
    expectRight(acted, { ada: "1 × soda" });
  });

  it("what was put back in the wrong place and taken by another is charged to the other", () => {
    const acted = act(
      (script) => {
        script.enter("ada", 3);
        script.enter("bob", 9);
        script.take("ada", 4, onTop(2), SOUP);
        script.put("ada", 7, onTop(6), SOUP);
        script.walk("bob", 7, 8.5);
        script.take("bob", 11, onTop(6), SOUP);
      },
      { endS: 15 },
    );
    expectNeverWrong(acted, { ada: "", bob: "1 × tomato soup" }, 5);
  });

  it("one of two of equal weight put back in the place of neither is flagged or right", () => {
    const acted = act((script) => {
      script.enter("ada", 8);
      script.take("ada", 4, onTop(8), COLA);
      script.take("ada", 7, onTop(9), SODA);
      script.put("ada", 10, onTop(6), COLA);
    });
    expectNeverWrong(acted, { ada: "1 × soda" }, 0);
  });

  it("a put-back of something never seen taken changes no cart", () => {
    const acted = act((script) => {
      script.enter("ada", 2);
      script.put("ada", 6, onTop(2), SOUP);
    });
    expectRight(acted, { ada: "" });
  });

  it("a put-back of something never seen taken leaves what the shopper holds", () => {
    const acted = act((script) => {
      script.enter("ada", 3);
      script.take("ada", 4, onTop(2), SOUP);
      script.put("ada", 8, onTop(3), { weightG: 731 });
    });
    expectNeverWrong(acted, { ada: "1 × tomato soup" }, 5);
  });
});

describe("forces of hands", () => {
  it("hold and leave charges nothing", () => {
    const acted = act((script) => {
      script.enter("ada", 3);
      script.reach("ada", 5, onTop(3), 7);
      script.press(5, 7, onTop(3), 70);
    });
    expectRight(acted, { ada: "" });
    for (const { result } of acted) expect(result.interactions).toEqual([]);
  });

  it("an item lifted and let go charges nothing", () => {
    const acted = act((script) => {
      script.enter("ada", 2);
      script.reach("ada", 5, onTop(2), 7);
      script.press(5, 7, onTop(2), -0.7 * SOUP.weightG);
    });
    expectRight(acted, { ada: "" });
  });

  it("hold, then take charges one", () => {
    const acted = act((script) => {
      script.enter("ada", 2);
      script.reach("ada", 5, onTop(2), 7);
      script.press(5, 7, onTop(2), 80);
      script.take("ada", 8.5, onTop(2), SOUP);
    });
    expectRight(acted, { ada: "1 × tomato soup" });
  });

  it("a touch of the neighbour during a pick is no pick", () => {
    const acted = act((script) => {
      script.enter("ada", 2);
      script.take("ada", 6, onTop(2), SOUP);
      script.press(5.9, 7.8, onTop(3), 55);
    });
    expectRight(acted, { ada: "1 × tomato soup" });
    expect(acted.map(countPicks)).toEqual(SEEDS.map(() => 1));
  });
});

describe("a touch on the plate itself", () => {
  it("during a pick changes neither product nor count", () => {
    const acted = act((script) => {
      script.enter("ada", 2);
      script.take("ada", 6, onTop(2), SOUP);
      script.press(5.9, 7.8, onTop(2), 55);
    });
    expectNeverWrong(acted, { ada: "1 × tomato soup" }, 5);
  });
});

const listTold = (outputs: readonly EngineOutput[]): Interaction[] =>
  outputs.flatMap((one) => (one.kind === "interaction" ? [one.interaction] : []));

describe("people", () => {
  it("hands that meet may have moved the item to the receiver, and both receipts are asked about", () => {
    const acted = act((script) => {
      script.enter("ada", 2);
      script.enter("bob", 9);
      script.take("ada", 5, onTop(2), SOUP);
      script.meet("ada", "bob", 9);
    });
    expectNeverWrong(acted, { ada: "", bob: "1 × tomato soup" }, 4);
    for (const { result } of acted) {
      // A handshake looks the same: a person is asked.
      expect(result.receipts.map(({ needsReview }) => needsReview)).toEqual([true, true]);
      const handed = result.interactions.filter(({ kind }) => kind === "handover");
      for (const one of handed) {
        expect(one).toMatchObject({ targetId: "bob", giverId: "ada", barcode: SOUP.barcode });
      }
    }
  });

  it("two shoppers swapped by the tracker for a second keep their own", () => {
    const acted = act((script) => {
      script.enter("ada", 2);
      script.enter("bob", 6.5);
      script.take("ada", 6, onTop(2), SOUP);
      script.swap("ada", "bob", 5.5, 6.5);
    });
    expectNeverWrong(acted, { ada: "1 × tomato soup", bob: "" }, 5);
  });

  it("two shoppers swapped while a third walks by keep their own", () => {
    const acted = act((script) => {
      script.enter("ada", 2);
      script.enter("bob", 6.5);
      script.enter("carl", 14);
      script.walk("carl", -6, 7);
      script.take("ada", 6, onTop(2), SOUP);
      script.swap("ada", "bob", 5.5, 6.5);
    });
    expectNeverWrong(acted, { ada: "1 × tomato soup", bob: "", carl: "" }, 5);
  });

  it("two shoppers of whom one is lost while they are swapped keep their own", () => {
    for (const lost of ["ada", "bob"]) {
      const acted = act((script) => {
        script.enter("ada", 2);
        script.enter("bob", 6.5);
        script.take("ada", 6, onTop(2), SOUP);
        script.swap("ada", "bob", 5.5, 6.5);
        script.lose(lost, 5.5, 6.5);
      });
      expectNeverWrong(acted, { ada: "1 × tomato soup", bob: "" }, 5);
    }
  });

  it("an ID switch that nobody sees is corrected when it ends after the decision", () => {
    const acted = act((script) => {
      script.enter("ada", 4);
      script.enter("bob", 4.3);
      script.walk("bob", 17, 6.2);
      script.take("ada", 6, onTop(4), TEA);
      script.swap("ada", "bob", 4.6, 7.3);
    });
    expectNeverWrong(acted, { ada: "1 × green tea", bob: "" }, 5);
    const turned = acted.filter(({ outputs, result }) => {
      const [first] = listTold(outputs);
      return first!.targetId === "bob" && result.interactions[0]!.targetId === "ada";
    });
    expect(turned.length).toBeGreaterThanOrEqual(4);
    // When it was decided is when it was decided first.
    for (const { outputs, result } of acted) {
      expect(result.interactions[0]!.decidedMs).toBe(listTold(outputs)[0]!.decidedMs);
    }
  });

  it("without any joints all is on one receipt of nobody", () => {
    const acted = act((script) => {
      script.change(5, onTop(2), -SOUP.weightG);
      script.change(8, onTop(4), -TEA.weightG);
    });
    expectRight(acted, { null: "1 × green tea, 1 × tomato soup" });
    for (const { result } of acted) {
      expect(result.receipts.map(({ targetId }) => targetId)).toEqual([null]);
      expect(result.interactions.map(({ targetId }) => targetId)).toEqual([null, null]);
    }
  });

  it("a shopper who is lost for a few seconds keeps what they took", () => {
    const acted = act((script) => {
      script.enter("ada", 2);
      script.take("ada", 3.5, onTop(2), SOUP);
      script.lose("ada", 5, 9);
      script.take("ada", 11, onTop(6), JAM);
    });
    expectRight(acted, { ada: "1 × plum jam, 1 × tomato soup" });
  });

  it("a shopper who is lost for so long that they have left, and comes back, has one receipt", () => {
    const acted = act(
      (script) => {
        script.enter("ada", 2);
        script.take("ada", 4, onTop(2), SOUP);
        script.lose("ada", 6, 42);
        script.take("ada", 45, onTop(6), JAM);
        script.take("ada", 48, onTop(1), SOUP);
      },
      { endS: 51 },
    );
    expectRight(acted, { ada: "1 × plum jam, 2 × tomato soup" });
    for (const { result } of acted) expect(result.interactions).toHaveLength(3);
  });

  it("every shopper seen has a receipt, by first sight, an empty one too", () => {
    const acted = act((script) => {
      script.enter("carl", 9, 3);
      script.enter("ada", 2, 1);
      script.enter("bob", 5, 2, 5);
      script.take("ada", 6, onTop(2), SOUP);
    });
    expectRight(acted, { ada: "1 × tomato soup", bob: "", carl: "" });
    for (const { result } of acted) {
      expect(result.receipts.map(({ targetId }) => targetId)).toEqual(["ada", "bob", "carl"]);
    }
  });

  it("ids above 2^53 stay the strings that they are", () => {
    const [a, b] = ["9007199254740993", "9007199254740992"];
    expect(Number(a)).toBe(Number(b));
    const acted = act((script) => {
      script.enter(a, 2);
      script.enter(b, 9);
      script.take(a, 6, onTop(2), SOUP);
      script.take(b, 8, onTop(9), SODA);
    });
    expectRight(acted, { [a]: "1 × tomato soup", [b]: "1 × soda" });
  });
});

/** The shop in which some products weigh so much, and the catalogue knows one more that does. */
function makeShopWith(weightG: number, ...weighing: readonly { barcode: string }[]): ShopModel {
  const products = new Map(SHOP.products);
  for (const { barcode } of weighing) products.set(barcode, { ...products.get(barcode)!, weightG });
  const barcode = "7000000000003";
  products.set(barcode, { barcode, name: "mustard", weightG, price: 99 });
  return { ...SHOP, products };
}

describe("a planogram that is wrong", () => {
  it("a wrong row never makes a receipt that is wrong and accepted", () => {
    const shop = makeScriptedShop(
      new Map([
        [SOUP.barcode, HONEY.barcode],
        [HONEY.barcode, SOUP.barcode],
      ]),
    );
    const acted = act(
      (script) => {
        script.enter("ada", 2);
        script.take("ada", 5, onTop(2), SOUP);
        script.take("ada", 8, onTop(1), SOUP);
      },
      { shop },
    );
    expectNeverWrong(acted, { ada: "2 × tomato soup" }, 0);
  });

  it.each([
    { where: "on its shelf and in the shop", weighing: [COLA, HONEY] },
    { where: "on its shelf", weighing: [COLA] },
    { where: "beside it", weighing: [TEA] },
  ])("a wrong weight is found, not charged as what weighs the same $where", ({ weighing }) => {
    const acted = act(
      (script) => {
        script.enter("ada", 5);
        for (const atS of [4, 7, 10]) script.take("ada", atS, onTop(5), { weightG: 187 });
      },
      { shop: makeShopWith(187, ...weighing) },
    );
    expectNeverWrong(acted, { ada: "3 × plum jam" }, 0);
    for (const { result } of acted) {
      const found = result.findings.find(({ kind }) => kind === "wrong-weight");
      expect(found).toMatchObject({ barcode: JAM.barcode, shelf: 2 });
      expect(found!.message).toContain("262 g");
    }
  });

  it("what is taken where the planogram has nothing is flagged, whatever is guessed", () => {
    const acted = act((script) => {
      script.enter("ada", 5);
      script.take("ada", 6, below(8), { weightG: 777 });
    });
    for (const { result } of acted) {
      expect(result.receipts[0]!.needsReview).toBe(true);
      expect(result.receipts[0]!.reasons.join()).toMatch(/shelf 1, plate 8/);
    }
  });

  it("of two products on one plate the weight tells which was taken", () => {
    const beside = SHOP.facings.find(({ barcode }) => barcode === JAM.barcode)!;
    const facings = [...SHOP.facings, { ...beside, barcode: TEA.barcode }];
    const acted = act(
      (script) => {
        script.enter("ada", 5);
        script.take("ada", 5, onTop(5), TEA);
        script.take("ada", 8, onTop(5), JAM);
      },
      { shop: { ...SHOP, facings } },
    );
    expectRight(acted, { ada: "1 × green tea, 1 × plum jam" });
  });

  it("a row whose product the catalogue lacks is flagged, not guessed", () => {
    const products = new Map(SHOP.products);
    products.delete(SOUP.barcode);
    const acted = act(
      (script) => {
        script.enter("ada", 2);
        script.take("ada", 6, onTop(2), SOUP);
      },
      { shop: { ...SHOP, products } },
    );
    for (const { result } of acted) expect(result.receipts[0]!.needsReview).toBe(true);
  });
});

const listFindings = (acted: readonly Acted[]): string[][] =>
  acted.map(({ result }) =>
    result.findings.map(
      ({ kind, shelf, plates, barcode }) => `${kind} ${shelf}/${plates} ${barcode}`,
    ),
  );

describe("findings", () => {
  it("tell where something was left", () => {
    const acted = act((script) => {
      script.enter("ada", 3);
      script.take("ada", 4, onTop(2), SOUP);
      script.put("ada", 8, onTop(6), SOUP);
    });
    const found = `misplaced-item 2/6 ${SOUP.barcode}`;
    expect(
      listFindings(acted).filter((findings) => findings.includes(found)).length,
    ).toBeGreaterThan(4);
    expect(acted.flatMap(({ result }) => result.findings)[0]!.message).toContain("tomato soup");
  });

  it("tell of a catalogue weight that is wrong, or of a row that another product fits", () => {
    const acted = act((script) => {
      script.enter("ada", 5);
      for (const atS of [4, 7, 10]) script.take("ada", atS, onTop(5), { weightG: 1500 });
    });
    const kinds = acted.map(({ result }) => result.findings.map(({ kind }) => kind));
    expect(kinds.filter((told) => told.includes("wrong-weight")).length).toBeGreaterThan(3);
  });

  it("are none of a visit in which all was in order", () => {
    const acted = act((script) => {
      script.enter("ada", 2);
      script.take("ada", 4, onTop(2), SOUP);
      script.take("ada", 7, onTop(1), SOUP);
      script.put("ada", 10, onTop(1), SOUP);
    });
    expect(acted.flatMap(({ result }) => result.findings)).toEqual([]);
  });
});

describe("an engine that keeps no results", () => {
  it("tells the same receipts as they come", () => {
    const script = new Script(44, 1);
    script.enter("ada", 2, 0.5, 9);
    script.enter("bob", 8);
    script.take("ada", 5, onTop(2), SOUP);
    const observations = [...script.observations()];
    const engine = createEngine(SHOP, { keepResults: false });
    const told = observations.flatMap((one) => stepEngine(engine, one));
    const receipts = told.filter(({ kind }) => kind === "receipt");
    expect(receipts).toMatchObject([
      { receipt: { targetId: "ada", products: [{ barcode: SOUP.barcode, quantity: 1 }] } },
    ]);
    const end = finishEngine(engine);
    expect(end).toMatchObject({ receipts: [], interactions: [] });
    const last = end.outputs.filter(({ kind }) => kind === "receipt");
    expect(last).toMatchObject([{ receipt: { targetId: "bob", products: [] } }]);
    expect(runEngine(SHOP, observations).result.receipts).toHaveLength(2);
  });
});
