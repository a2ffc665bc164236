/** A version reaches shops step by step, over a real database; the shops' answers are events as they send them. */
import type { ManifestEntry } from "@saunter/protocol/chain/down-messages";
import { decodeManifest } from "@saunter/protocol/chain/down-messages";
import { nameManifestSubject } from "@saunter/protocol/chain/subjects";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDistribution, START_MS, startChain, type TestChain } from "../../chain-fixture.ts";
import type { Distribution } from "../distribution.ts";
import { readStates } from "../read-states.ts";
import type { NewVersion } from "../versions.ts";
import { ANSWER_WITHIN_MS, type RollOut } from "./plan-roll-out.ts";
import { createWaveReader, listRollOuts, passWave } from "./roll-outs.ts";

const SHOP_IDS = ["a", "b", "c", "d"];
const STEPS = [
  { share: 0, waitMs: 1000 },
  { share: 0.5, waitMs: 1000 },
  { share: 1, waitMs: 1000 },
];

describe("a version that is rolled out", () => {
  const clock = { nowMs: START_MS };
  let chain: TestChain;
  let down: Distribution;
  beforeAll(async () => {
    chain = await startChain(SHOP_IDS);
    down = openDistribution(chain, () => clock.nowMs);
    await put({});
    await down.publish();
  });
  afterAll(() => chain.close());

  const put = (more: Partial<NewVersion>): Promise<number> =>
    down.put({
      ...{ kind: "software", target: { layer: "shared" }, content: { items: { version: "1" } } },
      ...{ effectiveMs: clock.nowMs, by: "ann", note: "", ...more },
    });
  /** What each shop was told. */
  async function readEntries(): Promise<(ManifestEntry | undefined)[]> {
    return Promise.all(
      SHOP_IDS.map(async (shopId) => {
        const last = { last_by_subj: nameManifestSubject(shopId) };
        const message = await chain.manager.streams.getMessage("DOWN", last);
        return decodeManifest(message!.string())?.entries[0];
      }),
    );
  }
  const readNumbers = async () => (await readEntries()).map((entry) => entry?.version);
  const readWave = (rollOut: RollOut) =>
    createWaveReader(
      chain.db,
      () => readStates(chain.db, clock.nowMs),
      () => clock.nowMs,
    )(rollOut);

  let position = 0;
  /** The next event of a shop, as the chain has taken it. */
  async function answer(
    shopId: string,
    { version, hash }: ManifestEntry,
    type: "ChainVersionApplied" | "ChainVersionRefused" = "ChainVersionApplied",
  ): Promise<void> {
    const event = { type, kind: "software", version, hash, reason: "no" };
    position++;
    await chain.db
      .insertInto("events")
      .values({
        ...{ shop_id: shopId, month: "2026-09-01", position, stream: "shop-chain" },
        ...{ version: position, type, at_ms: clock.nowMs, body: JSON.stringify(event), hash: "" },
      })
      .execute();
  }
  async function answerAll(version: number): Promise<void> {
    for (const [at, entry] of (await readEntries()).entries()) {
      if (entry?.version === version) await answer(SHOP_IDS[at]!, entry);
    }
  }

  it("is with the canary first, then with more, then with all", async () => {
    const rollOut = { rollOutId: "first", canaryShopIds: ["c"], steps: STEPS };
    const version = await put({ content: { items: { version: "2" } }, rollOut });
    await down.publish();
    expect(await readNumbers()).toEqual([1, 1, version, 1]);
    expect(await down.moveOn(readWave)).toEqual([]);
    clock.nowMs += 1000;
    // The canary has not answered.
    expect(await down.moveOn(readWave)).toEqual([]);
    await answerAll(version);
    clock.nowMs += 999;
    expect(await down.moveOn(readWave)).toEqual([]);
    clock.nowMs += 1;
    expect(await down.moveOn(readWave)).toMatchObject([{ step: 1, state: "running" }]);
    const half = await readNumbers();
    expect(half.toSorted()).toEqual([1, 1, version, version]);
    expect(half[2]).toBe(version);
    await answerAll(version);
    clock.nowMs += 1000;
    await down.moveOn(readWave);
    expect(await readNumbers()).toEqual(Array(4).fill(version));
    await answerAll(version);
    clock.nowMs += 1000;
    expect(await down.moveOn(readWave)).toMatchObject([{ state: "done" }]);
    expect(await down.moveOn(readWave)).toEqual([]);
  });

  it("stops where a shop refuses it, and goes back to what was before", async () => {
    const before = await readEntries();
    const rollOut = { rollOutId: "second", canaryShopIds: ["b"], steps: STEPS };
    const version = await put({ content: { items: { version: "3" } }, rollOut });
    await down.publish();
    expect(await readNumbers()).toEqual([2, version, 2, 2]);
    await answer("b", (await readEntries())[1]!, "ChainVersionRefused");
    clock.nowMs += 1000;
    expect(await down.moveOn(readWave)).toMatchObject([{ state: "stopped", reason: "b: no" }]);
    clock.nowMs += 5000;
    expect(await down.moveOn(readWave)).toEqual([]);
    expect(await readNumbers()).toEqual([2, version, 2, 2]);
    await down.setRollOut("second", "back", "refused by b");
    await down.publish();
    const after = await readEntries();
    expect(after).toEqual([before[0], { ...before[1], isForced: true }, before[2], before[3]]);
    await expect(down.setRollOut("second", "running", null)).rejects.toThrow(/no such/);
  });

  it("is stopped by a canary that doesn't answer, until an operator goes on without it", async () => {
    const rollOut = { rollOutId: "silent", canaryShopIds: ["c"], steps: STEPS };
    const version = await put({ content: { items: { version: "9" } }, rollOut });
    await down.publish();
    clock.nowMs += ANSWER_WITHIN_MS;
    expect(await down.moveOn(readWave)).toMatchObject([
      { state: "stopped", step: 0, reason: "no answer from c" },
    ]);
    const find = async () =>
      (await listRollOuts(chain.db)).find(({ rollOutId }) => rollOutId === "silent")!;
    await passWave(chain.db, await find(), { reason: "c is closed", nowMs: clock.nowMs });
    expect(await find()).toMatchObject({ state: "running", step: 1, reason: "c is closed" });
    await expect(
      passWave(chain.db, await find(), { reason: null, nowMs: clock.nowMs }),
    ).rejects.toThrow(/not stopped/);
    await down.publish();
    expect((await readNumbers()).filter((one) => one === version)).toHaveLength(2);
    await down.setRollOut("silent", "back", null);
    await down.publish();
  });

  it("comes on top of a pin, which holds a shop at what it has", async () => {
    const by = { kind: "software", by: "ann", note: "under repair" } as const;
    await down.pin({ shopId: "d", version: 2, ...by });
    const version = await put({ content: { items: { version: "4" } } });
    await down.publish();
    expect(await readNumbers()).toEqual([version, version, version, 2]);
    await down.pin({ shopId: "d", version: null, ...by });
    await down.publish();
    expect(await readNumbers()).toEqual(Array(4).fill(version));
  });

  it("is not put where its steps are none", async () => {
    const steps = [{ share: 0.5, waitMs: 0 }];
    const rollOut = { rollOutId: "third", canaryShopIds: [], steps };
    await expect(put({ rollOut })).rejects.toThrow(/all shops/);
    expect((await listRollOuts(chain.db)).map(({ rollOutId }) => rollOutId)).toEqual([
      "first",
      "second",
      "silent",
    ]);
    const versions = chain.db.selectFrom("down_versions").select("version").orderBy("version");
    expect((await versions.execute()).at(-1)).toEqual({ version: 5 });
  });

  it("cannot be changed afterwards", async () => {
    const change = chain.db.updateTable("down_versions").set({ note: "other" });
    await expect(change.execute()).rejects.toThrow(/never changed/);
    await expect(chain.db.deleteFrom("down_versions").execute()).rejects.toThrow(/never changed/);
  });
});
