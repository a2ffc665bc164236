/** How long the shop's process weighs a smart cart's trip again, and how long at once nobody else has their turn. */
import type { Product } from "@saunter/engine/shop-model";
import { createRandom } from "@saunter/numerics/random";
import type { Trip, TripChange } from "@saunter/protocol/smart-cart/trip";
import { CartWeigher, WEIGHING_TIME } from "@saunter/shop/capabilities/smart-carts/weigh-trip";
import { findMedian } from "./children.ts";
import { atMost, createFigure, type FigureGroup } from "./figure.ts";

/** So long everybody whom the process serves may wait for a shopper at the lane. */
export const WEIGHING_MS_MAX = 100;

const ITEMS = 60;
/** Every so many items a hand rests on the cart. */
const ITEMS_A_HAND = 4;
const PRODUCTS = 500;
/** Weights of goods are about log-normal; their median is 330 g. */
const LOG_WEIGHT = { mean: 5.8, sd: 0.8 } as const;
const WEIGHT_SPREAD = 0.015;
const BETWEEN_MS = 15_000;
const SURE = { exact: 1, missing: 0, tooMuch: 0 } as const;

type SentTrip = Pick<Trip, "certainty" | "changes" | "lines" | "ownSaidMs" | "sentMs">;

export async function measureWeighing(seed: number, rounds: number): Promise<FigureGroup> {
  const products = drawProducts(seed);
  await weighAsItComes(seed, products);
  const trips: Awaited<ReturnType<typeof weighAsItComes>>[] = [];
  for (let round = 1; round <= rounds; round++) {
    trips.push(await weighAsItComes(seed + round, products));
  }
  const share = (of: "atEndMs" | "longestMs" | "totalMs"): number =>
    (100 * findMedian(trips.map((trip) => trip[of]))) / WEIGHING_MS_MAX;
  return {
    title: `The shop weighs a trip of ${ITEMS} items again, shares of ${WEIGHING_MS_MAX} ms (median of ${rounds})`,
    figures: [
      createFigure("its end", share("atEndMs"), "%", 1, atMost(100)),
      createFigure("nobody else has their turn, longest", share("longestMs"), "%", 1, atMost(100)),
      createFigure("all of it, as it comes", share("totalMs"), "%", 0),
    ],
  };
}

function drawProducts(seed: number): Map<string, Product> {
  const random = createRandom(seed).fork("products");
  return new Map(
    Array.from({ length: PRODUCTS }, (_, at) => {
      const barcode = String(at);
      const weightG = Math.exp(random.normal(LOG_WEIGHT.mean, LOG_WEIGHT.sd));
      return [barcode, { barcode, name: barcode, weightG, price: 0 }];
    }),
  );
}

/** Item by item, and then all of it, as a process weighs it that has just started. */
async function weighAsItComes(seed: number, products: ReadonlyMap<string, Product>) {
  let sliceFromMs = 0;
  let longestMs = 0;
  let totalMs = 0;
  const endSlice = (): void => {
    const sliceMs = performance.now() - sliceFromMs;
    longestMs = Math.max(longestMs, sliceMs);
    totalMs += sliceMs;
  };
  const pause = async (): Promise<void> => {
    endSlice();
    await WEIGHING_TIME.pause();
    sliceFromMs = performance.now();
  };
  const time = { ...WEIGHING_TIME, pause };
  const weigh = async (weigher: CartWeigher, sent: SentTrip): Promise<number> => {
    const beforeMs = totalMs;
    sliceFromMs = performance.now();
    await weigher.weigh("trip", sent, products, null);
    endSlice();
    return totalMs - beforeMs;
  };
  const weigher = new CartWeigher(time);
  const reports = drawReports(seed, [...products.values()]);
  let atEndMs = 0;
  for (const sent of reports) atEndMs = await weigh(weigher, sent);
  const asItComesMs = totalMs;
  await weigh(new CartWeigher(time), reports.at(-1)!);
  return { atEndMs, longestMs, totalMs: asItComesMs };
}

function drawReports(seed: number, products: readonly Product[]): SentTrip[] {
  const random = createRandom(seed).fork("trip");
  const lines: Trip["lines"] = [];
  const changes: TripChange[] = [];
  let levelG = 0;
  const change = (changeG: number, settledMs: number): void => {
    levelG += changeG;
    changes.push({
      ...{ tray: 0, startMs: settledMs - 800, settledMs, changeG, errorG: 2, levelG },
      ...{ isRolled: false, takenFor: "unclear", lineId: null },
    });
  };
  return Array.from({ length: ITEMS }, (_, item) => {
    const scannedMs = (item + 1) * BETWEEN_MS;
    const { barcode, weightG } = random.pick(products);
    lines.push({
      ...{ lineId: `line-${item}`, gtin: barcode, quantity: 1, weightG: null, grossG: null },
      ...{ scannedMs, removed: false, inside: 1 },
    });
    change(weightG * (1 + random.normal(0, WEIGHT_SPREAD)), scannedMs + 3000);
    if (item % ITEMS_A_HAND === 0) {
      change(300, scannedMs + 5000);
      change(-300, scannedMs + 6500);
    }
    const sentMs = scannedMs + 9000;
    return { lines: [...lines], changes: [...changes], certainty: SURE, ownSaidMs: [], sentMs };
  });
}
