import { describe, expect, it } from "vitest";
import { DEFAULT_SMART_CART } from "../parameters/smart-cart.ts";
import { decideCheck } from "./decide-check.ts";

const STAKES = { missing: 500, tooMuch: 500, glance: 20 };

function decide(probabilityMissing: number, probabilityTooMuch = 0, stakes = STAKES) {
  const probabilityExact = 1 - Math.max(probabilityMissing, probabilityTooMuch);
  const certainty = { probabilityExact, probabilityMissing, probabilityTooMuch };
  return decideCheck(certainty, stakes, DEFAULT_SMART_CART);
}

describe("a check of a cart", () => {
  it("is the heavier the likelier something is missing", () => {
    expect([0, 0.02, 0.08, 0.5].map((missing) => decide(missing))).toEqual([
      "none",
      "none",
      "glance",
      "weigh",
    ]);
  });

  it("is a glance rather than an accusation while the bill is as likely right", () => {
    const { accusedCostGlances } = DEFAULT_SMART_CART;
    expect(accusedCostGlances).toBeGreaterThan(1);
    expect(decide(0.3)).toBe("glance");
    expect(decide(0.3, 0, { ...STAKES, missing: 5000 })).toBe("weigh");
  });

  it("comes later where the shopper pays too much, and as soon where that is said to harm as much", () => {
    expect([0.08, 0.3, 0.5].map((tooMuch) => decide(0, tooMuch))).toEqual([
      "none",
      "glance",
      "glance",
    ]);
    const certainty = { probabilityExact: 0.96, probabilityMissing: 0, probabilityTooMuch: 0.04 };
    const check = (tooMuchHarm: number) =>
      decideCheck(certainty, STAKES, { ...DEFAULT_SMART_CART, tooMuchHarm });
    expect([1, 2].map(check)).toEqual(["none", "glance"]);
  });

  it("is left out where little is at stake", () => {
    expect(decide(0.5, 0, { ...STAKES, missing: 20 })).toBe("none");
  });
});
