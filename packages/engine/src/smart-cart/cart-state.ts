/** What the engine of a smart cart knows, and how it changes as time goes by. */
import type { SmartCartParameters } from "../parameters/smart-cart.ts";
import type { Product } from "../shop-model.ts";
import { type CartHypothesis, type CartLine, keepLikeliest } from "./cart-hypotheses.ts";
import type { OwnThings, Removal, Scan, TrayStep } from "./cart-observation.ts";
import { isLasting, weighLasting, weighStillOpen, weighUnanswered } from "./touches.ts";
import type { TrayScale } from "./tray-scale.ts";

export type CartAct = Scan | Removal | OwnThings;

/** An act since the last change of weight, and what was known before it. */
export interface KnownAct {
  readonly act: CartAct;
  readonly hypotheses: CartHypothesis[];
  readonly advancedMs: number;
  readonly scannedMs: number;
  /** The line that it took off. */
  readonly line: CartLine | null;
}

export interface SmartCart {
  readonly parameters: SmartCartParameters;
  readonly products: ReadonlyMap<string, Product>;
  readonly weighGoods: (weightG: number) => number;
  readonly trays: Map<number, TrayScale>;
  readonly lines: Map<string, CartLine>;
  hypotheses: CartHypothesis[];
  /** The last change of weight. */
  before: (TrayStep & { readonly tray: number }) | null;
  /** When something was taken out last, as is likeliest. */
  wentMs: number;
  /** It has been rolled before the last change of weight, or in it. */
  hasRolled: boolean;
  /** Up to when it has been weighed how long things last. */
  advancedMs: number;
  /** When something was scanned last. */
  scannedMs: number;
  nowMs: number;
  readonly asked: Set<string>;
  /** When the same was asked. */
  readonly askedMs: Map<string, number>;
  /** Of what was believed and had been asked then, nothing is worth a question before this time. */
  quiet: {
    readonly hypotheses: readonly CartHypothesis[];
    readonly asked: number;
    readonly untilMs: number;
  } | null;
  /** When the shopper said last that a line's goods lie in the cart. */
  readonly confirmedMs: Map<string, number>;
  /** Since when something is worth a question. */
  readonly likelyMs: Map<string, number>;
  /** Acts since the last change of weight. */
  acts: KnownAct[];
  /** Since when a scale cannot be relied on; what came or went since is not known. */
  faultSinceMs: number | null;
  /** Weight that went where what was scanned should have come, since something last came. */
  reversed: number;
}

/** Keys of what is asked. */
export const QUESTION_KEYS = {
  /** Something on no line, by when it came. */
  thing: (sinceMs: number) => `not-scanned ${sinceMs}`,
  /** Goods of a line, whatever may be wrong with them. */
  line: (lineId: string) => `line ${lineId}`,
  /** Goods of a line that may not be in the cart, once the shopper goes to pay. */
  lane: (lineId: string) => `lane ${lineId}`,
  /** What was taken out, by when that was: whichever line it was, it is asked about once. */
  out: (wentMs: number) => `out ${wentMs}`,
} as const;

/** Hands let go in the end, people put in what they have scanned, and say what is theirs: the longer they do not, the less likely it is so. */
export function advanceTime(cart: SmartCart, nowMs: number): void {
  cart.hypotheses = advanceHypotheses(cart, nowMs);
  cart.advancedMs = Math.max(cart.advancedMs, nowMs);
}

/** What is known is as it was; @returns what would be known by then. */
export function advanceHypotheses(cart: SmartCart, nowMs: number): CartHypothesis[] {
  const { advancedMs, askedMs, lines, parameters } = cart;
  if (!(nowMs > advancedMs)) return cart.hypotheses;
  const since = (weigh: (atMs: number) => number): number => weigh(nowMs) - weigh(advancedMs);
  const openLogs = new Map<string, number>();
  const weighOpen = (lineId: string): number => {
    const asked = askedMs.get(QUESTION_KEYS.line(lineId));
    const scannedMs = lines.get(lineId)?.scannedMs ?? nowMs;
    const known = openLogs.get(lineId);
    const log = known ?? since((atMs) => weighStillOpen(parameters, scannedMs, atMs, asked));
    openLogs.set(lineId, log);
    return log;
  };
  const weighOut = (lineId: string): number => {
    const asked = askedMs.get(QUESTION_KEYS.line(lineId));
    if (asked === undefined) return 0;
    return since((atMs) => Math.log(weighUnanswered(parameters, atMs, asked)));
  };
  const advanced = cart.hypotheses.map((one) => {
    let { logWeight } = one;
    for (const held of one.held) {
      if (!isLasting(held)) continue;
      const asked = askedMs.get(QUESTION_KEYS.thing(held.sinceMs));
      logWeight += since((atMs) => weighLasting(parameters, held, atMs, asked));
    }
    for (const lineId of new Set(one.open)) logWeight += weighOpen(lineId);
    for (const lineId of new Set(one.out)) logWeight += weighOut(lineId);
    return { ...one, logWeight };
  });
  return keepLikeliest(advanced);
}
