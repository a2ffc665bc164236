/** What the shop is built of and what stands where, for its chain to simulate. No secrets, and nothing of people. */
import type { Facing, Product, ShopModel } from "@saunter/engine/shop-model";
import type { ShopLayout } from "@saunter/protocol/chain/shop-layout";
import { normalizeGtin } from "@saunter/protocol/gtin";
import type { FloorConfig } from "../config/shop-config.ts";
import type { ChainSettings } from "./chain-settings.ts";
import type { ShelfScale } from "./measure-scales.ts";

export interface LayoutSource {
  readonly currency: string;
  readonly model: ShopModel;
  readonly floor: FloorConfig | null;
  /** What the scales have been measured to be. */
  readonly scales: readonly ShelfScale[];
  readonly settings: Pick<ChainSettings, "policies" | "parameters">;
}

/** Below the hub's usual limit of a message, 1 MB. */
const LAYOUT_BYTES_MAX = 900_000;
const NAME_CHARS_MAX = 200;

/**
 * Throws where it would not fit into a message.
 *
 * @param gtins of products that are wanted besides those that stand somewhere.
 */
export function describeLayout(
  { currency, model, floor, scales, settings }: LayoutSource,
  gtins: readonly string[],
): ShopLayout {
  const { facings, products, boards = [], fixtures = [] } = model;
  const placed = facings.flatMap(({ barcode }) => (barcode === null ? [] : [barcode]));
  const wanted = new Set([...gtins, ...placed].map(normalizeGtin));
  const layout: ShopLayout = {
    currency,
    facings: facings.map(describeFacing),
    products: [...products.values()]
      .filter(({ barcode }) => wanted.has(normalizeGtin(barcode)))
      .map(describeProduct),
    boards: boards.map(({ plates, cells, ...where }) => ({
      ...where,
      plates: [...plates],
      cells: [...cells],
    })),
    fixtures: fixtures.map(({ pitches, ...fixture }) => ({
      ...fixture,
      ...(pitches === undefined ? {} : { pitches: [...pitches] }),
    })),
    scales: [...scales],
    doors:
      floor === null
        ? null
        : { entrance: findMiddle(floor.entrance), exit: findMiddle(floor.exit) },
    parameters: settings.parameters() as ShopLayout["parameters"],
    acceptProbability: settings.policies().acceptProbability,
  };
  if (Buffer.byteLength(JSON.stringify(layout)) > LAYOUT_BYTES_MAX) {
    throw new Error("the shop has more plates and products than fit into one message");
  }
  return layout;
}

/** To a tenth of a millimetre. */
const round = (metres: number): number => Math.round(metres * 10_000) / 10_000;

function describeFacing({ gondola, shelf, plates, barcode, place }: Facing) {
  return {
    ...{ gondola, shelf, plates: [...plates], gtin: barcode },
    place:
      place === null
        ? null
        : {
            ...{ x: round(place.x), y: round(place.y), z: round(place.z), yawRad: place.yawRad },
            ...{ widthM: round(place.widthM), depthM: round(place.depthM) },
          },
  };
}

function describeProduct({ barcode, name, weightG, price }: Product) {
  return {
    ...{ gtin: barcode, name: name.slice(0, NAME_CHARS_MAX) },
    weightG: Number.isFinite(weightG) ? weightG : null,
    priceMinor: Math.max(0, Math.round(price)),
  };
}

const findMiddle = (zone: FloorConfig["entrance"]) => ({
  x: zone.reduce((sum, { x }) => sum + x, 0) / zone.length,
  y: zone.reduce((sum, { y }) => sum + y, 0) / zone.length,
});
