import type { GoodsChange } from "@saunter/commerce/shop/events";
import { RefusedError } from "../../domain/shop-context.ts";

/** A change as a request has it. Throws a `RefusedError` where its item does not go with it. */
export function takeChange(change: GoodsChange): GoodsChange {
  if ((change.change === "put") === (change.item !== null)) return change;
  throw new RefusedError(
    "goods-invalid",
    `${change.key}: an item is put, and nothing else has one`,
  );
}
