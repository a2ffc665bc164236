/** What somebody did, as it is reported. */
import type { ActionRecord, Cluster } from "../belief/hypotheses.ts";
import type { Interaction } from "../receipt-types.ts";
import { findSpot } from "../sensing/boards.ts";
import type { ShopIndex } from "../shop-index.ts";
import { listAlternatives } from "./alternatives.ts";

/** What was reported before, and the time. */
interface ReportScene {
  readonly index: ShopIndex;
  readonly belief: { readonly attribution: { readonly sensing: { readonly nowMs: number } } };
  readonly reported: ReadonlyMap<string, Interaction>;
  readonly decidedMs: ReadonlyMap<number, number>;
}

export function nameInteraction(action: ActionRecord): string {
  const part = action.part === 0 ? "" : `:${action.part}`;
  return `${action.changeId}:${action.plates.join("-")}${part}`;
}

/**
 * null where nothing was taken, put back or handed over.
 *
 * @param cluster null where only one alternative is left
 */
export function toInteraction(
  { belief: { attribution }, decidedMs, index, reported }: ReportScene,
  action: ActionRecord,
  probability: number,
  cluster: Readonly<Cluster> | null,
): Interaction | null {
  if (action.kind === "restock" || action.kind === "release" || action.barcode === null)
    return null;
  const id = nameInteraction(action);
  const { belief } = index.parameters;
  return {
    id,
    kind: action.kind,
    timestampMs: action.timestampMs,
    decidedMs: decidedMs.get(action.changeId) ?? attribution.sensing.nowMs,
    settledMs: action.settledMs,
    targetId: action.shopperId,
    giverId: action.otherId,
    barcode: action.barcode,
    quantity: action.quantity,
    // Handed over, and never weighed.
    weightG: Number.isNaN(action.weightG) ? 0 : action.weightG,
    gondola: action.gondola,
    shelf: action.shelf,
    plates: findSpot(index, action, action.plates[0]!)?.plates ?? action.plates,
    probability,
    alternatives:
      cluster === null || probability > belief.sureProbability
        ? []
        : listAlternatives(cluster, action, reported.get(id)?.alternatives ?? [], belief),
  };
}

/** Whether the same is reported again, with about the same belief. */
export function isAlike(a: Interaction, b: Interaction, movedMin: number): boolean {
  return (
    a.kind === b.kind &&
    a.targetId === b.targetId &&
    a.barcode === b.barcode &&
    a.quantity === b.quantity &&
    Math.abs(a.probability - b.probability) <= movedMin
  );
}
