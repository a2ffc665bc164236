/**
 * What a trip costs. The shop's bill is the one that is paid; what it has not priced yet, the cart prices itself from
 * its own copy of the catalogue: the price that was shown when it was scanned, or today's where that is less.
 */
import { multiplyMinor, sumMinor } from "@saunter/commerce/money/money";
import type { ScreenState } from "@saunter/protocol/smart-cart/screen";
import type { CartCatalogue, TripAnswer } from "@saunter/protocol/smart-cart/trip";
import type { GoodsIndex } from "../codes/goods-index.ts";
import type { CartLine } from "./cart-trip.ts";

export type Bill = TripAnswer["bill"];

export interface PricedLine {
  readonly unitMinor: number | null;
  readonly discountMinor: number;
  readonly depositMinor: number;
  readonly payableMinor: number;
}

export interface PricedTrip {
  readonly lines: ReadonlyMap<string, PricedLine>;
  readonly bill: ScreenState["bill"];
}

const GRAMS_PER_KG = 1000;

/** @param bill of exactly these lines; null: the shop has not priced them yet. */
export function priceTrip(
  lines: readonly CartLine[],
  goods: GoodsIndex,
  catalogue: CartCatalogue | null,
  bill: Bill | null,
): PricedTrip {
  const own = new Map(lines.map((line) => [line.lineId, priceLine(line, goods)]));
  if (bill === null) return { lines: own, bill: sumOwn([...own.values()], catalogue) };
  const priced = new Map(own);
  for (const row of bill.lines) {
    const rows = row.lineIds.flatMap((lineId) => {
      const line = own.get(lineId);
      return line === undefined ? [] : [[lineId, line] as const];
    });
    // A product's lines are one on the bill: what that has less than they have is off the last of them.
    const [last] = rows.slice(-1);
    for (const [lineId, line] of rows) priced.set(lineId, { ...line, unitMinor: row.unitMinor });
    if (last === undefined) continue;
    const others = sumMinor(rows.slice(0, -1).map(([, { payableMinor }]) => payableMinor));
    priced.set(last[0], {
      unitMinor: row.unitMinor,
      discountMinor: row.discountMinor,
      depositMinor: last[1].depositMinor,
      payableMinor: row.payableMinor - others,
    });
  }
  return {
    lines: priced,
    bill: {
      currency: bill.currency,
      goodsMinor: sumMinor(
        bill.lines.map(
          ({ depositMinor, discountMinor, payableMinor }) =>
            payableMinor + discountMinor - depositMinor,
        ),
      ),
      discountMinor: bill.savingsMinor,
      depositMinor: sumMinor(bill.lines.map(({ depositMinor }) => depositMinor)),
      taxMinor: bill.taxMinor,
      totalMinor: bill.totalMinor,
      offers: [],
      pricedBy: "shop",
    },
  };
}

/** A unit's price now: what was shown holds, and the better one counts. */
export function findUnitMinor(line: CartLine, goods: GoodsIndex): number | null {
  const today = goods.find(line.gtin)?.unitMinor ?? null;
  if (line.unitMinor === null || today === null) return line.unitMinor ?? today;
  return Math.min(line.unitMinor, today);
}

function priceLine(line: CartLine, goods: GoodsIndex): PricedLine {
  const unitMinor = findUnitMinor(line, goods);
  const depositMinor = multiplyMinor(line.depositMinor, line.quantity);
  const goodsMinor =
    line.weightG === null
      ? multiplyMinor(unitMinor ?? 0, line.quantity)
      : priceWeight(unitMinor ?? 0, line.weightG);
  return { unitMinor, discountMinor: 0, depositMinor, payableMinor: goodsMinor + depositMinor };
}

/** Rounded half up. */
export function priceWeight(kilogramMinor: number, weightG: number): number {
  return Math.floor((kilogramMinor * Math.round(weightG) + GRAMS_PER_KG / 2) / GRAMS_PER_KG);
}

function sumOwn(
  lines: readonly PricedLine[],
  catalogue: CartCatalogue | null,
): ScreenState["bill"] {
  const totalMinor = sumMinor(lines.map(({ payableMinor }) => payableMinor));
  const depositMinor = sumMinor(lines.map((line) => line.depositMinor));
  return {
    currency: catalogue?.currency ?? null,
    goodsMinor: totalMinor - depositMinor,
    discountMinor: 0,
    depositMinor,
    taxMinor: 0,
    totalMinor,
    offers: [],
    pricedBy: "cart",
  };
}
