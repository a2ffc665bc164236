import { describe, expect, it } from "vitest";
import { closeDispute, failRefund, openDispute, refundByHand } from "./by-hand.ts";
import { createProvider, listBooks, takeWebhooks } from "./provider.ts";
import { describeHold, pluck, send } from "./provider-builders.ts";
import type { Provider, ProviderAnswer } from "./provider-types.ts";

/** A payment of 1000, taken. */
function take(provider: Provider, atMs = 0): string {
  const fields = describeHold({ capture_method: "automatic" });
  return String(send(provider, "/v1/payment_intents", fields, { atMs }).body.id);
}

const get = (provider: Provider, path: string, query: Record<string, string>): ProviderAnswer =>
  send(provider, path, query, { method: "GET" });

const types = (provider: Provider): string[] =>
  takeWebhooks(provider, provider.nowMs).map(({ type }) => type);

describe("a refund by hand", () => {
  it("is reported, listed and in the books, and says nothing of the shop", () => {
    const provider = createProvider();
    const id = take(provider);
    types(provider);
    expect(refundByHand(provider, id, 400).status).toBe(200);
    expect(types(provider)).toEqual(["refund.created", "charge.refunded"]);
    const ours = { payment_intent: id, amount: "100", "metadata[refund_id]": "r1" };
    expect(send(provider, "/v1/refunds", ours).status).toBe(200);
    expect(listBooks(provider)).toMatchObject([{ refundedMinor: 500, byHandMinor: 400 }]);
    const { data } = get(provider, "/v1/refunds", { payment_intent: id }).body;
    expect(data).toMatchObject([
      { amount: 100, metadata: { refund_id: "r1" } },
      { amount: 400, metadata: {} },
    ]);
    expect(refundByHand(provider, id, 501).status).toBe(400);
  });

  it("that fails afterwards was none", () => {
    const provider = createProvider();
    const id = take(provider);
    const refundId = String(refundByHand(provider, id, 400).body.id);
    types(provider);
    failRefund(provider, refundId);
    expect(types(provider)).toEqual(["refund.failed"]);
    expect(listBooks(provider)).toMatchObject([{ refundedMinor: 0, byHandMinor: 0 }]);
    expect(get(provider, "/v1/refunds", {}).body.data).toMatchObject([{ status: "failed" }]);
    expect(() => failRefund(provider, "re_sim_9")).toThrow(RangeError);
  });
});

describe("a dispute", () => {
  it("takes money back, stops refunds, and is reported and listed", () => {
    const provider = createProvider();
    const id = take(provider);
    refundByHand(provider, id, 100);
    types(provider);
    const disputeId = openDispute(provider, id, 900);
    expect(types(provider)).toEqual([
      "charge.dispute.created",
      "charge.dispute.funds_withdrawn",
      "charge.updated",
    ]);
    expect(listBooks(provider)).toMatchObject([{ refundedMinor: 100, disputedMinor: 900 }]);
    expect(pluck(refundByHand(provider, id, 1).body, "error.code")).toBe("charge_disputed");
    const expanded = get(provider, `/v1/payment_intents/${id}`, { "expand[0]": "latest_charge" });
    expect(pluck(expanded.body, "latest_charge.disputed")).toBe(true);
    const expected = { id: disputeId, amount: 900, status: "needs_response", payment_intent: id };
    const { data } = get(provider, "/v1/disputes", { payment_intent: id }).body;
    expect(data).toMatchObject([expected]);
  });

  it.each([
    ["won", 0, ["charge.dispute.closed", "charge.dispute.funds_reinstated"]],
    ["lost", 1000, ["charge.dispute.closed"]],
  ] as const)("that is %s leaves %i taken back, and is over", (status, disputedMinor, told) => {
    const provider = createProvider();
    const disputeId = openDispute(provider, take(provider), 1000);
    types(provider);
    closeDispute(provider, disputeId, status);
    expect(types(provider)).toEqual(told);
    expect(listBooks(provider)).toMatchObject([{ disputedMinor }]);
    expect(() => closeDispute(provider, disputeId, "won")).toThrow(RangeError);
  });

  it("of more than there is, of what is disputed, or of nothing taken is none", () => {
    const provider = createProvider();
    const id = take(provider);
    expect(() => openDispute(provider, id, 1001)).toThrow(RangeError);
    openDispute(provider, id, 10);
    expect(() => openDispute(provider, id, 10)).toThrow(RangeError);
    const held = send(provider, "/v1/payment_intents", describeHold()).body.id;
    expect(() => openDispute(provider, String(held), 1)).toThrow(RangeError);
    expect(() => openDispute(provider, "pi_sim_9", 1)).toThrow(RangeError);
  });
});

describe("a listing of refunds and disputes", () => {
  it("is of all payments, the newest first, page by page, within times", () => {
    const provider = createProvider();
    const ids = [0, 5000, 9000].map((atMs) => {
      const id = take(provider, atMs);
      refundByHand(provider, id, 10);
      openDispute(provider, id, 20);
      return id;
    });
    for (const path of ["/v1/refunds", "/v1/disputes"]) {
      const list = (query: Record<string, string>): ProviderAnswer => get(provider, path, query);
      const about = (query: Record<string, string>): unknown[] =>
        (list(query).body.data as { payment_intent: string }[]).map((one) => one.payment_intent);
      expect(about({})).toEqual(ids.toReversed());
      expect(about({ "created[gte]": "5", "created[lt]": "9" })).toEqual([ids[1]]);
      const first = list({ limit: "1" }).body;
      expect(first.has_more).toBe(true);
      const after = String(pluck(first, "data.0.id"));
      expect(about({ starting_after: after })).toEqual([ids[1], ids[0]]);
      expect(list({ starting_after: "nothing" }).status).toBe(400);
      expect(list({ "created[gte]": "then" }).status).toBe(400);
      expect(list({ payment_intent: "pi_sim_9" }).status).toBe(400);
    }
  });
});
