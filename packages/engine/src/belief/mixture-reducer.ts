/**
 * Keeps the mixture of hypotheses small: joins those that say the same, drops the unlikely ones, and
 * merges and splits clusters, so that shoppers who cannot have touched the same things never multiply out.
 */
import type { ShopperKey } from "../engine-types.ts";
import { CLUSTER_PARTS_MAX, HYPOTHESES_MAX } from "../limits.ts";
import type { BeliefParameters } from "../parameters/belief.ts";
import {
  type ActionRecord,
  type Cluster,
  filterHistory,
  getCart,
  type HistoryNode,
  type Hypothesis,
  type Item,
  listNodes,
  mixHistories,
  NO_ITEMS,
  type Override,
} from "./hypotheses.ts";

/** One cluster out of several; their hypotheses are independent, so they multiply. */
export function mergeClusters(clusters: readonly Cluster[], parameters: BeliefParameters): Cluster {
  let [merged] = clusters as [Cluster, ...Cluster[]];
  for (const other of clusters.slice(1)) {
    const columns = other.hypotheses.length;
    const weights = new Float64Array(merged.hypotheses.length * columns);
    for (const [i, a] of merged.hypotheses.entries()) {
      for (const [j, b] of other.hypotheses.entries()) {
        weights[i * columns + j] = Math.exp(a.logWeight + b.logWeight);
      }
    }
    const product = reduceWeights(weights, HYPOTHESES_MAX).map(({ at, weight }) => ({
      ...joinHypotheses(
        merged.hypotheses[Math.floor(at / columns)]!,
        other.hypotheses[at % columns]!,
      ),
      logWeight: Math.log(weight),
    }));
    merged = {
      shoppers: new Set([...merged.shoppers, ...other.shoppers]),
      hypotheses: prune(product, parameters),
    };
  }
  return merged;
}

/**
 * At most `count` of many weights, so that what they say on the whole stays the same: the large ones
 * as they are, of the small ones a stratified few that stand for all of them. Cutting the tail off
 * would turn many small ambiguities into certainty.
 *
 * Method: optimal resampling (Fearnhead and Clifford 2003, section 4), with strata from the middle.
 *
 * @returns indices, with the weight that each now has.
 */
export function reduceWeights(
  weights: Float64Array,
  count: number,
): { at: number; weight: number }[] {
  const order = Array.from(weights.keys()).filter((at) => weights[at]! > 0);
  if (order.length <= count) return order.map((at) => ({ at, weight: weights[at]! }));
  order.sort((a, b) => weights[b]! - weights[a]!);
  let tail = 0;
  for (const at of order) tail += weights[at]!;
  // The largest keep their weight; `step` is the weight of each that is drawn from the rest.
  let kept = 0;
  while (kept < count && weights[order[kept]!]! * (count - kept) >= tail) {
    tail -= weights[order[kept]!]!;
    kept++;
  }
  const reduced = order.slice(0, kept).map((at) => ({ at, weight: weights[at]! }));
  // Summed again: taking large weights from a sum leaves their rounding errors in a small rest.
  let rest = 0;
  for (const at of order.slice(kept)) rest += weights[at]!;
  const step = rest / (count - kept);
  if (!(step > 0)) return reduced;
  let passed = step / 2;
  for (const at of order.slice(kept)) {
    passed += weights[at]!;
    if (passed < step) continue;
    passed -= step;
    reduced.push({ at, weight: step });
  }
  return reduced;
}

function joinHypotheses(a: Hypothesis, b: Hypothesis): Hypothesis {
  return {
    logWeight: a.logWeight + b.logWeight,
    carts: new Map([...a.carts, ...b.carts]),
    ledger: a.ledger.length === 0 ? b.ledger : [...a.ledger, ...b.ledger],
    overrides: a.overrides.size === 0 ? b.overrides : new Map([...a.overrides, ...b.overrides]),
    lastActs: new Map([...a.lastActs, ...b.lastActs]),
    history: joinHistory(a.history, b.history),
  };
}

function joinHistory(a: HistoryNode | null, b: HistoryNode | null): HistoryNode | null {
  if (a === null) return b;
  if (b === null) return a;
  const nodes = [...listNodes(a), ...listNodes(b)];
  nodes.sort(
    ({ action: x }, { action: y }) => x.timestampMs - y.timestampMs || x.changeId - y.changeId,
  );
  return nodes.reduce<HistoryNode | null>(
    (parent, { action, share }) => ({ action, share, parent, length: (parent?.length ?? 0) + 1 }),
    null,
  );
}

/**
 * Joins hypotheses that say the same of carts and shelves, drops the unlikely ones and scales the
 * weights to sum to one.
 */
