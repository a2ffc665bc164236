import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decideVisit } from "@saunter/commerce/visit/decide";
import { calibrateExact } from "@saunter/engine/reporting/calibration";
import { createRandom } from "@saunter/numerics/random";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { disputeLine } from "../domain/dispute-service.ts";
import { decideInto } from "../domain/shop-context.ts";
import {
  admit,
  applyOutputs,
  audit,
  CARD,
  DAY_MS,
  decide,
  HOUR_MS,
  listReviews,
  makePick,
  makeUncertain,
  openTestShop,
  pass,
  passAndTick,
  readLines,
  readReceipt,
  readReview,
  settle,
  shopFor,
  type TestShop,
  tell,
  transact,
  visitFor,
} from "../domain/shop-fixture.ts";
import { collectOutcomes } from "./collect-outcomes.ts";
import { fitTable, type Outcome } from "./fit-table.ts";
import { fitShop, readCalibration, writeCalibration } from "./shop-calibration.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "saunter-calibrate-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Receipts of which the share `worth(p)` is exact. */
function drawOutcomes(count: number, worth: (probability: number) => number): Outcome[] {
  const random = createRandom(5);
  return Array.from({ length: count }, () => {
    const probability = random.uniform(0.4, 1);
    return { probability, exact: random.chance(worth(probability)) };
  });
}

describe("the fitted table", () => {
  it("rises, and is worth what came true", () => {
    const { inputs, values, counts } = fitTable(
      drawOutcomes(4000, (p) => p * p),
      40,
    );
    expect(inputs).toEqual([...inputs].sort((a, b) => a - b));
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4000);
    for (const [at, input] of inputs.entries()) {
      expect(Math.abs(values[at]! - input * input)).toBeLessThan(0.12);
    }
  });
});

describe("a shop's own calibration", () => {
  it("is the engine's where the shop has none", () => {
    const calibrate = readCalibration(folder);
    for (const p of [0.1, 0.7, 0.99]) expect(calibrate(p)).toBe(calibrateExact(p));
  });

  it("moves to what reviews have shown, and is read again", () => {
    writeCalibration(folder, fitShop(drawOutcomes(3000, () => 0.6)));
    const calibrate = readCalibration(folder);
    expect(calibrate(0.95)).toBeLessThan(0.75);
    expect(calibrate(0.95)).toBeGreaterThan(0.5);
  });

  it("is not swung by a few labels", () => {
    writeCalibration(folder, fitShop(drawOutcomes(5, () => 0)));
    expect(readCalibration(folder)(0.999)).toBeGreaterThan(0.8);
  });

  it("says what to do about a file that is no table", () => {
    for (const text of [
      "{}",
      '{"inputs":[0.5,0.2],"values":[0.1,0.2]}',
      '{"inputs":[],"values":[]}',
    ]) {
      writeFileSync(join(folder, "calibration.json"), text);
      expect(() => readCalibration(folder)).toThrow(/no table of probabilities; remove it/);
    }
  });
});

const UNSURE = { needsReview: true, reasons: ["not sure"], probabilityExact: 0.6 };
const NOTHING = { kind: "nothing" } as const;

/** What is known of the only receipt: right, wrong, or null where nobody knows. */
function judgeOnly(test: TestShop): boolean | null {
  const { outcomes, unknownCount } = collectOutcomes(test.store, test.clock.nowMs);
  expect(outcomes.length + unknownCount).toBe(1);
  return outcomes[0]?.exact ?? null;
}

/** One uncertain pick of an "01" of Ann's, with an age-restricted "05" that it may have been. */
async function takeUncertainly(test: TestShop): Promise<string> {
  const { visitId } = await admit(test, CARD, ["ann"]);
  await applyOutputs(test, tell(makeUncertain(makePick("1", "ann"), { barcode: "05" })));
  await shopFor(test, "ann", { "01": 1 }, UNSURE);
  return visitId;
}

async function expectBalanced(test: TestShop): Promise<void> {
  await settle(test);
  expect(audit(test)).toEqual([]);
}

