/** What staff do with a cart at its lane: what costs least, by how likely its bill is wrong and what is at stake. */
import { DEFAULT_SMART_CART } from "@saunter/engine/parameters/smart-cart";
import {
  type CartHarm,
  type CartStakes,
  decideCheck as decideByCost,
  weighHarm,
} from "@saunter/engine/smart-cart/decide-check";
import type { CheckKind, CheckReason, Trip } from "@saunter/protocol/smart-cart/trip";
import { findStakes, hasTooMuchOwn, type TripScene } from "./find-stakes.ts";
import { hasOddWeighing } from "./odd-weighings.ts";
import { priceAlone } from "./price-alone.ts";
import type { TripRecord } from "./trip-records.ts";

export interface Check {
  readonly kind: CheckKind;
  readonly reasons: CheckReason[];
  readonly isDone: boolean;
}

type Checked = Pick<
  TripRecord,
  | "hasOtherPayer"
  | "isSpotChecked"
  | "laneWeight"
  | "scaleFaultMs"
  | "staff"
  | "status"
  | "trip"
  | "weighed"
> & {
  /** The shop has no price of something on it. */
  readonly hasUnpriced: boolean;
  readonly isWeighingOdd: boolean;
  /** More is said to be the shopper's own than is let through without a look. */
  readonly isOwnTooMuch: boolean;
  /** Its shopper has just come to the lane, and has a question to answer. */
  readonly isAnswering: boolean;
};

export function checkTrip(scene: TripScene, record: TripRecord): Check {
  const hasUnpriced = priceAlone(scene.shop, record).unpriced.length > 0;
  const isWeighingOdd = hasOddWeighing(scene, record);
  const isAnswering = hasQuestion(record, scene.shop.nowMs());
  const isOwnTooMuch = hasTooMuchOwn(scene, record);
  const facts = { ...record, hasUnpriced, isOwnTooMuch, isWeighingOdd, isAnswering };
  return decideCheck(findStakes(scene, record), facts);
}

/** Whoever has not answered by then is checked. */
const ANSWER_MS = 15_000;

/** By the shop's clock alone: a cart cannot put its check off. */
export function hasQuestion(
  { atLaneMs, trip }: Pick<TripRecord, "atLaneMs" | "trip">,
  nowMs: number,
): boolean {
  if (trip.status === "ended" || atLaneMs === null || nowMs - atLaneMs >= ANSWER_MS) return false;
  return trip.questions.some(({ answer }) => answer === null);
}

/** None before the lane, where a cart that knew it could act on it, and none of a cart that was left. */
export function decideCheck(stakes: CartStakes, facts: Checked): Check {
  const {
    hasOtherPayer,
    hasUnpriced,
    isOwnTooMuch,
    isSpotChecked,
    isWeighingOdd,
    laneWeight,
    scaleFaultMs,
    staff,
    status,
    trip,
  } = facts;
  if (status === "shopping" || status === "abandoned") {
    return { kind: "none", reasons: [], isDone: true };
  }
  if (facts.isAnswering && staff === "nothing") return { kind: "none", reasons: [], isDone: false };
  const isConfirmed = laneWeight?.isConfirmed === true;
  const certainty = toEngine(findCertainty(facts));
  const byCost = isConfirmed ? "none" : decideByCost(certainty, stakes, DEFAULT_SMART_CART);
  const costly =
    byCost === "none" ? [] : listCostly(weighHarm(certainty, stakes, DEFAULT_SMART_CART));
  const weigh: CheckReason[] = [];
  if (hasUnpriced && !costly.includes("missing-goods")) weigh.push("missing-goods");
  if (!isConfirmed) {
    if (laneWeight !== null) weigh.push("lane-weight");
    if (scaleFaultMs !== null) weigh.push("scale-fault");
    if (staff === "weigh") weigh.push("staff-asked");
  }
  const glance: CheckReason[] = [];
  if (facts.weighed === null && !isConfirmed) glance.push("not-weighed");
  if (trip.questions.some(({ answer }) => answer === null || answer === "dismissed")) {
    glance.push("question-unanswered");
  }
  if (isWeighingOdd) glance.push("odd-weighing");
  // A lane's scale weighs it, and cannot say whose it is.
  if (isOwnTooMuch) glance.push("own-things");
  if (hasOtherPayer) glance.push("another-payer");
  if (isSpotChecked) glance.push("spot-check");
  const reasons = [...costly, ...weigh, ...glance];
  const least = weigh.length > 0 ? "weigh" : glance.length > 0 ? "glance" : "none";
  const kind = byCost === "weigh" ? "weigh" : least === "none" ? byCost : least;
  return { kind, reasons, isDone: kind === "none" || staff === "fine" };
}

/** Of what the cart says and what the shop finds in the same weights, what is less sure. */
export function findCertainty({
  trip,
  weighed,
}: Pick<TripRecord, "trip" | "weighed">): Trip["certainty"] {
  const { certainty } = trip;
  if (weighed === null) return certainty;
  return {
    exact: Math.min(certainty.exact, weighed.certainty.exact),
    missing: Math.max(certainty.missing, weighed.certainty.missing),
    tooMuch: Math.max(certainty.tooMuch, weighed.certainty.tooMuch),
  };
}

/** What is likely to be lost on a trip, minor units: by it staff go to the dearest first. */
export function findHarm(scene: TripScene, record: TripRecord): number {
  const stakes = findStakes(scene, record);
  const harm = weighHarm(toEngine(findCertainty(record)), stakes, DEFAULT_SMART_CART);
  return harm.missing + harm.tooMuch;
}

function toEngine({ exact, missing, tooMuch }: Trip["certainty"]) {
  return {
    probabilityExact: exact,
    probabilityMissing: missing,
    probabilityTooMuch: tooMuch,
  };
}

/** What is less than a quarter of the harm is no reason to look. */
const REASON_SHARE = 0.25;

function listCostly({ missing, tooMuch }: CartHarm): CheckReason[] {
  const least = REASON_SHARE * (missing + tooMuch);
  const reasons: CheckReason[] = [];
  if (missing >= least) reasons.push("missing-goods");
  if (tooMuch >= least) reasons.push("too-much-billed");
  return reasons;
}

/** In words, for a review. */
export const REASON_WORDS: Readonly<Record<CheckReason, string>> = {
  "missing-goods": "goods in the smart cart may not be on the bill",
  "too-much-billed": "goods on the bill may not be in the smart cart",
  "question-unanswered": "a question on the smart cart was not answered",
  "scale-fault": "the smart cart's scale had a fault",
  "not-weighed": "the shop could not weigh the trip again from what the smart cart sent",
  "lane-weight": "the lane's scale does not confirm the bill",
  "odd-weighing": "a weighing on the smart cart has a low price or a heavy container",
  "own-things": "what was said to be the shopper's own weighs a lot, or may be worth a lot",
  "another-payer": "somebody else's code was scanned at the smart cart in mid-trip",
  "spot-check": "the spot check was not made",
  "staff-asked": "staff asked to weigh the smart cart, and nobody did",
};
