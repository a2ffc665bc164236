/**
 * What may have happened: for each cluster of shoppers whose interactions depend on each other, a
 * set of weighted hypotheses. A hypothesis says what each cart holds and which items stand where the
 * planogram does not have them. Shoppers who cannot have touched the same things never multiply out.
 *
 * Method: multiple hypothesis tracking (Reid 1979), over interactions instead of radar plots.
 */
import type { ShopperKey } from "../engine-types.ts";

/** An item out of its place: in a cart, or on a shelf where the planogram has another product. */
export interface Item {
  /** null: something was taken or put down whose product is not known. */
  readonly barcode: string | null;
  /** Negative for the force of a hand that lifts; NaN where it is not known. */
  readonly weightG: number;
  /** The same as its plates read it, without their gain made good; NaN where no plate has read it. */
  readonly rawG: number;
  /** A hand's force, not an item: it will go again within seconds. */
  readonly isTouch: boolean;
  /** Of a force: the levels of its plates without it. */
  readonly levelsBeforeG: readonly number[];
  /** Of a force: up to when its being on has been weighed. */
  readonly weighedMs: number;
  /** Change by which it came here, and the one that took it from its shelf. */
  readonly changeId: number;
  readonly originId: number;
  readonly gondola: number;
  readonly shelf: number;
  readonly plates: readonly number[];
  readonly sinceMs: number;
}

export interface ActionRecord {
  readonly kind: "pick" | "putback" | "handover" | "restock" | "release";
  readonly changeId: number;
  readonly shopperId: string | null;
  readonly otherId: string | null;
  readonly barcode: string | null;
  readonly quantity: number;
  /** What the plates lost or gained; of units that two shoppers took in one change, each one's own. */
  readonly weightG: number;
  readonly timestampMs: number;
  readonly plates: readonly number[];
  readonly gondola: number;
  readonly shelf: number;
  readonly settledMs: number;
  /** The item stood where somebody had left it, out of its place. */
  readonly isMisplaced: boolean;
  /** Which of several shoppers who took from the same plates in one change. */
  readonly part: number;
}

export interface HistoryNode {
  readonly action: ActionRecord;
  /** How likely it is where the hypothesis is true: others with the same carts may explain it otherwise. */
  readonly share: number;
  readonly parent: HistoryNode | null;
  readonly length: number;
}

export interface Hypothesis {
  readonly logWeight: number;
  readonly carts: ReadonlyMap<ShopperKey, readonly Item[]>;
  readonly ledger: readonly Item[];
  /** What stands on a facing that the planogram or the catalogue has otherwise, by plate key. */
  readonly overrides: ReadonlyMap<string, Override>;
  /** Each shopper's last pick or put-back: a hand needs time from one to the next. */
  readonly lastActs: ReadonlyMap<ShopperKey, LastAct>;
  readonly history: HistoryNode | null;
}

export interface Override {
  readonly barcode: string;
  /** What one unit reads there, where it weighs otherwise than the catalogue says. */
  readonly rawG: number | null;
}

export interface LastAct {
  readonly timestampMs: number;
  readonly gondola: number;
  readonly shelf: number;
  readonly plate: number;
}

export interface Cluster {
  readonly shoppers: Set<ShopperKey>;
  hypotheses: Hypothesis[];
}

export const NO_ITEMS: readonly Item[] = [];

export function createCluster(shopper: ShopperKey): Cluster {
  return {
    shoppers: new Set([shopper]),
    hypotheses: [
      {
        logWeight: 0,
        carts: new Map([[shopper, NO_ITEMS]]),
        ledger: NO_ITEMS,
        overrides: new Map(),
        lastActs: new Map(),
        history: null,
      },
    ],
  };
}

export function getCart(hypothesis: Hypothesis, shopper: ShopperKey): readonly Item[] {
  return hypothesis.carts.get(shopper) ?? NO_ITEMS;
}

export function withCart(
  hypothesis: Hypothesis,
  shopper: ShopperKey,
  cart: readonly Item[],
): Hypothesis {
  const carts = new Map(hypothesis.carts);
  carts.set(shopper, cart);
  return { ...hypothesis, carts };
}

