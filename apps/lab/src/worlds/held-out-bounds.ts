/** The bound that each world needs for a target, and what it flags. */

import type { WorldName } from "@saunter/sim/worlds";
import type { WorldReceipt } from "./measure-worlds.ts";
import {
  chooseBound,
  fitReceiptModel,
  measureReceipts,
  type ReceiptFigures,
} from "./receipt-models.ts";

export interface BoundFigures {
  readonly level: number;
  readonly world: WorldName;
  /** The bound from this world's own everyday receipts; the calibration is fitted without it. */
  readonly own: { readonly bound: number; readonly figures: ReceiptFigures };
  /** The bound from all other worlds. */
  readonly heldOut: { readonly bound: number; readonly figures: ReceiptFigures };
}

/** Everyday mix; each world is left out once. */
export function listBounds(
  receipts: readonly WorldReceipt[],
  levels: readonly number[],
): BoundFigures[] {
  const worlds = [...new Set(receipts.map(({ world }) => world))];
  const parts = worlds.map((world) => {
    const others = receipts.filter((one) => one.world !== world);
    const own = receipts.filter((one) => one.world === world && one.mix === "everyday");
    const model = fitReceiptModel(others);
    return { world, others, own, model };
  });
  return levels.flatMap((level) =>
    parts.map(({ world, others, own, model }) => {
      const at = (bound: number) => ({
        bound,
        figures: measureReceipts(own, model, bound),
      });
      return {
        level,
        world,
        own: at(chooseBound(model, own, level)),
        heldOut: at(chooseBound(model, others, level)),
      };
    }),
  );
}
