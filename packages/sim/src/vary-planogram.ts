/** A planogram with mistakes: what the operator believes, not what stands there. */

import type { Facing, ShopModel } from "@saunter/engine/shop-model";
import { createRandom } from "@saunter/numerics/random";

/**
 * Makes `wrongShare` of the facings that name a product name another: half of them change places
 * with another facing's product, half get any product of the catalogue.
 */
export function varyPlanogram(
  shop: ShopModel,
  options: { readonly seed: number; readonly wrongShare: number },
): ShopModel {
  const random = createRandom(options.seed).fork("planogram");
  const named = shop.facings.flatMap((facing, i) => (facing.barcode === null ? [] : [i]));
  const wrongCount = Math.round(options.wrongShare * named.length);
  if (wrongCount === 0) return shop;
  const barcodes = shop.facings.map((facing) => facing.barcode);
  const catalogue = [...shop.products.keys()];
  const order = random.shuffle([...named]);
  let left = wrongCount;
  while (left > 0 && order.length > 0) {
    const at = order.pop()!;
    const mateAt = order.findLastIndex((i) => barcodes[i] !== barcodes[at]);
    if (left >= 2 && mateAt >= 0 && random.chance(1 / 3)) {
      const mate = order.splice(mateAt, 1)[0]!;
      [barcodes[at], barcodes[mate]] = [barcodes[mate]!, barcodes[at]!];
      left -= 2;
      continue;
    }
    const others = catalogue.filter((barcode) => barcode !== shop.facings[at]!.barcode);
    if (others.length === 0) break;
    barcodes[at] = random.pick(others);
    left--;
  }
  const facings = shop.facings.map((facing, i): Facing => ({ ...facing, barcode: barcodes[i]! }));
  return { ...shop, facings };
}

/** Share of the facings that name a product on which two planograms disagree. */
export function shareOfChangedFacings(before: ShopModel, after: ShopModel): number {
  const named = before.facings.filter((facing) => facing.barcode !== null).length;
  const changed = before.facings.filter(
    (facing, i) => facing.barcode !== after.facings[i]!.barcode,
  );
  return named === 0 ? 0 : changed.length / named;
}