export function addHistory(hypothesis: Hypothesis, action: ActionRecord): Hypothesis {
  const { history } = hypothesis;
  const length = (history?.length ?? 0) + 1;
  const next = { ...hypothesis, history: { action, share: 1, parent: history, length } };
  if (action.kind !== "pick" && action.kind !== "putback") return next;
  const { timestampMs, gondola, shelf, shopperId } = action;
  const lastActs = new Map(hypothesis.lastActs);
  lastActs.set(shopperId, { timestampMs, gondola, shelf, plate: action.plates[0]! });
  return { ...next, lastActs };
}

/** Actions of a history, the oldest first. */
export function listHistory(history: HistoryNode | null): ActionRecord[] {
  return listNodes(history).map(({ action }) => action);
}

export function listNodes(history: HistoryNode | null): HistoryNode[] {
  const nodes: HistoryNode[] = [];
  for (let node = history; node !== null; node = node.parent) nodes.push(node);
  return nodes.reverse();
}

/** The actions of a history that are likelier than not, the oldest first. */
export function listLikely(history: HistoryNode | null): ActionRecord[] {
  return listNodes(history)
    .filter(({ share }) => share >= 0.5)
    .map(({ action }) => action);
}

/** The actions of a history in one change, the newest first. */
export function listNodesOf(hypothesis: Hypothesis, changeId: number): HistoryNode[] {
  const nodes: HistoryNode[] = [];
  for (let node = hypothesis.history; node !== null; node = node.parent) {
    if (node.action.changeId === changeId) nodes.push(node);
  }
  return nodes;
}

/** log of how much likelier a hypothesis is by evidence for an action that is so likely in it. */
export function weighPartly(share: number, logRatio: number): number {
  return share === 1 ? logRatio : Math.log(share * Math.exp(logRatio) + 1 - share);
}

export function isSameAction(a: ActionRecord, b: ActionRecord): boolean {
  return (
    a === b ||
    (a.changeId === b.changeId &&
      a.kind === b.kind &&
      a.shopperId === b.shopperId &&
      a.otherId === b.otherId &&
      a.barcode === b.barcode &&
      a.quantity === b.quantity &&
      a.plates.join() === b.plates.join())
  );
}

/** A hand-over that nobody saw, inferred from a put-back: it has no change of its own. */
export const UNSEEN_PART = 100;

export function isUnseenHandover({ kind, part }: ActionRecord): boolean {
  return kind === "handover" && part === UNSEEN_PART;
}

/** Belief in an action. */
export function findBelief(cluster: Cluster, action: ActionRecord): number {
  let belief = 0;
  for (const hypothesis of cluster.hypotheses) {
    const node = findNode(hypothesis.history, action);
    if (node !== null) belief += Math.exp(hypothesis.logWeight) * node.share;
  }
  return Math.min(1, belief);
}

function findNode(history: HistoryNode | null, action: ActionRecord): HistoryNode | null {
  let node = history;
  while (node !== null && !isSameAction(node.action, action)) node = node.parent;
  return node;
}

/**
 * The history of a hypothesis that another one, with a different history, has been merged into.
 *
 * @param otherShare what the other one is of both, 0 to 1.
 */
export function mixHistories(
  own: HistoryNode | null,
  other: HistoryNode | null,
  otherShare: number,
): HistoryNode | null {
  if (own === null || own === other) return own;
  const shared = new Set(listNodes(other));
  const byChange = Map.groupBy(shared, ({ action }) => action.changeId);
  return mix(own);

  function mix(node: HistoryNode | null): HistoryNode | null {
    if (node === null || shared.has(node)) return node;
    const parent = mix(node.parent);
    const { action } = node;
    const told = byChange.get(action.changeId)?.find((one) => isSameAction(one.action, action));
    const otherwise = told?.share ?? 0;
    const share = node.share + otherShare * (otherwise - node.share);
    return parent === node.parent && share === node.share ? node : { ...node, share, parent };
  }
}

export function filterHistory(
  history: HistoryNode | null,
  keep: (action: ActionRecord) => boolean,
): HistoryNode | null {
  if (history === null) return null;
  const parent = filterHistory(history.parent, keep);
  if (!keep(history.action)) return parent;
  if (parent === history.parent) return history;
  return { ...history, parent, length: (parent?.length ?? 0) + 1 };
}
