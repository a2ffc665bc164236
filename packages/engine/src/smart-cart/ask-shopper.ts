/** What the screen asks the shopper. */
import { type CartHypothesis, weighCart } from "./cart-hypotheses.ts";
import { QUESTION_KEYS, type SmartCart } from "./cart-state.ts";

/** What the screen asks once. */
export interface CartQuestion {
  readonly kind: "question";
  /**
   * - `not-scanned`: something lies in the cart that is on no line
   * - `not-in-cart`: a line's goods were never put in
   * - `taken-out`: a line's goods were taken out again
   * - `other-goods`: what lies there is not what was scanned
   */
  readonly about: "not-scanned" | "not-in-cart" | "taken-out" | "other-goods";
  readonly lineId: string | null;
  readonly weightG: number;
  readonly probability: number;
  readonly timestampMs: number;
}

/** What is to be asked now, each thing once. */
export function askShopper(cart: SmartCart): CartQuestion[] {
  const { asked, askedMs, hypotheses, nowMs, parameters } = cart;
  const { askAfterMs, askOpenAfterMs, askProbability } = parameters;
  const questions: CartQuestion[] = [];
  const add = (
    key: string,
    about: CartQuestion["about"],
    lineId: string | null,
    weightG: number,
    isSo: (one: CartHypothesis) => boolean,
  ): void => {
    if (asked.has(key)) return;
    const probability = weighCart(hypotheses, isSo);
    if (probability < askProbability) return;
    asked.add(key);
    askedMs.set(key, nowMs);
    questions.push({ kind: "question", about, lineId, weightG, probability, timestampMs: nowMs });
  };
  const [best] = hypotheses;
  for (const held of best?.held ?? []) {
    if (held.lineId !== null || held.kind === "force" || nowMs - held.sinceMs < askAfterMs)
      continue;
    const isThere = (one: CartHypothesis): boolean =>
      one.held.some(
        (other) =>
          other.lineId === null &&
          other.kind !== "force" &&
          other.sinceMs === held.sinceMs &&
          !other.isDeclared,
      );
    add(QUESTION_KEYS.unscanned(held.sinceMs), "not-scanned", null, held.weightG, isThere);
  }
  for (const [lineId, line] of cart.lines) {
    if (nowMs - line.scannedMs < askAfterMs) continue;
    const isOpen = (one: CartHypothesis): boolean => one.open.includes(lineId);
    const isOut = (one: CartHypothesis): boolean => one.out.includes(lineId);
    const isOther = (one: CartHypothesis): boolean =>
      one.held.some((held) => held.kind === "other" && held.lineId === lineId);
    if (nowMs - line.scannedMs > askOpenAfterMs) {
      add(QUESTION_KEYS.open(lineId), "not-in-cart", lineId, line.weightG, isOpen);
    }
    add(QUESTION_KEYS.out(lineId), "taken-out", lineId, line.weightG, isOut);
    add(QUESTION_KEYS.other(lineId), "other-goods", lineId, line.weightG, isOther);
  }
  return questions;
}
