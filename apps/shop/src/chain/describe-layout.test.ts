import { isShopLayout } from "@saunter/protocol/chain/shop-layout";
import { describe, expect, it } from "vitest";
import { GOODS_TEXT, loadText } from "../goods/goods-fixture.ts";
import { describeLayout, type LayoutSource } from "./describe-layout.ts";

const loaded = loadText(GOODS_TEXT)(null);
if (!loaded.ok) throw new Error("the configuration is none");
const { config } = loaded;
const source: LayoutSource = {
  ...{ currency: "GBP", model: config.shopModel!, floor: config.floor, scales: [] },
  settings: {
    policies: () => config.policies,
    parameters: () => ({ who: { decoyOdds: 0.1 } as never }),
  },
};

describe("the layout of a shop", () => {
  it("has each plate with its place, and what stands there", () => {
    const layout = describeLayout(source, []);
    expect(isShopLayout(JSON.parse(JSON.stringify(layout)))).toBe(true);
    expect(layout.facings.length).toBe(config.shopModel!.facings.length);
    expect(layout.parameters).toEqual({ who: { decoyOdds: 0.1 } });
    const placed = new Set(layout.facings.flatMap(({ gtin }) => (gtin === null ? [] : [gtin])));
    expect(new Set(layout.products.map(({ gtin }) => gtin))).toEqual(placed);
  });

  it("has products that are asked for, in whatever length their GTINs are written", () => {
    const { model } = source;
    const [first] = model.products.values();
    const bare = { ...model, facings: model.facings.map((one) => ({ ...one, barcode: null })) };
    const layout = describeLayout({ ...source, model: bare }, [first!.barcode.padStart(14, "0")]);
    expect(layout.products.map(({ gtin }) => gtin)).toEqual([first!.barcode]);
  });

  it("has what its scales are like", () => {
    const scale = { gondola: 1, shelf: 2, rateHz: 80, resolutionG: 0.5, noiseG: 0.4 };
    const layout = describeLayout({ ...source, scales: [scale] }, []);
    expect(isShopLayout(JSON.parse(JSON.stringify(layout)))).toBe(true);
    expect(layout.scales).toEqual([scale]);
  });

  it("is refused where it would not fit into one message", () => {
    const { model } = source;
    const facings = Array.from({ length: 20_000 }, () => model.facings[0]!);
    const large = { ...source, model: { ...model, facings } };
    expect(() => describeLayout(large, [])).toThrow("more plates and products than fit");
  });
});
