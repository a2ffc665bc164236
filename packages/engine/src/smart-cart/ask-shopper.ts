/** What the screen asks the shopper. */
import type { CartHypothesis } from "./cart-hypotheses.ts";
import { advanceHypotheses, QUESTION_KEYS, type SmartCart } from "./cart-state.ts";

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
  const { asked, askedMs, hypotheses, likelyMs, lines, nowMs, parameters } = cart;
  const questions: CartQuestion[] = [];
  const likely = new Set<string>();
  const isOpen = ({ key, probability }: Subject): boolean =>
    !asked.has(key) && probability > parameters.askProbability / 2;
  // What lasts becomes more or less likely: only where that can make a question it is worth its time.
  const isDue = [...listSubjects(cart, hypotheses)].some(isOpen);
  const advanced = isDue ? advanceHypotheses(cart, nowMs) : [];
  for (const subject of listSubjects(cart, advanced)) {
    const { about, key, lineId, probability, weightG } = subject;
    if (asked.has(key) || probability < parameters.askProbability) continue;
    likely.add(key);
    const sinceMs = likelyMs.get(key) ?? nowMs;
    likelyMs.set(key, sinceMs);
    if (nowMs - Math.min(sinceMs, subject.sinceMs) < subject.waitMs) continue;
    asked.add(key);
    askedMs.set(key, nowMs);
    const lineG = lineId === null ? weightG : lines.get(lineId)!.weightG;
    questions.push({
      kind: "question",
      about,
      lineId,
      weightG: lineG,
      probability,
      timestampMs: nowMs,
    });
  }
  for (const key of likelyMs.keys()) if (!likely.has(key)) likelyMs.delete(key);
  return questions;
}

/** Something that may be asked about. */
interface Subject {
  readonly key: string;
  readonly about: CartQuestion["about"];
  readonly lineId: string | null;
  readonly weightG: number;
  /** Since when it is so, where that is known; it has to be likely for so long otherwise. */
  readonly sinceMs: number;
  readonly waitMs: number;
  probability: number;
}

function listSubjects(
  { lines, nowMs, parameters }: SmartCart,
  hypotheses: readonly CartHypothesis[],
): Iterable<Subject> {
  const { askAfterMs, askForceAfterMs, askOpenAfterMs, askOutAfterMs } = parameters;
  const subjects = new Map<string, Subject>();
  const ofHypothesis = new Set<string>();
  let weight = 0;
  const add = (subject: Omit<Subject, "probability">): void => {
    if (ofHypothesis.has(subject.key)) return;
    ofHypothesis.add(subject.key);
    const known = subjects.get(subject.key);
    if (known === undefined) subjects.set(subject.key, { ...subject, probability: weight });
    else known.probability += weight;
  };
  const never = Number.POSITIVE_INFINITY;
  for (const { held, logWeight, open, out } of hypotheses) {
    weight = Math.exp(logWeight);
    ofHypothesis.clear();
    for (const { isDeclared, kind, lineId, sinceMs, weightG } of held) {
      if (kind === "other") {
        const key = QUESTION_KEYS.other(lineId!);
        add({ key, about: "other-goods", lineId, weightG, sinceMs: never, waitMs: askAfterMs });
      }
      if (lineId !== null || isDeclared) continue;
      // What presses for long is asked about as goods are: it may be either.
      if (kind === "force" && nowMs - sinceMs < askForceAfterMs) continue;
      const key = QUESTION_KEYS.unscanned(sinceMs);
      add({ key, about: "not-scanned", lineId, weightG, sinceMs, waitMs: askAfterMs });
    }
    for (const lineId of open) {
      const sinceMs = lines.get(lineId)?.scannedMs;
      if (sinceMs === undefined) continue;
      const key = QUESTION_KEYS.open(lineId);
      add({ key, about: "not-in-cart", lineId, weightG: 0, sinceMs, waitMs: askOpenAfterMs });
    }
    for (const lineId of out) {
      const key = QUESTION_KEYS.out(lineId);
      add({ key, about: "taken-out", lineId, weightG: 0, sinceMs: never, waitMs: askOutAfterMs });
    }
  }
  return subjects.values();
}
