/** Trips weighed again by the shop, from what the cart sends of its scale: what the cart says of itself is not taken for granted. */
import { setImmediate } from "node:timers/promises";
import { DEFAULT_SMART_CART } from "@saunter/engine/parameters/smart-cart";
import type { Product } from "@saunter/engine/shop-model";
import type { CartObservation } from "@saunter/engine/smart-cart/cart-observation";
import { advanceHypotheses, type SmartCart } from "@saunter/engine/smart-cart/cart-state";
import { copyCart } from "@saunter/engine/smart-cart/copy-cart";
import {
  createSmartCart,
  stepSmartCart,
  weighProducts,
} from "@saunter/engine/smart-cart/smart-cart";
import { isConfirmed, weighCertainty } from "@saunter/engine/smart-cart/weigh-certainty";
import { TRIP_LIMITS, type Trip, type TripLine } from "@saunter/protocol/smart-cart/trip";

/** What staff look for in the cart. */
export interface TripFinding {
  readonly kind: "unscanned" | "other-goods" | "own" | "not-in-cart";
  readonly lineId: string | null;
  readonly weightG: number | null;
  /** When it came, or was scanned, by the cart's clock. */
  readonly atMs: number;
}

export interface WeighedTrip {
  readonly certainty: Trip["certainty"];
  /** The likeliest of what is not as the bill says, and what the shopper said is theirs. */
  readonly findings: readonly TripFinding[];
}

/** At rest a tray reads what it read when it came to rest, within so many of its errors. */
const REST_ERRORS = 8;

function boundError(errorG: number): number {
  return Math.min(ERROR_G_MAX, Math.max(ERROR_G_MIN, errorG));
}

type SentTrip = Pick<
  Trip,
  "certainty" | "changes" | "confirmed" | "lines" | "ownSaidMs" | "sentMs"
>;

/** What weighing may take of the process. */
export interface WeighingTime {
  readonly nowMs: () => number;
  /** For a cart at once: what a trip of thousands of possibilities would take is not the cart's to choose. */
  readonly budgetMs: number;
  /** After so long everybody else has their turn. */
  readonly sliceMs: number;
  readonly pause: () => Promise<void>;
}

export const WEIGHING_TIME: WeighingTime = {
  nowMs: () => performance.now(),
  budgetMs: 1000,
  sliceMs: 10,
  pause: () => setImmediate(),
};

/** Of the process's time, for each cart in the long run. */
const WEIGHING_SHARE = 0.05;

/** Errors of honest changes; a cart that says more, or none, would make anything fit. */
const ERROR_G_MIN = 0.5;
const ERROR_G_MAX = 50;

/** What is known is kept after so many observations: one that comes late, or changes, has those since taken again. */
const MARK_EVERY = 8;

/** What is known after so many observations. It is not changed any more. */
interface Mark {
  readonly count: number;
  readonly cart: SmartCart;
}

/** How far a trip has been weighed. */
interface Progress {
  readonly tripId: string;
  readonly products: ReadonlyMap<string, Product>;
  /** Observations that were taken, as text. */
  readonly taken: readonly string[];
  readonly marks: readonly Mark[];
}

/** Weighs a cart's trips as they come: what was weighed before and is as it was is not weighed again. */
export class CartWeigher {
  readonly #time: WeighingTime;
  #progress: Progress | null = null;
  #leftMs: number;
  #seenMs: number;

  constructor(time: WeighingTime) {
    this.#time = time;
    this.#leftMs = time.budgetMs;
    this.#seenMs = time.nowMs();
  }

  /**
   * Null where it cannot be done: the cart's first changes, which alone say what lies in it, are not sent any more; or
   * it has taken too long, and the sum of the changes is not what the bill's goods weigh. It goes on from there then.
   */
  async weigh(
    tripId: string,
    sent: SentTrip,
    products: ReadonlyMap<string, Product>,
    scaleFaultMs: number | null,
  ): Promise<WeighedTrip | null> {
    if (sent.changes.length >= TRIP_LIMITS.changesMax) return null;
    const levelsG = new Map<number, number>();
    const changes = sent.changes.map((change) => {
      // Levels follow from the changes: one that does not is not taken for granted either.
      const levelG = (levelsG.get(change.tray) ?? 0) + change.changeG;
      levelsG.set(change.tray, levelG);
      const { rest, ...sentChange } = change;
      const errorG = boundError(change.errorG);
      const own = { ...sentChange, levelG, errorG };
      const offG = (rest?.levelG ?? Number.NaN) - change.levelG;
      if (rest === undefined || !(Math.abs(offG) <= REST_ERRORS * errorG)) return own;
      const levelErrorG = boundError(rest.levelErrorG);
      return { ...own, rest: { ...rest, levelG: levelG + offG, levelErrorG } };
    });
    const trip = { ...sent, changes };
    const observations = listObservations(trip, scaleFaultMs);
    const cart = await this.#takeAll(this.#find(tripId, products), observations);
    return cart === null ? weighSum(trip, products) : describe(cart, sent.sentMs);
  }

