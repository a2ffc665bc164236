import { describe, expect, it } from "vitest";
import { findAgreementInterval, PAIRS_MIN } from "./agreement-interval.ts";

describe("the interval of a share of agreements", () => {
  // Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3 (score, no continuity correction).
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("of %i of %i is as published", (agreed, pairs, low, high) => {
    const interval = findAgreementInterval(agreed, pairs)!;
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it("is none of too few pairs", () => {
    expect(findAgreementInterval(PAIRS_MIN - 1, PAIRS_MIN - 1)).toBeNull();
    expect(findAgreementInterval(PAIRS_MIN, PAIRS_MIN)).not.toBeNull();
  });
});
