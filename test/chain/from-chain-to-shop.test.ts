/** The whole way of what the chain decides, over a real hub and database, and back as the shops' events. */

import { connect, type Msg } from "@nats-io/transport-node";
import { openDistribution, startChain, type TestChain } from "@saunter/chain/chain-fixture";
import type { Distribution } from "@saunter/chain/down/distribution";
import { MANIFEST_LIFE_MS } from "@saunter/chain/down/publish-shop";
import { readStates } from "@saunter/chain/down/read-states";
import type { NewVersion } from "@saunter/chain/down/versions";
import { makeHubStreams } from "@saunter/chain/hub/hub-streams";
import { signInWith } from "@saunter/chain/hub/sign-in";
import { startLeaf, type TestLeaf } from "@saunter/chain/servers-fixture";
import { decodeManifest } from "@saunter/protocol/chain/down-messages";
import { nameInbox, nameLastSubject, nameManifestSubject } from "@saunter/protocol/chain/subjects";
import { START_MS } from "@saunter/shop/store/store-fixture";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BISCUITS, type DownShop, makeGoods, openDownShop, SOUP } from "./down-fixture.ts";

const SHOP_IDS = ["north", "south", "west.1"];
const HOUR_MS = 3_600_000;

describe("what the chain decides", () => {
  const folders = createScratchFolders();
  const clock = { nowMs: START_MS };
  const places = new Map(SHOP_IDS.map((shopId) => [shopId, folders.make()]));
  let chain: TestChain;
  let leaf: TestLeaf;
  let down: Distribution;
  let shops: DownShop[];
  /** One of them has a leaf node of its own. */
  const open = (shopId: string): DownShop =>
    openDownShop({
      ...{ chain, shopId, clock, folder: places.get(shopId)! },
      ...(shopId === "north" ? { leaf: leaf.url } : {}),
    });

  beforeAll(async () => {
    chain = await startChain(SHOP_IDS);
    const { db } = chain;
    await db.insertInto("regions").values({ region_id: "coast", name: "Coast" }).execute();
    const onCoast = db.updateTable("shops").set({ region_id: "coast" });
    await onCoast.where("shop_id", "in", ["south", "west.1"]).execute();
    down = openDistribution(chain, () => clock.nowMs);
    leaf = await startLeaf(chain.hub, "north");
    shops = SHOP_IDS.map(open);
  });
  afterAll(async () => {
    for (const shop of shops) await shop.close();
    await leaf.stop();
    await chain.close();
    folders.remove();
    expect(chain.failures).toEqual([]);
  });

  const put = (
    kind: NewVersion["kind"],
    content: NewVersion["content"],
    more: Partial<NewVersion> = {},
  ): Promise<number> =>
    down.put({
      ...{ kind, content, target: { layer: "shared" }, by: "ann", note: "" },
      ...{ effectiveMs: clock.nowMs, ...more },
    });

  /** Until each shop has said something of each version of a kind. */
  async function waitForStates(kind: string, states: Readonly<Record<string, unknown>>) {
    await expect
      .poll(
        async () => {
          for (const shop of shops) await shop.tick();
          const all = await readStates(chain.db, clock.nowMs);
          return Object.fromEntries(
            all
              .filter((one) => one.kind === kind)
              .map(({ shopId, version, state }) => [`${shopId} ${version}`, state]),
          );
        },
        { interval: 100 },
      )
      .toEqual(states);
  }
  const prices = (gtin: string) => shops.map((shop) => shop.priceOf(gtin));

  it("is in force in each shop, and the chain sees that", async () => {
    const version = await put("goods", makeGoods({ [SOUP]: "1.99" }));
    expect(await down.publish()).toEqual(SHOP_IDS);
    await waitForStates("goods", {
      "north 1": "applied",
      "south 1": "applied",
      "west.1 1": "applied",
    });
    expect(version).toBe(1);
    expect(prices(SOUP)).toEqual([199, 199, 199]);
    expect(await down.publish()).toEqual([]);
  });

  it("is signed again before its signature expires, and not before", async () => {
    clock.nowMs += MANIFEST_LIFE_MS / 2 - 1;
    expect(await down.republish()).toEqual([]);
    clock.nowMs += 1;
    expect(await down.republish()).toEqual(SHOP_IDS);
    expect(await down.republish()).toEqual([]);
  });

  it("is otherwise in a region, and in a shop", async () => {
    const patch = (price: string) => ({ items: { [SOUP]: { price } } });
    await put("goods", patch("2.19"), { target: { layer: "region", regionId: "coast" } });
    await put("goods", patch("2.29"), { target: { layer: "shop", shopId: "south" } });
    expect(await down.publish()).toEqual(["south", "west.1"]);
    await waitForStates("goods", {
      "north 1": "applied",
      "south 3": "applied",
      "west.1 2": "applied",
    });
    expect(prices(SOUP)).toEqual([199, 229, 219]);
    expect(prices(BISCUITS)).toEqual([249, 249, 249]);
  });

  it("that is bad is refused in words, and the others go on", async () => {
    const before = prices(SOUP);
    const bad = { items: { [BISCUITS]: { price: "two pounds" } } };
    await put("goods", bad, { target: { layer: "shop", shopId: "north" } });
    const version = await put("goods", makeGoods({ [SOUP]: "1.79" }));
    await down.publish();
    await waitForStates("goods", {
      [`north ${version}`]: "refused",
      [`south ${version}`]: "applied",
      [`west.1 ${version}`]: "applied",
    });
    const states = await readStates(chain.db, clock.nowMs, "north");
    expect(states).toMatchObject([{ versionInForce: 1, reason: expect.stringMatching(/price/) }]);
    expect(prices(SOUP)).toEqual([before[0], 229, 219]);
    const mended = { items: { [BISCUITS]: { price: "2.39" } } };
    const next = await put("goods", mended, { target: { layer: "shop", shopId: "north" } });
    await down.publish();
    await waitForStates("goods", {
      [`north ${next}`]: "applied",
      [`south ${version}`]: "applied",
      [`west.1 ${version}`]: "applied",
    });
    expect(prices(BISCUITS)).toEqual([239, 249, 249]);
  });

  it("reaches a shop that was away, the last of it alone", async () => {
    await shops[0]!.close();
    await put("goods", makeGoods({ [SOUP]: "1.69" }));
    await down.publish();
    const version = await put("goods", makeGoods({ [SOUP]: "1.59" }));
    await down.publish();
    shops[0] = open("north");
    await waitForStates("goods", {
      [`north ${version}`]: "applied",
      [`south ${version}`]: "applied",
      [`west.1 ${version}`]: "applied",
    });
    expect(shops[0].priceOf(SOUP)).toBe(159);
  });

  it("is published again where the hub has lost it", async () => {
    await chain.manager.streams.delete("DOWN");
    await makeHubStreams(chain.manager, { replicas: 1, shards: 1 });
    expect(await down.publish()).toEqual([]);
    expect(await down.republish()).toEqual(SHOP_IDS);
    expect(await down.republish()).toEqual([]);
    // A shop that has nothing any more gets all of it from the hub.
    const anew = openDownShop({ chain, shopId: "south", clock, folder: folders.make() });
    await expect.poll(() => anew.priceOf(SOUP)).toBe(229);
    await anew.close();
  });

  it("is told again, as something newer, by a chain whose database is an older copy", async () => {
    const readRevision = async (): Promise<number> => {
      const last = { last_by_subj: nameManifestSubject("south") };
      const message = await chain.manager.streams.getMessage("DOWN", last);
      return decodeManifest(message!.string())!.revision;
    };
    const before = await readRevision();
    const older = chain.db.updateTable("down_manifests").set({ revision: 5 });
    await older.where("shop_id", "=", "south").execute();
    expect(await down.republish()).toEqual(["south"]);
    expect(await readRevision()).toBeGreaterThan(before);
    expect(await down.republish()).toEqual([]);
  });

  it("is published where the chain ended before it was", async () => {
    const unpublished = chain.db.updateTable("down_manifests").set({ published_ms: null });
    await unpublished.where("shop_id", "=", "west.1").execute();
    await chain.manager.streams.purge("DOWN", { filter: nameManifestSubject("west.1") });
    expect(await down.publish()).toEqual(["west.1"]);
    expect(await down.publish()).toEqual([]);
    expect(await down.republish()).toEqual([]);
  });

  it("is not another shop's to read", async () => {
    const inboxPrefix = nameInbox("north");
    const { url, credentials } = chain.hub;
    const authenticator = signInWith(credentials.get("north")!);
    const thief = await connect({ servers: url, authenticator, inboxPrefix });
    const ask = (subject: string, body = ""): Promise<unknown> =>
      thief.request(subject, body, { timeout: 500 });
    expect(await ask(nameLastSubject(nameManifestSubject("north")))).toBeDefined();
    const other = nameManifestSubject("south");
    const received: string[] = [];
    for (const subject of [other, "down.>", "down.*.manifest"]) {
      const callback = (error: Error | null, message: Msg): void => {
        if (error === null) received.push(message.subject);
      };
      thief.subscribe(subject, { callback });
    }
    await expect(ask(nameLastSubject(other))).rejects.toThrow();
    await expect(ask(nameLastSubject("down.*.manifest"))).rejects.toThrow();
    const body = JSON.stringify({ last_by_subj: other });
    await expect(ask("$JS.API.DIRECT.GET.DOWN", body)).rejects.toThrow();
    await expect(ask("$JS.API.STREAM.MSG.GET.DOWN", body)).rejects.toThrow();
    await expect(ask("$JS.hub.API.STREAM.INFO.DOWN")).rejects.toThrow();
    // A body beside a subject of its own says nothing about others.
    const own = nameLastSubject(nameManifestSubject("north"));
    const answer = (await thief.request(own, body, { timeout: 500 })) as Msg;
    expect(answer.headers?.code).toBe(408);
    await put("goods", makeGoods({ [SOUP]: "1.49" }));
    await down.publish();
    await thief.flush();
    expect(received).toEqual([]);
    await thief.close();
  });

  it("waits for its time, and needs no chain for it", async () => {
    const before = prices(BISCUITS);
    const effectiveMs = clock.nowMs + HOUR_MS;
    const version = await put("goods", makeGoods({ [BISCUITS]: "2.59", [SOUP]: "1.45" }), {
      effectiveMs,
    });
    await down.publish();
    const states = await readStates(chain.db, clock.nowMs, "west.1");
    expect(states.map(({ version, state }) => [version, state])).toContainEqual([
      version,
      "scheduled",
    ]);
    for (const shop of shops) await shop.fetch();
    for (const shop of shops) await shop.tick();
    expect(prices(BISCUITS)).toEqual(before);
    await chain.hub.kill();
    clock.nowMs += HOUR_MS;
    for (const shop of shops) await shop.tick();
    // The first has a price of its own, as do two of the second product.
    expect(prices(BISCUITS)).toEqual([239, 259, 259]);
    expect(prices(SOUP)).toEqual([145, 229, 219]);
    await chain.hub.start();
  });
});
