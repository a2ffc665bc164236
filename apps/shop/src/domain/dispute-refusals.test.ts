/** What shoppers and reviewers are told whose dispute or decision is refused. */
import { describe, expect, it } from "vitest";
import { type DisputeRequest, disputeLine, resolveDispute } from "./dispute-service.ts";
import { decideOnReview } from "./review-service.ts";
import { RefusedError } from "./shop-context.ts";
import {
  admit,
  CARD,
  leave,
  openTestShop,
  pass,
  payCard,
  type TestShop,
  transact,
  visitFor,
} from "./shop-fixture.ts";

const WRONG: DisputeRequest = {
  disputeId: "c1",
  kind: "wrong-item",
  lineId: "03",
  gtin: null,
  claimedQuantity: 0,
};

const dispute = (test: TestShop, visitId: string, more: Partial<DisputeRequest> = {}) =>
  transact(test, (tx) => disputeLine(tx, test.shop, visitId, { ...WRONG, ...more }));

async function tell(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof RefusedError) return error.message;
  throw error ?? new Error("It was not refused.");
}

describe("whoever disputes is told", () => {
  it("that there is no receipt yet, or a draft alone", async () => {
    const test = openTestShop();
    expect(await tell(dispute(test, "nowhere"))).toBe("there is no such receipt");
    const { visitId } = await admit(test, CARD, ["ann"]);
    await leave(test, "ann");
    expect(await tell(dispute(test, visitId))).toBe("the receipt is still a draft");
  });

  it("that the shop does not have what they name", async () => {
    const test = openTestShop();
    const visitId = await visitFor(test, CARD, { "03": 1 });
    const unknown = "the shop has no such product";
    const missing = { kind: "missing", lineId: null, claimedQuantity: 1 } as const;
    expect(await tell(dispute(test, visitId, { ...missing, gtin: "99" }))).toBe(unknown);
    const instead = { gtin: "99", claimedQuantity: 1 };
    expect(await tell(dispute(test, visitId, instead))).toBe(unknown);
  });

  it("that the id is another dispute's", async () => {
    const test = openTestShop();
    const visitId = await visitFor(test, CARD, { "03": 1 });
    pass(test, 60_000);
    const other = await visitFor(test, payCard("pm_sim_ok-2"), { "03": 1 });
    await dispute(test, visitId);
    expect(await tell(dispute(test, other))).toBe("another receipt was disputed with this id");
  });

  it("that a dispute is not there", async () => {
    const test = openTestShop();
    const visitId = await visitFor(test, CARD, { "03": 1 });
    const resolve = transact(test, (tx) =>
      resolveDispute(tx, test.shop, visitId, "nothing", true, "reviewer"),
    );
    expect(await tell(resolve)).toBe("there is no such dispute");
  });
});

describe("a reviewer is told", () => {
  it("that the shop does not have what they name", async () => {
    const test = openTestShop({ receipts: { autoRefundMaxMinor: 0 } });
    const visitId = await visitFor(test, CARD, { "03": 1 });
    await dispute(test, visitId);
    const decided = transact(test, (tx) =>
      decideOnReview(tx, test.shop, "contest:c1", "ann", { kind: "add", gtin: "99", quantity: 1 }),
    );
    expect(await tell(decided)).toBe("the shop has no such product");
  });
});
