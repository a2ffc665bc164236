/** Tables of worlds, for the terminal and for pages. */

import { formatNumber, formatShare } from "@saunter/shop/command-line/format-figures";
import type { MixName } from "@saunter/sim/visit-mixes";
import type { HeldOut } from "./held-out.ts";
import type { BoundFigures } from "./held-out-bounds.ts";
import type { ReceiptFigures } from "./receipt-models.ts";

export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly rightAligned: ReadonlySet<number>;
}

export const RULE_NAMES = { shipped: "shipped", inWorld: "in-world", heldOut: "held-out" } as const;

/** @param mix the rows' mix. */
export function tabulateHeldOut({ figures, sums }: HeldOut, mix: MixName): Table {
  const header = [
    ...["world", "rule", "receipts", "exact", "flagged", "wrong among accepted"],
    ...["mean predicted", "calibration error", "AURC"],
  ];
  const sum = sums.find((one) => one.mix === mix)!;
  const own = figures.filter((one) => one.mix === mix);
  const rows = [...own, { world: "all", ...sum }].flatMap((one) =>
    (["shipped", "inWorld", "heldOut"] as const).map((rule) => [
      one.world,
      RULE_NAMES[rule],
      ...listFigures(one[rule]),
    ]),
  );
  return { header, rows, rightAligned: new Set([2, 3, 4, 5, 6, 7, 8]) };
}

export function listFigures(figures: ReceiptFigures): string[] {
  const { receipts, exact, flagged, wrongAccepted } = figures;
  return [
    String(receipts),
    formatCount(exact, receipts),
    formatCount(flagged, receipts),
    formatCount(wrongAccepted, receipts - flagged, 2),
    formatShare(figures.meanProbability),
    formatNumber(figures.calibrationError, 3),
    formatNumber(figures.riskArea, 4),
  ];
}

/** "12 (3.4 %)". */
export function formatCount(count: number, of: number, digits = 1): string {
  return `${count} (${formatShare(of === 0 ? Number.NaN : count / of, digits)})`;
}

/** What each target costs in flags, everyday mix. */
export function tabulateBounds(bounds: readonly BoundFigures[]): Table {
  return {
    header: [
      ...["target", "world", "bound from this world", "flagged"],
      ...["bound from all others", "flagged", "accepted wrong"],
    ],
    rows: bounds.map(({ level, world, own, heldOut }) => [
      formatShare(level, 1),
      world,
      formatBound(own.bound),
      formatCount(own.figures.flagged, own.figures.receipts),
      formatBound(heldOut.bound),
      formatCount(heldOut.figures.flagged, heldOut.figures.receipts),
      formatCount(heldOut.figures.wrongAccepted, heldOut.figures.receipts, 2),
    ]),
    rightAligned: new Set([0, 2, 3, 4, 5, 6]),
  };
}

/** A bound above every probability accepts nothing. */
export function formatBound(bound: number): string {
  return bound > 1 ? "none" : bound.toFixed(3);
}
