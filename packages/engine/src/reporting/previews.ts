/** What is reported of changes before they are decided: it is retracted, or reported again, once they are. */
import { listLines } from "../belief/cart-choice.ts";
import type { ShopperKey } from "../engine-types.ts";
import type { Interaction, ReceiptLine } from "../receipt-types.ts";

/** What was reported of a change before it was decided. */
export interface Preview {
  readonly interactions: readonly Interaction[];
  readonly carts: ReadonlyMap<ShopperKey, CartPreview>;
}

/** Units, by barcode, that a change adds to a cart or takes from it, and how likely that is. */
export interface CartPreview {
  readonly units: ReadonlyMap<string, number>;
  readonly probability: number;
}

interface ReportedCart {
  readonly lines: ReceiptLine[];
  readonly probability: number;
}

/** Units by barcode, without zeros: negative where there are fewer. */
export function subtractUnits(
  from: readonly ReceiptLine[],
  taken: readonly ReceiptLine[],
): Map<string, number> {
  const units = countUnits(from);
  for (const { barcode, quantity } of taken) addUnits(units, barcode, -quantity);
  return units;
}

/** A cart as decided, with what changes that are not decided yet make of it. */
export function addPreviews(
  previews: ReadonlyMap<number, Preview>,
  shopper: ShopperKey,
  decided: ReportedCart,
): ReportedCart {
  let cart = decided;
  for (const { carts } of previews.values()) {
    const own = carts.get(shopper);
    if (own === undefined) continue;
    const units = countUnits(cart.lines);
    for (const [barcode, count] of own.units) {
      addUnits(units, barcode, Math.max(count, -(units.get(barcode) ?? 0)));
    }
    const probability = Math.min(cart.probability, own.probability);
    cart = { lines: listLines(units), probability };
  }
  return cart;
}

function countUnits(lines: readonly ReceiptLine[]): Map<string, number> {
  return new Map(lines.map(({ barcode, quantity }) => [barcode, quantity]));
}

function addUnits(units: Map<string, number>, barcode: string, count: number): void {
  const quantity = (units.get(barcode) ?? 0) + count;
  if (quantity === 0) units.delete(barcode);
  else units.set(barcode, quantity);
}
