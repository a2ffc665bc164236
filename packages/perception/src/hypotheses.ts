/**
 * What may have happened: for each cluster of shoppers whose interactions depend on each other, a
 * set of weighted hypotheses. A hypothesis says what each cart holds and which items stand where the
 * planogram does not have them. Shoppers who cannot have touched the same things never multiply out.
 *
 * Method: multiple hypothesis tracking (Reid 1979), over interactions instead of radar plots.
 */
import { HYPOTHESES_MAX } from "./limits.ts";

/** An item out of its place: in a cart, or on a shelf where the planogram has another product. */
export interface Item {
  /** null: something was taken or put down whose product is not known. */
  readonly barcode: string | null;
  /** Negative for the force of a hand that lifts. */
  readonly weightG: number;
  /** A hand's force, not an item: it will go again within seconds. */
  readonly isForce: boolean;
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
  readonly weightG: number;
  readonly timestampMs: number;
  readonly plates: readonly number[];
  readonly gondola: number;
  readonly shelf: number;
  readonly settledMs: number;
}

export interface HistoryNode {
  readonly action: ActionRecord;
  readonly parent: HistoryNode | null;
  readonly length: number;
}

export type ShopperKey = string | null;

export interface Hypothesis {
  readonly logWeight: number;
  readonly carts: ReadonlyMap<ShopperKey, readonly Item[]>;
  readonly ledger: readonly Item[];
  /** Product that stands on a facing instead of the planned one, by plate key. */
  readonly overrides: ReadonlyMap<string, string>;
  /** Each shopper's last pick or put-back: a hand needs time from one to the next. */
  readonly lastActs: ReadonlyMap<ShopperKey, LastAct>;
  readonly history: HistoryNode | null;
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

const NO_ITEMS: readonly Item[] = [];

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
  const next = { ...hypothesis, history: { action, parent: history, length } };
  if (action.kind !== "pick" && action.kind !== "putback") return next;
  const { timestampMs, gondola, shelf, shopperId } = action;
  const lastActs = new Map(hypothesis.lastActs);
  lastActs.set(shopperId, { timestampMs, gondola, shelf, plate: action.plates[0]! });
  return { ...next, lastActs };
}

/** One cluster out of several; their hypotheses are independent, so they multiply. */
export function mergeClusters(clusters: readonly Cluster[]): Cluster {
  let [merged] = clusters as [Cluster, ...Cluster[]];
  for (const other of clusters.slice(1)) {
    const product: Hypothesis[] = [];
    for (const a of merged.hypotheses) {
      for (const b of other.hypotheses) product.push(joinHypotheses(a, b));
    }
    merged = {
      shoppers: new Set([...merged.shoppers, ...other.shoppers]),
      hypotheses: prune(product),
    };
  }
  return merged;
}

function joinHypotheses(a: Hypothesis, b: Hypothesis): Hypothesis {
  return {
    logWeight: a.logWeight + b.logWeight,
    carts: new Map([...a.carts, ...b.carts]),
    ledger: a.ledger.length === 0 ? b.ledger : [...a.ledger, ...b.ledger],
    overrides: new Map([...a.overrides, ...b.overrides]),
    lastActs: new Map([...a.lastActs, ...b.lastActs]),
    history: joinHistory(a.history, b.history),
  };
}

function joinHistory(a: HistoryNode | null, b: HistoryNode | null): HistoryNode | null {
  if (a === null) return b;
  if (b === null) return a;
  const actions = [...listHistory(a), ...listHistory(b)];
  actions.sort((x, y) => x.timestampMs - y.timestampMs || x.changeId - y.changeId);
  let node: HistoryNode | null = null;
  for (const action of actions) {
    const length: number = (node?.length ?? 0) + 1;
    node = { action, parent: node, length };
  }
  return node;
}

/** Actions of a history, the oldest first. */
export function listHistory(history: HistoryNode | null): ActionRecord[] {
  const actions: ActionRecord[] = [];
  for (let node = history; node !== null; node = node.parent) actions.push(node.action);
  return actions.reverse();
}

/** Weight below which a hypothesis is not worth its cost, against the best. */
const LOG_WEIGHT_LEAST = Math.log(1e-6);

