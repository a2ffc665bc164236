import { GOODS_CHANGES_MAX } from "@saunter/protocol/limits";
import { describe, expect, it } from "vitest";
import { CONFIG_LIMITS } from "../../config/config-limits.ts";
import { sellGoods } from "../../goods/goods-fixture.ts";
import { startApi } from "../../http/api-recorder-fixture.ts";

const SOUP = "05000001000028";

describe("goods that can be changed", () => {
  const api = startApi(sellGoods());
  const look = async () => (await api.get("/v1/goods", { as: "operator" })).body;
  const change = (version: number, ...changes: readonly object[]) =>
    api.post("/v1/goods/changes", { as: "operator", body: { version, changes } });
  const move = {
    kind: "facing",
    key: "1/2/1,2",
    change: "put",
    item: { gondola: 1, shelf: 2, plates: "1-2", gtin: "5000001000028" },
  };

  it("are told as the configuration writes them, with the boards that there are", async () => {
    const goods = await look();
    expect(goods).toMatchObject({ version: 0, isFixed: false, isAwaited: false, changed: [] });
    expect(goods.catalogue.map(({ name }: { name: string }) => name)).toEqual([
      "Oat biscuits",
      "Tomato soup",
    ]);
    expect(goods.boards).toContainEqual({ gondola: 1, shelf: 2, plates: 4 });
    expect(goods.taxCategories).toContain("standard");
  });

  it("hold once they are changed; the engine gets a new planogram later, or in a hurry", async () => {
    expect((await change(0, move)).body).toEqual({ version: 1 });
    const goods = await look();
    expect(goods).toMatchObject({ version: 1, isAwaited: true });
    expect(goods.planogram).toHaveLength(3);
    expect(goods.changed).toMatchObject([{ kind: "facing", key: "1/2/1,2", change: "put" }]);
    const { items } = (await api.get("/v1/stock", { as: "operator" })).body;
    expect(items.map(({ facing }: { facing: string }) => facing)).toContain("1/2/1");
    const hurried = await api.post("/v1/goods/apply", { as: "operator" });
    expect([hurried.status, hurried.body]).toEqual([202, { isAwaited: true }]);
  });

  it("are changed by one at a time, who has seen what holds", async () => {
    const restore = { ...move, change: "restore", item: null };
    expect((await change(0, restore)).body.code).toBe("version-conflict");
    expect((await change(1, restore)).body).toEqual({ version: 2 });
    expect(await look()).toMatchObject({ version: 2, changed: [] });
  });

  it("are left as they are where a change does not fit, and it says which", async () => {
    const { version } = await look();
    const item = { gtin: "5000001000028", name: "Tomato soup", weightG: -1, price: "1.89" };
    const wrong = { kind: "product", key: SOUP, change: "put", item };
    const response = await change(version, move, wrong);
    expect(response.body.code).toBe("goods-invalid");
    expect(response.body.detail).toContain(`product ${SOUP}, weightG`);
    const odd = { ...wrong, item: { ...item, weightG: "the shop's catalogue:99" } };
    expect((await change(version, odd)).body.detail).toContain(`product ${SOUP}, weightG: found`);
    const removed = { kind: "product", key: SOUP, change: "remove", item: null };
    expect((await change(version, removed)).body.detail).toContain("the catalogue has no product");
    const without = { ...move, item: null };
    expect((await change(version, without)).body.code).toBe("goods-invalid");
    expect(await look()).toMatchObject({ version, changed: [] });
  });

  it("are changed so many at once at most", async () => {
    const { version } = await look();
    const many = Array.from({ length: GOODS_CHANGES_MAX + 1 }, () => move);
    expect((await change(version, ...many)).body.code).toBe("input-invalid");
    expect((await change(version, ...many.slice(1))).status).toBe(201);
  });

  it("that stand on one plate are named both, and more than can be named are counted", async () => {
    const { version } = await look();
    const put = (plates: string) => ({
      kind: "facing",
      key: `1/2/${plates}`,
      change: "put",
      item: { gondola: 1, shelf: 2, plates, gtin: "5000001000028" },
    });
    const { detail } = (await change(version, put("3,4"), put("4"))).body;
    expect(detail).toBe(
      "facing 1/2/4, plates: plate 1/2/4 (gondola/shelf/plate) has a product already at facing 1/2/3,4",
    );
    const beyond = Array.from({ length: CONFIG_LIMITS.problemsMax + 2 }, (_, at) =>
      put(`${5 + at}`),
    );
    const many = (await change(version, ...beyond)).body.detail.split("; and ");
    expect(many.at(-1)).toBe("2 more");
  });
});

describe("goods that the source brings", () => {
  const api = startApi();

  it("cannot be changed", async () => {
    const { body } = await api.get("/v1/goods", { as: "operator" });
    expect(body).toMatchObject({ isFixed: true, catalogue: [] });
    const change = { kind: "offer", key: "x", change: "remove", item: null };
    const order = { version: 0, changes: [change] };
    const response = await api.post("/v1/goods/changes", { as: "operator", body: order });
    expect(response.body.code).toBe("goods-fixed");
  });
});
