/** What staff do with a cart at its lane, by how likely its bill is wrong. */
import type { CheckKind, CheckReason, Trip } from "@saunter/protocol/smart-cart/trip";
import type { SmartCartsConfig } from "../../config/smart-carts-config.ts";
import type { TripRecord } from "./trip-records.ts";

export interface Check {
  readonly kind: CheckKind;
  readonly reasons: CheckReason[];
  readonly isDone: boolean;
}

type Policy = Pick<SmartCartsConfig, "glanceFrom" | "weighFrom">;

/** None before the lane: a cart that knew it there could act on it. */
export function decideCheck(
  policy: Policy,
  {
    hasOtherPayer,
    isSpotChecked,
    staff,
    status,
    trip,
  }: Pick<TripRecord, "hasOtherPayer" | "isSpotChecked" | "staff" | "status" | "trip">,
): Check {
  if (status === "shopping") return { kind: "none", reasons: [], isDone: true };
  const weigh = listWeighReasons(policy, trip);
  if (staff === "weigh") weigh.push("staff-asked");
  const glance = listGlanceReasons(policy, trip, weigh);
  if (hasOtherPayer) glance.push("another-payer");
  if (isSpotChecked) glance.push("spot-check");
  const kind = weigh.length > 0 ? "weigh" : glance.length > 0 ? "glance" : "none";
  return { kind, reasons: [...weigh, ...glance], isDone: kind === "none" || staff === "fine" };
}

function listWeighReasons({ weighFrom }: Policy, { certainty, faults }: Trip): CheckReason[] {
  const reasons: CheckReason[] = [];
  if (certainty.missing >= weighFrom) reasons.push("missing-goods");
  if (faults.some(({ kind }) => kind.startsWith("scale-"))) reasons.push("scale-fault");
  return reasons;
}

function listGlanceReasons(
  { glanceFrom }: Policy,
  { certainty, questions }: Trip,
  known: readonly CheckReason[],
): CheckReason[] {
  const reasons: CheckReason[] = [];
  const isUncertain = 1 - certainty.exact >= glanceFrom;
  if (certainty.missing >= glanceFrom && !known.includes("missing-goods"))
    reasons.push("missing-goods");
  if (certainty.tooMuch >= glanceFrom) reasons.push("too-much-billed");
  if (questions.some(({ answer }) => answer === null || answer === "dismissed")) {
    reasons.push("question-unanswered");
  }
  // A bill that may be wrong in either way, neither of which is likely by itself.
  if (isUncertain && known.length + reasons.length === 0) reasons.push("missing-goods");
  return reasons;
}

/** In words, for a review. */
export const REASON_WORDS: Readonly<Record<CheckReason, string>> = {
  "missing-goods": "goods in the smart cart may not be on the bill",
  "too-much-billed": "goods on the bill may not be in the smart cart",
  "question-unanswered": "a question on the smart cart was not answered",
  "scale-fault": "the smart cart's scale had a fault",
  "another-payer": "somebody else's code was scanned at the smart cart in mid-trip",
  "spot-check": "the spot check was not made",
  "staff-asked": "staff asked to weigh the smart cart, and nobody did",
};
