/**
 * Which group offers to use how often, for the largest discount. Units that no offer tells apart
 * are one class. Where combinations are few the choice is exact; else it is greedy, which is never
 * worse than no offer, and exact too for one offer on units without a share off them.
 */
import { LOOKS_MAX, STATES_MAX, STEPS_MAX } from "./limits.ts";
import type { GroupOffer } from "./pricing-types.ts";

/** Units of the same price, the same share off and the same offers. */
export interface UnitClass {
  readonly unitMinor: number;
  /** What a unit is cheaper by if no group offer takes it. */
  readonly baseMinor: number;
  /** Indices of the group offers that may take a unit. */
  readonly offers: ReadonlySet<number>;
  readonly count: number;
}

/** One use of an offer: what it takes, by class, and what is gained over the shares off. */
export interface OfferUse {
  readonly offer: number;
  readonly takes: readonly { readonly unitClass: number; readonly count: number }[];
  readonly discountMinor: number;
  readonly gainMinor: number;
}

/** An offer used several times alike. */
export interface RepeatedUse {
  readonly use: OfferUse;
  readonly times: number;
}

type Takes = OfferUse["takes"];

function createUse(
  classes: readonly UnitClass[],
  offers: readonly GroupOffer[],
  offer: number,
  takes: Takes,
): OfferUse {
  const terms = offers[offer]!;
  let priceMinor = 0;
  let baseMinor = 0;
  let cheapestMinor = Number.POSITIVE_INFINITY;
  for (const { unitClass, count } of takes) {
    const { unitMinor, baseMinor: unitBaseMinor } = classes[unitClass]!;
    priceMinor += count * unitMinor;
    baseMinor += count * unitBaseMinor;
    cheapestMinor = Math.min(cheapestMinor, unitMinor);
  }
  const discountMinor = terms.kind === "multibuy" ? priceMinor - terms.amountMinor : cheapestMinor;
  return { offer, takes, discountMinor, gainMinor: discountMinor - baseMinor };
}

/**
 * The first units of some classes that have some left, `quantity` of them in turn, or undefined if
 * they are fewer.
 */
function takeFirst(
  order: readonly number[],
  left: readonly number[],
  quantity: number,
): Takes | undefined {
  const takes: { unitClass: number; count: number }[] = [];
  let missing = quantity;
  for (const unitClass of order) {
    const count = Math.min(missing, left[unitClass]!);
    takes.push({ unitClass, count });
    missing -= count;
    if (missing === 0) return takes;
  }
  return undefined;
}

/**
 * The use of an offer that gains most, of equals the first, or undefined if none gains anything. A
 * fixed amount replaces the dearest units, less what is off them anyway; a free unit is looked for
 * from each class downwards in price.
 */
function findBestUse(
  classes: readonly UnitClass[],
  offers: readonly GroupOffer[],
  offer: number,
  left: readonly number[],
): OfferUse | undefined {
  const { kind, quantity } = offers[offer]!;
  const order = classes.flatMap((one, at) => (one.offers.has(offer) && left[at]! > 0 ? [at] : []));
  const orders =
    kind === "multibuy"
      ? [order.toSorted((a, b) => netOf(classes[b]!) - netOf(classes[a]!))]
      : order.map((_, from) => order.slice(from));
  let best: OfferUse | undefined;
  for (const one of orders) {
    const takes = takeFirst(one, left, quantity);
    if (takes === undefined) continue;
    const use = createUse(classes, offers, offer, takes);
    if (use.gainMinor > (best?.gainMinor ?? 0)) best = use;
  }
  return best;
}

function netOf({ unitMinor, baseMinor }: UnitClass): number {
  return unitMinor - baseMinor;
}

/** Indices of the offers that may take some of these units. */
function listConcerned(
  classes: readonly UnitClass[],
  offers: readonly GroupOffer[],
): readonly number[] {
  return [...offers.keys()].filter((offer) => classes.some((one) => one.offers.has(offer)));
}

/** How often a use can be made of what is left. */
function countTimes({ takes }: OfferUse, left: readonly number[]): number {
  return Math.min(...takes.map(({ unitClass, count }) => Math.floor(left[unitClass]! / count)));
}

/**
 * Again and again the use that gains most by the unit, of equals that of the first offer, as often
 * as it can be made. Each round takes two units at least, so there are fewer rounds than units. An
 * offer's best use stays its best while it can be made, for what is left only shrinks. Classes are
 * in descending order of price.
 */