  /** Its trip is over. */
  forget(tripId: string): void {
    if (this.#progress?.tripId === tripId) this.#progress = null;
  }

  #find(tripId: string, products: ReadonlyMap<string, Product>): Progress {
    const known = this.#progress;
    return known?.tripId === tripId && known.products === products
      ? known
      : { tripId, products, taken: [], marks: [] };
  }

  /** Null where it is late before the end, or the engine refuses a number: what a cart sends may be anything. */
  async #takeAll(
    known: Progress,
    observations: readonly CartObservation[],
  ): Promise<SmartCart | null> {
    const { nowMs, pause, sliceMs } = this.#time;
    const names = observations.map((one) => JSON.stringify(one));
    const changed = names.findIndex((name, at) => name !== known.taken[at]);
    const marks = known.marks.filter(
      ({ count }) => count <= (changed < 0 ? names.length : changed),
    );
    let { cart, count } = marks.at(-1) ?? { cart: startCart(known.products), count: 0 };
    cart = copyCart(cart);
    let fromMs = nowMs();
    let leftMs = this.#fill(fromMs);
    while (count < observations.length) {
      const usedMs = nowMs() - fromMs;
      if (usedMs >= leftMs) break;
      if (usedMs >= sliceMs) {
        this.#leftMs -= usedMs;
        await pause();
        fromMs = nowMs();
        leftMs = this.#fill(fromMs);
        continue;
      }
      if (!takeOne(cart, observations[count]!)) return null;
      count++;
      if (count % MARK_EVERY === 0) marks.push({ count, cart: copyCart(cart) });
    }
    this.#leftMs -= nowMs() - fromMs;
    const kept = marks.filter((mark) => mark.count % MARK_EVERY === 0 && mark.count !== count);
    const taken = names.slice(0, count);
    this.#progress = { ...known, taken, marks: [...kept, { count, cart }] };
    return count < observations.length ? null : cart;
  }

  /** @returns what there is left, milliseconds. */
  #fill(nowMs: number): number {
    const cameMs = WEIGHING_SHARE * (nowMs - this.#seenMs);
    this.#leftMs = Math.min(this.#time.budgetMs, this.#leftMs + cameMs);
    this.#seenMs = nowMs;
    return this.#leftMs;
  }
}

function startCart(products: ReadonlyMap<string, Product>): SmartCart {
  return createSmartCart(products, DEFAULT_SMART_CART, findDensity(products));
}

