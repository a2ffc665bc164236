import { british, type CartWords } from "./british.ts";

export const american: CartWords = {
  ...british,
  offline: "No connection to the store. Carry on: the cart keeps everything.",
  refused: {
    ...british.refused,
    reasons: {
      ...british.refused.reasons,
      "key-not-accepted": "The store does not know this cart.",
    },
  },
  allergens: { ...british.allergens, AY: "soy", AU: "sulfites", UM: "mollusks" },
  cart: { ...british.cart, estimate: "The store confirms this total when it is reachable." },
  notice: {
    ...british.notice,
    "unknown-code": "This store does not sell this item. Staff can help.",
    "foreign-code": "This label is from another store. Search for the item by name.",
    voucher: "Not taken off this bill. Staff pay out vouchers at the register.",
  },
  map: { ...british.map, title: "Store map", none: "This store has no map yet" },
  lane: {
    ...british.lane,
    failed: "The payment did not work. Try again, or pay at the register.",
  },
  goodbye: {
    ...british.goodbye,
    later: "The store sends your receipt when it is reachable.",
  },
};
