/** What is wrong with the bill in each hypothesis, and whether people put it right by themselves. */
import type { SmartCartParameters } from "../parameters/smart-cart.ts";
import type { CartHypothesis, Held } from "./cart-hypotheses.ts";
import { QUESTION_KEYS, type SmartCart } from "./cart-state.ts";
import { weighLasting, weighStillOpen } from "./touches.ts";

/**
 * What a question is about.
 *
 * - `not-scanned`: something lies in the cart that is on no line
 * - `not-in-cart`: a line's goods were never put in
 * - `taken-out`: a line's goods were taken out again
 * - `other-goods`: what lies there is not what was scanned
 * - `emptied`: the goods of all lines were taken out again
 */
export type QuestionAbout = "not-scanned" | "not-in-cart" | "taken-out" | "other-goods" | "emptied";

/** Something that is wrong with the bill, or that nobody has said is theirs. */
export interface Mistake {
  /** Of the question whose answer puts it right. */
  readonly key: string;
  /** Of questions about the same goods: whoever was asked one of them has been asked. */
  readonly sameKeys: readonly string[];
  readonly about: QuestionAbout;
  readonly lineId: string | null;
  readonly weightG: number;
  /** Probability that it stays as it is unless somebody asks; 0 of one's own things, which are no mistake. */
  readonly stays: number;
  readonly isOwn: boolean;
}

export function listMistakes(
  { lines, nowMs, parameters, wentMs }: SmartCart,
  { held, open, out }: CartHypothesis,
): Mistake[] {
  const mistakes: Mistake[] = [];
  const things = new Set(held.filter(({ kind }) => kind === "unscanned"));
  const addLine = (lineId: string, about: QuestionAbout, ownStays: number): void => {
    const scannedMs = lines.get(lineId)?.scannedMs;
    if (scannedMs === undefined) return;
    // What came since, and is on no line, may be what was scanned as this.
    const instead = [...things].find(({ sinceMs }) => sinceMs > scannedMs);
    if (instead !== undefined) things.delete(instead);
    const staysToo = instead === undefined ? 0 : weighForgotten(parameters, instead, nowMs);
    const lineKey = QUESTION_KEYS.line(lineId);
    const isOut = instead === undefined && about === "taken-out";
    mistakes.push({
      key: isOut ? QUESTION_KEYS.out(wentMs) : lineKey,
      sameKeys: [lineKey, ...(instead === undefined ? [] : [QUESTION_KEYS.thing(instead.sinceMs)])],
      about: instead === undefined ? about : "other-goods",
      lineId,
      weightG: lines.get(lineId)!.weightG,
      stays: 1 - (1 - ownStays) * (1 - staysToo),
      isOwn: false,
    });
  };
  const lost = new Set(out);
  if (lost.size > 1 && held.every(({ kind }) => kind === "touch" || kind === "own")) {
    mistakes.push({
      ...{ key: QUESTION_KEYS.out(wentMs), sameKeys: [] },
      ...{ about: "emptied", lineId: null, weightG: Number.NaN, stays: 1, isOwn: false },
    });
  } else for (const lineId of lost) addLine(lineId, "taken-out", 1);
  for (const lineId of new Set(open)) {
    const scannedMs = lines.get(lineId)?.scannedMs ?? nowMs;
    const stillOpen = Math.exp(weighStillOpen(parameters, scannedMs, nowMs, undefined));
    addLine(lineId, "not-in-cart", parameters.neverPuts / stillOpen);
  }
  for (const { isDeclared, kind, lineId, sinceMs, weightG } of held) {
    const key = QUESTION_KEYS.thing(sinceMs);
    if (kind === "other") {
      mistakes.push({
        ...{ key: QUESTION_KEYS.line(lineId!), sameKeys: [key], about: "other-goods" },
        ...{ lineId, weightG: lines.get(lineId!)?.weightG ?? weightG, stays: 1, isOwn: false },
      });
    } else if (kind === "own" && !isDeclared) {
      mistakes.push({
        ...{ key, sameKeys: [], about: "not-scanned", lineId: null, weightG },
        ...{ stays: 0, isOwn: true },
      });
    }
  }
  for (const thing of things) {
    mistakes.push({
      ...{ key: QUESTION_KEYS.thing(thing.sinceMs), sameKeys: [], about: "not-scanned" },
      ...{ lineId: null, weightG: thing.weightG },
      ...{ stays: weighForgotten(parameters, thing, nowMs), isOwn: false },
    });
  }
  return mistakes;
}

/** Probability that nobody scans it by themselves any more. */
function weighForgotten(parameters: SmartCartParameters, thing: Held, nowMs: number): number {
  return parameters.neverScans / Math.exp(weighLasting(parameters, thing, nowMs, undefined));
}