export function prune(
  hypotheses: readonly Hypothesis[],
  { hypothesisShareMin, joinedShareMin }: BeliefParameters,
): Hypothesis[] {
  const logMin = Math.log(hypothesisShareMin);
  const joined = new Map<string, { best: Hypothesis; logWeight: number }>();
  // The likeliest first: its history is the one that others are joined to.
  const sorted = [...hypotheses].sort((a, b) => b.logWeight - a.logWeight);
  const most = sorted[0]?.logWeight ?? Number.NEGATIVE_INFINITY;
  for (const hypothesis of sorted) {
    if (hypothesis.logWeight < most + logMin) break;
    const key = describe(hypothesis);
    const known = joined.get(key);
    if (known === undefined) {
      joined.set(key, { best: hypothesis, logWeight: hypothesis.logWeight });
      continue;
    }
    known.logWeight += Math.log1p(Math.exp(hypothesis.logWeight - known.logWeight));
    const share = Math.exp(hypothesis.logWeight - known.logWeight);
    if (share < joinedShareMin) continue;
    const history = mixHistories(known.best.history, hypothesis.history, share);
    known.best = { ...known.best, history };
  }
  const entries = [...joined.values()];
  const weights = Float64Array.from(entries, (entry) => Math.exp(entry.logWeight - most));
  const reduced = reduceWeights(weights, HYPOTHESES_MAX);
  let total = 0;
  for (const { weight } of reduced) total += weight;
  return reduced
    .map(({ at, weight }) => ({ ...entries[at]!.best, logWeight: Math.log(weight / total) }))
    .sort((a, b) => b.logWeight - a.logWeight);
}

/** Lists of items never change once made, and most hypotheses share most of theirs. */
const cartNames = new WeakMap<readonly Item[], string>();
const ledgerNames = new WeakMap<readonly Item[], string>();

function describeItems(items: readonly Item[], withPlace: boolean): string {
  if (items.length === 0) return "";
  const known = withPlace ? ledgerNames : cartNames;
  let described = known.get(items);
  if (described === undefined) {
    described = writeItems(items, withPlace);
    known.set(items, described);
  }
  return described;
}

