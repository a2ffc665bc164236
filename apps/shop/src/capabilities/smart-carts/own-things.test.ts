import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isOwnTooMuch, OWN_G_MAX } from "./own-things.ts";

const weights = fc.integer({ min: 0, max: 100_000 });
const stakes = fc.record({
  dearMinorPerG: fc.integer({ min: 0, max: 1000 }).map((hundredths) => hundredths / 100),
  glance: fc.integer({ min: 1, max: 1000 }),
});

describe("things that are said to be the shopper's own", () => {
  it("are free without a look up to a weight, and up to a value, and no further", () => {
    const cheap = { dearMinorPerG: 0, glance: 25 };
    expect([isOwnTooMuch(OWN_G_MAX, cheap), isOwnTooMuch(OWN_G_MAX + 1, cheap)]).toEqual([
      ...[false, true],
    ]);
    fc.assert(
      fc.property(weights, stakes, (ownG, { dearMinorPerG, glance }) => {
        const isLooked = isOwnTooMuch(ownG, { dearMinorPerG, glance });
        // A glance is worth its price from about 250 times that on.
        const isBeyond = ownG > OWN_G_MAX || ownG * dearMinorPerG > 300 * glance;
        if (isBeyond) expect(isLooked).toBe(true);
        if (ownG <= OWN_G_MAX && ownG * dearMinorPerG <= 200 * glance) {
          expect(isLooked).toBe(false);
        }
      }),
    );
  });

  it("are looked at all the more the heavier they are and the dearer goods are", () => {
    fc.assert(
      fc.property(
        weights,
        weights,
        stakes,
        fc.double({ min: 1, max: 9, noNaN: true }),
        (a, b, of, times) => {
          if (!isOwnTooMuch(a, of)) return;
          expect(isOwnTooMuch(a + b, of)).toBe(true);
          expect(isOwnTooMuch(a, { ...of, dearMinorPerG: of.dearMinorPerG * times })).toBe(true);
        },
      ),
    );
  });
});
