import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { putVersion } from "../../down/versions.ts";
import {
  CHAIN,
  organisation,
  START_MS,
  startChainHttp,
  type TestChainHttp,
} from "../chain-http-fixture.ts";

describe("pins of shops", () => {
  let chain: TestChainHttp;
  let owner: string;
  beforeAll(async () => {
    chain = await startChainHttp();
    owner = (await chain.signIn("owner", CHAIN)).token;
    const given = { content: { currency: "GBP", items: {} }, effectiveMs: START_MS, by: "owner" };
    const put = (target: Parameters<typeof putVersion>[1]["target"]) =>
      putVersion(chain.db, { kind: "goods", target, note: "", ...given }, START_MS);
    await put({ layer: "shared" });
    await put({ layer: "shop", shopId: "b-1" });
  });
  afterAll(() => chain.close());

  const pin = (shopId: string, version: number | null, token = owner) =>
    chain.ask(`POST /v1/shops/${shopId}/pins`, {
      token,
      body: { kind: "goods", version, note: "Shelves are being moved." },
    });
  const list = async (token = owner) => (await chain.ask("GET /v1/pins", { token })).body.items;

  it("hold a shop at a version until they are ended, which the trail says", async () => {
    expect((await pin("a-1", 1)).status).toBe(204);
    expect(await list()).toMatchObject([{ shopId: "a-1", kind: "goods", version: 1 }]);
    expect((await pin("a-1", null)).status).toBe(204);
    expect(await list()).toEqual([]);
    const trail = await chain.ask("GET /v1/audit?kind=version-pinned", { token: owner });
    const versions = trail.body.items.map(
      (one: { changes: { version: unknown } }) => one.changes.version,
    );
    expect(versions).toEqual([
      { before: 1, after: null },
      { before: null, after: 1 },
    ]);
  });

  it("are of versions that the shop could get", async () => {
    for (const [shopId, version, status] of [
      ["a-1", 2, 400],
      ["b-1", 2, 204],
      ["a-1", 3, 400],
    ] as const) {
      expect([shopId, version, (await pin(shopId, version)).status]).toEqual([
        ...[shopId, version, status],
      ]);
    }
    await pin("b-1", null);
  });

  it("are made and seen within reach alone", async () => {
    const { token } = await chain.signIn("manager", organisation("a"));
    expect((await pin("a-1", 1, token)).status).toBe(204);
    expect((await pin("b-1", 1, token)).status).toBe(404);
    await pin("b-1", 1);
    expect((await list(token)).map((one: { shopId: string }) => one.shopId)).toEqual(["a-1"]);
    const analyst = await chain.signIn("analyst", CHAIN);
    expect((await pin("a-1", null, analyst.token)).status).toBe(403);
  });
});
