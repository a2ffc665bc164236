import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { startApi } from "../../http/api-recorder-fixture.ts";
import { hintAt } from "../../http/http-fixture.ts";
import { withHttp } from "../../http/shop-config-fixture.ts";

describe("the shop", () => {
  const api = startApi();

  it("says what it is called, and how it writes amounts and times", async () => {
    const { body } = await api.get("/v1/shop");
    const { id, name, currency, locale, timeZone } = api.fixture.deps.identity;
    expect(body).toEqual({
      id,
      name,
      currency,
      locale,
      timeZone,
      brand: { colour: null, accent: null, logoUrl: null },
      cards: { kind: "simulator" },
      sendsMail: true,
      demo: null,
      isDemonstration: false,
      publicUrl: "https://shop.example",
      hasDevices: false,
      hasSmartCarts: true,
      hasDocs: false,
    });
  });
});

describe("a shop with pages", () => {
  const folder = mkdtempSync(join(tmpdir(), "saunter-docs-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  for (const name of ["main", "display", "kiosk", "welcome"]) {
    writeFileSync(join(folder, `${name}.html`), name);
  }
  const api = startApi({ screens: { console: folder, shopper: folder, docs: folder } });

  it("says whether its documentation is built, also once it runs", async () => {
    expect((await api.get("/v1/shop")).body.hasDocs).toBe(false);
    writeFileSync(join(folder, "index.html"), "by reader");
    expect((await api.get("/v1/shop")).body.hasDocs).toBe(true);
  });
});

describe("a simulated shop", () => {
  const demo = { name: "demo", password: "walk in, walk out" };
  const api = startApi({
    extension: hintAt(demo),
    config: withHttp({ publicUrl: null }),
  });

  it("says who everybody may sign in as", async () => {
    expect((await api.get("/v1/shop")).body.demo).toEqual(demo);
  });

  describe("behind a proxy", () => {
    const behind = startApi({ extension: hintAt(demo) });

    it("says so to nobody", async () => {
      expect((await behind.get("/v1/shop")).body.demo).toBeNull();
    });
  });

  it.each([
    ["x-forwarded-for", "203.0.113.5"],
    ["forwarded", "for=203.0.113.5"],
    ["via", "1.1 proxy"],
    ["x-real-ip", "203.0.113.5"],
    ["host", "shop.example"],
  ])("says so to nobody who comes from elsewhere: %s", async (name, value) => {
    const told = await api.get("/v1/shop", { headers: { [name]: value } });
    expect(told.body.demo).toBeNull();
  });
});
