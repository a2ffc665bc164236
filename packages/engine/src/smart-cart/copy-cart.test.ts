import { expect, it } from "vitest";
import { copyCart } from "./copy-cart.ts";
import { createSmartCart, stepSmartCart } from "./smart-cart.ts";

const PRODUCTS = new Map([["tea", { barcode: "tea", name: "Tea", weightG: 250, price: 100 }]]);
const SCAN = { kind: "scan", timestampMs: 1000, lineId: "a", barcode: "tea", quantity: 1 } as const;

it("a copy goes on without what it was copied from", () => {
  const cart = createSmartCart(PRODUCTS);
  stepSmartCart(cart, SCAN);
  const before = structuredClone({ ...cart, weighGoods: null });
  const copy = copyCart(cart);
  stepSmartCart(copy, { ...SCAN, timestampMs: 90_000, lineId: "b" });
  stepSmartCart(copy, { kind: "confirmation", timestampMs: 95_000, lineId: "b" });
  stepSmartCart(copy, { kind: "removal", timestampMs: 200_000, lineId: "a" });
  expect({ ...cart, weighGoods: null }).toEqual(before);
  expect([...copy.lines.keys()]).toEqual(["b"]);
});

it("a cart that has taken samples is not copied", () => {
  const cart = createSmartCart(PRODUCTS);
  const samplesG = new Float32Array(4);
  stepSmartCart(cart, { kind: "weights", tray: 0, timestampMs: 0, sampleRateHz: 40, samplesG });
  expect(() => copyCart(cart)).toThrow("samples");
});
