/**
 * What a change said of who made it is looked at once more when the seconds after it have shown who
 * is who: the hypotheses gain or lose by how much likelier each shopper has become.
 */

import { shareOut, type WhoDistribution } from "../attribution/associator.ts";
import type { EngineParameters } from "../parameters/engine.ts";
import type { WhoParameters } from "../parameters/who.ts";
import { type ActionRecord, type Cluster, type Hypothesis, listActionsOf } from "./hypotheses.ts";
import { prune } from "./mixture-reducer.ts";

/** Who made one block of a change, as it was believed when the change was decided, or weighed last. */
export interface AskedBlock {
  readonly plates: string;
  shares: ReadonlyMap<string, number>;
  /** The same now. */
  readonly ask: () => WhoDistribution;
}

export interface Revision {
  readonly changeId: number;
  readonly dueMs: number;
  readonly blocks: readonly AskedBlock[];
}

export interface Reweighing {
  readonly plates: string;
  readonly before: ReadonlyMap<string, number>;
  readonly now: ReadonlyMap<string, number>;
}

/** Blocks about which something else is believed now, and that rest on it from now on; none where nothing has changed. */
export function listReweighings(
  { blocks }: Pick<Revision, "blocks">,
  parameters: WhoParameters,
): Reweighing[] {
  const changed: Reweighing[] = [];
  for (const block of blocks) {
    const { plates, shares: before } = block;
    const now = shareOut(block.ask());
    if (!hasMoved(before, now, parameters)) continue;
    block.shares = now;
    changed.push({ plates, before, now });
  }
  return changed;
}

/** Whether shares have moved by so much that it is worth weighing them anew. */
function hasMoved(
  before: ReadonlyMap<string, number>,
  now: ReadonlyMap<string, number>,
  { revisedMovedMin }: WhoParameters,
): boolean {
  return [...before].some(
    ([shopper, share]) => Math.abs(share - (now.get(shopper) ?? 0)) > revisedMovedMin,
  );
}

/** The cluster's hypotheses, weighed by what is known now of who made the change. */
export function reweigh(
  cluster: Cluster,
  changeId: number,
  reweighings: readonly Reweighing[],
  { who, belief }: Pick<EngineParameters, "who" | "belief">,
): Hypothesis[] {
  return prune(
    cluster.hypotheses.map((hypothesis) => {
      const actions = listActionsOf(hypothesis, changeId);
      let logWeight = hypothesis.logWeight;
      for (const one of reweighings) logWeight += weighBlock(cluster, actions, one, who);
      return { ...hypothesis, logWeight };
    }),
    belief,
  );
}

function weighBlock(
  cluster: Cluster,
  actions: readonly ActionRecord[],
  { plates, before, now }: Reweighing,
  who: WhoParameters,
): number {
  const own = actions.filter((action) => action.plates.join() === plates);
  let logWeight = 0;
  for (const { shopperId } of own) {
    if (shopperId === null) continue;
    const share = before.get(shopperId) ?? 0;
    logWeight += weighShare(now.get(shopperId) ?? 0, who) - weighShare(share, who);
  }
  // Another cut of the change says nothing of this block. A hypothesis without any action of the
  // change says that it was somebody of another cluster.
  if (actions.length > 0) return logWeight;
  return weighOthers(cluster, now, who) - weighOthers(cluster, before, who);
}

/** log share of those who are in other clusters. */
function weighOthers(
  { shoppers }: Pick<Cluster, "shoppers">,
  shares: ReadonlyMap<string, number>,
  who: WhoParameters,
): number {
  let others = 1;
  for (const shopper of shoppers) others -= shares.get(shopper ?? "") ?? 0;
  return weighShare(others, who);
}

function weighShare(share: number, { revisedShareMin }: WhoParameters): number {
  return Math.log(Math.max(revisedShareMin, share));
}
