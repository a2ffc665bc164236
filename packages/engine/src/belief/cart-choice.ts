/** Which of the carts that hypotheses hold is reported: the one of least expected cost. */
import type { ShopperKey } from "../engine-types.ts";
import type { ReceiptLine } from "../receipt-types.ts";
import { type Cluster, getCart, type Item } from "./hypotheses.ts";

/** What it costs to be wrong, in undercharged units. */
export interface ReceiptCosts {
  /** One unit that is charged and was not taken. */
  readonly overchargeCost: number;
  /** A receipt that is wrong at all: somebody has to review it, or disputes it. */
  readonly wrongReceiptCost: number;
}

function countItems(cart: readonly Item[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of cart) {
    if (item.barcode === null) continue;
    counts.set(item.barcode, (counts.get(item.barcode) ?? 0) + 1);
  }
  return counts;
}

/** A cart that some hypotheses hold, and the belief in it. */
interface BelievedCart {
  readonly counts: ReadonlyMap<string, number>;
  /** Belief in just these products, whatever unknown things are held beside them. */
  belief: number;
  /** Belief in just these, and nothing unknown. */
  exact: number;
}

function listBelievedCarts(cluster: Cluster, shopper: ShopperKey): BelievedCart[] {
  const byName = new Map<string, BelievedCart>();
  // Most hypotheses share their carts.
  const byCart = new Map<readonly Item[], { known: BelievedCart; isExact: boolean }>();
  for (const hypothesis of cluster.hypotheses) {
    const cart = getCart(hypothesis, shopper);
    let entry = byCart.get(cart);
    if (entry === undefined) {
      const isExact = !cart.some(({ barcode }) => barcode === null);
      entry = { known: findByName(byName, countItems(cart)), isExact };
      byCart.set(cart, entry);
    }
    const belief = Math.exp(hypothesis.logWeight);
    entry.known.belief += belief;
    if (entry.isExact) entry.known.exact += belief;
  }
  return [...byName.values()];
}

function findByName(
  byName: Map<string, BelievedCart>,
  counts: ReadonlyMap<string, number>,
): BelievedCart {
  const name = [...counts]
    .map(([barcode, count]) => `${barcode}x${count}`)
    .sort()
    .join();
  let known = byName.get(name);
  if (known === undefined) {
    known = { counts, belief: 0, exact: 0 };
    byName.set(name, known);
  }
  return known;
}

/** What a receipt costs in expectation: a dispute where it is wrong at all, and each unit. */
function expectCost(
  told: ReadonlyMap<string, number>,
  carts: readonly BelievedCart[],
  { wrongReceiptCost, overchargeCost }: ReceiptCosts,
): number {
  let expected = 0;
  for (const { counts, belief } of carts) {
    if (counts === told) continue;
    let cost = wrongReceiptCost;
    for (const [barcode, count] of told) {
      cost += overchargeCost * Math.max(0, count - (counts.get(barcode) ?? 0));
    }
    for (const [barcode, count] of counts) cost += Math.max(0, count - (told.get(barcode) ?? 0));
    expected += belief * cost;
  }
  return expected;
}

/**
 * The cart of least expected cost among those that a hypothesis holds. It is chosen as a whole: lines that
 * are likely one by one may be together in no cart at all.
 */
export function chooseLines(
  cluster: Cluster,
  shopper: ShopperKey,
  costs: ReceiptCosts,
): { lines: ReceiptLine[]; probability: number } {
  const carts = listBelievedCarts(cluster, shopper);
  carts.sort((a, b) => b.belief - a.belief);
  const total = carts.reduce((sum, { belief }) => sum + belief, 0);
  let best = carts[0];
  let least = Number.POSITIVE_INFINITY;
  for (const cart of carts) {
    // Wherever another cart is right, this one costs a wrong receipt at least; so do those that are believed less.
    if (costs.wrongReceiptCost * (total - cart.belief) > least) break;
    const cost = expectCost(cart.counts, carts, costs);
    if (cost >= least) continue;
    best = cart;
    least = cost;
  }
  return { lines: listLines(best?.counts ?? []), probability: Math.min(1, best?.exact ?? 0) };
}

/** Lines by barcode. */
export function listLines(counts: Iterable<readonly [string, number]>): ReceiptLine[] {
  const lines = [...counts].map(([barcode, quantity]) => ({ barcode, quantity }));
  return lines.sort((a, b) => (a.barcode < b.barcode ? -1 : 1));
}
