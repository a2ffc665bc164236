import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PICTURE_BYTES_MAX } from "@saunter/ingest/product-images/picture-files";
import { BEGINNINGS, makePictureFolder, PNG } from "@saunter/ingest/product-images/picture-fixture";
import { afterAll, describe, expect, it } from "vitest";
import { GOODS_TEXT, sellGoods } from "../../goods/goods-fixture.ts";
import { startApi } from "../../http/api-recorder-fixture.ts";

const BISCUITS = "5000001000011";
const SOUP = "5000001000028";
const YEAR = "public, max-age=31536000, immutable";

describe("pictures of products", () => {
  const folder = makePictureFolder({ [`${BISCUITS}.png`]: PNG, "notes.txt": "not to be had" });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const text = `${GOODS_TEXT}pictures: { folder: ${JSON.stringify(folder)} }\n`;
  const api = startApi(sellGoods(text));
  const list = async (): Promise<Record<string, string>> =>
    (await api.get("/v1/products/pictures")).body.versions;
  const ask = (path: string, headers = {}) => api.get(`/v1/products/${path}`, { headers });
  /** A change of the goods, whatever it is. */
  const reload = async (name: string): Promise<void> => {
    const { version } = (await api.get("/v1/goods", { as: "operator" })).body;
    const item = { gtin: SOUP, name, weightG: 415, price: "1.89" };
    const change = { kind: "product", key: `0${SOUP}`, change: "put", item };
    const body = { version, changes: [change] };
    expect((await api.post("/v1/goods/changes", { as: "operator", body })).status).toBe(201);
  };

  it("are listed for anybody, and served to anybody with their type", async () => {
    const versions = await list();
    expect(versions).toEqual({ [BISCUITS]: expect.stringMatching(/^[\w-]{8}$/) });
    const response = await ask(`${BISCUITS}/picture`);
    expect([response.status, response.bytes]).toEqual([200, PNG]);
    expect(response.headers).toMatchObject({
      "content-type": "image/png",
      "x-content-type-options": "nosniff",
      "cache-control": "public, no-cache",
      etag: `"${versions[BISCUITS]}"`,
    });
    expect(response.headers["content-security-policy"]).toContain("default-src 'none'");
  });

  it("are kept for ever by their version, and by no other", async () => {
    const version = (await list())[BISCUITS]!;
    const cacheOf = async (asked: string) =>
      (await ask(`${BISCUITS}/picture?version=${asked}`)).headers["cache-control"];
    expect(await cacheOf(version)).toBe(YEAR);
    expect(await cacheOf("older")).toBe("public, no-cache");
  });

  it("are not sent again to whoever has them", async () => {
    const etag = `"${(await list())[BISCUITS]}"`;
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const response = await ask(`${BISCUITS}/picture`, { "if-none-match": known });
      expect([response.status, response.text, response.headers.etag]).toEqual([304, "", etag]);
    }
    expect((await ask(`${BISCUITS}/picture`, { "if-none-match": '"other"' })).status).toBe(200);
  });

  it("are not there of products without one, nor is any other file of the machine", async () => {
    const response = await ask(`${SOUP}/picture`);
    expect([response.status, response.body.code]).toEqual([404, "not-found"]);
    expect(response.headers["cache-control"]).toBe("no-store");
    for (const name of ["..%2Fnotes.txt", "notes.txt", "..", "%2e%2e%2f%2e%2e%2fetc%2fpasswd"]) {
      const refused = await ask(`${name}/picture`);
      expect(refused.status).toBeGreaterThanOrEqual(400);
      expect(refused.body.code).toMatch(/^(input-invalid|route-unknown)$/);
    }
    const goods = (await api.get("/v1/goods", { as: "operator" })).body;
    expect(goods.pictureFaults).toEqual([expect.stringContaining("notes.txt")]);
  });

  it("are looked for again when goods are changed, whatever has become of the files", async () => {
    for (const [at, kind] of (["jpeg", "webp", "avif"] as const).entries()) {
      writeFileSync(join(folder, `${SOUP}.png`), BEGINNINGS[kind]);
      await reload(`Soup ${at}`);
      expect(await list()).toHaveProperty(SOUP);
      const response = await ask(`${SOUP}/picture`);
      expect(response.headers["content-type"]).toBe(`image/${kind}`);
      expect(response.bytes).toEqual(BEGINNINGS[kind]);
    }
    rmSync(join(folder, `${SOUP}.png`));
    expect((await ask(`${SOUP}/picture`)).body.code).toBe("not-found");
    await reload("Soup");
    expect(await list()).not.toHaveProperty(SOUP);
  });

  it("do not keep goods from being changed where their folder is gone", async () => {
    rmSync(folder, { recursive: true });
    const { version } = (await api.get("/v1/goods", { as: "operator" })).body;
    const item = { gtin: SOUP, name: "Soup", weightG: 415, price: "1.79" };
    const change = { kind: "product", key: `0${SOUP}`, change: "put", item };
    const response = await api.post("/v1/goods/changes", {
      as: "operator",
      body: { version, changes: [change] },
    });
    expect(response.status).toBe(201);
    expect(await list()).toEqual({});
  });

  it("are given by staff in place of the folder's, and taken away again", async () => {
    const before = await list();
    const keep = (gtin: string, bytes: Buffer) =>
      api.post(`/v1/products/${gtin}/picture`, {
        as: "operator",
        body: { content: bytes.toString("base64") },
      });
    const jpeg = Buffer.concat([BEGINNINGS.jpeg, Buffer.alloc(90, 7)]);
    expect((await keep(BISCUITS, jpeg)).status).toBe(201);
    const { version } = (await keep(SOUP, jpeg)).body;
    expect(await list()).toEqual({ [BISCUITS]: version, [SOUP]: version });
    const given = await ask(`${BISCUITS}/picture?version=${version}`);
    expect([given.status, given.bytes]).toEqual([200, jpeg]);
    expect(given.headers).toMatchObject({ "content-type": "image/jpeg", "cache-control": YEAR });
    const remove = (gtin: string) =>
      api.post(`/v1/products/${gtin}/picture/remove`, { as: "operator", body: {} });
    for (const gtin of [BISCUITS, SOUP]) expect((await remove(gtin)).status).toBe(200);
    expect(await list()).toEqual(before);
    expect((await remove(SOUP)).body.code).toBe("not-found");
    expect((await keep("999", PNG)).body.code).toBe("not-found");
    expect((await keep(SOUP, Buffer.from("<svg/>"))).body.code).toBe("input-invalid");
    const large = Buffer.concat([PNG, Buffer.alloc(PICTURE_BYTES_MAX)]);
    expect((await keep(SOUP, large)).body.code).toBe("input-invalid");
    const fits = Buffer.concat([PNG, Buffer.alloc(PICTURE_BYTES_MAX - PNG.length)]);
    expect((await keep(SOUP, fits)).status).toBe(201);
    await remove(SOUP);
  });
});
