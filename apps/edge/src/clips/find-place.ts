import type { Point3 } from "@saunter/perception/cameras/rotations";
import { outlineGondolas } from "@saunter/perception/gondola-outlines";
import type { Interaction } from "@saunter/perception/receipt-types";
import type { ShopModel } from "@saunter/perception/shop-model";

/** Items stand on the plates: a hand takes them so far above. */
const ABOVE_M = 0.1;

type Plates = Pick<Interaction, "gondola" | "shelf" | "plates">;

/** Where a hand takes from some plates, metres; null where the layout does not say. */
export function findPlace(model: ShopModel, { gondola, shelf, plates }: Plates): Point3 | null {
  const outline = outlineGondolas(model).find((one) => one.gondola === gondola);
  const heightM = outline?.shelfHeightsM[shelf - 1];
  if (outline === undefined || heightM === undefined || plates.length === 0) return null;
  const alongM = ((Math.min(...plates) - 1 + Math.max(...plates)) / 2) * outline.plateWidthM;
  const deepM = outline.depthM / 2;
  const [cos, sin] = [Math.cos(outline.yawRad), Math.sin(outline.yawRad)];
  const place = {
    x: outline.x + alongM * cos - deepM * sin,
    y: outline.y + alongM * sin + deepM * cos,
    z: heightM + ABOVE_M,
  };
  return Number.isFinite(place.x + place.y + place.z) ? place : null;
}
