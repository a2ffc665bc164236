import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSlots } from "./slots.ts";

describe("slots", () => {
  it("are all used, never more, in order of asking, and are given back by what fails", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }),
        async (slotsMax, fails) => {
          const slots = createSlots(slotsMax);
          const begun: number[] = [];
          let atOnce = 0;
          let atOnceMost = 0;
          const ends = fails.map((isFailing, at) =>
            slots(async () => {
              begun.push(at);
              atOnceMost = Math.max(atOnceMost, ++atOnce);
              await new Promise((resolve) => void setImmediate(resolve));
              atOnce--;
              if (isFailing) throw new Error("no");
              return at;
            }),
          );
          const results = await Promise.allSettled(ends);
          expect(begun).toEqual(fails.map((_, at) => at));
          expect(atOnceMost).toBe(Math.min(slotsMax, fails.length));
          expect(results.map(({ status }) => status === "rejected")).toEqual(fails);
        },
      ),
    );
  });
});
