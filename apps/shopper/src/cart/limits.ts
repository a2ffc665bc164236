/** Bounds of what the cart's process takes (SCREEN_LIMITS of the protocol, whose schemas no page loads). */
import type { SCREEN_LIMITS } from "@saunter/protocol/smart-cart/screen";

export const CODE_CHARS_MAX: (typeof SCREEN_LIMITS)["codeChars"] = 500;
export const QUANTITY_MAX: (typeof SCREEN_LIMITS)["quantityMax"] = 99;
export const LIST_ITEMS_MAX: (typeof SCREEN_LIMITS)["listItems"] = 200;
export const LIST_ITEM_CHARS_MAX: (typeof SCREEN_LIMITS)["listItemChars"] = 200;
