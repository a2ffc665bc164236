/** A shop as the engine and the simulator know it, of the layout that it answers its chain. */
import {
  findShelfPitch,
  type GondolaOutline,
  outlineGondolas,
} from "@saunter/engine/gondola-outlines";
import type { Facing, PlatePlace, ShopModel } from "@saunter/engine/shop-model";
import type { ShopLayout } from "@saunter/protocol/chain/shop-layout";
import { normalizeGtin } from "@saunter/protocol/gtin";
import { makeFloorPlanOf } from "@saunter/sim/floor-plan";
import type { FloorPlan } from "@saunter/sim/floor-plan-types";

export interface ForecastShop {
  readonly shop: ShopModel;
  readonly floor: FloorPlan;
}

/** With what is in force. RangeError where no facing has a place. */
export function makeForecastShop(layout: ShopLayout): ForecastShop {
  const { boards, fixtures, doors } = layout;
  const facings = layout.facings.map(
    ({ gtin, ...facing }): Facing => ({ ...facing, barcode: gtin }),
  );
  const shop: ShopModel = {
    facings,
    products: new Map(
      layout.products.map(({ gtin, name, weightG, priceMinor }) => [
        gtin,
        { barcode: gtin, name, weightG: weightG ?? Number.NaN, price: priceMinor },
      ]),
    ),
    ...(boards.length === 0 ? {} : { boards }),
    ...(fixtures.length === 0 ? {} : { fixtures }),
  };
  return { shop, floor: makeFloorPlanOf(shop, doors ?? undefined) };
}

/**
 * With another planogram on the same plates. RangeError where it names a place or a product that the shop does not
 * have, in words.
 *
 * @param items GTINs by "gondola/shelf/plates".
 */
export function putPlanogram(
  { shop, floor }: ForecastShop,
  items: Readonly<Record<string, unknown>>,
): ForecastShop {
  const barcodes = new Map([...shop.products.keys()].map((one) => [normalizeGtin(one), one]));
  const outlines = new Map(outlineGondolas(shop).map((one) => [one.gondola, one]));
  const taken = new Set<string>();
  const named = Object.entries(items).map(([key, gtin]) => {
    const barcode = typeof gtin === "string" ? barcodes.get(normalizeGtin(gtin)) : undefined;
    if (barcode === undefined) throw new RangeError(`${key}: the shop has no product ${gtin}`);
    const facing = placeFacing(outlines, key, barcode);
    for (const plate of facing.plates) {
      const name = `${facing.gondola}/${facing.shelf}/${plate}`;
      if (taken.has(name)) throw new RangeError(`plate ${name} has two products`);
      taken.add(name);
    }
    return facing;
  });
  const empty = shop.facings.flatMap(({ gondola, shelf, plates }) =>
    plates
      .filter((plate) => !taken.has(`${gondola}/${shelf}/${plate}`))
      .map((plate) => placeFacing(outlines, `${gondola}/${shelf}/${plate}`, null)),
  );
  const facings = [...named, ...empty].sort(
    (a, b) => a.gondola - b.gondola || a.shelf - b.shelf || a.plates[0]! - b.plates[0]!,
  );
  return { shop: { ...shop, facings }, floor };
}

function placeFacing(
  outlines: ReadonlyMap<number, GondolaOutline>,
  key: string,
  barcode: string | null,
): Facing {
  const [gondola, shelf, plateList] = key.split("/");
  const plates = (plateList ?? "")
    .split(",")
    .map(Number)
    .toSorted((a, b) => a - b);
  const where = { gondola: Number(gondola), shelf: Number(shelf), plates };
  const outline = outlines.get(where.gondola);
  const place = outline === undefined ? null : findPlace(outline, where.shelf, plates);
  if (place === null) throw new RangeError(`${key}: the shop has no such plates`);
  return { ...where, barcode, place };
}

function findPlace(
  outline: GondolaOutline,
  shelf: number,
  plates: readonly number[],
): PlatePlace | null {
  const z = outline.shelfHeightsM[shelf - 1];
  const pitchM = findShelfPitch(outline, shelf);
  const count = Math.round((outline.plateCount * outline.plateWidthM) / pitchM);
  const isThere = plates.every((plate) => Number.isInteger(plate) && plate >= 1 && plate <= count);
  if (z === undefined || !isThere || plates.length === 0) return null;
  const { x, y, yawRad, depthM } = outline;
  const alongM = (plates[0]! - 1) * pitchM;
  return {
    x: x + Math.cos(yawRad) * alongM,
    y: y + Math.sin(yawRad) * alongM,
    z,
    yawRad,
    widthM: plates.length * pitchM,
    depthM,
  };
}
