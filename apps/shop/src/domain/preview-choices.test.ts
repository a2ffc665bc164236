/** What a receipt becomes by a choice is what is charged once it is decided. */
import type { ReviewChoice } from "@saunter/commerce/review/events";
import { describe, expect, it } from "vitest";
import { previewChoices } from "./preview-choices.ts";
import {
  admit,
  applyOutputs,
  CARD,
  decide,
  makePick,
  makeUncertain,
  openTestShop,
  readLines,
  readReceipt,
  readReview,
  readTotal,
  shopFor,
  type TestShop,
  tell,
} from "./shop-fixture.ts";

const UNSURE = { needsReview: true, reasons: ["not sure"], probabilityExact: 0.6 };
const FAULTY = { ...UNSURE, faults: ["a plate was dead"] };
const NOTHING = { kind: "nothing" } as const;

function preview(test: TestShop, reviewId: string, choice: ReviewChoice) {
  const { db, read } = test.store;
  const reader = { db, read, atMs: test.shop.nowMs() };
  return previewChoices(reader, test.shop, readReview(test, reviewId), [choice])[0]!;
}

describe("the preview of a choice", () => {
  it("of an interaction is what each account charges", async () => {
    const choices: ReviewChoice[] = [];
    for (const at of [0, 1, 2]) {
      const test = openTestShop();
      const { visitId } = await admit(test, CARD, ["ann"]);
      const uncertain = makeUncertain(makePick("1", "ann"), { barcode: "03" });
      await applyOutputs(test, tell(uncertain));
      await shopFor(test, "ann", { "01": 1, "06": 1 }, UNSURE);
      const { subject } = readReview(test, "run.1");
      if (subject.kind !== "interaction") throw new Error("no interaction");
      const candidates = subject.evidence.candidates;
      choices.splice(
        0,
        3,
        NOTHING,
        ...candidates.map((candidate) => ({ kind: "candidate", candidate }) as const),
      );
      const before = readLines(test, visitId);
      const { changes, totalMinor } = preview(test, "run.1", choices[at]!)!;
      await decide(test, "run.1", choices[at]!);
      const lines = readLines(test, visitId);
      expect(readReceipt(test, visitId).status).toBe("final");
      expect(totalMinor).toBe(readTotal(test, visitId));
      const changed = changes.map(({ after, gtin }) => [gtin, after] as const);
      const after = Object.entries({ ...before, ...Object.fromEntries(changed) });
      expect(Object.fromEntries(after.filter(([, quantity]) => quantity > 0))).toEqual(lines);
    }
  });

  it("is the same after the decision: a second reviewer can't tell that there was one", async () => {
    const test = openTestShop();
    await admit(test, CARD, ["ann"]);
    await applyOutputs(test, tell(makeUncertain(makePick("1", "ann"), { barcode: "03" })));
    await shopFor(test, "ann", { "01": 1, "06": 1 }, UNSURE);
    const before = preview(test, "run.1", NOTHING);
    await decide(test, "run.1", NOTHING);
    expect(preview(test, "run.1", NOTHING)).toEqual(before);
  });

  it("of a gap leaves other open reviews out, an age check too", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await applyOutputs(test, tell(makeUncertain(makePick("1", "ann"), { barcode: "03" })));
    await shopFor(test, "ann", { "01": 1, "05": 1 }, FAULTY);
    const gap = `${visitId}:gap:ann`;
    expect(preview(test, gap, NOTHING)!.changes).toEqual([]);
    const removed = preview(test, gap, { kind: "remove", gtin: "01", quantity: 1 })!;
    expect(removed.changes).toEqual([{ gtin: "01", before: 1, after: 0 }]);
    expect(preview(test, gap, { kind: "refuse" })).toMatchObject({ totalMinor: 0 });
  });
});
