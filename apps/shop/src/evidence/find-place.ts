import { findShelfPitch, outlineGondolas } from "@saunter/engine/gondola-outlines";
import type { Interaction } from "@saunter/engine/receipt-types";
import type { ShopModel } from "@saunter/engine/shop-model";
import type { Point3 } from "@saunter/vision/cameras/rotations";
import type { CurveRecorder } from "./curve-recorder.ts";

/** Items stand on the plates: a hand takes them so far above. */
const ABOVE_M = 0.1;

type Plates = Pick<Interaction, "gondola" | "shelf" | "plates">;

/** Where a hand takes from some plates, metres; null where the layout does not say. */
export function findPlace(model: ShopModel, { gondola, shelf, plates }: Plates): Point3 | null {
  const outline = outlineGondolas(model).find((one) => one.gondola === gondola);
  const heightM = outline?.shelfHeightsM[shelf - 1];
  if (outline === undefined || heightM === undefined || plates.length === 0) return null;
  const middle = (Math.min(...plates) - 1 + Math.max(...plates)) / 2;
  const alongM = middle * findShelfPitch(outline, shelf);
  const deepM = outline.depthM / 2;
  const [cos, sin] = [Math.cos(outline.yawRad), Math.sin(outline.yawRad)];
  const place = {
    x: outline.x + alongM * cos - deepM * sin,
    y: outline.y + alongM * sin + deepM * cos,
    z: heightM + ABOVE_M,
  };
  return Number.isFinite(place.x + place.y + place.z) ? place : null;
}

/** Hands are so high where only their place on the floor is known: as most shelves, metres. */
const HAND_M = 1.1;
/** Positions so long before and after are looked at, to find that of the moment. */
const AROUND_MS = 500;

/**
 * Where whoever did it held the hand that was further out, or stood, metres; null where they were not
 * seen. For shops whose layout is not known.
 */
export function findReach(
  recorder: Pick<CurveRecorder, "cutPositions">,
  { targetId, timestampMs }: Pick<Interaction, "targetId" | "timestampMs">,
): Point3 | null {
  if (targetId === null) return null;
  const [fromMs, toMs] = [timestampMs - AROUND_MS, timestampMs + AROUND_MS];
  const cut = recorder.cutPositions(fromMs, toMs, [targetId]);
  const [taker] = cut?.shoppers ?? [];
  if (cut === null || taker === undefined) return null;
  const at = Math.round((timestampMs - cut.startMs) / cut.stepMs);
  const body = taker.body[at] ?? null;
  if (body === null) return null;
  const wrists = [taker.leftWrist[at], taker.rightWrist[at]].filter((one) => one != null);
  const measureOut = (place: readonly number[]): number =>
    Math.hypot(place[0]! - body[0], place[1]! - body[1]);
  const [x, y] = wrists.toSorted((a, b) => measureOut(b) - measureOut(a))[0] ?? body;
  return { x, y, z: HAND_M };
}
