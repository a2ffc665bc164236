/** Visits that began before the engine did, and visits that the engine is told are over. */
import {
  concludeShopper,
  createEngine,
  finishEngine,
  restoreCart,
  stepEngine,
} from "@saunter/engine/engine";
import type { EngineOutput, EngineResult } from "@saunter/engine/engine-types";
import { LEAVING_MS_MAX } from "@saunter/engine/limits";
import type { Observation } from "@saunter/engine/observation";
import type { Receipt, ReceiptLine } from "@saunter/engine/receipt-types";
import type { ShopModel } from "@saunter/engine/shop-model";
import { describe, expect, it } from "vitest";
import {
  CARD,
  CHIPS,
  COLA,
  JAM,
  makeScriptedShop,
  type Place,
  reportReceipts,
  Script,
  SODA,
  SOUP,
  START_MS,
  TEA,
} from "./scripted-shop.ts";

const SEEDS = [1, 2, 3, 4, 5, 6];
const SHOP = makeScriptedShop();
/** The shop's process says that somebody has left so long after they were last seen. */
const TOLD_AFTER_S = 3.1;

const onTop = (plate: number): Place => ({ shelf: 2, plate });
const below = (plate: number): Place => ({ shelf: 1, plate });
const line = ({ barcode }: { barcode: string }, quantity = 1): ReceiptLine => ({
  barcode,
  quantity,
});

interface Told {
  /** Seconds from the start. */
  readonly atS: number;
  readonly output: EngineOutput;
}

interface Played {
  readonly result: EngineResult;
  readonly told: readonly Told[];
  readonly receipts: Record<string, string>;
}

interface PlayOptions {
  readonly endS?: number;
  readonly shop?: ShopModel;
  readonly restored?: Readonly<Record<string, readonly ReceiptLine[]>>;
  /** When the engine is notified that somebody has left, seconds. */
  readonly concluded?: readonly (readonly [number, string])[];
  readonly keepResults?: boolean;
}

function playOne(observations: Iterable<Observation>, options: PlayOptions): Played {
  const { shop = SHOP, restored = {}, concluded = [], keepResults = true } = options;
  const engine = createEngine(shop, { keepResults });
  for (const [shopperId, lines] of Object.entries(restored)) {
    restoreCart(engine, shopperId, lines);
  }
  const told: Told[] = [];
  const due = [...concluded];
  for (const observation of observations) {
    const atS = (observation.timestampMs - START_MS) / 1000;
    const takeOutputs = (outputs: readonly EngineOutput[]): void => {
      for (const output of outputs) told.push({ atS, output });
    };
    while (due.length > 0 && due[0]![0] <= atS)
      takeOutputs(concludeShopper(engine, due.shift()![1]));
    takeOutputs(stepEngine(engine, observation));
  }
  const result = finishEngine(engine);
  for (const output of result.outputs) told.push({ atS: Number.POSITIVE_INFINITY, output });
  return { result, told, receipts: reportReceipts(result, shop) };
}

/** Each is played with other plates, bodies and noise. */
function play(write: (script: Script) => void, options: PlayOptions = {}): Played[] {
  return SEEDS.map((seed) => {
    const script = new Script(options.endS ?? 13, seed);
    write(script);
    return playOne(script.observations(), options);
  });
}

function listReceipts({ told }: Played, shopperId: string): { atS: number; receipt: Receipt }[] {
  return told.flatMap(({ atS, output }) =>
    output.kind === "receipt" && output.receipt.targetId === shopperId
      ? [{ atS, receipt: output.receipt }]
      : [],
  );
}

function expectReceipts(played: readonly Played[], truth: Record<string, string>): void {
  for (const { receipts, result } of played) {
    expect(receipts).toEqual(truth);
    expect(result.receipts.flatMap(({ reasons }) => reasons)).toEqual([]);
  }
}

