import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterEach, describe, expect, it } from "vitest";
import { appendPicks, openTestStore } from "../store/store-fixture.ts";
import { createChainAnswers } from "./answer-chain.ts";
import { CHAIN_SCHEMA, createUpSender } from "./send-up.ts";

const folders = createScratchFolders();
afterEach(folders.remove);

describe("what the chain asks", () => {
  async function openShop() {
    const store = openTestStore(folders.make(), { schema: CHAIN_SCHEMA });
    const line = { sendRow: async () => {}, close: async () => {} };
    const way = { shopId: "north", nowMs: () => 0, random: () => 0 };
    const sender = createUpSender({ ...{ store, line }, ...way });
    await appendPicks(store, 3);
    const time = { nowMs: () => 77, makeId: () => "id", version: "1.2.3", answerPool: null };
    const readRevision = (): number => 9;
    const open = (countUnsigned: (() => number) | null) =>
      createChainAnswers({ ...{ store, sender, countUnsigned, readRevision }, ...time });
    return { store, sender, answer: open(null), answerSigning: open(() => 4) };
  }

  it("is how far the shop is", async () => {
    const { store, sender, answer, answerSigning } = await openShop();
    const { 6: hash } = store.readRowsFrom(3)[0]!;
    const state = {
      ...{ position: 3, hash, nowMs: 77, version: "1.2.3", revision: 9 },
      reviewers: false,
    };
    expect(await answer("state", null)).toEqual({ ...state, sent: 0 });
    await sender.sendDue();
    expect(await answer("state", null)).toEqual({ ...state, sent: 3 });
    expect(await answerSigning("state", null)).toEqual({ ...state, sent: 3, unsigned: 4 });
    await store.close();
  });

  it("is rows again", async () => {
    const { store, sender, answer } = await openShop();
    await sender.sendDue();
    await answer("rows", { after: 1 });
    expect(sender.report().sent).toBe(1);
    await store.close();
  });

  it("is what the shop is built of, where it has shelves", async () => {
    const { store, answer } = await openShop();
    await expect(answer("layout", { gtins: [] })).rejects.toThrow("no shelves");
    await store.close();
  });

  it.each([
    ["rows", null],
    ["rows", { after: -1 }],
    ["rows", { after: 0.5 }],
    ["keys", null],
    ["review.view", { reviewId: "r", reviewerId: "chain:ann" }],
  ])("is refused where it is %s of %j", async (what, body) => {
    const { store, answer } = await openShop();
    await expect(answer(what, body)).rejects.toThrow();
    await store.close();
  });
});
