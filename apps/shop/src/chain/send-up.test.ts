import type { UpRow } from "@saunter/protocol/chain/up-row";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterEach, describe, expect, it } from "vitest";
import { appendPicks, openTestStore } from "../store/store-fixture.ts";
import { RETRY_MS_FIRST, SENT_AT_ONCE_MAX } from "./chain-limits.ts";
import { CHAIN_SCHEMA, createUpSender } from "./send-up.ts";

const folders = createScratchFolders();
afterEach(folders.remove);

function openShop(folder = folders.make(), there = new Map<string, UpRow>()) {
  const store = openTestStore(folder, { schema: CHAIN_SCHEMA });
  const state = { nowMs: 0, refuses: (_row: UpRow): boolean => false };
  const sender = createUpSender({
    store,
    line: {
      sendRow: async (row, messageId) => {
        if (state.refuses(row)) throw new Error("the hub is away");
        // The hub drops a message whose id it has seen.
        if (!there.has(messageId)) there.set(messageId, row);
      },
    },
    shopId: "north",
    nowMs: () => state.nowMs,
    random: () => 0,
  });
  const positions = (): number[] => [...there.values()].map(({ position }) => position);
  return { folder, store, sender, state, there, positions };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

describe("the journal on its way to the chain", () => {
  it("goes whole, in its order, and once", async () => {
    const { store, sender, positions } = openShop();
    const count = 2 * SENT_AT_ONCE_MAX + 1;
    await appendPicks(store, count);
    expect(sender.report()).toEqual({ sent: 0, waiting: count, fault: null, failingSinceMs: null });
    await sender.sendDue();
    expect(positions()).toEqual(upTo(count));
    await sender.sendDue();
    expect(positions()).toHaveLength(count);
    expect(sender.report()).toEqual({ sent: count, waiting: 0, fault: null, failingSinceMs: null });
    await store.close();
  });

  it("waits where the hub is away, and goes on from the first that is not there", async () => {
    const { store, sender, state, positions } = openShop();
    await appendPicks(store, 9);
    state.refuses = ({ position }) => position === 4;
    await sender.sendDue();
    expect(sender.report()).toEqual({
      ...{ sent: 3, waiting: 6, fault: "the hub is away", failingSinceMs: 0 },
    });
    state.refuses = () => false;
    await sender.sendDue();
    expect(positions()).not.toContain(4);
    state.nowMs = RETRY_MS_FIRST;
    await sender.sendDue();
    expect(positions().toSorted((a, b) => a - b)).toEqual(upTo(9));
    expect(sender.report()).toMatchObject({ fault: null, failingSinceMs: null });
    await store.close();
  });

  it("waits twice as long after each failure", async () => {
    const { store, sender, state } = openShop();
    await appendPicks(store, 1);
    const tries: number[] = [];
    state.refuses = () => {
      tries.push(state.nowMs);
      return true;
    };
    for (; state.nowMs <= 7 * RETRY_MS_FIRST; state.nowMs += 50) await sender.sendDue();
    expect(tries).toEqual([0, 1, 3, 7].map((times) => times * RETRY_MS_FIRST));
    await store.close();
  });

  it("goes again where the chain asks for it, though the hub knows it", async () => {
    const { store, sender, there, positions } = openShop();
    await appendPicks(store, 4);
    await sender.sendDue();
    await sender.sendAgain(2, "request-1");
    expect(sender.report()).toMatchObject({ sent: 2, waiting: 2, fault: null });
    await appendPicks(store, 1);
    await sender.sendDue();
    expect(positions()).toEqual([1, 2, 3, 4, 3, 4, 5]);
    expect([...there.keys()].filter((id) => id.endsWith("/request-1"))).toHaveLength(2);
    await sender.sendAgain(9, "request-2");
    expect(sender.report().sent).toBe(5);
    await store.close();
  });

  it("goes again once, however often the chain asks while it goes; and from further back where that is asked", async () => {
    const { store, sender, positions } = openShop();
    await appendPicks(store, 4);
    await sender.sendDue();
    await sender.sendAgain(1, "request-1");
    await sender.sendAgain(1, "request-2");
    await sender.sendAgain(2, "request-3");
    await sender.sendDue();
    expect(positions()).toEqual([1, 2, 3, 4, 2, 3, 4]);
    await sender.sendAgain(3, "request-4");
    await sender.sendAgain(1, "request-5");
    await sender.sendDue();
    expect(positions().slice(7)).toEqual([2, 3, 4]);
    await store.close();
  });

  it("sends a new event at the position of one that a restored backup has lost", async () => {
    const lost = openShop();
    await appendPicks(lost.store, 2);
    await lost.sender.sendDue();
    await lost.store.close();
    const { store, sender, there } = openShop(folders.make(), lost.there);
    await appendPicks(store, 1);
    await store.transact((tx) =>
      tx.append("shopper", "ann", [
        { type: "CartTold", shopperId: "ann", lines: [], probability: 1 },
      ]),
    );
    await sender.sendDue();
    const streams = [...there.values()].filter(({ position }) => position === 2);
    expect(streams.map(({ stream }) => stream)).toEqual(["shopper-1", "shopper-ann"]);
    await store.close();
  });

  it("goes on after a start where it was", async () => {
    const before = openShop();
    await appendPicks(before.store, 3);
    await before.sender.sendDue();
    await before.store.close();
    const { store, sender, positions } = openShop(before.folder);
    await appendPicks(store, 2);
    await sender.sendDue();
    expect(positions()).toEqual([4, 5]);
    await store.close();
  });
});