describe("a restored cart", () => {
  it("is on the receipt, with what was taken since", () => {
    const played = play(
      (script) => {
        script.enter("ada", 2);
        script.take("ada", 6, onTop(2), SOUP);
      },
      { restored: { ada: [line(SOUP, 2), line(JAM)] } },
    );
    expectReceipts(played, { ada: "1 × plum jam, 3 × tomato soup" });
  });

  it("whose shopper is first seen later is theirs: nobody is there twice", () => {
    const played = play((script) => script.enter("ada", 2, 4), {
      restored: { ada: [line(JAM)] },
    });
    expectReceipts(played, { ada: "1 × plum jam" });
    for (const { result, told } of played) {
      expect(result.warnings).toEqual([]);
      expect(told.filter(({ output }) => output.kind === "receipt")).toHaveLength(1);
    }
  });

  it("whose shopper is never seen is reported when they are given up", () => {
    for (const concluded of [[], [[5, "ada"]]] as const) {
      const played = play((script) => script.enter("bob", 2), {
        restored: { ada: [line(JAM, 2)] },
        concluded,
      });
      for (const one of played) {
        const receipts = listReceipts(one, "ada").map(({ receipt }) => receipt.products);
        expect(receipts).toEqual(concluded.length === 0 ? [] : [[line(JAM, 2)]]);
      }
    }
  });

  it("of several units loses the one that is put back where it belongs", () => {
    const played = play(
      (script) => {
        script.enter("ada", 3);
        script.put("ada", 6, onTop(2), SOUP);
      },
      { restored: { ada: [line(SOUP, 3), line(TEA)] } },
    );
    expectReceipts(played, { ada: "1 × green tea, 2 × tomato soup" });
    for (const { result } of played) {
      expect(result.interactions).toMatchObject([
        { kind: "putback", targetId: "ada", barcode: SOUP.barcode, quantity: 1 },
      ]);
    }
  });

  it("loses by weight what is put back elsewhere", () => {
    const played = play(
      (script) => {
        script.enter("ada", 5);
        script.put("ada", 6, onTop(6), SOUP);
      },
      { restored: { ada: [line(SOUP, 2), line(TEA), line(CHIPS)] } },
    );
    expectReceipts(played, { ada: "1 × chips, 1 × green tea, 1 × tomato soup" });
    for (const { result } of played) {
      expect(result.findings).toMatchObject([{ kind: "misplaced-item", barcode: SOUP.barcode }]);
    }
  });

  it("keeps by place the one of two of equal weight that was not put back", () => {
    const played = play(
      (script) => {
        script.enter("ada", 8);
        script.put("ada", 6, onTop(8), COLA);
      },
      { restored: { ada: [line(COLA), line(SODA)] } },
    );
    for (const { receipts } of played) expect(receipts).toEqual({ ada: "1 × soda" });
  });

  it("with something that has no weight is reported, and loses only what is put back", () => {
    const restored = { ada: [line(CARD), line(SOUP)] };
    const takenBack = { soup: [onTop(2), SOUP], card: [below(6), { weightG: 37 }] } as const;
    for (const [what, [place, item]] of Object.entries(takenBack)) {
      const played = play(
        (script) => {
          script.enter("ada", place.plate);
          script.put("ada", 6, place, item);
        },
        { restored },
      );
      for (const { receipts } of played) {
        expect(receipts).toEqual({
          ada: what === "soup" ? "1 × greeting card" : "1 × tomato soup",
        });
      }
    }
  });

  it("with what planogram and catalogue have no more is reported, and goes to review", () => {
    const products = new Map(SHOP.products);
    products.delete(TEA.barcode);
    const facings = SHOP.facings.filter(({ barcode }) => barcode !== JAM.barcode);
    const played = play(
      (script) => {
        script.enter("ada", 2);
        script.put("ada", 6, onTop(2), SOUP);
      },
      {
        shop: { products, facings },
        restored: { ada: [line(SOUP), line(TEA), line(JAM)] },
      },
    );
    for (const { result } of played) {
      const [receipt] = result.receipts;
      expect(receipt!.products).toEqual([line(JAM), line(TEA)]);
      expect(receipt).toMatchObject({
        needsReview: true,
        faults: [expect.stringContaining(TEA.barcode)],
      });
    }
  });

  it("can be handed over", () => {
    const played = play(
      (script) => {
        script.enter("ada", 2);
        script.enter("bob", 9);
        script.meet("ada", "bob", 6);
      },
      { restored: { ada: [line(SOUP)] } },
    );
    for (const { result } of played) {
      expect(result.receipts.map(({ needsReview }) => needsReview)).toEqual([true, true]);
      for (const one of result.interactions) {
        expect(one).toMatchObject({
          kind: "handover",
          targetId: "bob",
          giverId: "ada",
          weightG: SOUP.weightG,
        });
      }
    }
    const handed = played.filter(({ result }) => result.interactions.length > 0);
    expect(handed.length).toBeGreaterThan(played.length / 2);
  });
});

describe("a shopper who is said to have left", () => {
  it("has the receipt at once, and no second one", () => {
    const played = play(
      (script) => {
        script.enter("ada", 2, 0.5, 6);
        script.enter("bob", 9);
        script.take("ada", 4, onTop(2), SOUP);
      },
      { concluded: [[9, "ada"]] },
    );
    expectReceipts(played, { ada: "1 × tomato soup", bob: "" });
    for (const one of played) {
      const [told, ...others] = listReceipts(one, "ada");
      expect(told!.atS).toBeLessThan(9.3);
      expect(others).toEqual([]);
      expect(one.result.interactions).toHaveLength(1);
    }
  });

  it("and is not known gets no output", () => {
    const played = play((script) => script.enter("ada", 2), { concluded: [[5, "eve"]] });
    for (const { told } of played) {
      expect(told.filter(({ atS }) => atS >= 5 && atS < 12)).toEqual([]);
    }
    const engine = createEngine(SHOP);
    expect(concludeShopper(engine, "eve")).toEqual([]);
    expect(engine.leaving.size).toBe(0);
  });

  it("and is seen after it begins an empty cart", () => {
    const write = (script: Script): void => {
      script.enter("ada", 2);
      script.take("ada", 4, onTop(2), SOUP);
      script.take("ada", 10, onTop(6), JAM);
    };
    for (const one of play(write, { concluded: [[7, "ada"]], keepResults: false })) {
      const told = listReceipts(one, "ada").map(({ receipt }) => receipt.products);
      expect(told).toEqual([[line(SOUP)], [line(JAM)]]);
      expect(one.result.warnings).toEqual([]);
    }
    // Where results are kept, both are one.
    const kept = play(write, { concluded: [[7, "ada"]] });
    expectReceipts(kept, { ada: "1 × plum jam, 1 × tomato soup" });
  });
});

