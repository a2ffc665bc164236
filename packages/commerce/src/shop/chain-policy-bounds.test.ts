import { describe, expect, it } from "vitest";
import { findPolicyFault } from "./chain-policy-bounds.ts";

describe("policies of a chain", () => {
  it.each([
    [{ autoRefundMax: "999999" }, "autoRefundMax is at most 100, and this is 999999"],
    [{ autoRefundMax: "100.01" }, "autoRefundMax is at most 100, and this is 100.01"],
    [{ clerkRefundsDayMax: 501 }, "clerkRefundsDayMax is at most 500, and this is 501"],
    [{ acceptProbability: 0.01 }, "acceptProbability is at least 0.5, and this is 0.01"],
    [{ withoutReview: { visitsMax: 21 } }, "withoutReview.visitsMax is at most 20, and this is 21"],
    [
      { withoutReview: { refundsSumMax: "501" } },
      "withoutReview.refundsSumMax is at most 500, and this is 501",
    ],
  ])("%j is out of bounds", (items, fault) => {
    expect(findPolicyFault("policies", items, 2)).toBe(fault);
  });

  it("are within bounds up to the bound, and in yen up to a hundred times as much", () => {
    const most = { autoRefundMax: "100", acceptProbability: 0.5, withoutReview: { visitsMax: 20 } };
    expect(findPolicyFault("policies", most, 2)).toBeNull();
    expect(findPolicyFault("policies", { autoRefundMax: "10000" }, 0)).toBeNull();
    expect(findPolicyFault("policies", { autoRefundMax: "10000" }, null)).toBeNull();
    expect(findPolicyFault("policies", { autoRefundMax: "10001" }, null)).not.toBeNull();
  });

  it("aren't passed by as parameters of the engine", () => {
    expect(findPolicyFault("engine", { belief: { acceptProbability: 0.2 } }, null)).toBe(
      "belief.acceptProbability is at least 0.5, and this is 0.2",
    );
    expect(findPolicyFault("engine", { belief: { acceptProbability: 0.9 } }, null)).toBeNull();
    expect(findPolicyFault("engine", { belief: 3 }, null)).toBeNull();
  });
});
