/** How far each plate reads off, learned from likely picks of what the planogram has there. */
import type { ShelfChange } from "../sensing/changes.ts";
import { findGain, type Gains, learnGain } from "../sensing/gains.ts";
import type { ShopIndex } from "../shop-index.ts";
import { type Cluster, findBelief, listHistory } from "./hypotheses.ts";
import { isPlannedPick } from "./planogram-trust.ts";

/**
 * Learns the gains of the plates from which something of known weight was taken by one shopper. What
 * two share was weighed once, and who had how many of it is a guess: nothing is learned of it.
 */
export function learnGains(
  gains: Gains,
  index: ShopIndex,
  change: ShelfChange,
  cluster: Cluster,
): void {
  const actions = [...listHistory(cluster.hypotheses[0]?.history ?? null)].filter(
    ({ changeId, kind }) => changeId === change.id && kind === "pick",
  );
  const { weights } = index.parameters;
  const shared = actions.filter(({ part }) => part > 0).map(({ plates }) => plates.join("-"));
  for (const action of actions) {
    if (action.barcode === null || shared.includes(action.plates.join("-"))) continue;
    const weightG = index.shop.products.get(action.barcode)?.weightG ?? Number.NaN;
    const planned = isPlannedPick(index, action);
    const belief = findBelief(cluster, action);
    if (!planned || !(weightG > 0) || belief < weights.learnBeliefMin) continue;
    const [sum] = change.plates;
    const parts =
      change.board === undefined
        ? change.plates.filter(({ plate }) => action.plates.includes(plate))
        : [{ ...sum!, plate: action.plates[0]! }];
    const size = parts.reduce((sum, part) => sum + Math.abs(part.changeG), 0);
    for (const { plate, changeG } of parts) {
      const before = findGain(gains, action.gondola, action.shelf, plate, weights).mean;
      const ratio = before * (action.weightG / (weightG * action.quantity));
      const key = { gondola: action.gondola, shelf: action.shelf, plate };
      const share = Math.abs(changeG) / size;
      learnGain(gains, key, ratio, share, action.quantity, belief, weights);
    }
  }
}
