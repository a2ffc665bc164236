/** Shops of the chain: their state, and how they join. */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "@nats-io/transport-node";
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

  it("are added with a password that is shown once, and that the hub's server takes", async () => {
    const { status, body } = await chain.ask("POST /v1/shops", { token, body: NEW_SHOP });
    expect(status).toBe(201);
    expect(body).toMatchObject({ ...NEW_SHOP, shard: expect.any(Number) });
    const stored = await chain.db.selectFrom("hub_credentials").selectAll().execute();
    expect(JSON.stringify(stored)).not.toContain(body.password);
    const [told] = chain.hubShops;
    expect(told).toMatchObject({ shopId: "leeds-1" });
    const tryBoth = async (bcrypt: string) => [
      await canConnect(bcrypt, body.password),
      await canConnect(bcrypt, `${body.password}x`),
    ];
    expect(await tryBoth(told!.passwordBcrypt)).toEqual([true, false]);
    const again = await chain.ask("POST /v1/shops", { token, body: NEW_SHOP });
    expect(again.body.code).toBe("id-taken");
    const { items } = (await chain.ask("GET /v1/shops?search=leeds", { token })).body;
    expect(items[0].state).toMatchObject({ lastSeenMs: null, position: 0, behindEvents: 0 });
    const renewed = await chain.ask("POST /v1/shops/leeds-1/credentials", { token });
    expect(renewed.body.password).not.toBe(body.password);
    expect(await tryBoth(chain.hubShops.at(-1)!.passwordBcrypt)).toEqual([false, false]);
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
      .values({ ...row, body })
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

/** Whether a real server of NATS with this user admits whoever shows the password. */
async function canConnect(passwordBcrypt: string, password: string): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "saunter-nats-"));
  const port = await findFreePort();
  const authorization = { users: [{ user: "leeds-1", password: passwordBcrypt }] };
  const file = join(folder, "hub.json");
  writeFileSync(file, JSON.stringify({ listen: `127.0.0.1:${port}`, authorization }));
  execFileSync("nats-server", ["-c", file, "-t"], { stdio: "ignore" });
  const server = spawn("nats-server", ["-c", file], { stdio: "ignore" });
  try {
    const options = { servers: `127.0.0.1:${port}`, user: "leeds-1", pass: password };
    const connection = await expect
      .poll(() => connect({ ...options, reconnect: false }).catch(toRefusal), { timeout: 20_000 })
      .not.toBeNull()
      .then(() => connect({ ...options, reconnect: false }).catch(() => null));
    await connection?.close();
    return connection !== null;
  } finally {
    server.kill();
    rmSync(folder, { recursive: true });
  }
}

/** Null while nothing listens; whoever is refused has been answered. */
function toRefusal(error: Error): Error | null {
  return /authorization/i.test(error.message) ? error : null;
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
