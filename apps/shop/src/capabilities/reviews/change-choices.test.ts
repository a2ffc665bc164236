import { isDeepStrictEqual } from "node:util";
import type { AskedChange, Interaction } from "@saunter/engine/receipt-types";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { previewChoices } from "../../domain/preview-choices.ts";
import {
  admit,
  applyOutputs,
  CARD,
  decide,
  makePick,
  openTestShop,
  readLines,
  readReview,
  readTotal,
  shopFor,
  type TestShop,
  tell,
} from "../../domain/shop-fixture.ts";
import type { LiveGoods } from "../../goods/live-goods.ts";
import { listOfChange } from "./change-choices.ts";
import type { KnownReview } from "./review-view.ts";

const NO_GOODS = { current: () => ({ model: { facings: [], products: new Map() } }) };
/** Sums of probabilities are off by this. */
const ROUNDED = 1e-9;
const UNSURE = { needsReview: true, reasons: ["not sure"], probabilityExact: 0.6 };

type Alternative = AskedChange["alternatives"][number];
type Account = Pick<Alternative, "barcode" | "quantity" | "probability"> & Partial<Alternative>;

type Receipt = Readonly<Record<string, number>>;

interface Asked {
  /** What the engine told of it, and the receipt has; null: nothing. */
  readonly told: Partial<Interaction> | null;
  readonly kind?: "pick" | "putback";
  readonly lines: Receipt;
  readonly accounts: readonly Account[];
}

/** Without lines of no units. */
const drop = (receipt: Receipt): Receipt =>
  Object.fromEntries(Object.entries(receipt).filter(([, quantity]) => quantity > 0));

/** A receipt with what was moved, or, by a negative sign, as if it had not been. */
function turn(
  receipt: Receipt,
  moved: Pick<Account, "barcode" | "kind" | "quantity"> | null,
  sign: 1 | -1,
): Receipt {
  const counts = { ...receipt };
  if (moved !== null) {
    const units = moved.kind === "putback" ? -moved.quantity : moved.quantity;
    counts[moved.barcode] = (counts[moved.barcode] ?? 0) + sign * units;
  }
  return counts;
}

/** A review of one change of Ann's: its choices, and what each makes of the receipt. */
async function ask(test: TestShop, { accounts, kind = "pick", lines, told }: Asked) {
  const { visitId } = await admit(test, CARD, ["ann"]);
  const pick = makePick("9", "ann", { kind, ...told });
  if (told !== null) await applyOutputs(test, tell(pick));
  const change: AskedChange = {
    ...pick,
    barcode: null,
    reason: "the cells may be wired to the wrong place",
    alternatives: accounts.map((one) => ({ kind, targetId: "ann", giverId: null, ...one })),
  } as AskedChange;
  await shopFor(test, "ann", lines, { ...UNSURE, unclear: [change] });
  const { subject, ...review } = readReview(test, `${visitId}:gap:ann:run.9`);
  if (subject.kind !== "gap") throw new Error("no gap");
  const choices = listOfChange(test.shop, NO_GOODS as unknown as LiveGoods, visitId, subject);
  const { db, read } = test.store;
  const chosen = choices.map(({ choice }) => choice);
  const reader = { db, read, atMs: test.shop.nowMs() };
  const receipts = previewChoices(reader, test.shop, { ...review, subject } as KnownReview, chosen);
  return { choices, receipts, lines: readLines(test, visitId), visitId };
}

async function listFor(test: TestShop, accounts: readonly Account[]) {
  const { choices } = await ask(test, { told: {}, lines: { "01": 1 }, accounts });
  return choices.map(({ choice, probability }) => ({ ...choice, probability }));
}

