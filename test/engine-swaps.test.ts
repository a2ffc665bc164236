/** Two facings whose channels are swapped, with products that weigh nearly the same. */
import { createEngine, finishEngine, stepEngine } from "@saunter/engine/engine";
import type { Product } from "@saunter/engine/shop-model";
import { expect, it } from "vitest";
import { COLA, makeScriptedShop, Script, SODA } from "./scripted-shop.ts";

const COLA_G = 597;
const PLATES = new Map([
  [COLA, { shelf: 2, plate: 8 }],
  [SODA, { shelf: 2, plate: 9 }],
]);
const ORDERS = [[COLA], [SODA], [COLA, SODA], [SODA, COLA]];
const VISIT_S = 8;

/** Each product is taken by another shopper. Returns their receipts, in order. */
function takeEach(order: readonly Product[], apartG: number, isSwapped: boolean, seed: number) {
  const shop = makeScriptedShop();
  const products = new Map(shop.products)
    .set(COLA.barcode, { ...COLA, weightG: COLA_G })
    .set(SODA.barcode, { ...SODA, weightG: COLA_G - apartG });
  const script = new Script(VISIT_S * (order.length + 1), seed);
  for (const [at, product] of order.entries()) {
    const atS = VISIT_S * at + 4;
    const place = PLATES.get(product)!;
    const other = PLATES.get(product === COLA ? SODA : COLA)!;
    script.enter(`shopper ${at}`, place.plate, atS - 3, atS + 4);
    script.reach(`shopper ${at}`, atS, place);
    script.change(atS, isSwapped ? other : place, -products.get(product.barcode)!.weightG);
  }
  const engine = createEngine({ ...shop, products }, { isZeroed: true });
  for (const observation of script.observations()) stepEngine(engine, observation);
  const { receipts } = finishEngine(engine);
  return order.map((_, at) => receipts.find(({ targetId }) => targetId === `shopper ${at}`)!);
}

it.each([2, 3, 4.3, 6].flatMap((apartG) => [apartG, -apartG]))(
  "products %d g apart on swapped plates are reviewed from the first pick on, in either order",
  (apartG) => {
    for (const order of ORDERS) {
      for (const { needsReview } of takeEach(order, apartG, true, 1))
        expect(needsReview).toBe(true);
    }
  },
);

it("products that weigh nearly the same are accepted if nothing is swapped", () => {
  for (const order of ORDERS) {
    for (const [at, receipt] of takeEach(order, 4.3, false, 1).entries()) {
      const { barcode } = order[at]!;
      expect(receipt).toMatchObject({ needsReview: false, products: [{ barcode, quantity: 1 }] });
    }
  }
});
