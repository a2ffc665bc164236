import { type Item, toItem } from "../cart/items.ts";
import type { ReviewChoice } from "./events.ts";

export interface ReceiptMove {
  readonly item: Item;
  /** Units that the receipt has more; negative for fewer. */
  readonly units: number;
}

/** What the answer to a gap adds to the receipt and takes off it; empty for all other choices. */
export function listMoves(choice: ReviewChoice): readonly ReceiptMove[] {
  switch (choice.kind) {
    case "add":
      return [{ item: toItem(choice), units: choice.quantity }];
    case "remove":
      return [{ item: toItem(choice), units: -choice.quantity }];
    case "replace":
      return [
        { item: toItem(choice), units: -choice.quantity },
        { item: toItem(choice.instead), units: choice.instead.quantity },
      ];
    default:
      return [];
  }
}
