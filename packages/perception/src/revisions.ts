/**
 * What a change said of who made it is looked at once more when the seconds after it have shown who
 * is who: the hypotheses gain or lose by how much likelier each shopper has become.
 */

import type { WhoDistribution } from "./block-context.ts";
import type { ShelfChange } from "./changes.ts";
import { type ActionRecord, type Cluster, type Hypothesis, prune } from "./hypotheses.ts";
import type { Exchange } from "./identity-doubts.ts";

/** Who made one block of a change, as it was believed when the change was decided, or weighed last. */
export interface AskedBlock {
  readonly plates: string;
  shares: ReadonlyMap<string, number>;
  /** The same now. */
  readonly ask: () => WhoDistribution;
}

/** And what is kept of it to weigh it anew when those who may be exchanged are told. */
export interface DecidedBlock extends AskedBlock {
  readonly timestampMs: number;
  /** What was seen there alone says, by what they were called then. */
  base: ReadonlyMap<string, number>;
  /** Who may have been exchanged, as hypotheses are weighed by it, and as it was said last. */
  rested: readonly Exchange[];
  said: readonly Exchange[];
}

export interface Revision {
  readonly change: ShelfChange;
  readonly dueMs: number;
  readonly blocks: readonly AskedBlock[];
}

/** Probability of each shopper. */
export function shareOut(who: WhoDistribution): Map<string, number> {
  const shares = new Map<string, number>();
  for (const [at, shopper] of who.shoppers.entries()) {
    if (shopper !== null) shares.set(shopper, Math.exp(who.logProbabilities[at]! - who.evidence));
  }
  return shares;
}

/** A share is not less than this: what was left out then may have been the case. */
const SHARE_LEAST = 1e-4;

export interface Reweighing {
  readonly plates: string;
  readonly before: ReadonlyMap<string, number>;
  readonly now: ReadonlyMap<string, number>;
}

/** Blocks about which something else is believed now; none where nothing has changed. */
export function listReweighings({ blocks }: Revision): Reweighing[] {
  const changed: Reweighing[] = [];
  for (const { plates, shares, ask } of blocks) {
    const now = shareOut(ask());
    if (hasMoved(shares, now)) changed.push({ plates, before: shares, now });
  }
  return changed;
}

/** Whether shares have moved by so much that it is worth weighing them anew. */
export function hasMoved(
  before: ReadonlyMap<string, number>,
  now: ReadonlyMap<string, number>,
): boolean {
  return [...before].some(
    ([shopper, share]) => Math.abs(share - (now.get(shopper) ?? 0)) > MOVED_LEAST,
  );
}

/** A belief that moved by less is left as it is. */
const MOVED_LEAST = 0.002;

/** The cluster's hypotheses, weighed by what is known now of who made the change. */
export function reweigh(
  cluster: Cluster,
  changeId: number,
  reweighings: readonly Reweighing[],
): Hypothesis[] {
  return prune(
    cluster.hypotheses.map((hypothesis) => {
      const actions = listActionsOf(hypothesis, changeId);
      let logWeight = hypothesis.logWeight;
      for (const one of reweighings) logWeight += weighBlock(cluster, actions, one);
      return { ...hypothesis, logWeight };
    }),
  );
}

export function listActionsOf(hypothesis: Hypothesis, changeId: number): ActionRecord[] {
  const actions: ActionRecord[] = [];
  for (let node = hypothesis.history; node !== null; node = node.parent) {
    if (node.action.changeId === changeId) actions.push(node.action);
  }
  return actions;
}

function weighBlock(
  cluster: Cluster,
  actions: readonly ActionRecord[],
  { plates, before, now }: Reweighing,
): number {
  const own = actions.filter((action) => action.plates.join() === plates);
  let logWeight = 0;
  for (const { shopperId } of own) {
    if (shopperId === null) continue;
    logWeight += weighShare(now.get(shopperId) ?? 0) - weighShare(before.get(shopperId) ?? 0);
  }
  // Another cut of the change says nothing of this block. A hypothesis without any action of the
  // change says that it was somebody of another cluster.
  if (actions.length > 0) return logWeight;
  return weighOthers(cluster, now) - weighOthers(cluster, before);
}

/** log share of those who are in other clusters. */
function weighOthers(
  { shoppers }: Pick<Cluster, "shoppers">,
  shares: ReadonlyMap<string, number>,
): number {
  let others = 1;
  for (const shopper of shoppers) others -= shares.get(shopper ?? "") ?? 0;
  return weighShare(others);
}

function weighShare(share: number): number {
  return Math.log(Math.max(SHARE_LEAST, share));
}
