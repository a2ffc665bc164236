import { describe, expect, it } from "vitest";
import { startApi } from "../../http/api-recorder-fixture.ts";

describe("products", () => {
  const api = startApi();

  it("are found by anybody, with their price of now", async () => {
    const response = await api.get("/v1/products?search=product%2003");
    expect(response.body.items).toMatchObject([{ gtin: "03", unitMinor: 250 }]);
    expect((await api.get("/v1/products?limit=2")).body.items).toHaveLength(2);
    expect((await api.get("/v1/products")).body.items.length).toBeGreaterThan(5);
    expect((await api.get("/v1/products?search=nothing")).body.items).toEqual([]);
    expect((await api.get("/v1/products?limit=0")).body.code).toBe("input-invalid");
  });
});
