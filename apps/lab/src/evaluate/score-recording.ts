import type { Receipt, ReceiptLine } from "@saunter/engine/receipt-types";

/** What a shopper really left with; `targetId` is null where nobody was tracked. */
export interface TruthReceipt {
  readonly targetId: string | null;
  readonly products: readonly ReceiptLine[];
}

/** One receipt beside its truth. Units are single items. */
export interface ReceiptScore {
  readonly targetId: string | null;
  readonly truePositives: number;
  readonly predictedUnits: number;
  readonly trueUnits: number;
  /** Units charged that were not taken, and units taken that were not charged, by barcode. */
  readonly overcharged: readonly ReceiptLine[];
  readonly undercharged: readonly ReceiptLine[];
  readonly exact: boolean;
  /** Whether a person is asked to look; where not, the receipt is accepted as it stands. */
  readonly flagged: boolean;
  readonly reasons: readonly string[];
  readonly probabilityExact: number;
}

export interface RecordingScore {
  /** The truth's receipts in its order, then predicted ones that the truth lacks. */
  readonly receipts: readonly ReceiptScore[];
  readonly truePositives: number;
  readonly predictedUnits: number;
  readonly trueUnits: number;
  readonly f1: number;
  readonly exactReceipts: number;
  readonly flaggedReceipts: number;
  readonly wrongAccepted: number;
}

/**
 * Scores one recording as the CPS-IoT 2020 competition did (F1 over item units on all receipts), and
 * receipt by receipt. A receipt that the truth has and the prediction lacks counts as an empty one,
 * accepted and sure of itself. One that the truth lacks counts only where it charges something.
 */
export function scoreRecording(
  predicted: readonly Receipt[],
  truth: readonly TruthReceipt[],
): RecordingScore {
  const predictedById = new Map(predicted.map((receipt) => [receipt.targetId, receipt]));
  const receipts = truth.map(({ targetId, products }) =>
    scoreReceipt(targetId, predictedById.get(targetId) ?? null, products),
  );
  const known = new Set(truth.map(({ targetId }) => targetId));
  for (const receipt of predicted) {
    if (known.has(receipt.targetId)) continue;
    const score = scoreReceipt(receipt.targetId, receipt, []);
    if (score.predictedUnits > 0) receipts.push(score);
  }
  const truePositives = sumOver(receipts, (receipt) => receipt.truePositives);
  const predictedUnits = sumOver(receipts, (receipt) => receipt.predictedUnits);
  const trueUnits = sumOver(receipts, (receipt) => receipt.trueUnits);
  return {
    receipts,
    truePositives,
    predictedUnits,
    trueUnits,
    f1: computeF1(truePositives, predictedUnits, trueUnits),
    exactReceipts: receipts.filter((receipt) => receipt.exact).length,
    flaggedReceipts: receipts.filter((receipt) => receipt.flagged).length,
    wrongAccepted: receipts.filter((receipt) => !receipt.flagged && !receipt.exact).length,
  };
}

/** F1 = 2 TP / (predicted + true), 1 where both are empty. */
export function computeF1(
  truePositives: number,
  predictedUnits: number,
  trueUnits: number,
): number {
  const units = predictedUnits + trueUnits;
  return units === 0 ? 1 : (2 * truePositives) / units;
}

function scoreReceipt(
  targetId: string | null,
  predicted: Receipt | null,
  truth: readonly ReceiptLine[],
): ReceiptScore {
  const predictedUnits = countUnits(predicted?.products ?? []);
  const trueUnits = countUnits(truth);
  const overcharged = subtractUnits(predictedUnits, trueUnits);
  const undercharged = subtractUnits(trueUnits, predictedUnits);
  const predictedTotal = sumOver([...predictedUnits.values()], (units) => units);
  return {
    targetId,
    truePositives: predictedTotal - sumOver(overcharged, (line) => line.quantity),
    predictedUnits: predictedTotal,
    trueUnits: sumOver([...trueUnits.values()], (units) => units),
    overcharged,
    undercharged,
    exact: overcharged.length === 0 && undercharged.length === 0,
    flagged: predicted?.needsReview ?? false,
    reasons: predicted?.reasons ?? [],
    probabilityExact: predicted?.probabilityExact ?? 1,
  };
}

function countUnits(lines: readonly ReceiptLine[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const { barcode, quantity } of lines) {
    units.set(barcode, (units.get(barcode) ?? 0) + quantity);
  }
  return units;
}

function subtractUnits(
  from: ReadonlyMap<string, number>,
  units: ReadonlyMap<string, number>,
): ReceiptLine[] {
  return [...from]
    .map(([barcode, quantity]) => ({ barcode, quantity: quantity - (units.get(barcode) ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
}

function sumOver<T>(items: readonly T[], measure: (item: T) => number): number {
  return items.reduce((total, item) => total + measure(item), 0);
}
