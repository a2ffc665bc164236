/**
 * What the screen asks once the shopper goes to pay: lines whose goods may not be in the cart. Whoever says that they
 * are there pays for them and gains nothing, so that staff need not look for that.
 */
import type { CartQuestion } from "./ask-shopper.ts";
import { weighCart } from "./cart-hypotheses.ts";
import { advanceHypotheses, QUESTION_KEYS, type SmartCart } from "./cart-state.ts";
import { listCheckCosts } from "./decide-check.ts";
import { ABSENT_MIN, calibrateShares, weighAbsent, weighShares } from "./weigh-certainty.ts";

/** Lines that are asked about, at most. */
const QUESTIONS_MAX = 3;

interface AbsentLine {
  readonly lineId: string;
  readonly probability: number;
  readonly isOut: boolean;
}

/** The fewest questions, about the likeliest lines, whose answers make a cheaper check do; none where they do not pay. */
export function askAtLane(cart: SmartCart): CartQuestion[] {
  const { asked, lines, nowMs } = cart;
  const absent = listAbsent(cart).slice(0, QUESTIONS_MAX);
  const asIs = weighCheck(cart);
  const worth = absent.findIndex((_, at) => isWorth(cart, asIs, absent.slice(0, at + 1)));
  return absent.slice(0, worth + 1).map(({ isOut, lineId, probability }): CartQuestion => {
    const key = QUESTION_KEYS.lane(lineId);
    asked.add(key);
    const about = isOut ? "taken-out" : "not-in-cart";
    const { weightG } = lines.get(lineId)!;
    return { kind: "question", key, about, lineId, weightG, probability, timestampMs: nowMs };
  });
}

/** The likeliest first. */
function listAbsent(cart: SmartCart): AbsentLine[] {
  const hypotheses = advanceHypotheses(cart, cart.nowMs);
  return [...cart.lines.keys()]
    .filter((lineId) => !cart.asked.has(QUESTION_KEYS.lane(lineId)))
    .map((lineId) => {
      const probability = weighAbsent(cart, lineId);
      const outside = weighCart(hypotheses, ({ out }) => out.includes(lineId));
      return { lineId, probability, isOut: outside > probability / 2 };
    })
    .filter(({ probability }) => probability >= ABSENT_MIN)
    .sort((a, b) => b.probability - a.probability);
}

function isWorth(cart: SmartCart, asIs: number, asked: readonly AbsentLine[]): boolean {
  const { askGlances, askWrongGlances } = cart.parameters;
  const confirmedMs = new Map(cart.confirmedMs);
  for (const { lineId } of asked) confirmedMs.set(lineId, cart.nowMs);
  const cost = asked.reduce(
    (sum, { probability }) => sum + askGlances + askWrongGlances * (1 - probability),
    0,
  );
  return asIs - weighCheck({ ...cart, confirmedMs }) >= cost;
}

/**
 * What is likely to be lost, with the check that costs least, in glances. What is too much counts in full: nobody is to
 * pay for it for want of a question.
 */
function weighCheck(cart: SmartCart): number {
  const { parameters } = cart;
  const certainty = calibrateShares(cart, weighShares(cart));
  const { probabilityExact: exact, probabilityMissing, probabilityTooMuch } = certainty;
  const wrong = probabilityMissing + probabilityTooMuch;
  const bill = { exact, harm: wrong * parameters.wrongCostGlances };
  return Math.min(...listCheckCosts(bill, 1, parameters).map(([, cost]) => cost));
}
