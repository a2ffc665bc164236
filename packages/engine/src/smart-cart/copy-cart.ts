import type { SmartCart } from "./cart-state.ts";

/**
 * What a cart knows, to go on from twice: a step of one does not change the other. Throws where it has taken samples,
 * which are not copied: steps are what it takes.
 */
export function copyCart(cart: SmartCart): SmartCart {
  if (cart.trays.size > 0) throw new Error("a cart that has taken samples is not copied");
  return {
    ...cart,
    trays: new Map(),
    lines: new Map(cart.lines),
    asked: new Set(cart.asked),
    askedMs: new Map(cart.askedMs),
    confirmedMs: new Map(cart.confirmedMs),
    likelyMs: new Map(cart.likelyMs),
    acts: [...cart.acts],
  };
}
