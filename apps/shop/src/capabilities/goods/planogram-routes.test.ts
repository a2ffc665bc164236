import { expect, it } from "vitest";
import { sellGoods } from "../../goods/goods-fixture.ts";
import { startApi } from "../../http/api-recorder-fixture.ts";

const api = startApi(sellGoods());
const SOUP = "5000001000028";
const KEY = "1/2/1,2";

const draft = async () => (await api.get("/v1/planogram/draft", { as: "operator" })).body;
const post = (path: string, body: object) =>
  api.post(`/v1/planogram/${path}`, { as: "operator", body });
const change = (version: number) =>
  post("draft/changes", { version, changes: [{ key: KEY, gtin: SOUP }] });
const readGoods = async () => (await api.get("/v1/goods", { as: "operator" })).body;

it("a draft is shown as it differs, published, and taken back", async () => {
  expect(await draft()).toEqual({
    version: 0,
    changes: [],
    by: null,
    atMs: null,
    publishAtMs: null,
  });
  expect(await change(0)).toMatchObject({ status: 201, body: { version: 1 } });
  expect(await draft()).toMatchObject({
    version: 1,
    by: "user-operator",
    changes: [{ key: KEY, before: null, after: SOUP }],
  });
  expect((await readGoods()).planogram).toHaveLength(2);
  expect((await post("draft/publish", { version: 1 })).status).toBe(201);
  expect(await readGoods()).toMatchObject({ version: 1, isAwaited: true });
  const undone = await post("undo", { version: 1 });
  expect(undone).toMatchObject({ status: 201, body: { undoes: 1 } });
  expect((await readGoods()).planogram).toHaveLength(2);
  const { items } = (await api.get("/v1/planogram/publications", { as: "operator" })).body;
  expect(items).toMatchObject([
    { number: 2, undoes: 1, undoneBy: null, by: "user-operator" },
    { number: 1, undoes: null, undoneBy: 2, changes: [{ key: KEY, before: null }] },
  ]);
});

it("a draft is scheduled, and discarded", async () => {
  const { version } = await draft();
  await change(version);
  const atMs = api.fixture.shop.nowMs() + 3_600_000;
  await post("draft/schedule", { version: version + 1, publishAtMs: atMs });
  expect(await draft()).toMatchObject({ publishAtMs: atMs });
  await post("draft/discard", { version: version + 2 });
  expect(await draft()).toMatchObject({ changes: [], publishAtMs: null });
});

it("what cannot be done is refused with its code", async () => {
  const { version } = await draft();
  const codes = [
    await change(99),
    await post("draft/discard", { version: 99 }),
    await post("draft/publish", { version }),
    await post("draft/schedule", { version, publishAtMs: null }),
    await post("draft/changes", { version, changes: [{ key: KEY, gtin: "5000001000097" }] }),
    await post("undo", { version: (await readGoods()).version }),
  ].map(({ body }) => body.code);
  expect(codes).toEqual([
    "version-conflict",
    "version-conflict",
    "planogram-unchanged",
    "planogram-unchanged",
    "goods-invalid",
    "planogram-unchanged",
  ]);
});

it("changes are checked by item and field, and none is made", async () => {
  const put = (item: object | null) =>
    api.post("/v1/goods/check", {
      as: "operator",
      body: {
        changes: [{ kind: "product", key: SOUP.padStart(14, "0"), change: "put", item }],
      },
    });
  const check = (price: string) => put({ gtin: SOUP, name: "Tomato soup", weightG: 415, price });
  expect((await check("1.99")).body).toEqual({ faults: [] });
  expect((await check("1,99")).body.faults).toMatchObject([
    { kind: "product", key: SOUP.padStart(14, "0"), field: "price" },
  ]);
  expect(await put(null)).toMatchObject({ status: 422, body: { code: "goods-invalid" } });
  const { version, catalogue } = await readGoods();
  expect(version).toBe(2);
  expect(catalogue.map((one: { price: string }) => String(one.price))).not.toContain("1.99");
});
