import { describe, expect, it } from "vitest";
import { killCart } from "./kill-cart-fixture.ts";

describe("a cart that is killed", () => {
  it("is as it was, to the gram, within 5 s", async () => {
    const { acts, faults, weighedMs } = await killCart(3, 1);
    expect(faults).toEqual([]);
    expect(acts).toBeGreaterThan(5);
    expect(weighedMs.length).toBe(4);
    expect(Math.min(...weighedMs)).toBeLessThan(5000);
  });
});
