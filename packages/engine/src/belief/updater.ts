/** The joint update of the clusters that a change or a meeting of hands concerns. */
import type { BeliefParameters } from "../parameters/belief.ts";
import type { ShelfChange } from "../sensing/changes.ts";
import { isOfUnits } from "../sensing/whole-units.ts";
import { type Cluster, type HistoryNode, type Hypothesis, listNodes } from "./hypotheses.ts";
import { mergeClusters, prune, splitCluster } from "./mixture-reducer.ts";

interface UpdatedClusters {
  /** All of them as one, as the change has left it. */
  readonly merged: Readonly<Cluster>;
  /** The clusters that take their place, and what has become final as nothing can revise it. */
  readonly parts: readonly Cluster[];
  readonly final: readonly Pick<HistoryNode, "action" | "share">[];
}

/** @param explain the hypotheses that it makes of others */
export function updateClusters(
  touched: readonly Cluster[],
  explain: (hypotheses: readonly Hypothesis[]) => Hypothesis[],
  parameters: BeliefParameters,
): UpdatedClusters {
  const merged = mergeClusters(touched, parameters);
  merged.hypotheses = prune(explain(merged.hypotheses), parameters);
  const before = { ...merged };
  const parts = splitCluster(merged, parameters);
  return { merged: before, parts, final: parts.flatMap(settle) };
}

/** A cluster with one hypothesis left has nothing to revise: its history becomes final. */
function settle(cluster: Cluster): HistoryNode[] {
  const [only, ...others] = cluster.hypotheses;
  if (others.length > 0 || only!.history === null) return [];
  cluster.hypotheses = [{ ...only!, history: null }];
  return listNodes(only!.history).filter(({ share }) => share >= 0.5);
}

/** Changes hypotheses one by one; returns whether any has changed. */
export function replaceHypotheses(
  cluster: Cluster,
  parameters: BeliefParameters,
  change: (one: Hypothesis) => Hypothesis,
): boolean {
  const changed = cluster.hypotheses.map(change);
  if (changed.every((hypothesis, at) => hypothesis === cluster.hypotheses[at])) return false;
  cluster.hypotheses = prune(changed, parameters);
  return true;
}

/** Whether a hypothesis of the cluster has an item out of place, or another product, on this shelf. */
export function standsOn(cluster: Cluster, change: ShelfChange): boolean {
  const prefix = `${change.gondola}/${change.shelf}/`;
  return cluster.hypotheses.some(
    (hypothesis) =>
      hypothesis.ledger.some(
        (item) => item.gondola === change.gondola && item.shelf === change.shelf,
      ) || hasKeyOf(hypothesis.overrides, prefix),
  );
}

/** Whether an item that was left there out of its place, by the likeliest hypothesis, weighs what a change does. */
export function hasLeftItem(
  { hypotheses }: Cluster,
  { gondola, plates, shelf }: ShelfChange,
  weightLogMax: number,
): boolean {
  const totalG = plates.reduce((sum, { changeG }) => sum + changeG, 0);
  return (hypotheses[0]?.ledger ?? []).some(
    (item) =>
      !item.isTouch &&
      item.gondola === gondola &&
      item.shelf === shelf &&
      plates.some(({ plate }) => item.plates.includes(plate)) &&
      isOfUnits(totalG, item.weightG, weightLogMax),
  );
}

function hasKeyOf(overrides: ReadonlyMap<string, unknown>, prefix: string): boolean {
  for (const key of overrides.keys()) if (key.startsWith(prefix)) return true;
  return false;
}
