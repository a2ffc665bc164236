import { describe, expect, it } from "vitest";
import { createMissingRows, MISSING_MS_FIRST, MISSING_MS_MAX } from "./missing-rows.ts";

/** A chain of one shard, whose clock and stream are set by hand. */
function makeChain() {
  const asked: [string, number][] = [];
  const chain = { nowMs: 0, reach: { taken: 0, end: 0 }, isSilent: false };
  const missing = createMissingRows({
    ask: async (shopId, after) => {
      if (chain.isSilent) throw new Error("no answer");
      asked.push([shopId, after]);
    },
    nowMs: () => chain.nowMs,
    reaches: () => [chain.reach],
  });
  return { chain, asked, note: missing.note };
}

describe("rows that are missing", () => {
  it("are asked for where they have not come for a while", async () => {
    const { chain, asked, note } = makeChain();
    await note("north", 7);
    chain.nowMs += MISSING_MS_FIRST - 1;
    await note("north", 7);
    expect(asked).toEqual([]);
    chain.nowMs += 1;
    await note("north", 7);
    expect(asked).toEqual([["north", 7]]);
  });

  it("are not asked for where they come in another order", async () => {
    const { chain, asked, note } = makeChain();
    for (let after = 0; after < 50; after++) {
      await note("north", after);
      chain.nowMs += MISSING_MS_FIRST;
    }
    expect(asked).toEqual([]);
  });

  it("are waited for while what was at the hub has not been taken, however long that is", async () => {
    const { chain, asked, note } = makeChain();
    chain.reach = { taken: 10, end: 1000 };
    await note("north", 7);
    chain.nowMs += MISSING_MS_MAX;
    chain.reach = { taken: 999, end: 2000 };
    await note("north", 7);
    expect(asked).toEqual([]);
    chain.reach = { taken: 1000, end: 3000 };
    await note("north", 7);
    expect(asked).toHaveLength(1);
    // Those that the shop sends again come after what was there when it was asked.
    chain.nowMs += MISSING_MS_MAX;
    chain.reach = { taken: 2999, end: 4000 };
    await note("north", 7);
    expect(asked).toHaveLength(1);
    chain.reach = { taken: 3000, end: 4000 };
    await note("north", 7);
    expect(asked).toHaveLength(2);
  });

  it("are asked for ever more seldom", async () => {
    const { chain, asked, note } = makeChain();
    const times: number[] = [];
    for (; chain.nowMs < 4 * MISSING_MS_MAX; chain.nowMs += 1000) {
      await note("north", 7);
      if (asked.length > times.length) times.push(chain.nowMs);
    }
    const waits = times.map((time, at) => time - (times[at - 1] ?? 0));
    expect(waits.slice(0, 4)).toEqual([1, 2, 4, 8].map((times) => times * MISSING_MS_FIRST));
    expect(waits.at(-1)).toBe(MISSING_MS_MAX);
  });

  it("of one shop do not wait for another's, and are asked for again after no answer", async () => {
    const { chain, asked, note } = makeChain();
    await note("north", 7);
    chain.nowMs += MISSING_MS_FIRST;
    await note("south", 7);
    chain.isSilent = true;
    await expect(note("north", 7)).rejects.toThrow("no answer");
    chain.isSilent = false;
    chain.nowMs += 2 * MISSING_MS_FIRST;
    await note("north", 7);
    await note("south", 7);
    expect(asked).toEqual([
      ["north", 7],
      ["south", 7],
    ]);
  });
});
