/** A trip weighed again by the shop, from what the cart sends of its scale: what the cart says of itself is not taken for granted. */
import type { Product } from "@saunter/engine/shop-model";
import type { CartObservation } from "@saunter/engine/smart-cart/cart-observation";
import {
  createSmartCart,
  stepSmartCart,
  weighCertainty,
} from "@saunter/engine/smart-cart/smart-cart";
import { TRIP_LIMITS, type Trip } from "@saunter/protocol/smart-cart/trip";

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

/** Null where the cart's first changes are not sent any more: they alone say what lies in it. */
export function weighTrip(
  { changes, lines, ownSaidMs, sentMs }: Pick<Trip, "changes" | "lines" | "ownSaidMs" | "sentMs">,
  products: ReadonlyMap<string, Product>,
  scaleFaultMs: number | null,
): WeighedTrip | null {
  if (changes.length >= TRIP_LIMITS.changesMax) return null;
  const cart = createSmartCart(products);
  for (const observation of listObservations({ changes, lines, ownSaidMs }, scaleFaultMs)) {
    stepSmartCart(cart, observation);
  }
  // Since the last change nothing has come or gone: what is no hand by now lies in it.
  cart.nowMs = Math.max(cart.nowMs, sentMs);
  const { probabilityExact, probabilityMissing, probabilityTooMuch } = weighCertainty(cart);
  const { held, open, out } = cart.hypotheses[0]!;
  const there = held.flatMap(({ kind, lineId, sinceMs, weightG }): TripFinding[] => {
    if (kind !== "unscanned" && kind !== "other" && kind !== "own") return [];
    const found = kind === "other" ? "other-goods" : kind;
    return [{ kind: found, lineId, weightG, atMs: sinceMs }];
  });
  const missing = [...open, ...out].map((lineId): TripFinding => {
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
  const steps = changes.map(
    (step): CartObservation => ({ kind: "step", tray: 0, timestampMs: step.settledMs, step }),
  );
  const own = ownSaidMs.map((timestampMs): CartObservation => ({ kind: "own", timestampMs }));
  const faults: CartObservation[] =
    scaleFaultMs === null ? [] : [{ kind: "fault", tray: 0, timestampMs: scaleFaultMs }];
  return [...scans, ...steps, ...own, ...faults].sort((a, b) => a.timestampMs - b.timestampMs);
}
