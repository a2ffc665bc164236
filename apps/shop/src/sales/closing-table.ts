import type { SignedClosing } from "@saunter/commerce/closing/events";
import type { ExportTable } from "./export-tables.ts";

/** A closing as rows of what, of what kind, and how much: what accounting programs import. */
export function makeClosingTable(closing: SignedClosing): ExportTable {
  const { closingNumber, day, sums, taxes, payments, settlement, drawer } = closing;
  const amounts: (readonly [row: string, kind: string, amountMinor: number])[] = [
    ...(
      [
        ["discounts", sums.discountMinor],
        ["deposits", sums.depositMinor],
        ["net", sums.netMinor],
        ["tax", sums.taxMinor],
        ["rounding", sums.roundingMinor],
        ["corrections", sums.correctedMinor],
        ["tips", closing.tipsMinor],
        ["total", sums.totalMinor],
        ["grand total", closing.grandTotalMinor],
      ] as const
    ).map(([row, amountMinor]) => [row, "", amountMinor] as const),
    ...taxes.flatMap(({ label, netMinor, taxMinor }) => [
      ["net by tax", label, netMinor] as const,
      ["tax by tax", label, taxMinor] as const,
    ]),
    ...payments.flatMap(({ kind, takenMinor, refundedMinor, withdrawnMinor }) => [
      ["taken", kind, takenMinor] as const,
      ["refunded", kind, refundedMinor] as const,
      ["withdrawn", kind, withdrawnMinor] as const,
    ]),
    ...(settlement === undefined
      ? []
      : ([
          ["settlement", "unpaid", settlement.unpaidMinor],
          ["settlement", "payment in progress", settlement.pendingMinor],
          ["settlement", "refunds in progress", settlement.refundsDueMinor],
          ["settlement", "refunded as amounts", settlement.goodwillMinor],
          ["settlement", "debts written off", settlement.forgivenMinor],
          ["settlement", "taken back from payments", settlement.takenBackMinor],
        ] as const)),
    ...(drawer === undefined
      ? []
      : ([
          ["drawer", "to the bank", drawer.bankedMinor],
          ["drawer", "change added", drawer.addedMinor],
          ["drawer", "difference counted", drawer.differenceMinor],
          ["drawer", "should be there", drawer.expectedMinor],
        ] as const)),
  ];
  return {
    columns: [
      ["closing", "count"],
      ["day", "text"],
      ["row", "text"],
      ["kind", "text"],
      ["amountMinor", "money"],
      ["hash", "text"],
    ],
    rows: amounts.map(([row, kind, amountMinor]) => [
      ...([closingNumber, day, row, kind, amountMinor, closing.hash] as const),
    ]),
  };
}
