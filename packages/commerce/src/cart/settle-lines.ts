/**
 * From a belief to lines: what the engine is sure of, with what reviewers decided of the rest. What
 * nobody decided in time is settled in the shopper's favour.
 */
import type { Candidate, CartLine, Evidence } from "./events.ts";

export type Decision =
  /** What it was, as the reviewer saw it. */
  | { readonly kind: "candidate"; readonly candidate: Candidate }
  /** Nothing was taken, put back or handed over. */
  | { readonly kind: "nothing" }
  /** Nobody decided in time. */
  | { readonly kind: "lapsed" };

/** An interaction that the engine is not sure of. */
export interface Doubt {
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

/** By how many units of its product an account changes what a shopper carries. */
export function countFor(account: Candidate, shoppers: ReadonlySet<string>): number {
  const isTaker = account.shopperId !== null && shoppers.has(account.shopperId);
  const isGiver = account.giverId !== null && shoppers.has(account.giverId);
  switch (account.kind) {
    case "pick":
      return isTaker ? account.quantity : 0;
    case "putback":
      return isTaker ? -account.quantity : 0;
    case "handover":
      return (isTaker ? account.quantity : 0) - (isGiver ? account.quantity : 0);
    default:
      return account.kind satisfies never;
  }
}

/** In the shopper's favour: of all accounts of the interaction, the one that leaves least to pay. */
function countInFavour(evidence: Evidence, shoppers: ReadonlySet<string>): number {
  const counts = [evidence, ...evidence.candidates]
    .filter(({ gtin }) => gtin === evidence.gtin)
    .map((account) => countFor(account, shoppers));
  return Math.min(0, ...counts);
}

/**
 * Lines of the party's carts.
 *
 * `lines` are the engine's own quantities of least expected cost. Products that a doubt touches are
 * counted from the interactions instead, each as it was decided.
 */
export function settleLines(
  shoppers: ReadonlySet<string>,
  lines: readonly CartLine[],
  evidence: readonly Evidence[],
  doubts: readonly Doubt[],
): SettledLine[] {
  const quantities = sumLines(lines);
  const doubtful = new Map(doubts.map((doubt) => [doubt.evidence.evidenceId, doubt]));
  const touched = new Set(doubts.flatMap(listTouched));
  for (const gtin of touched) {
    quantities.set(gtin, countFromEvidence(gtin, shoppers, evidence, doubtful));
  }
  const settled: SettledLine[] = [];
  for (const [gtin, quantity] of quantities) {
    if (quantity <= 0) continue;
    const speaking = evidence.filter((one) => one.gtin === gtin && countFor(one, shoppers) !== 0);
    settled.push({
      gtin,
      quantity,
      evidenceIds: speaking.map(({ evidenceId }) => evidenceId),
      probability: Math.min(
        1,
        ...speaking.map(({ evidenceId, probability }) =>
          isDecided(doubtful.get(evidenceId)) ? 1 : probability,
        ),
      ),
    });
  }
  return settled.sort((a, b) => (a.gtin < b.gtin ? -1 : 1));
}

function isDecided(doubt: Doubt | undefined): boolean {
  return doubt !== undefined && doubt.decision !== null;
}

export function sumLines(lines: readonly CartLine[]): Map<string, number> {
  const quantities = new Map<string, number>();
  for (const { gtin, quantity } of lines) {
    quantities.set(gtin, (quantities.get(gtin) ?? 0) + quantity);
  }
  return quantities;
}

/** Products whose quantity depends on how a doubt is decided. */
function listTouched({ evidence, decision }: Doubt): string[] {
  const decided = decision?.kind === "candidate" ? [decision.candidate.gtin] : [];
  return [evidence.gtin, ...decided];
}

function countFromEvidence(
  gtin: string,
  shoppers: ReadonlySet<string>,
  evidence: readonly Evidence[],
  doubtful: ReadonlyMap<string, Doubt>,
): number {
  let quantity = 0;
  for (const one of evidence) {
    const decision = doubtful.get(one.evidenceId)?.decision ?? null;
    if (decision === null) quantity += one.gtin === gtin ? countFor(one, shoppers) : 0;
    else if (decision.kind === "lapsed") {
      quantity += one.gtin === gtin ? countInFavour(one, shoppers) : 0;
    } else if (decision.kind === "candidate" && decision.candidate.gtin === gtin) {
      quantity += countFor(decision.candidate, shoppers);
    }
  }
  return Math.max(0, quantity);
}
