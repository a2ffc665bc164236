import { describe, expect, it } from "vitest";
import type { Withdrawn } from "./hub-keys.ts";
import { onlyChanges } from "./hub-users.ts";

describe("whose credentials are withdrawn", () => {
  it("is told at first and when it changes, and again where it could not be told", async () => {
    const told: Withdrawn[] = [];
    const state: { withdrawn: Withdrawn; isAway: boolean } = { withdrawn: {}, isAway: false };
    const tell = onlyChanges(
      async () => state.withdrawn,
      async (withdrawn) => {
        if (state.isAway) throw new Error("the hub is away");
        told.push(withdrawn);
      },
    );
    await tell();
    expect(told).toEqual([]);
    state.withdrawn = { UA: 5 };
    state.isAway = true;
    await expect(tell()).rejects.toThrow("away");
    state.isAway = false;
    for (let times = 0; times < 2; times++) await tell();
    expect(told).toEqual([{ UA: 5 }]);
    state.withdrawn = { UA: 5, UB: 6 };
    await tell();
    expect(told).toEqual([{ UA: 5 }, { UA: 5, UB: 6 }]);
  });
});
