/** Shops of the chain: their state, and how they join. */

import { parseCreds } from "@nats-io/jwt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHAIN, START_MS, startChainHttp, type TestChainHttp } from "../chain-http-fixture.ts";

const NEW_SHOP = { shopId: "leeds-1", name: "Leeds", organisationId: "a", regionId: "north" };

describe("shops", () => {
  let chain: TestChainHttp;
  let token: string;
  beforeAll(async () => {
    chain = await startChainHttp();
    token = (await chain.signIn("owner", CHAIN)).token;
  });
  afterAll(() => chain.close());

  it("are listed with how far they are", async () => {
    const { db } = chain;
    await db
      .updateTable("up_heads")
      .set({ position: 40, at_ms: START_MS - 60_000 })
      .where("shop_id", "=", "a-1")
      .execute();
    await db
      .insertInto("shop_states")
      .values({
        ...{ shop_id: "a-1", seen_ms: START_MS - 5_000, position: 50, sent: 50 },
        ...{ clock_ahead_ms: 2_000, version: "1.2.3" },
      })
      .execute();
    const { body } = await chain.ask("GET /v1/shops/a-1", { token });
    expect(body).toEqual({
      ...{ shopId: "a-1", name: "Shop a-1", shard: 0, organisationId: "a", regionId: "north" },
      state: {
        ...{ lastSeenMs: START_MS - 5_000, position: 40, behindEvents: 10, behindMs: 62_000 },
        ...{ clockAheadMs: 2_000, version: "1.2.3", setAside: 0 },
      },
    });
    const ids = async (query: string) =>
      (await chain.ask(`GET /v1/shops?${query}`, { token })).body.items.map(
        (one: { shopId: string }) => one.shopId,
      );
    expect(await ids("behindEvents=10")).toEqual(["a-1"]);
    expect(await ids("behindEvents=11")).toEqual([]);
    expect(await ids("silentMs=5001")).not.toContain("a-1");
    expect(await ids("silentMs=5000")).toContain("a-1");
    expect(await ids("organisationId=b")).toEqual(["b-1", "b-2"]);
    expect(await ids("regionId=north&organisationId=a")).toEqual(["a-1"]);
    expect(await ids("search=SHOP%20b")).toEqual(["b-1", "b-2"]);
    expect(await ids("search=%25")).toEqual([]);
  });

  it("come in pages, each once, with the filters of the first", async () => {
    const seen: string[] = [];
    let next: string | null = "/v1/shops?limit=1&search=Shop";
    while (next !== null) {
      const page = (await chain.ask(`GET ${next}`, { token })).body as {
        items: { shopId: string }[];
        next: string | null;
      };
      seen.push(...page.items.map(({ shopId }) => shopId));
      next = page.next;
    }
    expect(seen).toEqual(["a-1", "a-2", "b-1", "b-2"]);
    for (const after of ["x", "W10", Buffer.from('["a"').toString("base64url")]) {
      const answer = await chain.ask(`GET /v1/shops?after=${after}`, { token });
      expect(answer.body.code).toBe("input-invalid");
    }
  });

  it("are added with credentials that are shown once, of which the chain keeps the public key", async () => {
    const { status, body } = await chain.ask("POST /v1/shops", { token, body: NEW_SHOP });
    expect(status).toBe(201);
    expect(body).toMatchObject({ ...NEW_SHOP, shard: expect.any(Number) });
    const readUser = async (text: string) => (await parseCreds(new TextEncoder().encode(text))).uc;
    const user = await readUser(body.credentials);
    expect(user.nats.pub?.allow).toContain(`up.${body.shard}.leeds-1.>`);
    const list = () =>
      chain.db.selectFrom("hub_credentials").selectAll().where("shop_id", "=", "leeds-1").execute();
    expect(await list()).toMatchObject([{ user_key: user.sub, withdrawn_ms: null }]);
    const secret = /-----BEGIN USER NKEY SEED-----\n(\w+)/.exec(body.credentials)![1]!;
    expect(JSON.stringify(await list())).not.toContain(secret);
    const again = await chain.ask("POST /v1/shops", { token, body: NEW_SHOP });
    expect(again.body.code).toBe("id-taken");
    const { items } = (await chain.ask("GET /v1/shops?search=leeds", { token })).body;
    expect(items[0].state).toMatchObject({ lastSeenMs: null, position: 0, behindEvents: 0 });
    expect(chain.hub.sent).toBe(1);
    const renewed = await chain.ask("POST /v1/shops/leeds-1/credentials", { token });
    const { sub } = await readUser(renewed.body.credentials);
    const rows = (await list()).map(({ user_key, withdrawn_ms }) => [
      user_key,
      withdrawn_ms === null,
    ]);
    expect(new Map(rows as [string, boolean][])).toEqual(
      new Map([
        [user.sub, false],
        [sub, true],
      ]),
    );
    expect(chain.hub.sent).toBe(2);
  });

  it.each([
    ["UPPER", 400],
    ["with.dot", 400],
    ["with space", 400],
    ["-begins", 400],
    ["a".repeat(64), 400],
    ["a".repeat(63), 201],
  ])("have ids that stand in subjects and addresses: %s", async (shopId, status) => {
    const answer = await chain.ask("POST /v1/shops", { token, body: { ...NEW_SHOP, shopId } });
    expect(answer.status).toBe(status);
  });

  it("are changed, and go to another organisation with what they have", async () => {
    const body = { name: "Moved", organisationId: "b", regionId: null };
    const answer = await chain.ask("POST /v1/shops/leeds-1", { token, body });
    expect(answer.body).toMatchObject(body);
    const unknown = { ...body, organisationId: "nothing" };
    const refused = await chain.ask("POST /v1/shops/leeds-1", { token, body: unknown });
    expect(refused.body.code).toBe("not-found");
  });

  it("show their events, by stream and in pages", async () => {
    const row = { shop_id: "a-2", month: "2026-03-01", at_ms: START_MS, hash: "h" };
    for (let position = 1; position <= 5; position++) {
      const stream = position % 2 === 0 ? "visit/1" : "gate/1";
      await chain.db
        .insertInto("events")
        .values({
          ...{ ...row, position, stream, version: position, type: "Tested" },
          body: `{"n": ${position}}`,
        })
        .execute();
    }
    const list = async (query: string) =>
      (await chain.ask(`GET /v1/shops/a-2/events?${query}`, { token })).body;
    const page = await list("limit=2");
    expect(page.items.map((one: { body: unknown }) => one.body)).toEqual([{ n: 1 }, { n: 2 }]);
    const next = (await chain.ask(`GET ${page.next}`, { token })).body;
    expect(next.items[0].position).toBe(3);
    const ofStream = await list("stream=visit%2F1");
    expect(ofStream.items.map((one: { position: number }) => one.position)).toEqual([2, 4]);
    expect((await list(`fromMs=${START_MS + 1}`)).items).toEqual([]);
  });

  it("have what could not be taken looked at, and dismissed with a reason, once", async () => {
    const row = { shop_id: "a-1", subject: "up.0.a-1.x", reason: "wrong-hash", received_ms: 7 };
    const body = new Uint8Array([0, 255, 10]);
    await chain.db
      .insertInto("set_aside")
      .values({ ...row, body, size_bytes: 3 })
      .execute();
    const support = await chain.signIn("support", { kind: "shop", id: "a-1" });
    const { items } = (await chain.ask("GET /v1/set-aside", support)).body;
    expect(items).toMatchObject([{ shopId: "a-1", reason: "wrong-hash", sizeBytes: 3 }]);
    const id = items[0].setAsideId;
    const one = await chain.ask(`GET /v1/set-aside/${id}`, support);
    expect(one.body.body).toBe("AP8K");
    const dismiss = (reason: string) =>
      chain.ask(`POST /v1/set-aside/${id}/dismiss`, { ...support, body: { reason } });
    expect((await dismiss("Restored")).body.dismissed).toMatchObject({
      ...{ by: support.userId, reason: "Restored" },
    });
    expect((await dismiss("Again")).body.dismissed.reason).toBe("Restored");
    expect((await chain.ask("GET /v1/set-aside", support)).body.items).toEqual([]);
    const dismissed = await chain.ask("GET /v1/set-aside?isDismissed=true", support);
    expect(dismissed.body.items).toHaveLength(1);
  });
});
