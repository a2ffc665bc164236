import { randomBytes } from "node:crypto";
import { DOWN_KINDS, type DownKind } from "@saunter/protocol/chain/down-messages";
import type { ReleaseFacts } from "@saunter/protocol/chain/release-messages";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addGrant } from "../../access/users.ts";
import { putVersion, readContent } from "../../down/versions.ts";
import {
  CHAIN,
  START_MS,
  shop,
  startChainHttp,
  type TestChainHttp,
} from "../chain-http-fixture.ts";

const makeFacts = (version: string): ReleaseFacts => ({
  ...{ version, platform: "linux-x64", bytes: 109_000_000, unpackedBytes: 320_000_000 },
  ...{ hash: "h".repeat(43), madeMs: START_MS },
});

describe("releases at the hub", () => {
  let isAway = false;
  let chain: TestChainHttp;
  beforeAll(async () => {
    chain = await startChainHttp({
      releases: {
        list: async () => {
          if (isAway) throw new Error("no responders");
          return [makeFacts("1.9.0"), makeFacts("1.10.0")];
        },
      },
    });
  });
  afterAll(() => chain.close());

  it("are listed with the newest first, to those who see versions", async () => {
    const { token } = await chain.signIn("manager", CHAIN);
    const { status, body } = await chain.ask("GET /v1/releases", { token });
    const facts = { platform: "linux-x64", bytes: 109_000_000, unpackedBytes: 320_000_000 };
    expect([status, body.items]).toEqual([
      200,
      ["1.10.0", "1.9.0"].map((version) => ({ version, ...facts, madeMs: START_MS })),
    ]);
    const reviewer = await chain.signIn("reviewer", CHAIN);
    expect((await chain.ask("GET /v1/releases", { token: reviewer.token })).status).toBe(403);
  });

  it("are not to be seen while the hub is away, which is said", async () => {
    const { token } = await chain.signIn("owner", CHAIN);
    isAway = true;
    const { status, body } = await chain.ask("GET /v1/releases", { token });
    expect([status, body.code]).toEqual([503, "not-ready"]);
    expect(body.detail).toBe("the hub does not say which releases it has");
  });
});

describe("publishing a version", () => {
  let chain: TestChainHttp;
  beforeAll(async () => {
    chain = await startChainHttp();
  });
  afterAll(() => chain.close());

  const put = (token: string, kind: DownKind, items: object = {}) =>
    chain.ask("POST /v1/versions", {
      token,
      body: {
        ...{ kind, layer: "shop", shopId: "a-1", regionId: null, content: { items } },
        ...{ effectiveMs: null, isForced: false, note: "Why.", rollOut: null },
      },
    });

  it("needs the right of its kind: staff, policies, engine and software an owner's", async () => {
    const kindsOf = async (token: string): Promise<DownKind[]> => {
      const kinds: DownKind[] = [];
      for (const kind of DOWN_KINDS) {
        const { status, body } = await put(token, kind);
        if (body.code === "forbidden")
          expect(body.detail).toBe(`this needs the right ${kind}:write`);
        // A planogram or an engine that was not forecast needs a reason: the right comes first.
        else expect([201, 409]).toContain(status);
        if (body.code !== "forbidden") kinds.push(kind);
      }
      return kinds;
    };
    const manager = await chain.signIn("manager", shop("a-1"));
    expect(await kindsOf(manager.token)).toEqual(["goods", "offers", "planogram"]);
    const owner = await chain.signIn("owner", shop("a-1"));
    expect(await kindsOf(owner.token)).toEqual([...DOWN_KINDS]);
  });

  it("refuses money policies that are out of bounds, also as parameters of the engine", async () => {
    const { token } = await chain.signIn("owner", shop("a-1"));
    for (const [kind, items] of [
      ["policies", { autoRefundMax: "999999" }],
      ["policies", { acceptProbability: 0.01 }],
      ["engine", { belief: { acceptProbability: 0.01 } }],
    ] as const) {
      const { status, body } = await put(token, kind, items);
      expect([status, body.code]).toEqual([400, "input-invalid"]);
      expect(body.detail).toMatch(/autoRefundMax is at most|acceptProbability is at least/);
    }
  });

  it("asks for the same right of a pin and of a roll-out", async () => {
    const owner = await chain.signIn("owner", CHAIN);
    const { body } = await put(owner.token, "staff");
    const pin = { kind: "staff", version: body.version, note: "Back to it." };
    const rollOutId = "policies-in-steps";
    await putVersion(
      chain.db,
      {
        ...{ kind: "policies", target: { layer: "shared" }, content: { items: {} } },
        ...{ effectiveMs: START_MS, by: "owner", note: "in steps" },
        rollOut: { rollOutId, canaryShopIds: ["a-1"], steps: [{ share: 1, waitMs: 0 }] },
      },
      START_MS,
    );
    const stop = { state: "back", reason: null };
    const tryBoth = async (token: string) => [
      (await chain.ask("POST /v1/shops/a-1/pins", { token, body: pin })).status,
      (await chain.ask(`POST /v1/roll-outs/${rollOutId}`, { token, body: stop })).status,
    ];
    const manager = await chain.signIn("manager", CHAIN);
    expect(await tryBoth(manager.token)).toEqual([403, 403]);
    expect(await tryBoth(owner.token)).toEqual([204, 204]);
  });

  it("checks the right where the version goes", async () => {
    const { userId, token } = await chain.signIn("manager", CHAIN);
    await chain.db
      .transaction()
      .execute((tx) =>
        addGrant(tx, userId, { role: "owner", scope: shop("b-1") }, "manual", randomBytes),
      );
    expect((await put(token, "staff")).status).toBe(403);
  });
});

