/** When a facing that had been counted was empty, by counts and by what people took. */
import type { ShopEvent } from "./events.ts";

export interface EmptyFacing {
  readonly facing: string;
  readonly gtin: string;
  readonly fromMs: number;
  /** Null while it is empty. */
  readonly untilMs: number | null;
}

/**
 * What an event changes: rows that are new or changed, by facing and begin.
 *
 * @param known rows of the event's facing: the one that is open, and any that began at the same moment.
 */
export function changeEmptyFacings(
  known: readonly EmptyFacing[],
  event: ShopEvent,
  atMs: number,
): EmptyFacing[] {
  const open = known.filter(({ untilMs }) => untilMs === null);
  const end = (rows: readonly EmptyFacing[]) => rows.map((row) => ({ ...row, untilMs: atMs }));
  switch (event.type) {
    case "StockCounted":
    case "StockReckoned": {
      const { facing, gtin, quantity } = event;
      // Null: more has gone than was there, and nobody knows what is left.
      if (quantity !== 0) return end(open);
      const isKnown = known.some(
        (row) => row.fromMs === atMs || (row.untilMs === null && row.gtin === gtin),
      );
      const ended = end(open.filter((row) => row.gtin !== gtin));
      return isKnown ? ended : [...ended, { facing, gtin, fromMs: atMs, untilMs: null }];
    }
    case "StockRefilled":
      return event.quantity > 0 ? end(open) : [];
    default:
      return [];
  }
}