export function chooseGreedily(
  classes: readonly UnitClass[],
  offers: readonly GroupOffer[],
): RepeatedUse[] {
  const left = classes.map(({ count }) => count);
  const chosen: RepeatedUse[] = [];
  const sizeOf = (use: OfferUse): number => offers[use.offer]!.quantity;
  let candidates = listConcerned(classes, offers).flatMap(
    (offer) => findBestUse(classes, offers, offer, left) ?? [],
  );
  while (candidates.length > 0) {
    const best = candidates.reduce((a, b) =>
      b.gainMinor * sizeOf(a) > a.gainMinor * sizeOf(b) ? b : a,
    );
    const times = countTimes(best, left);
    for (const { unitClass, count } of best.takes) left[unitClass]! -= count * times;
    chosen.push({ use: best, times });
    candidates = candidates.flatMap((use) =>
      countTimes(use, left) > 0 ? use : (findBestUse(classes, offers, use.offer, left) ?? []),
    );
  }
  return chosen;
}

/** Every use that gains something, or undefined where it takes more than `LOOKS_MAX` to find them. */
function listUses(
  classes: readonly UnitClass[],
  offers: readonly GroupOffer[],
): OfferUse[] | undefined {
  const uses: OfferUse[] = [];
  let looked = 0;
  const extend = (offer: number, from: number, takes: Takes, missing: number): void => {
    looked++;
    if (looked > LOOKS_MAX) return;
    if (missing === 0) {
      const use = createUse(classes, offers, offer, takes);
      if (use.gainMinor > 0) uses.push(use);
      return;
    }
    for (let at = from; at < classes.length; at++) {
      if (!classes[at]!.offers.has(offer)) continue;
      for (let count = Math.min(missing, classes[at]!.count); count > 0; count--) {
        extend(offer, at + 1, [...takes, { unitClass: at, count }], missing - count);
      }
    }
  };
  for (const offer of listConcerned(classes, offers)) {
    extend(offer, 0, [], offers[offer]!.quantity);
  }
  return looked > LOOKS_MAX ? undefined : uses;
}

/**
 * The choice of the largest gain, by dynamic programming over how many units of each class are
 * left: the first unit left stays alone, or a use takes it. Of equal choices the first found is
 * taken. Undefined where `STATES_MAX`, `LOOKS_MAX` or `STEPS_MAX` would be passed.
 */
export function chooseExactly(
  classes: readonly UnitClass[],
  offers: readonly GroupOffer[],
): RepeatedUse[] | undefined {
  const strides: number[] = [];
  let states = 1;
  for (const { count } of classes) {
    strides.push(states);
    states *= count + 1;
    if (states > STATES_MAX) return undefined;
  }
  const uses = listUses(classes, offers);
  if (uses === undefined || uses.length * states > STEPS_MAX) return undefined;
  const byFirst = Map.groupBy(uses, ({ takes }) => takes[0]!.unitClass);
  const countAt = (state: number, at: number): number =>
    Math.floor(state / strides[at]!) % (classes[at]!.count + 1);
  const offsetOf = (use: OfferUse): number =>
    use.takes.reduce((sum, { unitClass, count }) => sum + count * strides[unitClass]!, 0);

  const gainMinor = new Float64Array(states);
  const chosen: (OfferUse | undefined)[] = new Array(states).fill(undefined);
  const firstAt = (state: number): number => classes.findIndex((_, at) => countAt(state, at) > 0);
  for (let state = 1; state < states; state++) {
    const first = firstAt(state);
    gainMinor[state] = gainMinor[state - strides[first]!]!;
    for (const use of byFirst.get(first) ?? []) {
      if (use.takes.some(({ unitClass, count }) => countAt(state, unitClass) < count)) continue;
      const gain = use.gainMinor + gainMinor[state - offsetOf(use)]!;
      if (gain > gainMinor[state]!) {
        gainMinor[state] = gain;
        chosen[state] = use;
      }
    }
  }
  const found: RepeatedUse[] = [];
  for (let state = states - 1; state > 0; ) {
    const use = chosen[state];
    if (use !== undefined) found.push({ use, times: 1 });
    state -= use === undefined ? strides[firstAt(state)]! : offsetOf(use);
  }
  return found;
}

/** The exact choice where it is within its bounds, else the greedy one. */
export function chooseUses(
  classes: readonly UnitClass[],
  offers: readonly GroupOffer[],
): RepeatedUse[] {
  return chooseExactly(classes, offers) ?? chooseGreedily(classes, offers);
}
