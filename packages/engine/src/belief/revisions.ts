/**
 * What a change said of who made it is decided once more when the seconds after it have shown who
 * is who: the hypotheses gain or lose by how much likelier each shopper has become.
 */

import { shareOut, type WhoDistribution } from "../attribution/associator.ts";
import type { EngineParameters } from "../parameters/engine.ts";
import type { WhoParameters } from "../parameters/who.ts";
import {
  type Cluster,
  type HistoryNode,
  type Hypothesis,
  listNodesOf,
  weighPartly,
} from "./hypotheses.ts";
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

/** Whether shares have moved far enough to be worth reweighting. */
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
  if (reweighings.length === 0) return cluster.hypotheses;
  const others = weighOthers(cluster, reweighings, who);
  return prune(
    cluster.hypotheses.map((hypothesis) => {
      const actions = listNodesOf(hypothesis, changeId);
      let logWeight = hypothesis.logWeight;
      for (const one of reweighings) logWeight += weighBlock(actions, one, who);
      if (actions.length === 0 && !isTouchOf(hypothesis, changeId)) logWeight += others;
      return { ...hypothesis, logWeight };
    }),
    belief,
  );
}

/** Another cut of the change says nothing about this block, whoever made it. */
function weighBlock(
  actions: readonly HistoryNode[],
  { plates, before, now }: Reweighing,
  who: WhoParameters,
): number {
  let logWeight = 0;
  for (const { action, share: told } of actions) {
    const { kind, shopperId } = action;
    // A hand-over that nobody saw comes with its put-back: who made that counts once.
    if (kind === "handover" || shopperId === null || action.plates.join() !== plates) continue;
    const share = before.get(shopperId) ?? 0;
    const moved = weighShare(now.get(shopperId) ?? 0, who) - weighShare(share, who);
    logWeight += weighPartly(told, moved);
  }
  return logWeight;
}

/** A hand's force was nobody's pick or put-back, whoever is who. */
function isTouchOf({ ledger }: Hypothesis, changeId: number): boolean {
  return ledger.some((item) => item.isTouch && item.changeId === changeId);
}

/**
 * A hypothesis without any action of the change, or force, says that somebody of another cluster made it: how much
 * likelier that is. Where nobody else was thought of there is no such hypothesis, and what is without an action, such
 * as creep, gains nothing. Cuts of a change share their plates, so it counts once: as the mean over all blocks.
 */
function weighOthers(
  cluster: Pick<Cluster, "shoppers">,
  reweighings: readonly Reweighing[],
  who: WhoParameters,
): number {
  let sum = 0;
  for (const { before, now } of reweighings) {
    const share = findOthersShare(cluster, before);
    if (share < who.shareMin) continue;
    sum += weighShare(findOthersShare(cluster, now), who) - weighShare(share, who);
  }
  return sum / reweighings.length;
}

/** Share of those who are in other clusters. */
function findOthersShare(
  { shoppers }: Pick<Cluster, "shoppers">,
  shares: ReadonlyMap<string, number>,
): number {
  let others = 1;
  for (const shopper of shoppers) others -= shares.get(shopper ?? "") ?? 0;
  return others;
}

function weighShare(share: number, { revisedShareMin }: WhoParameters): number {
  return Math.log(Math.max(revisedShareMin, share));
}
