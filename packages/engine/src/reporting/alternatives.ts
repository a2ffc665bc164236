/** What else an interaction may have been: the alternatives that the hypotheses give of one change. */
import {
  type ActionRecord,
  type Cluster,
  type HistoryNode,
  isSameAction,
  listNodes,
} from "../belief/hypotheses.ts";
import { ALTERNATIVES_MAX } from "../limits.ts";
import type { BeliefParameters } from "../parameters/belief.ts";
import type { Alternative } from "../receipt-types.ts";

type ReportedAction = ActionRecord & {
  readonly kind: Alternative["kind"];
  readonly barcode: string;
};
type ReportedNode = Pick<HistoryNode, "share"> & { readonly action: ReportedAction };
type OpenAlternative = Omit<Alternative, "probability"> & { probability: number };

/**
 * Every alternative of an action of the likeliest hypothesis, the action's own too, the likeliest first,
 * with the belief in each. A hypothesis gives one at the most: what is missing from a sum of 1 is
 * that nothing which is known was taken, put back or handed over there.
 *
 * @param before alternatives reported earlier: those of people who have left are in no hypothesis any more.
 */
export function listAlternatives(
  cluster: Cluster,
  action: ActionRecord,
  before: readonly Alternative[],
  { alternativeMin }: BeliefParameters,
): Alternative[] {
  const [best] = cluster.hypotheses;
  const reported = pickReported(best?.history ?? null, action.changeId);
  const alternatives: OpenAlternative[] = [];
  for (const { logWeight, history } of cluster.hypotheses) {
    // What may belong to several that are reported is an alternative of the first: nobody shall decide for
    // the same thing twice.
    const own = pickReported(history, action.changeId).filter(
      (one) => reported.find((owner) => isSameMatter(owner.action, one.action))?.action === action,
    );
    const other = own.find((one) => isSameAction(one.action, action)) ?? own[0];
    if (other !== undefined)
      addAlternative(alternatives, other.action, Math.exp(logWeight) * other.share);
  }
  // The likeliest hypothesis comes first, and so does what it says.
  const [own] = alternatives;
  if (own === undefined) return [];
  addThoseWhoLeft(alternatives, before, cluster);
  const kept = alternatives
    .filter(({ probability }) => probability >= alternativeMin)
    .sort((a, b) => b.probability - a.probability)
    .slice(0, ALTERNATIVES_MAX);
  if (!kept.includes(own)) kept[kept.length - 1] = own;
  return kept;
}

/** The actions of a history in one change, the oldest first. */
function pickReported(history: HistoryNode | null, changeId: number): ReportedNode[] {
  const nodes: ReportedNode[] = [];
  for (const { action, share } of listNodes(history)) {
    if (action.changeId === changeId && isReported(action)) nodes.push({ action, share });
  }
  return nodes;
}

function isReported(action: ActionRecord): action is ReportedAction {
  return action.kind !== "restock" && action.kind !== "release" && action.barcode !== null;
}

/** Two hand-overs of one meeting are alternatives of each other, whatever was handed over. */
function isSameMatter(a: ActionRecord, b: ActionRecord): boolean {
  if (a.kind === "handover" || b.kind === "handover") {
    return a.kind === b.kind && a.part === b.part;
  }
  return a.part === b.part && a.plates.some((plate) => b.plates.includes(plate));
}

function addAlternative(
  alternatives: OpenAlternative[],
  action: ReportedAction,
  probability: number,
): void {
  const { kind, shopperId: targetId, otherId: giverId, barcode, quantity } = action;
  const known = alternatives.find(
    (one) =>
      one.kind === kind &&
      one.targetId === targetId &&
      one.giverId === giverId &&
      one.barcode === barcode &&
      one.quantity === quantity,
  );
  if (known === undefined) {
    alternatives.push({ kind, targetId, giverId, barcode, quantity, probability });
  } else known.probability = Math.min(1, known.probability + probability);
}

function addThoseWhoLeft(
  alternatives: OpenAlternative[],
  before: readonly Alternative[],
  { shoppers }: Cluster,
): void {
  let rest = 1;
  for (const { probability } of alternatives) rest -= probability;
  for (const alternative of before) {
    if (shoppers.has(alternative.targetId)) continue;
    const probability = Math.max(0, Math.min(alternative.probability, rest));
    rest -= probability;
    alternatives.push({ ...alternative, probability });
  }
}
