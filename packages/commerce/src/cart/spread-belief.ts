/**
 * From interactions to what a party may hold: for each product, how many units with which
 * probability. Interactions are taken for independent of each other, which the engine's own belief is
 * not; a receipt does not rest on this.
 */
import type { Candidate, Evidence } from "./events.ts";
import { countFor, type Decision } from "./settle-lines.ts";

export interface SpreadCount {
  readonly quantity: number;
  readonly probability: number;
}

export interface SpreadProduct {
  readonly gtin: string;
  /** The likeliest first; together 1. What is less likely than `TOLD_FROM` is left out. */
  readonly counts: readonly SpreadCount[];
}

/** What is less likely is not reported: there are more such quantities than anybody reads. */
export const TOLD_FROM = 0.005;

/** What decided interactions were is certain; of the others each candidate has its probability. */
export interface DecidedEvidence {
  readonly evidence: Evidence;
  readonly decision: Decision | null;
}

/** Products that the party may hold one of, by GTIN. */
export function spreadBelief(
  shoppers: ReadonlySet<string>,
  interactions: readonly DecidedEvidence[],
): SpreadProduct[] {
  const products = new Map<string, ReadonlyMap<number, number>>();
  for (const interaction of interactions) {
    for (const [gtin, changes] of spreadChanges(shoppers, listAccounts(interaction))) {
      products.set(gtin, addUp(products.get(gtin) ?? NONE, changes));
    }
  }
  return [...products.keys()]
    .sort()
    .map((gtin) => ({ gtin, counts: reportCounts(products.get(gtin)!) }))
    .filter(({ counts }) => counts.some(({ quantity }) => quantity > 0));
}

const NONE: ReadonlyMap<number, number> = new Map([[0, 1]]);

function listAccounts({ evidence, decision }: DecidedEvidence): readonly Candidate[] {
  switch (decision?.kind) {
    case undefined:
    case "lapsed":
      return evidence.candidates.length === 0 ? [evidence] : evidence.candidates;
    case "candidate":
      return [{ ...decision.candidate, probability: 1 }];
    case "nothing":
      return [];
    default:
      return decision satisfies never;
  }
}

/** By how many units an interaction changes what the party holds, of each product that it touches. */
function spreadChanges(
  shoppers: ReadonlySet<string>,
  candidates: readonly Candidate[],
): Map<string, ReadonlyMap<number, number>> {
  const changes = new Map<string, Map<number, number>>();
  for (const candidate of candidates) {
    const by = countFor(candidate, shoppers);
    if (by === 0) continue;
    const ofProduct = changes.get(candidate.gtin) ?? new Map<number, number>();
    changes.set(candidate.gtin, ofProduct);
    ofProduct.set(by, (ofProduct.get(by) ?? 0) + candidate.probability);
  }
  for (const ofProduct of changes.values()) {
    const sum = [...ofProduct.values()].reduce((total, probability) => total + probability, 0);
    // Accounts exclude each other: in all that is left, nothing of this product has moved.
    if (sum < 1) ofProduct.set(0, 1 - sum);
    else for (const [by, probability] of ofProduct) ofProduct.set(by, probability / sum);
  }
  return changes;
}

function addUp(
  held: ReadonlyMap<number, number>,
  changes: ReadonlyMap<number, number>,
): ReadonlyMap<number, number> {
  const sum = new Map<number, number>();
  for (const [quantity, probability] of held) {
    for (const [by, share] of changes) {
      const at = quantity + by;
      sum.set(at, (sum.get(at) ?? 0) + probability * share);
    }
  }
  return sum;
}

/** Nobody holds less than none: what was put back beyond that had been taken unseen. */
function reportCounts(spread: ReadonlyMap<number, number>): SpreadCount[] {
  const counts = new Map<number, number>();
  for (const [quantity, probability] of spread) {
    const held = Math.max(0, quantity);
    counts.set(held, (counts.get(held) ?? 0) + probability);
  }
  return [...counts]
    .map(([quantity, probability]) => ({ quantity, probability }))
    .filter(({ probability }) => probability >= TOLD_FROM)
    .sort((a, b) => b.probability - a.probability || a.quantity - b.quantity);
}
