/**
 * Changes of weight that may have been somebody's, and that the likeliest hypothesis reports as no
 * interaction: a product that is not known, or a put-back that it takes for something else. A reviewer
 * who is asked about one has to see it, so it is reported as what it is: a place, a time and a weight.
 */
import {
  type ActionRecord,
  type Cluster,
  listLikely,
  listNodes,
  listNodesOf,
} from "../belief/hypotheses.ts";
import { ALTERNATIVES_MAX } from "../limits.ts";
import type { Alternative, UnclearChange } from "../receipt-types.ts";
import { findSpot } from "../sensing/boards.ts";
import type { ShopIndex } from "../shop-index.ts";
import { nameInteraction } from "./interactions.ts";

type ShelfAction = ActionRecord & { readonly kind: "pick" | "putback" };

interface WeighedAction {
  readonly action: ShelfAction;
  belief: number;
}

/**
 * What may have happened in a change beside what is reported of it, one action for each of its places,
 * the likeliest.
 *
 * @param beliefMin a place is named where something happened there with this probability at least
 */
export function listUnreported(
  cluster: Readonly<Cluster>,
  changeId: number,
  beliefMin: number,
): ActionRecord[] {
  const told = listReported(cluster, changeId);
  const places: WeighedAction[][] = [];
  for (const weighed of weighActions(cluster, changeId)) {
    if (told.some((one) => isSamePlace(one, weighed.action))) continue;
    const place = places.find((all) =>
      all.some(({ action }) => isSamePlace(action, weighed.action)),
    );
    if (place === undefined) places.push([weighed]);
    else place.push(weighed);
  }
  return places
    .filter((all) => all.reduce((sum, { belief }) => sum + belief, 0) >= beliefMin)
    .map((all) => pickLikeliest(all).action);
}

/** The likeliest action that hypotheses have of a change, by a shopper where one is named. */
export function findAction(
  cluster: Readonly<Cluster>,
  changeId: number,
  isWanted: (action: ActionRecord) => boolean,
): ActionRecord | null {
  const found = weighActions(cluster, changeId).filter(({ action }) => isWanted(action));
  return found.length === 0 ? null : pickLikeliest(found).action;
}

/** The likeliest put-back by a shopper of a product, in whatever change. */
export function findPutBack(
  cluster: Readonly<Cluster>,
  shopperId: ActionRecord["shopperId"],
  barcode: string,
): ActionRecord | null {
  const changes = new Set<number>();
  for (const { history } of cluster.hypotheses) {
    for (const { action } of listNodes(history)) {
      if (isPutBack(action)) changes.add(action.changeId);
    }
  }
  const found = [...changes].flatMap((changeId) =>
    weighActions(cluster, changeId).filter(({ action }) => isPutBack(action)),
  );
  return found.length === 0 ? null : pickLikeliest(found).action;

  function isPutBack(action: ActionRecord): boolean {
    const isOwn = action.shopperId === shopperId && action.barcode === barcode;
    return action.kind === "putback" && isOwn;
  }
}

/** By change: what of it was told as unclear before. */
export type ToldChanges = ReadonlyMap<number, readonly UnclearChange[]>;

export function describeUnclear(
  cluster: Readonly<Cluster>,
  action: ActionRecord,
  index: ShopIndex,
  toldBefore: ToldChanges = new Map(),
): UnclearChange {
  const told = listReported(cluster, action.changeId).find((one) => isSamePlace(one, action));
  // What is reported of the same plates has its evidence under its own name.
  const { changeId, gondola, kind, plates, shelf, timestampMs, weightG } = told ?? action;
  const alternatives = weighActions(cluster, changeId)
    .filter((one) => isSamePlace(one.action, action))
    .flatMap(toAlternative)
    .sort((a, b) => b.probability - a.probability)
    .slice(0, ALTERNATIVES_MAX);
  const before = toldBefore.get(changeId)?.find((one) => isSamePlace(one, action));
  if (told === undefined && before !== undefined) return { ...before, alternatives };
  return {
    id: nameInteraction(told ?? action),
    kind: kind === "putback" ? "putback" : "pick",
    timestampMs,
    targetId: (told ?? action).shopperId,
    giverId: null,
    barcode: null,
    weightG: Number.isNaN(weightG) ? 0 : weightG,
    gondola,
    shelf,
    plates: findSpot(index, action, plates[0]!)?.plates ?? plates,
    alternatives,
  };
}

/** Picks and put-backs that are reported as interactions. */
function listReported({ hypotheses }: Readonly<Cluster>, changeId: number): ShelfAction[] {
  return listLikely(hypotheses[0]?.history ?? null)
    .filter(isOfShelf)
    .filter((action) => action.changeId === changeId && action.barcode !== null);
}

/** Picks and put-backs of a change, each with the belief in it. */
function weighActions({ hypotheses }: Readonly<Cluster>, changeId: number): WeighedAction[] {
  const known = new Map<string, WeighedAction>();
  for (const hypothesis of hypotheses) {
    for (const { action, share } of listNodesOf(hypothesis, changeId)) {
      if (!isOfShelf(action)) continue;
      const belief = share * Math.exp(hypothesis.logWeight);
      const { kind, shopperId, barcode, quantity, plates } = action;
      const name = [kind, shopperId, barcode, quantity, plates.join("-")].join(" ");
      const before = known.get(name);
      if (before === undefined) known.set(name, { action, belief });
      else before.belief += belief;
    }
  }
  return [...known.values()];
}

function isOfShelf(action: ActionRecord): action is ShelfAction {
  return action.kind === "pick" || action.kind === "putback";
}

function isSamePlace(
  a: Pick<ActionRecord, "gondola" | "shelf" | "plates">,
  b: Pick<ActionRecord, "gondola" | "shelf" | "plates">,
): boolean {
  const isSameShelf = a.gondola === b.gondola && a.shelf === b.shelf;
  return isSameShelf && a.plates.some((plate) => b.plates.includes(plate));
}

function pickLikeliest(all: readonly WeighedAction[]): WeighedAction {
  return all.reduce((best, one) => (one.belief > best.belief ? one : best));
}

function toAlternative({ action, belief }: WeighedAction): Alternative[] {
  const { barcode, kind, quantity, shopperId: targetId } = action;
  if (barcode === null) return [];
  const probability = Math.min(1, belief);
  return [{ kind, targetId, giverId: null, barcode, quantity, probability }];
}
