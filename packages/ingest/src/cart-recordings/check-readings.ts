/** What readings of a cart's trays say of themselves, before any engine reads them. */

import type { Product } from "@saunter/engine/shop-model";
import type { CartObservation, TrayBatch } from "@saunter/engine/smart-cart/cart-observation";
import { median } from "@saunter/numerics/statistics";

/** Part of the heaviest scanned goods that readings change by at least, wherever these were put in. */
const CHANGE_SHARE_MIN = 0.1;

/** When a batch's last sample ends, ms. */
export function endOf({ sampleRateHz, samplesG, timestampMs }: TrayBatch): number {
  return timestampMs + (1000 * samplesG.length) / sampleRateHz;
}

/**
 * Whether no tray changes by a tenth of the heaviest goods that were scanned: kilograms, or a scale that is stuck. Of
 * batches their medians count, so that spikes make no change.
 */
export function areWeightsStill(
  readings: readonly TrayBatch[],
  acts: readonly CartObservation[],
  products: ReadonlyMap<string, Product>,
): boolean {
  const scannedG = acts.flatMap((act) => {
    const weightG = act.kind === "scan" ? (products.get(act.barcode)?.weightG ?? Number.NaN) : 0;
    return Number.isFinite(weightG) ? [weightG] : [];
  });
  const heaviestG = Math.max(0, ...scannedG);
  const ranges = new Map<number, { least: number; most: number }>();
  for (const { samplesG, tray } of readings) {
    const known = samplesG.filter(Number.isFinite);
    if (known.length === 0) continue;
    const levelG = median(known);
    const range = ranges.get(tray) ?? { least: levelG, most: levelG };
    ranges.set(tray, {
      least: Math.min(range.least, levelG),
      most: Math.max(range.most, levelG),
    });
  }
  return [...ranges.values()].every(
    ({ least, most }) => most - least < CHANGE_SHARE_MIN * heaviestG,
  );
}
