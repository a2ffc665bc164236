/** A trip weighed again by the shop, from what the cart sends of its scale: what the cart says of itself is not taken for granted. */
import { DEFAULT_SMART_CART } from "@saunter/engine/parameters/smart-cart";
import type { Product } from "@saunter/engine/shop-model";
import type { CartObservation } from "@saunter/engine/smart-cart/cart-observation";
import {
  createSmartCart,
  stepSmartCart,
  weighProducts,
} from "@saunter/engine/smart-cart/smart-cart";
import { weighCertainty } from "@saunter/engine/smart-cart/weigh-certainty";
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

type SentTrip = Pick<Trip, "certainty" | "changes" | "lines" | "ownSaidMs" | "sentMs">;

/** How long weighing may take: what a trip of thousands of possibilities would take is not the cart's to choose. */
export interface WeighingTime {
  readonly nowMs: () => number;
  readonly budgetMs: number;
}

export const WEIGHING_TIME: WeighingTime = { nowMs: () => performance.now(), budgetMs: 100 };

/** Errors of honest changes; a cart that says more, or none, would make anything fit. */
const ERROR_G_MIN = 0.5;
const ERROR_G_MAX = 50;

/**
 * Null where it cannot be done: the cart's first changes, which alone say what lies in it, are not sent any more; or it
 * would take too long, and the sum of the changes is not what the bill's goods weigh.
 */
export function weighTrip(
  sent: SentTrip,
  products: ReadonlyMap<string, Product>,
  scaleFaultMs: number | null,
  { budgetMs, nowMs }: WeighingTime,
): WeighedTrip | null {
  const { sentMs } = sent;
  if (sent.changes.length >= TRIP_LIMITS.changesMax) return null;
  const levelsG = new Map<number, number>();
  const changes = sent.changes.map((change) => {
    // Levels follow from the changes: one that does not is not taken for granted either.
    const levelG = (levelsG.get(change.tray) ?? 0) + change.changeG;
    levelsG.set(change.tray, levelG);
    const errorG = Math.min(ERROR_G_MAX, Math.max(ERROR_G_MIN, change.errorG));
    return { ...change, levelG, errorG };
  });
  const trip = { ...sent, changes };
  const cart = createSmartCart(products, DEFAULT_SMART_CART, findDensity(products));
  const untilMs = nowMs() + budgetMs;
  const isWeighed = runEngine(cart, listObservations(trip, scaleFaultMs), () => nowMs() > untilMs);
  if (!isWeighed) return weighSum(trip, products);
  // Since the last change nothing has come or gone: what is no hand by now lies in it.
  cart.nowMs = Math.max(cart.nowMs, sentMs);
  const { probabilityExact, probabilityMissing, probabilityTooMuch } = weighCertainty(cart);
  const { held, open, out } = cart.hypotheses[0]!;
  const there = held.flatMap(({ kind, lineId, sinceMs, weightG }): TripFinding[] => {
    if (kind !== "unscanned" && kind !== "other" && kind !== "own") return [];
    const found = kind === "other" ? "other-goods" : kind;
    return [{ kind: found, lineId, weightG, atMs: sinceMs }];
  });
  const missing = [...new Set([...open, ...out])].map((lineId): TripFinding => {
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

/** Once for a catalogue: of tens of thousands of products it takes longer than a trip may. */
function findDensity(products: ReadonlyMap<string, Product>): GoodsDensity {
  const density = densities.get(products) ?? weighProducts(products);
  densities.set(products, density);
  return density;
}

/** False where it is late before the end, or the engine refuses a number: what a cart sends may be anything. */
function runEngine(
  cart: ReturnType<typeof createSmartCart>,
  observations: readonly CartObservation[],
  isLate: () => boolean,
): boolean {
  try {
    for (const observation of observations) {
      if (isLate()) return false;
      stepSmartCart(cart, observation);
    }
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Standard deviations within which a sum of weights is what it should be. */
const SPREADS = 3;

/** The cart's own certainty, where all that came and went is what the bill's goods weigh, and what is the shopper's. */
function weighSum(
  { certainty, changes, lines }: SentTrip,
  products: ReadonlyMap<string, Product>,
): WeighedTrip | null {
  let offG = 0;
  let varianceG2 = 0;
  for (const { changeG, errorG, takenFor } of changes) {
    if (takenFor !== "own") offG += changeG;
    varianceG2 += errorG ** 2;
  }
  for (const line of lines) {
    if (line.removed) continue;
    const { meanG, varianceG2: ownG2 } = findLineWeight(line, products);
    offG -= meanG;
    varianceG2 += ownG2;
  }
  // A product whose weight is not known has none that fits.
  return Math.abs(offG) <= SPREADS * Math.sqrt(varianceG2) ? { certainty, findings: [] } : null;
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
  { changes, lines, ownSaidMs }: Pick<Trip, "changes" | "lines" | "ownSaidMs">,
  scaleFaultMs: number | null,
): CartObservation[] {
  const scans = lines
    .filter(({ removed }) => !removed)
    .map(({ grossG, gtin, lineId, quantity, scannedMs, weightG }): CartObservation => {
      const scan = { kind: "scan", timestampMs: scannedMs, lineId, barcode: gtin } as const;
      const loadG = grossG ?? weightG;
      return { ...scan, quantity, ...(loadG === null ? {} : { weightG: loadG }) };
    });
  const steps = changes.flatMap(({ rest, tray, ...step }): CartObservation[] => {
    const own: CartObservation = { kind: "step", tray, step, timestampMs: step.settledMs };
    if (rest === undefined) return [own];
    const { atMs, ...spread } = rest;
    return [own, { kind: "rest", tray, rest: spread, timestampMs: atMs }];
  });
  const own = ownSaidMs.map((timestampMs): CartObservation => ({ kind: "own", timestampMs }));
  const faults: CartObservation[] =
    scaleFaultMs === null ? [] : [{ kind: "fault", tray: 0, timestampMs: scaleFaultMs }];
  return [...scans, ...steps, ...own, ...faults].sort((a, b) => a.timestampMs - b.timestampMs);
}
