import type { AskedChange } from "@saunter/engine/receipt-types";
import { describe, expect, it } from "vitest";
import {
  admit,
  applyOutputs,
  CARD,
  makePick,
  openTestShop,
  readReview,
  shopFor,
  type TestShop,
  tell,
} from "../../domain/shop-fixture.ts";
import type { LiveGoods } from "../../goods/live-goods.ts";
import { listOfChange } from "./change-choices.ts";

const NO_GOODS = { current: () => ({ model: { facings: [], products: new Map() } }) };
const UNSURE = { needsReview: true, reasons: ["not sure"], probabilityExact: 0.6 };

type Account = Pick<AskedChange["alternatives"][number], "barcode" | "quantity" | "probability">;

/** The choices of a change for which one "01" is charged. */
async function listFor(test: TestShop, accounts: readonly Account[]) {
  const { visitId } = await admit(test, CARD, ["ann"]);
  const pick = makePick("9", "ann");
  await applyOutputs(test, tell(pick));
  const change: AskedChange = {
    ...pick,
    barcode: null,
    reason: "the cells may be wired to the wrong place",
    alternatives: accounts.map((one) => ({
      ...{ kind: "pick", targetId: "ann", giverId: null },
      ...one,
    })),
  } as AskedChange;
  await shopFor(test, "ann", { "01": 1 }, { ...UNSURE, unclear: [change] });
  const { subject } = readReview(test, `${visitId}:gap:ann:run.9`);
  if (subject.kind !== "gap") throw new Error("no gap");
  const goods = NO_GOODS as unknown as LiveGoods;
  return listOfChange(test.shop, goods, visitId, subject).map(({ choice, probability }) => ({
    ...choice,
    probability,
  }));
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

  it("add units that another account has more of, and never another product beside what is charged", async () => {
    const choices = await listFor(openTestShop(), [
      { barcode: "01", quantity: 1, probability: 0.7 },
      { barcode: "01", quantity: 3, probability: 0.2 },
      { barcode: "02", quantity: 1, probability: 0.05 },
    ]);
    expect(choices).toEqual([
      { kind: "nothing", probability: 0.7 },
      { kind: "add", gtin: "01", quantity: 2, probability: 0.2 },
      { kind: "remove", gtin: "01", quantity: 1, probability: null },
    ]);
  });
});
