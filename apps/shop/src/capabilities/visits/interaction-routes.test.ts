import { describe, expect, it } from "vitest";
import { applyEngineOutputs } from "../../domain/engine-events.ts";
import { startApi } from "../../http/api-recorder-fixture.ts";
import { enterByCard, take } from "../../http/scripted-visit-fixture.ts";

describe("GET /interactions", () => {
  const api = startApi();

  it("lists what was taken, the newest first, with whose it is", async () => {
    const visitId = await enterByCard(api, "pm_sim_ok");
    const ids: string[] = [];
    for (const gtin of ["01", "02", "03"]) {
      await api.fixture.pass(1000);
      ids.unshift(await take(api, visitId, gtin, 1));
    }
    const first = await api.get("/v1/interactions?limit=2", { as: "reviewer" });
    const second = await api.get(first.body.next, { as: "operator" });
    const items = [...first.body.items, ...second.body.items];
    expect(items.map(({ evidenceId }) => evidenceId)).toEqual(ids);
    expect(items[2]).toMatchObject({ visitId, gtin: "01", kind: "pick", quantity: 1 });
    const { products } = api.fixture.shop.settings;
    expect(items[2].name).toBe(products.get("01")!.name);
  });

  it("lists those of a shelf, and forgets what was taken back", async () => {
    const ofShelf = (shelf: number) =>
      api.get(`/v1/interactions?gondola=1&shelf=${shelf}`, { as: "operator" });
    const { items } = (await ofShelf(1)).body;
    expect(items).toHaveLength(3);
    expect((await ofShelf(2)).body.items).toEqual([]);
    const { evidenceId, shopperId, gtin, ...rest } = items[0];
    const interaction = {
      ...rest,
      targetId: shopperId,
      barcode: gtin,
      alternatives: [],
      timestampMs: 0,
      id: evidenceId.slice(2),
      decidedMs: 0,
      settledMs: 0,
    };
    const { store, shop } = api.fixture;
    await store.transact((tx) =>
      applyEngineOutputs(tx, shop, "e", [
        { kind: "interaction", status: "retracted", interaction },
      ]),
    );
    expect((await ofShelf(1)).body.items).toHaveLength(2);
  });

  it("refuses what is no place", async () => {
    for (const query of ["gondola=x", "shelf=-1", "gondola=10000", "after=x"]) {
      const { body } = await api.get(`/v1/interactions?${query}`, { as: "operator" });
      expect(body.code).toBe("input-invalid");
    }
  });
});
