import { describe, expect, it } from "vitest";
import { startApi } from "../../http/api-recorder-fixture.ts";

describe("the shop", () => {
  const api = startApi();

  it("says what it is called, and how it writes amounts and times", async () => {
    const { body } = await api.get("/v1/shop");
    const { id, name, currency, locale, timeZone } = api.fixture.deps.identity;
    expect(body).toEqual({
      ...{ id, name, currency, locale, timeZone },
      ...{ cards: { kind: "simulator" }, sendsMail: true, demo: null },
      ...{ isDemonstration: true, publicUrl: "https://shop.example" },
    });
  });
});

describe("a simulated shop", () => {
  const demo = { name: "demo", password: "walk in, walk out" };
  const api = startApi({ deps: { extensions: [{ signInHint: demo }] } });

  it("says who everybody may sign in as", async () => {
    expect((await api.get("/v1/shop")).body.demo).toEqual(demo);
  });
});