describe("what a shopper did last", () => {
  const LAST_S = 6.6;
  const TAKEN_S = 6;
  const SHAKE_G = 30;

  /** Ada takes tea and goes; something on the plate keeps it from settling. */
  const leaveUnsettled = (script: Script, untilS: number): void => {
    script.enter("ada", 4, 0.5, LAST_S);
    script.enter("bob", 6);
    script.take("ada", TAKEN_S, onTop(4), TEA);
    for (let atS = TAKEN_S + 0.3; atS < untilS; atS += 0.6) {
      script.change(atS, onTop(4), SHAKE_G);
      script.change(atS + 0.3, onTop(4), -SHAKE_G);
    }
  };

  it.each([0, 0.2, 0.6, 1.2])(
    "is on the receipt when they are said to have left %d s later",
    (laterS) => {
      const played = play(
        (script) => {
          script.enter("ada", 4, 0.5, LAST_S);
          script.enter("bob", 9);
          script.take("ada", TAKEN_S, onTop(4), TEA);
        },
        { concluded: [[LAST_S + laterS, "ada"]] },
      );
      expectReceipts(played, { ada: "1 × green tea", bob: "" });
      for (const one of played) {
        const [told, ...others] = listReceipts(one, "ada");
        expect(told!.atS - LAST_S - laterS).toBeLessThan(LEAVING_MS_MAX / 1000);
        expect(others).toEqual([]);
        expect(one.result.interactions).toHaveLength(1);
      }
    },
  );

  it("is waited for while its plate does not settle", () => {
    const askedS = LAST_S + TOLD_AFTER_S;
    const played = play((script) => leaveUnsettled(script, askedS), {
      concluded: [[askedS, "ada"]],
    });
    expectReceipts(played, { ada: "1 × green tea", bob: "" });
    for (const one of played) {
      const [told, ...others] = listReceipts(one, "ada");
      expect(told!.atS).toBeGreaterThan(askedS + 0.2);
      expect(told!.atS).toBeLessThan(askedS + LEAVING_MS_MAX / 1000);
      expect(others).toEqual([]);
    }
  });

  it("makes the receipt uncertain where it settles too late, and is nobody else's", () => {
    const askedS = LAST_S + TOLD_AFTER_S;
    const played = play((script) => leaveUnsettled(script, askedS + 4), {
      concluded: [[askedS, "ada"]],
      endS: askedS + 8,
    });
    for (const one of played) {
      const [first, ...others] = listReceipts(one, "ada");
      expect(first!.atS).toBeGreaterThan(askedS + LEAVING_MS_MAX / 1000 - 0.1);
      expect(first!.atS).toBeLessThan(askedS + LEAVING_MS_MAX / 1000 + 0.3);
      expect(first!.receipt).toMatchObject({ products: [], needsReview: true });
      expect(first!.receipt.faults).toEqual([expect.stringMatching(/^gondola 2 had not settled/)]);
      // Reported again, now with what has been decided since.
      expect(others.map(({ receipt }) => receipt.products)).toEqual([[line(TEA)]]);
      expect(one.receipts).toEqual({ ada: "1 × green tea", bob: "" });
    }
  });

  it("is reported once where nothing comes of what had not settled", () => {
    const askedS = LAST_S + TOLD_AFTER_S;
    for (const keepResults of [true, false]) {
      const played = play(
        (script) => {
          script.enter("ada", 4, 0.5, LAST_S);
          script.enter("bob", 9);
          for (let atS = TAKEN_S; atS < askedS + 4; atS += 0.6) {
            script.change(atS, onTop(4), SHAKE_G);
            script.change(atS + 0.3, onTop(4), -SHAKE_G);
          }
        },
        { concluded: [[askedS, "ada"]], endS: askedS + 40, keepResults },
      );
      for (const one of played) {
        const told = listReceipts(one, "ada").map(({ receipt }) => receipt);
        expect(told).toMatchObject([{ products: [], needsReview: true }]);
      }
    }
  });

  it("is not shared out again to who stays, once who made it has left", () => {
    // Identities stay ambiguous for two seconds after the pick; the receipt is reported before that.
    const write = (script: Script): void => {
      script.enter("ada", 4);
      script.enter("bob", 4.3);
      script.walk("bob", 17, 6.2);
      script.take("ada", TAKEN_S, onTop(4), TEA);
      script.swap("ada", "bob", 4.6, 7.3);
    };
    for (const afterS of [1.0, 1.4, 1.8, 2.1]) {
      const played = play(write, { concluded: [[TAKEN_S + afterS, "bob"]] });
      for (const one of played) {
        const units = one.result.receipts.flatMap(({ products }) => products);
        expect({ afterS, units: units.length }).toEqual({ afterS, units: 1 });
      }
    }
  });
});