function writeItems(items: readonly Item[], withPlace: boolean): string {
  const names = items.map((item) => {
    const unknown = item.isTouch ? "~" : "?";
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
  return `${carts.join(";")}|${describeShelves(hypothesis)}`;
}

/** Takes a shopper who has left out of the belief; what they may hold matters to nobody any more. */
export function forgetShopper(
  cluster: Cluster,
  shopper: ShopperKey,
  parameters: BeliefParameters,
): void {
  cluster.shoppers.delete(shopper);
  const others = (key: ShopperKey): boolean => key !== shopper;
  cluster.hypotheses = prune(
    cluster.hypotheses.map((hypothesis) => ({
      ...hypothesis,
      carts: filterKeys(hypothesis.carts, others),
      lastActs: filterKeys(hypothesis.lastActs, others),
    })),
    parameters,
  );
}

/** One part of a belief: a shopper's cart, or what stands out of place at a gondola. */
interface Part {
  readonly shopper: ShopperKey | undefined;
  readonly gondola: number | undefined;
  /** Which of its values each hypothesis has, and how many there are. */
  readonly values: readonly number[];
  readonly valueCount: number;
  readonly entropy: number;
  /** A hand may press there: as little as that is believed now, all that comes next may hang on it. */
  readonly isPressed: boolean;
}

function makePart(
  owner: Pick<Part, "shopper" | "gondola" | "isPressed">,
  names: readonly string[],
  weights: readonly number[],
): Part {
  const known = new Map<string, number>();
  const values = names.map((name) => {
    const value = known.get(name) ?? known.size;
    known.set(name, value);
    return value;
  });
  const entropy = known.size === 1 ? 0 : entropyOf(values, known.size, weights);
  return { ...owner, values, valueCount: known.size, entropy };
}

function entropyOf(values: readonly number[], count: number, weights: readonly number[]): number {
  const shares = new Float64Array(count);
  for (const [at, value] of values.entries()) shares[value]! += weights[at]!;
  let entropy = 0;
  for (const share of shares) if (share > 0) entropy -= share * Math.log(share);
  return entropy;
}

/** What overrides say: all of them, and those of each gondola that has any. */
interface OverrideNames {
  readonly all: string;
  readonly byGondola: ReadonlyMap<number, string>;
}

/** Neither do maps of overrides change, and most hypotheses share theirs, too. */
const overrideNames = new WeakMap<ReadonlyMap<string, Override>, OverrideNames>();
const NO_OVERRIDES: OverrideNames = { all: "", byGondola: new Map() };

function describeOverrides(overrides: ReadonlyMap<string, Override>): OverrideNames {
  if (overrides.size === 0) return NO_OVERRIDES;
  let described = overrideNames.get(overrides);
  if (described === undefined) {
    const names = [...overrides].map(([key, { barcode, rawG }]) => ({
      gondola: gondolaOf(key),
      name: `${key}=${barcode}${rawG === null ? "" : "*"}`,
    }));
    const write = (some: readonly { readonly name: string }[]): string =>
      some
        .map(({ name }) => name)
        .sort()
        .join(",");
    const byGondola = new Map<number, string>();
    for (const [gondola, own] of Map.groupBy(names, (one) => one.gondola)) {
      byGondola.set(gondola, write(own));
    }
    described = { all: write(names), byGondola };
    overrideNames.set(overrides, described);
  }
  return described;
}

function describeShelves({ ledger, overrides }: Hypothesis): string {
  return `${describeItems(ledger, true)}|${describeOverrides(overrides).all}`;
}

function describeGondola(hypothesis: Hypothesis, gondola: number): string {
  const { ledger } = hypothesis;
  // Most often all of it is here, and then its name is known.
  const isHere = (item: Item): boolean => item.gondola === gondola;
  const here = ledger.every(isHere) ? ledger : ledger.filter(isHere);
  const overrides = describeOverrides(hypothesis.overrides).byGondola.get(gondola);
  return `${describeItems(here, true)}|${overrides ?? ""}`;
}

/** The gondola of a plate's key. */
function gondolaOf(key: string): number {
  return Number(key.slice(0, key.indexOf("/")));
}

/** Gondolas at which something stands out of place in any hypothesis. */
function listGondolas(hypotheses: readonly Hypothesis[]): Set<number> {
  const gondolas = new Set<number>();
  for (const { ledger, overrides } of hypotheses) {
    for (const item of ledger) gondolas.add(item.gondola);
    for (const gondola of describeOverrides(overrides).byGondola.keys()) gondolas.add(gondola);
  }
  return gondolas;
}

function listParts(cluster: Cluster, weights: readonly number[]): Part[] {
  const { hypotheses, shoppers } = cluster;
  const parts: Part[] = [];
  for (const shopper of shoppers) {
    const names = hypotheses.map((one) => describeItems(getCart(one, shopper), false));
    parts.push(makePart({ shopper, gondola: undefined, isPressed: false }, names, weights));
  }
  for (const gondola of listGondolas(hypotheses)) {
    const names = hypotheses.map((one) => describeGondola(one, gondola));
    const isPressed = hypotheses.some(({ ledger }) =>
      ledger.some((item) => item.isTouch && item.gondola === gondola),
    );
    parts.push(makePart({ shopper: undefined, gondola, isPressed }, names, weights));
  }
  return parts;
}

interface Dependence {
  readonly a: number;
  readonly b: number;
  readonly nats: number;
}

/**
 * Pairs of parts that some change ties together: in one hypothesis or another it concerns both. What no
 * change ties is independent, whatever the few hypotheses that are left happen to say.
 */
function listTies(hypotheses: readonly Hypothesis[], parts: readonly Part[]): Set<number> {
  const shoppers = new Map(parts.map(({ shopper }, at) => [shopper, at]));
  const gondolas = new Map(parts.map(({ gondola }, at) => [gondola, at]));
  const touched = new Map<number, Set<number>>();
  const touch = (changeId: number, at: number | undefined): void => {
    if (at === undefined) return;
    const known = touched.get(changeId);
    if (known === undefined) touched.set(changeId, new Set([at]));
    else known.add(at);
  };
  const seen = new Set<HistoryNode>();
  for (const { history } of hypotheses) {
    for (let node = history; node !== null && !seen.has(node); node = node.parent) {
      seen.add(node);
      const { changeId, shopperId, otherId, gondola } = node.action;
      if (isOfAnybody(node.action)) touch(changeId, shoppers.get(shopperId));
      if (otherId !== null) touch(changeId, shoppers.get(otherId));
      touch(changeId, gondolas.get(gondola));
    }
  }
  const ties = new Set<number>();
  for (const together of touched.values()) {
    for (const a of together) for (const b of together) ties.add(a * parts.length + b);
  }
  return ties;
}

/** Pairs of parts that depend on each other, by their mutual information, the most first. */
function listDependences(
  hypotheses: readonly Hypothesis[],
  parts: readonly Part[],
  weights: readonly number[],
  { dependenceNatsMin }: BeliefParameters,
): Dependence[] {
  const dependences: Dependence[] = [];
  const ties = listTies(hypotheses, parts);
  for (const [i, a] of parts.entries()) {
    for (let j = i + 1; j < parts.length; j++) {
      const b = parts[j]!;
      if (!ties.has(i * parts.length + j)) continue;
      if (a.isPressed || b.isPressed) {
        dependences.push({ a: i, b: j, nats: Number.POSITIVE_INFINITY });
        continue;
      }
      if (Math.min(a.entropy, b.entropy) < dependenceNatsMin) continue;
      const both = a.values.map((value, at) => value * b.valueCount + b.values[at]!);
      const joint = entropyOf(both, a.valueCount * b.valueCount, weights);
      const nats = a.entropy + b.entropy - joint;
      if (nats >= dependenceNatsMin) dependences.push({ a: i, b: j, nats });
    }
  }
  return dependences.sort((x, y) => (x.nats === y.nats ? 0 : y.nats - x.nats));
}

/**
 * Groups of parts that depend on each other. Where a group would grow beyond what so many hypotheses
 * can stand for, its weakest ties are cut: what each part says by itself stays the same.
 */
function groupParts(
  hypotheses: readonly Hypothesis[],
  parts: readonly Part[],
  weights: readonly number[],
  parameters: BeliefParameters,
): Part[][] {
  const groups = parts.map((part) => [part]);
  const groupOf = parts.map((_, at) => at);
  for (const { a, b } of listDependences(hypotheses, parts, weights, parameters)) {
    const [to, from] = [groupOf[a]!, groupOf[b]!];
    if (to === from || groups[to]!.length + groups[from]!.length > CLUSTER_PARTS_MAX) continue;
    groups[to]!.push(...groups[from]!);
    groups[from] = [];
    for (const at of groupOf.keys()) if (groupOf[at] === from) groupOf[at] = to;
  }
  return groups.filter((group) => group.length > 0);
}

/**
 * Splits a cluster into clusters that are independent, or nearly so: shoppers whose carts
 * do not depend on each other's, nor on what stands out of place at the same gondola.
 */
export function splitCluster(cluster: Cluster, parameters: BeliefParameters): Cluster[] {
  const { hypotheses, shoppers } = cluster;
  if (hypotheses.length === 1 && shoppers.size <= 1) return [cluster];
  const weights = hypotheses.map((hypothesis) => Math.exp(hypothesis.logWeight));
  const groups = groupParts(hypotheses, listParts(cluster, weights), weights, parameters);
  if (groups.length === 1) return [cluster];
  return groups.map((group) => restrictTo(cluster, group, parameters));
}

function restrictTo(
  cluster: Cluster,
  group: readonly Part[],
  parameters: BeliefParameters,
): Cluster {
  const shoppers = new Set<ShopperKey>();
  const gondolas = new Set<number>();
  for (const { shopper, gondola } of group) {
    if (gondola !== undefined) gondolas.add(gondola);
    else if (shopper !== undefined) shoppers.add(shopper);
  }
  const has = (shopper: ShopperKey): boolean => shoppers.has(shopper);
  const restricted = cluster.hypotheses.map((hypothesis) => ({
    logWeight: hypothesis.logWeight,
    carts: filterKeys(hypothesis.carts, has),
    ledger: filterLedger(hypothesis.ledger, gondolas),
    overrides: filterOverrides(hypothesis.overrides, gondolas),
    lastActs: filterKeys(hypothesis.lastActs, has),
    history: filterHistory(hypothesis.history, (action) =>
      isOfAnybody(action) ? has(action.shopperId) : gondolas.has(action.gondola),
    ),
  }));
  return { shoppers, hypotheses: prune(restricted, parameters) };
}

function filterLedger(ledger: readonly Item[], gondolas: ReadonlySet<number>): readonly Item[] {
  if (ledger.every((item) => gondolas.has(item.gondola))) return ledger;
  const here = ledger.filter((item) => gondolas.has(item.gondola));
  return here.length === 0 ? NO_ITEMS : here;
}

function filterOverrides(
  overrides: ReadonlyMap<string, Override>,
  gondolas: ReadonlySet<number>,
): ReadonlyMap<string, Override> {
  if (overrides.size === 0) return overrides;
  return new Map([...overrides].filter(([key]) => gondolas.has(gondolaOf(key))));
}

function isOfAnybody(action: ActionRecord): boolean {
  return action.kind !== "restock" && action.kind !== "release";
}

function filterKeys<V>(
  map: ReadonlyMap<ShopperKey, V>,
  has: (key: ShopperKey) => boolean,
): ReadonlyMap<ShopperKey, V> {
  let isWhole = true;
  for (const key of map.keys()) isWhole &&= has(key);
  if (isWhole) return map;
  const kept = new Map<ShopperKey, V>();
  for (const [key, value] of map) if (has(key)) kept.set(key, value);
  return kept;
}