describe("a reviewed receipt", () => {
  const choose = (test: TestShop, gtin: string) => {
    const { subject } = readReview(test, "run.1");
    if (subject.kind !== "interaction") throw new Error("no interaction");
    const all = [subject.evidence, ...subject.evidence.candidates];
    const candidate = all.find((one) => one.gtin === gtin)!;
    return decide(test, "run.1", { kind: "candidate", candidate });
  };

  it("was right where the reviewer confirms the engine", async () => {
    const test = openTestShop();
    await takeUncertainly(test);
    await choose(test, "01");
    expect(judgeOnly(test)).toBe(true);
    await expectBalanced(test);
  });

  it("was wrong where the reviewer contradicts it", async () => {
    const test = openTestShop();
    await takeUncertainly(test);
    await decide(test, "run.1", NOTHING);
    expect(judgeOnly(test)).toBe(false);
    await expectBalanced(test);
  });

  it("tells nothing where what the reviewer saw is not charged for the shopper's age", async () => {
    const test = openTestShop();
    const visitId = await takeUncertainly(test);
    await choose(test, "05");
    expect(readLines(test, visitId)).toEqual({});
    expect(judgeOnly(test)).toBeNull();
    await expectBalanced(test);
  });

  it("was right or wrong by what was seen in a gap", async () => {
    for (const [choice, exact] of [
      [NOTHING, true],
      [{ kind: "add", gtin: "03", quantity: 1 }, false],
      [{ kind: "refuse" }, null],
    ] as const) {
      const test = openTestShop();
      const { visitId } = await admit(test, CARD, ["ann"]);
      await shopFor(test, "ann", { "01": 1 }, UNSURE);
      const [reviewId] = listReviews(test, visitId);
      await decide(test, reviewId!, choice);
      expect([choice, judgeOnly(test)]).toEqual([choice, exact]);
      await expectBalanced(test);
    }
  });

  it("tells nothing of an empty cart that a reviewer would not vouch for", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await shopFor(test, "ann", {}, UNSURE);
    const [reviewId] = listReviews(test, visitId);
    await decide(test, reviewId!, { kind: "refuse" });
    pass(test, 2 * DAY_MS);
    expect(judgeOnly(test)).toBeNull();
    await expectBalanced(test);
  });

  it("tells nothing where nobody has decided in time", async () => {
    const test = openTestShop();
    const visitId = await takeUncertainly(test);
    await passAndTick(test, HOUR_MS);
    pass(test, 2 * DAY_MS);
    expect(readReceipt(test, visitId).status).toBe("final");
    expect(judgeOnly(test)).toBeNull();
    await expectBalanced(test);
  });
});

describe("a receipt whose lines nobody has reviewed", () => {
  const ageReview = async (kind: "grant" | "refuse"): Promise<TestShop> => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await shopFor(test, "ann", { "03": 1, "05": 1 });
    await decide(test, `${visitId}:age`, { kind });
    expect(readLines(test, visitId)).toEqual(kind === "grant" ? { "03": 1, "05": 1 } : { "03": 1 });
    return test;
  };

  it("tells nothing where an age was refused, though the engine's line was right", async () => {
    const test = await ageReview("refuse");
    pass(test, 2 * DAY_MS);
    expect(judgeOnly(test)).toBeNull();
    await expectBalanced(test);
  });

  it("where an age was granted was right as soon as the shopper has let it stand", async () => {
    const test = await ageReview("grant");
    expect(judgeOnly(test)).toBeNull();
    pass(test, DAY_MS);
    expect(judgeOnly(test)).toBe(true);
    await expectBalanced(test);
  });

  it("tells nothing where it is not known whose cart it is", async () => {
    for (const [kind, exact] of [
      ["grant", true],
      ["refuse", null],
    ] as const) {
      const test = openTestShop();
      const { visitId } = await admit(test, CARD, ["ann"]);
      await transact(test, (tx) =>
        decideInto(tx, "visit", visitId, decideVisit, {
          type: "FlagVisit",
          flag: "party-larger",
          detail: "three came in",
        }),
      );
      await shopFor(test, "ann", { "03": 1 });
      await decide(test, `${visitId}:party-larger`, { kind });
      pass(test, 2 * DAY_MS);
      expect([kind, judgeOnly(test)]).toEqual([kind, exact]);
      await expectBalanced(test);
    }
  });

  it("tells nothing where a line had no price", async () => {
    const test = openTestShop();
    await visitFor(test, CARD, { "03": 1, unknown: 2 });
    pass(test, 2 * DAY_MS);
    expect(judgeOnly(test)).toBeNull();
    await expectBalanced(test);
  });

  it("was wrong where a dispute is granted, and is not known while one is open", async () => {
    const test = openTestShop();
    const visitId = await visitFor(test, CARD, { "03": 1 });
    await settle(test);
    const request = { disputeId: "c1", kind: "missing", lineId: null, gtin: "06" } as const;
    await transact(test, (tx) =>
      disputeLine(tx, test.shop, visitId, { ...request, claimedQuantity: 1 }),
    );
    pass(test, 2 * DAY_MS);
    expect(judgeOnly(test)).toBeNull();
    await decide(test, "contest:c1", { kind: "grant" });
    expect(judgeOnly(test)).toBe(false);
    await expectBalanced(test);
  });
});
