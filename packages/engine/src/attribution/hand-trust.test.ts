import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { DEFAULT_HAND_IMAGES } from "../parameters/hand-images.ts";
import { createHandTrust, discount, learnHandTrust } from "./hand-trust.ts";

describe("trust in images of hands", () => {
  it("grows where they tell what is known, and then most of what they say counts", () => {
    const trust = createHandTrust(DEFAULT_HAND_IMAGES);
    expect(discount(trust, 3)).toBeLessThan(2);
    for (let pick = 0; pick < 10; pick++) learnHandTrust(trust, 1.5, 1);
    expect(discount(trust, 3)).toBeGreaterThan(2.8);
  });

  it("is soon gone where they always say the same, or anything, and comes back", () => {
    const random = createRandom(1);
    const trust = createHandTrust(DEFAULT_HAND_IMAGES);
    // One of fifty is named, and each is right as often: ratios whose mean is 1.
    for (let pick = 0; pick < 60; pick++)
      learnHandTrust(trust, random.chance(1 / 50) ? Math.log(25) : Math.log(25 / 49), 1);
    expect(trust.usefulShare).toBeLessThan(0.05);
    for (const logRatio of [-3, 3]) expect(Math.abs(discount(trust, logRatio))).toBeLessThan(0.7);
    for (let pick = 0; pick < 10; pick++) learnHandTrust(trust, 2, 1);
    expect(trust.usefulShare).toBeGreaterThan(0.9);
  });

  it("is as it was where they say nothing", () => {
    const trust = createHandTrust(DEFAULT_HAND_IMAGES);
    const before = trust.usefulShare;
    learnHandTrust(trust, 0, 1);
    expect(trust.usefulShare).toBe(before);
    expect(discount(trust, 0)).toBe(0);
  });
});