/**
 * Joins hypotheses that say the same of carts and shelves, drops the unlikely ones and scales the
 * weights to sum to one.
 */
export function prune(hypotheses: readonly Hypothesis[]): Hypothesis[] {
  const joined = new Map<string, { best: Hypothesis; logWeight: number }>();
  let most = Number.NEGATIVE_INFINITY;
  for (const hypothesis of hypotheses) most = Math.max(most, hypothesis.logWeight);
  for (const hypothesis of hypotheses) {
    if (hypothesis.logWeight < most + LOG_WEIGHT_LEAST) continue;
    const key = describe(hypothesis);
    const known = joined.get(key);
    if (known === undefined) {
      joined.set(key, { best: hypothesis, logWeight: hypothesis.logWeight });
      continue;
    }
    const high = Math.max(known.logWeight, hypothesis.logWeight);
    const low = Math.min(known.logWeight, hypothesis.logWeight);
    known.logWeight = high + Math.log1p(Math.exp(low - high));
    if (hypothesis.logWeight > known.best.logWeight) known.best = hypothesis;
  }
  const kept = [...joined.values()]
    .sort((a, b) => b.logWeight - a.logWeight)
    .slice(0, HYPOTHESES_MAX);
  let total = 0;
  const top = kept[0]?.logWeight ?? 0;
  for (const entry of kept) total += Math.exp(entry.logWeight - top);
  const scale = top + Math.log(total);
  return kept.map((entry) => ({ ...entry.best, logWeight: entry.logWeight - scale }));
}

function describeItems(items: readonly Item[], withPlace: boolean): string {
  if (items.length === 0) return "";
  const names = items.map((item) => {
    const unknown = item.isForce ? "~" : "?";
    const name = item.barcode ?? `${unknown}${Math.round(item.weightG)}`;
    // Which of two equal items it is does not matter once it is in a cart, but where it stands does.
    return withPlace ? `${name}@${item.gondola}/${item.shelf}/${item.plates[0]}` : name;
  });
  return names.sort().join(",");
}

function describe(hypothesis: Hypothesis): string {
  const carts: string[] = [];
  for (const [shopper, cart] of hypothesis.carts) {
    if (cart.length > 0) carts.push(`${shopper}:${describeItems(cart, false)}`);
  }
  carts.sort();
  return `${carts.join(";")}|${describeItems(hypothesis.ledger, true)}|${[...hypothesis.overrides].sort().join(",")}`;
}

function keepOnly<V>(map: ReadonlyMap<ShopperKey, V>, key: ShopperKey): Map<ShopperKey, V> {
  const value = map.get(key);
  return value === undefined ? new Map() : new Map([[key, value]]);
}

/**
 * Takes out of a cluster each shopper whose cart is the same in all hypotheses: nothing that
 * happens to the others can change it.
 *
 * @returns the clusters that take its place.
 */
export function splitCluster(cluster: Cluster): Cluster[] {
  if (cluster.shoppers.size <= 1) return [cluster];
  const apart: Cluster[] = [];
  for (const shopper of cluster.shoppers) {
    const [first, ...others] = cluster.hypotheses;
    const cart = getCart(first!, shopper);
    const name = describeItems(cart, false);
    const same = others.every((other) => describeItems(getCart(other, shopper), false) === name);
    if (!same) continue;
    const own = createCluster(shopper);
    own.hypotheses = [
      {
        ...own.hypotheses[0]!,
        carts: new Map([[shopper, cart]]),
        lastActs: keepOnly(first!.lastActs, shopper),
      },
    ];
    apart.push(own);
  }
  const left = new Set(cluster.shoppers);
  for (const own of apart) for (const shopper of own.shoppers) left.delete(shopper);
  const hypotheses = cluster.hypotheses.map((hypothesis) => {
    const carts = new Map(hypothesis.carts);
    const lastActs = new Map(hypothesis.lastActs);
    for (const own of apart) {
      for (const shopper of own.shoppers) {
        carts.delete(shopper);
        lastActs.delete(shopper);
      }
    }
    return { ...hypothesis, carts, lastActs };
  });
  const rest: Cluster = { shoppers: left, hypotheses };
  return [rest, ...apart];
}
