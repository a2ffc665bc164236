/** How a shop's shelves are weighed: plates one by one, or boards on four cells, or on one. */

import type { Board, ShopModel } from "@saunter/engine/shop-model";
import type { FloorPlan, GondolaPlan } from "./floor-plan-types.ts";

export const SCALE_LAYOUTS = ["plates", "four-cells", "one-cell", "facing-cells", "mixed"] as const;

/**
 * `plates`: each weighs by itself; `four-cells`: a board a shelf, on a cell near each corner;
 * `one-cell`: a board a shelf, on one; `facing-cells`: a board a facing, on one cell; `mixed`: shelf
 * after shelf another of these, and one that is half plates and half a board.
 */
export type ScaleLayout = (typeof SCALE_LAYOUTS)[number];

/** Cells stand so far from the ends of their board, as a share of its width. */
const INSET_SHARE = 0.08;

/** The floor and the shop with boards as the layout has them. */
export function layScales(
  floor: FloorPlan,
  shop: ShopModel,
  layout: ScaleLayout,
): { readonly floor: FloorPlan; readonly shop: ShopModel } {
  if (layout === "plates") return { floor, shop };
  const gondolas = floor.gondolas.map((plan): GondolaPlan => {
    const boards = plan.shelfHeightsM.flatMap((_, at) => {
      const kind = layout === "mixed" ? MIXED[(at + plan.gondola) % MIXED.length]! : layout;
      return layShelf(plan, shop, at + 1, kind);
    });
    return { ...plan, boards };
  });
  const boards = gondolas.flatMap((plan) => plan.boards ?? []);
  return { floor: { ...floor, gondolas }, shop: { ...shop, boards } };
}

const MIXED = ["plates", "four-cells", "half", "facing-cells", "one-cell"] as const;

function layShelf(
  plan: GondolaPlan,
  shop: ShopModel,
  shelf: number,
  kind: ScaleLayout | "half",
): Board[] {
  const { gondola, plateCount } = plan;
  const all = Array.from({ length: plateCount }, (_, at) => at + 1);
  const where = { gondola, shelf };
  switch (kind) {
    case "four-cells":
      return [{ ...where, plates: all, cells: makeCorners(plan, all, 1) }];
    case "one-cell":
      return [{ ...where, plates: all, cells: [makeMiddle(plan, all, 1)] }];
    case "half": {
      const facings = listFacings(shop, gondola, shelf);
      const right = facings.filter(([first]) => first! > plateCount / 2).flat();
      if (right.length < 4) return [];
      return [{ ...where, plates: right, cells: makeCorners(plan, right, right[0]!) }];
    }
    case "facing-cells":
      return listFacings(shop, gondola, shelf).map((plates) => ({
        ...where,
        plates,
        cells: [makeMiddle(plan, plates, plates[0]!)],
      }));
    default:
      return [];
  }
}

function listFacings({ facings }: ShopModel, gondola: number, shelf: number) {
  return facings
    .filter((facing) => facing.gondola === gondola && facing.shelf === shelf)
    .map(({ plates }) => plates);
}

function makeCorners({ plateWidthM }: GondolaPlan, plates: readonly number[], channel: number) {
  const widthM = plates.length * plateWidthM;
  const [left, right] = [INSET_SHARE * widthM, (1 - INSET_SHARE) * widthM];
  return [left, left, right, right].map((alongM, at) => ({ channel: channel + at, alongM }));
}

function makeMiddle({ plateWidthM }: GondolaPlan, plates: readonly number[], channel: number) {
  return { channel, alongM: (plates.length * plateWidthM) / 2 };
}