describe("publishing products", () => {
  let chain: TestChainHttp;
  let token: string;
  beforeAll(async () => {
    chain = await startChainHttp();
    ({ token } = await chain.signIn("manager", CHAIN));
  });
  afterAll(() => chain.close());

  const put = (items: object, more: object = {}) =>
    chain.ask("POST /v1/versions", {
      token,
      body: {
        ...{ kind: "goods", layer: "shared", shopId: null, regionId: null },
        ...{ content: { currency: "GBP", items }, effectiveMs: null, isForced: false },
        ...{ note: "Prices.", rollOut: null, ...more },
      },
    });
  const read = async (version: number) => (await readContent(chain.db, "goods", version))?.items;
  const WINE = { name: "Wine", price: "8.00", ageMin: 18, deposit: { name: "B", amount: "0.10" } };

  it("keeps what a file doesn't mention, and confirms what the law is about", async () => {
    const bread = { name: "Bread", price: "2.00", allergens: "AW" };
    expect((await put({ 1: WINE, 2: bread, 3: { name: "Salt" } })).status).toBe(201);
    // A price list without columns for age limits, allergens and deposits.
    const prices = await put({ 1: { name: "Wine", price: "9.00" }, 2: { price: "2.10" } });
    expect(prices.status).toBe(201);
    const kept = { 1: { ...WINE, price: "9.00" }, 2: { ...bread, price: "2.10" } };
    expect(await read(prices.body.version)).toEqual(kept);
    const removing = { 1: { ageMin: null, deposit: { amount: "0.20" } }, 2: { allergens: null } };
    const refused = await put(removing);
    expect([refused.status, refused.body.code, refused.body.detail]).toEqual([
      ...[409, "legal-change-unconfirmed"],
      "1 age limits removed, 1 deposits changed, 1 lists of allergens removed",
    ]);
    const confirmed = await put(removing, { confirmsLegal: true });
    expect(await read(confirmed.body.version)).toMatchObject({
      1: { ageMin: null, price: "9.00", deposit: { name: "B", amount: "0.20" } },
      2: { allergens: null, price: "2.10" },
    });
    // What is gone is not removed again.
    expect((await put({ 1: { price: "9.50" } })).status).toBe(201);
  });

  it("confirms what a shop's own version removes of the versions for more shops", async () => {
    expect((await put({ 7: WINE })).status).toBe(201);
    const own = { layer: "shop", shopId: "a-1" };
    const refused = await put({ 7: { ageMin: null } }, own);
    expect([refused.body.code, refused.body.detail]).toEqual([
      "legal-change-unconfirmed",
      "1 age limits removed",
    ]);
    expect((await put({ 7: { price: "9.00" } }, own)).status).toBe(201);
  });

  it("is undone by one request, down to what the last version added, within reach", async () => {
    const own = { layer: "shop", shopId: "b-1" };
    const first = await put({ 9: WINE }, own);
    const second = await put({ 9: { ageMin: null } }, { ...own, confirmsLegal: true });
    const undo = (version: number, by = token) =>
      chain.ask("POST /v1/versions/undo", {
        token: by,
        body: { kind: "goods", version, note: "A mistake." },
      });
    const stranger = await chain.signIn("manager", shop("a-1"));
    expect((await undo(second.body.version, stranger.token)).status).toBe(404);
    expect((await undo(first.body.version)).status).toBe(400);
    const undone = await undo(second.body.version);
    expect(undone.status).toBe(201);
    expect(await read(undone.body.version)).toEqual({ 9: WINE });
  });
});