describe("choices of a change that is charged", () => {
  it("begin with leaving the receipt as it is, if the engine believes what it charges", async () => {
    const choices = await listFor(openTestShop(), [
      { barcode: "01", quantity: 1, probability: 0.99 },
    ]);
    expect(choices).toEqual([
      { kind: "nothing", probability: 0.99 },
      { kind: "remove", gtin: "01", quantity: 1, probability: null },
    ]);
  });

  it("add units that another account has more of, and replace one product with another", async () => {
    const choices = await listFor(openTestShop(), [
      { barcode: "01", quantity: 1, probability: 0.65 },
      { barcode: "01", quantity: 3, probability: 0.2 },
      { barcode: "02", quantity: 1, probability: 0.1 },
    ]);
    expect(choices).toEqual([
      { kind: "nothing", probability: 0.65 },
      { kind: "add", gtin: "01", quantity: 2, probability: 0.2 },
      {
        ...{ kind: "replace", gtin: "01", quantity: 1, probability: 0.1 },
        instead: { gtin: "02", quantity: 1 },
      },
      { kind: "remove", gtin: "01", quantity: 1, probability: null },
    ]);
  });

  it("leave a put-back as it is that the receipt has already", async () => {
    const { choices } = await ask(openTestShop(), {
      ...{ told: {}, kind: "putback", lines: { "01": 1 } },
      accounts: [{ barcode: "01", quantity: 1, probability: 0.9 }],
    });
    expect(choices).toEqual([
      { choice: { kind: "nothing" }, probability: 0.9 },
      { choice: { kind: "add", gtin: "01", quantity: 1 }, probability: null },
    ]);
  });
});

describe("the receipt that a choice makes", () => {
  const replaced: Asked = {
    ...{ told: {}, lines: { "01": 1, "03": 2 } },
    accounts: [
      { barcode: "02", quantity: 1, probability: 0.7 },
      { barcode: "01", quantity: 1, probability: 0.3 },
    ],
  };

  it("has the lines that change, and the total that is charged once it is decided", async () => {
    const test = openTestShop();
    const { choices, receipts, visitId } = await ask(test, replaced);
    expect(choices[0]!.choice.kind).toBe("replace");
    expect(receipts[0]!.changes).toEqual([
      { gtin: "01", before: 1, after: 0 },
      { gtin: "02", before: 0, after: 1 },
    ]);
    expect(receipts[1]).toEqual({ totalMinor: readTotal(test, visitId), changes: [] });
    await decide(test, `${visitId}:gap:ann:run.9`, choices[0]!.choice);
    expect(readLines(test, visitId)).toEqual({ "02": 1, "03": 2 });
    expect(readTotal(test, visitId)).toBe(receipts[0]!.totalMinor);
  });

  it("is never less likely by the most likely choice than as it is", async () => {
    const gtin = fc.constantFrom("01", "02", "03");
    const move = fc.record({
      kind: fc.constantFrom("pick" as const, "putback" as const),
      barcode: gtin,
      quantity: fc.integer({ min: 1, max: 3 }),
    });
    const possible = fc.record({
      told: fc.option(move),
      moves: fc.uniqueArray(fc.tuple(move, fc.integer({ min: 1, max: 100 })), {
        maxLength: 5,
        selector: ([one]) => JSON.stringify(one),
      }),
      rest: fc.integer({ min: 0, max: 150 }),
      lines: fc.dictionary(gtin, fc.integer({ min: 1, max: 3 })),
    });
    const property = fc.asyncProperty(possible, async ({ lines, moves, rest, told }) => {
      const test = openTestShop();
      const all = moves.reduce((sum, [, share]) => sum + share, rest) || 1;
      const accounts = moves.map(([one, share]) => ({ ...one, probability: share / all }));
      const charged = told?.kind === "pick" ? { [told.barcode]: told.quantity } : {};
      const asked = await ask(test, {
        ...{ told, accounts, lines: { ...lines, ...charged } },
        ...(told === null ? {} : { kind: told.kind }),
      });
      const likelihoodOf = (receipt: Receipt): number => {
        const isSo = (truth: (typeof accounts)[number] | null) =>
          isDeepStrictEqual(drop(turn(turn(asked.lines, truth, 1), told, -1)), drop(receipt));
        const known = accounts.filter(isSo).reduce((sum, one) => sum + one.probability, 0);
        return known + (isSo(null) ? rest / all : 0);
      };
      const { changes } = asked.receipts[0]!;
      const changed = Object.fromEntries(changes.map(({ after, gtin: code }) => [code, after]));
      const after = likelihoodOf({ ...asked.lines, ...changed });
      expect(after).toBeGreaterThanOrEqual(likelihoodOf(asked.lines) - ROUNDED);
      await test.close();
    });
    await fc.assert(property, { numRuns: 60 });
  });
});
