import { PNG } from "@saunter/ingest/product-images/picture-fixture";
import { LOGO_BYTES_MAX } from "@saunter/protocol/brand";
import { describe, expect, it } from "vitest";
import { SVG } from "../../brand/logo-fixture.ts";
import { makeAccent } from "../../brand/make-accent.ts";
import { readLogo } from "../../config/read-logo.ts";
import { startApi } from "../../http/api-recorder-fixture.ts";

const YEAR = "public, max-age=31536000, immutable";
const NONE = { colour: null, accent: null, logoUrl: null };

describe("the shop's logo and colour", () => {
  const api = startApi();
  const read = async () => (await api.get("/v1/shop")).body.brand;
  const setColour = (colour: string | null) =>
    api.post("/v1/shop/colour", { as: "operator", body: { colour } });
  const upload = (bytes: Uint8Array) =>
    api.post("/v1/shop/logo", {
      as: "operator",
      body: { content: Buffer.from(bytes).toString("base64") },
    });
  const remove = () => api.post("/v1/shop/logo/remove", { as: "operator", body: {} });

  it("are none at first", async () => {
    expect(await read()).toEqual(NONE);
    const response = await api.get("/v1/shop/logo");
    expect([response.status, response.body.code]).toEqual([404, "not-found"]);
  });

  it("are told to everybody once an operator has given them, with an accent for each theme", async () => {
    const given = await setColour("#FFD400");
    const expected = { colour: "#ffd400", accent: makeAccent("#ffd400"), logoUrl: null };
    expect([given.status, given.body]).toEqual([200, expected]);
    expect(await read()).toEqual(expected);
    expect((await setColour(null)).body).toEqual(NONE);
  });

  it.each(["teal", "#fff", "#ffd40", "#ffd400; x", "url(x)", 7, undefined])(
    "have no colour such as %s",
    async (colour) => {
      const response = await api.post("/v1/shop/colour", { as: "operator", body: { colour } });
      expect([response.status, response.body.code]).toEqual([400, "input-invalid"]);
    },
  );

  it("are served by type, kept for ever by their version, and not sent again to whoever has them", async () => {
    for (const [bytes, type] of [
      [PNG, "image/png"],
      [SVG, "image/svg+xml"],
    ] as const) {
      const { status, body } = await upload(bytes);
      expect([status, body.logoUrl]).toEqual([
        201,
        expect.stringMatching(/^\/v1\/shop\/logo\?version=[\w-]{8}$/),
      ]);
      const response = await api.get(body.logoUrl);
      expect([response.status, response.bytes]).toEqual([200, bytes]);
      expect(response.headers).toMatchObject({
        "content-type": type,
        "x-content-type-options": "nosniff",
        "cache-control": YEAR,
        "cross-origin-resource-policy": "cross-origin",
      });
      const bare = await api.get("/v1/shop/logo");
      expect(bare.headers["cache-control"]).toBe("public, no-cache");
      const known = { "if-none-match": String(bare.headers.etag) };
      const again = await api.get("/v1/shop/logo", { headers: known });
      expect([again.status, again.text]).toEqual([304, ""]);
    }
    expect((await remove()).body.logoUrl).toBeNull();
    expect((await remove()).body.code).toBe("not-found");
  });

  it("run no program where somebody opens an SVG by itself", async () => {
    await upload(
      Buffer.from(SVG.toString().replace("<circle", "<script>alert(1)</script><circle")),
    );
    const policy = String((await api.get("/v1/shop/logo")).headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/(?:^|; )sandbox(?:;|$)/);
    expect(policy).not.toMatch(/script-src|allow-scripts/);
    await remove();
  });

  it("are refused with what to do where they are neither SVG nor PNG, or too large", async () => {
    const other = await upload(Buffer.from("<html>"));
    expect([other.status, other.body.code]).toEqual([400, "input-invalid"]);
    expect(other.body.detail).toContain("save it as one of them");
    const large = await upload(Buffer.concat([SVG, Buffer.alloc(LOGO_BYTES_MAX, " ")]));
    expect(large.body.detail).toContain("make it smaller");
    expect(await read()).toEqual(NONE);
  });

  it("are changed by operators alone", async () => {
    for (const as of ["reviewer", "clerk", "integrator", "device", "shopper"] as const) {
      const statuses = await Promise.all([
        api.post("/v1/shop/colour", { as, body: { colour: "#0b7a75" } }),
        api.post("/v1/shop/logo", { as, body: { content: PNG.toString("base64") } }),
        api.post("/v1/shop/logo/remove", { as, body: {} }),
      ]);
      expect(
        statuses.map(({ status }) => status),
        as,
      ).toEqual([403, 403, 403]);
    }
  });

  it("say in the audit log who changed what", async () => {
    await setColour("#0b7a75");
    const { items } = (await api.get("/v1/security-events", { as: "operator" })).body;
    expect(items[0]).toMatchObject({
      kind: "configuration.changed",
      principal: { kind: "user" },
      changes: { "shop.brand.colour": { before: null, after: "#0b7a75" } },
    });
    await setColour(null);
  });
});

describe("a shop whose configuration has logo and colour", () => {
  const logo = readLogo(SVG);
  if (typeof logo === "string") throw new Error(logo);
  const brand = { colour: "#0b7a75", logo };
  const api = startApi({ config: (config) => ({ ...config, shop: { ...config.shop, brand } }) });
  const read = async () => (await api.get("/v1/shop")).body.brand;

  it("has them again once an operator takes back others", async () => {
    const configured = await read();
    expect(configured.colour).toBe("#0b7a75");
    expect((await api.get(configured.logoUrl)).bytes).toEqual(SVG);
    const post = (path: string, body: object) => api.post(path, { as: "operator", body });
    await post("/v1/shop/colour", { colour: "#ffd400" });
    await post("/v1/shop/logo", { content: PNG.toString("base64") });
    expect(await read()).toMatchObject({ colour: "#ffd400" });
    expect((await api.get("/v1/shop/logo")).bytes).toEqual(PNG);
    await post("/v1/shop/colour", { colour: null });
    await post("/v1/shop/logo/remove", {});
    expect(await read()).toEqual(configured);
  });
});
