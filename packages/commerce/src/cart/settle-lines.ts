/**
 * From a belief to lines: what the engine is sure of, with what reviewers decided of the rest. What
 * nobody decided in time is settled in the shopper's favour.
 */
import type { Candidate, CartLine, Evidence } from "./events.ts";
import { nameItem, toItem } from "./items.ts";

export type Decision =
  /** What it was, as the reviewer saw it. */
  | { readonly kind: "candidate"; readonly candidate: Candidate }
  /** Nothing was taken, put back or handed over. */
  | { readonly kind: "nothing" }
  /** Nobody decided in time. */
  | { readonly kind: "lapsed" };

/** An interaction that the engine is not sure of. */
export interface UncertainInteraction {
  readonly evidence: Evidence;
  /** Null while nobody has decided. */
  readonly decision: Decision | null;
}

export interface SettledLine extends CartLine {
  /** Interactions that speak for the line, in order of time. */
  readonly evidenceIds: readonly string[];
  /** The least of the interactions' probabilities: a line is no surer than its weakest evidence. */
  readonly probability: number;
}

/** By how many units of its product a candidate changes what a shopper carries. */
export function countFor(candidate: Candidate, shoppers: ReadonlySet<string>): number {
  const isTaker = candidate.shopperId !== null && shoppers.has(candidate.shopperId);
  const isGiver = candidate.giverId !== null && shoppers.has(candidate.giverId);
  switch (candidate.kind) {
    case "pick":
      return isTaker ? candidate.quantity : 0;
    case "putback":
      return isTaker ? -candidate.quantity : 0;
    case "handover":
      return (isTaker ? candidate.quantity : 0) - (isGiver ? candidate.quantity : 0);
    default:
      return candidate.kind satisfies never;
  }
}

/** By how many an interaction changes what the party carries of an item, as it was decided. */
function countAs(
  evidence: Evidence,
  decision: Decision | null,
  item: string,
  shoppers: ReadonlySet<string>,
): number {
  const countOf = (candidate: Candidate): number =>
    nameItem(candidate) === item ? countFor(candidate, shoppers) : 0;
  switch (decision?.kind) {
    case undefined:
      return countOf(evidence);
    case "candidate":
      return countOf(decision.candidate);
    case "nothing":
      return 0;
    case "lapsed":
      // Of all that it may have been, for each product what leaves least to pay.
      return Math.min(0, ...[evidence, ...evidence.candidates].map(countOf));
    default:
      return decision satisfies never;
  }
}

/**
 * Lines of the party's carts, one an item, by GTIN.
 *
 * `lines` are the engine's own quantities of least expected cost. Products that an uncertain interaction may concern are
 * counted from the interactions instead, each as it was decided; but never to more than the engine's
 * quantity and what reviewers have added to it, since the engine may believe less than it tells of.
 */
export function settleLines(
  shoppers: ReadonlySet<string>,
  lines: readonly CartLine[],
  evidence: readonly Evidence[],
  uncertainties: readonly UncertainInteraction[],
): SettledLine[] {
  const sums = sumLines(lines);
  const decisions = new Map(
    uncertainties.map((uncertainty) => [uncertainty.evidence.evidenceId, uncertainty.decision]),
  );
  const decisionOf = ({ evidenceId }: Evidence): Decision | null =>
    decisions.get(evidenceId) ?? null;
  const touched = new Map(
    uncertainties.flatMap(listTouched).map((one) => [nameItem(one), toItem(one)]),
  );
  for (const [name, item] of touched) {
    let told = 0;
    let atMost = sums.get(name)?.quantity ?? 0;
    for (const one of evidence) {
      const decision = decisionOf(one);
      const count = countAs(one, decision, name, shoppers);
      told += count;
      if (decision?.kind === "candidate") atMost += Math.max(0, count);
    }
    sums.set(name, { ...item, quantity: Math.min(told, atMost) });
  }
  const settled: SettledLine[] = [];
  for (const [name, line] of sums) {
    if (line.quantity <= 0) continue;
    const speaking = evidence.filter((one) => countAs(one, decisionOf(one), name, shoppers) !== 0);
    settled.push({
      ...line,
      evidenceIds: speaking.map(({ evidenceId }) => evidenceId),
      probability: Math.min(
        1,
        ...speaking.map((one) => (decisionOf(one) === null ? one.probability : 1)),
      ),
    });
  }
  return settled.sort(compareItems);
}

/** By GTIN, and weighings of one product as they are named. */
export function compareItems(a: CartLine, b: CartLine): number {
  return nameItem(a) < nameItem(b) ? -1 : 1;
}

/** One line an item, by the item's name. */
export function sumLines(lines: readonly CartLine[]): Map<string, CartLine> {
  const sums = new Map<string, CartLine>();
  for (const line of lines) {
    const name = nameItem(line);
    const quantity = (sums.get(name)?.quantity ?? 0) + line.quantity;
    sums.set(name, { ...toItem(line), quantity });
  }
  return sums;
}

/** Items whose quantity depends on how an uncertain interaction is decided. */
function listTouched({ evidence, decision }: UncertainInteraction): Candidate[] {
  const candidates: Candidate[] = [evidence];
  if (decision?.kind === "candidate") candidates.push(decision.candidate);
  if (decision?.kind === "lapsed") candidates.push(...evidence.candidates);
  return candidates;
}
