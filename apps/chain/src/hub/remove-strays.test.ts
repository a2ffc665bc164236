/** What shops leave at a real hub beside their copies. */
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { PART_BYTES_MAX } from "@saunter/protocol/chain/down-messages";
import {
  COPY_STREAM,
  nameCopyHead,
  nameCopyPart,
  nameInbox,
} from "@saunter/protocol/chain/subjects";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ChainDatabase, connectDatabase } from "../database/open-database.ts";
import { createDatabase, type TestDatabase } from "../database/test-database-fixture.ts";
import { startHub, type TestHub } from "../servers-fixture.ts";
import { addShop, MAIN_ORGANISATION } from "../shops.ts";
import { makeHubStreams } from "./hub-streams.ts";
import { createStrayRemover, STRAYS_AT_ONCE_MAX } from "./remove-strays.ts";
import { signInWith } from "./sign-in.ts";

const NOW_MS = 1_772_442_000_000;
const SHOPS = ["north", "south"].map((shopId) => ({ shopId, shard: 0 }));

describe("the copies at the hub", () => {
  let hub: TestHub;
  let database: TestDatabase;
  let db: ChainDatabase;
  let chain: NatsConnection;
  let north: NatsConnection;
  beforeAll(async () => {
    hub = await startHub(SHOPS);
    database = await createDatabase();
    db = connectDatabase(database.url);
    for (const shop of SHOPS) {
      const owner = { organisationId: MAIN_ORGANISATION, regionId: null };
      await addShop(db, { ...shop, ...owner, name: shop.shopId }, NOW_MS);
    }
    chain = await connect(hub.asChain);
    await makeHubStreams(await jetstreamManager(chain), { replicas: 1, shards: 1 });
    const authenticator = signInWith(hub.credentials.get("north")!);
    north = await connect({
      ...{ servers: [hub.url], authenticator },
      inboxPrefix: nameInbox("north"),
    });
  });
  afterAll(async () => {
    await north.close();
    await chain.close();
    await db.destroy();
    await hub.stop();
    await database.drop();
  });

  const put = (subject: string, by = north, bytes = 10) =>
    jetstream(by).publish(subject, new Uint8Array(bytes), { timeout: 2000 });
  const listSubjects = async (): Promise<string[]> => {
    const manager = await jetstreamManager(chain);
    const { state } = await manager.streams.info(COPY_STREAM, { subjects_filter: "copy.>" });
    return Object.keys(state.subjects ?? {}).toSorted();
  };
  const readStrays = () =>
    db.selectFrom("copy_strays").select(["shop_id", "removed"]).orderBy("shop_id").execute();

  it("are a shop's own to write, in messages of a part's size", async () => {
    await put(nameCopyHead("north"));
    await put(nameCopyPart("north", "a", 0), north, PART_BYTES_MAX);
    await expect(put(nameCopyPart("north", "a", 1), north, PART_BYTES_MAX + 5000)).rejects.toThrow(
      "message size exceeds maximum allowed",
    );
    for (const foreign of [nameCopyHead("south"), "copy.north.c.0", "copy.north.a.0.0"]) {
      await expect(put(foreign)).rejects.toThrow();
    }
    expect(await listSubjects()).toEqual(["copy.north.a.0", "copy.north.head"]);
  });

  it("lose what is no part of them, which is counted by shop; copies stay", async () => {
    const manager = await jetstreamManager(chain);
    const remove = createStrayRemover({ db, manager, nowMs: () => NOW_MS });
    const south = [nameCopyHead("south"), nameCopyPart("south", "b", 511)];
    for (const subject of south) await put(subject, chain);
    for (const part of [512, 99_999]) await put(nameCopyPart("north", "a", part));
    // By credentials that were made when more was allowed, and of a shop that the chain does not have.
    for (const subject of ["copy.north.x", "copy.nobody.x"]) await put(subject, chain);
    await remove();
    expect(await listSubjects()).toEqual(
      [nameCopyHead("north"), nameCopyPart("north", "a", 0), ...south].toSorted(),
    );
    expect(await readStrays()).toEqual([{ shop_id: "north", removed: 3 }]);
    await remove();
    expect(await readStrays()).toEqual([{ shop_id: "north", removed: 3 }]);
  });

  it("of a shop that floods the hub go with the flood, and those of others stay", async () => {
    const manager = await jetstreamManager(chain);
    const remove = createStrayRemover({ db, manager, nowMs: () => NOW_MS });
    for (let part = 0; part <= STRAYS_AT_ONCE_MAX; part++) {
      await put(nameCopyPart("north", "b", 1000 + part));
    }
    await remove();
    expect(await listSubjects()).toEqual([nameCopyPart("south", "b", 511), nameCopyHead("south")]);
    expect(await readStrays()).toEqual([{ shop_id: "north", removed: 3 + STRAYS_AT_ONCE_MAX + 1 }]);
    await put(nameCopyHead("north"));
    await remove();
    expect(await listSubjects()).toContain(nameCopyHead("north"));
  });
});