/** False where the engine refuses a number. */
function takeOne(cart: SmartCart, observation: CartObservation): boolean {
  try {
    stepSmartCart(cart, observation);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Since the last change nothing has come or gone: what is no hand by then lies in it. */
function describe(known: SmartCart, sentMs: number): WeighedTrip {
  const cart = { ...known, nowMs: Math.max(known.nowMs, sentMs) };
  const { probabilityExact, probabilityMissing, probabilityTooMuch } = weighCertainty(cart);
  const { held, open, out } = advanceHypotheses(cart, cart.nowMs)[0]!;
  const there = held.flatMap(({ kind, lineId, sinceMs, weightG }): TripFinding[] => {
    if (kind !== "unscanned" && kind !== "other" && kind !== "own") return [];
    const found = kind === "other" ? "other-goods" : kind;
    return [{ kind: found, lineId, weightG, atMs: sinceMs }];
  });
  const isUnsaid = (lineId: string): boolean => !isConfirmed(cart, lineId, out.includes(lineId));
  const missing = [...new Set([...open, ...out])].filter(isUnsaid).map((lineId): TripFinding => {
    const { scannedMs, weightG } = cart.lines.get(lineId)!;
    return {
      kind: "not-in-cart",
      lineId,
      weightG: Number.isFinite(weightG) ? weightG : null,
      atMs: scannedMs,
    };
  });
  return {
    certainty: {
      exact: probabilityExact,
      missing: probabilityMissing,
      tooMuch: probabilityTooMuch,
    },
    findings: [...there, ...missing],
  };
}

type GoodsDensity = ReturnType<typeof weighProducts>;

/** By the products that it is of: they are replaced as a whole where any changes. */
const densities = new WeakMap<object, GoodsDensity>();

/** So many show what goods weigh: of all of a large catalogue it would take longer than a trip may. */
const DENSITY_PRODUCTS_MAX = 2000;

function findDensity(products: ReadonlyMap<string, Product>): GoodsDensity {
  const known = densities.get(products);
  if (known !== undefined) return known;
  const every = Math.ceil(products.size / DENSITY_PRODUCTS_MAX);
  const density = weighProducts(new Map([...products].filter((_, at) => at % every === 0)));
  densities.set(products, density);
  return density;
}

/** Standard deviations within which a sum of weights is what it should be. */
const SPREADS = 3;

/** The cart's own certainty, where all that came and went is what the bill's goods weigh, and what is the shopper's. */
function weighSum(
  { certainty, changes, lines }: Pick<SentTrip, "certainty" | "changes" | "lines">,
  products: ReadonlyMap<string, Product>,
): WeighedTrip | null {
  let [offG, ownG] = [0, 0];
  let varianceG2 = 0;
  for (const { changeG, errorG, takenFor } of changes) {
    if (takenFor === "own") ownG += changeG;
    else offG += changeG;
    varianceG2 += errorG ** 2;
  }
  for (const line of lines) {
    if (line.removed) continue;
    const { meanG, varianceG2: ownG2 } = findLineWeight(line, products);
    offG -= meanG;
    varianceG2 += ownG2;
  }
  // A product whose weight is not known has none that fits.
  if (!(Math.abs(offG) <= SPREADS * Math.sqrt(varianceG2))) return null;
  const atMs = changes.findLast(({ takenFor }) => takenFor === "own")?.settledMs ?? 0;
  const findings: TripFinding[] =
    ownG > 0 ? [{ kind: "own", lineId: null, weightG: ownG, atMs }] : [];
  return { certainty, findings };
}

/** What a line should weigh; NaN where nobody knows. */
export function findLineWeight(
  { grossG, gtin, quantity, weightG }: Pick<TripLine, "grossG" | "gtin" | "quantity" | "weightG">,
  products: ReadonlyMap<string, Product>,
): { readonly meanG: number; readonly varianceG2: number } {
  const { itemSpread, itemSpreadG } = DEFAULT_SMART_CART;
  const labelG = grossG ?? weightG;
  const unitG = products.get(gtin)?.weightG ?? Number.NaN;
  const spreadG = labelG === null ? itemSpread * unitG : 0;
  return {
    meanG: labelG ?? unitG * quantity,
    varianceG2: quantity * spreadG ** 2 + itemSpreadG ** 2,
  };
}

/** In order of time. A line that was taken off the bill was never scanned: its goods are gone, or on no line. */
function listObservations(
  {
    changes,
    confirmed = [],
    lines,
    ownSaidMs,
  }: Pick<Trip, "changes" | "confirmed" | "lines" | "ownSaidMs">,
  scaleFaultMs: number | null,
): CartObservation[] {
  const scans = lines
    .filter(({ removed }) => !removed)
    .map(({ grossG, gtin, lineId, quantity, scannedMs, weightG }): CartObservation => {
      const scan = { kind: "scan", timestampMs: scannedMs, lineId, barcode: gtin } as const;
      const loadG = grossG ?? weightG;
      return { ...scan, quantity, ...(loadG === null ? {} : { weightG: loadG }) };
    });
  // What the cart takes it for is no evidence.
  const steps = changes.flatMap(
    ({ lineId: _, rest, takenFor: __, tray, ...step }): CartObservation[] => {
      const own: CartObservation = { kind: "step", tray, step, timestampMs: step.settledMs };
      if (rest === undefined) return [own];
      const { atMs, ...reading } = rest;
      return [own, { kind: "rest", tray, rest: reading, timestampMs: atMs }];
    },
  );
  const own = ownSaidMs.map((timestampMs): CartObservation => ({ kind: "own", timestampMs }));
  const confirmations = confirmed.map(
    ({ lineId, saidMs: timestampMs }): CartObservation => ({
      kind: "confirmation",
      timestampMs,
      lineId,
    }),
  );
  const faults: CartObservation[] =
    scaleFaultMs === null ? [] : [{ kind: "fault", tray: 0, timestampMs: scaleFaultMs }];
  return [...scans, ...steps, ...own, ...confirmations, ...faults].sort(
    (a, b) => a.timestampMs - b.timestampMs,
  );
}
