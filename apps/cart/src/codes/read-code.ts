/** What a scanned code says: goods, with a weight where its label has one; whose trip it is; a lane. */

import { computeCheckDigit, findGtinFault } from "@saunter/protocol/gtin";
import {
  type CartCatalogue,
  TRIP_LIMITS,
  type VariableCode,
} from "@saunter/protocol/smart-cart/trip";
import { TARE_CODE_G_MAX } from "../cart-limits.ts";
import type { GoodsIndex } from "./goods-index.ts";
import { readElements } from "./read-elements.ts";

export type CodeFault =
  | "unknown-code"
  | "damaged-code"
  | "foreign-code"
  | "expired-code"
  | "no-price";

export type CodeRead =
  | {
      readonly kind: "goods";
      /** As the catalogue has it. */
      readonly gtin: string;
      readonly quantity: number;
      /** Where its label has one, grams. */
      readonly weightG: number | null;
    }
  /** Goods by weight whose weight the scale has to say. */
  | { readonly kind: "to-weigh"; readonly gtin: string }
  | { readonly kind: "entry" }
  | { readonly kind: "lane"; readonly laneId: string }
  /** A container of the shop's, by a label that says what it weighs, grams. */
  | { readonly kind: "tare"; readonly weightG: number }
  | { readonly kind: "refused"; readonly code: CodeFault };

/** `lane:3`, on a sign at the lane. */
const LANE = /^(?:saunter:)?lane:([A-Za-z0-9._~-]{1,64})$/i;
/** `tare:120`, on a container of the shop's. */
const TARE = /^(?:saunter:)?tare:(\d{1,4})$/i;
/** An entry code is base64url, and longer than any code on goods. */
const ENTRY = /^[A-Za-z0-9_-]{100,}$/;
const SYMBOLOGY = /^\][A-Za-z][0-9A-Za-z]/;
const PLU = /^\d{4,5}$/;
/** Restricted circulation within a shop: GS1 General Specifications, section 2.1.11. */
const IN_STORE = /^(?:02|2\d)/;
const GRAMS_PER_KG = 1000;

const refuse = (code: CodeFault): CodeRead => ({ kind: "refused", code });

/** @param today `YYYY-MM-DD`: goods past it may not be sold. */
export function readCode(
  code: string,
  goods: GoodsIndex,
  catalogue: Pick<CartCatalogue, "variableCodes">,
  today: string,
): CodeRead {
  const text = code.trim();
  const [, laneId] = LANE.exec(text) ?? [];
  if (laneId !== undefined) return { kind: "lane", laneId };
  const [, tareG] = TARE.exec(text) ?? [];
  if (tareG !== undefined) {
    const weightG = Number(tareG);
    return weightG <= TARE_CODE_G_MAX ? { kind: "tare", weightG } : refuse("damaged-code");
  }
  const elements = readElements(text);
  if (elements === "damaged") return refuse("damaged-code");
  if (elements !== null) {
    const { expires, gtin, quantity, weightG } = elements;
    if (expires !== null && expires < today) return refuse("expired-code");
    return takeGtin(gtin, goods, quantity, weightG);
  }
  if (ENTRY.test(text)) return { kind: "entry" };
  const digits = text.replace(SYMBOLOGY, "");
  if (!/^\d+$/.test(digits)) return refuse("unknown-code");
  if (PLU.test(digits)) {
    const product = goods.findPlu(digits);
    return product === null ? refuse("unknown-code") : { kind: "to-weigh", gtin: product.gtin };
  }
  if (findGtinFault(digits) !== null) return refuse("damaged-code");
  if (digits.length === 13 && IN_STORE.test(digits)) {
    return readVariable(digits, goods, catalogue.variableCodes);
  }
  return takeGtin(digits, goods, 1, null);
}

function takeGtin(
  gtin: string,
  goods: GoodsIndex,
  quantity: number,
  weightG: number | null,
): CodeRead {
  const product = goods.find(gtin);
  if (product === null) return refuse("unknown-code");
  if (product.priceOf === "unit") {
    return { kind: "goods", gtin: product.gtin, quantity, weightG: null };
  }
  // A label without a weight, or with none, is one of goods that are still to be weighed.
  if (weightG === null || weightG === 0) return { kind: "to-weigh", gtin: product.gtin };
  if (weightG > TRIP_LIMITS.weightGMax) return refuse("damaged-code");
  return { kind: "goods", gtin: product.gtin, quantity: 1, weightG };
}

/** A label of the shop's own scale. What it has no template for is another shop's, or another country's. */
function readVariable(
  digits: string,
  goods: GoodsIndex,
  templates: readonly VariableCode[],
): CodeRead {
  const whole = goods.find(digits);
  if (whole !== null) return takeGtin(digits, goods, 1, null);
  const template = templates.find(({ prefix }) => digits.startsWith(prefix));
  if (template === undefined) return refuse("foreign-code");
  const { hasValueCheckDigit, itemDigits, prefix, value, valueDigits } = template;
  const itemEnd = prefix.length + itemDigits;
  const valueFrom = itemEnd + (hasValueCheckDigit ? 1 : 0);
  const item = digits.slice(prefix.length, itemEnd);
  const figure = Number(digits.slice(valueFrom, valueFrom + valueDigits));
  const product = goods.findPlu(item) ?? goods.find(makeItemGtin(prefix, item));
  if (product === null) return refuse("unknown-code");
  if (value === "weight-g") return takeGtin(product.gtin, goods, 1, figure);
  if (product.unitMinor <= 0) return refuse("no-price");
  const weightG = Math.round((figure * GRAMS_PER_KG) / product.unitMinor);
  return takeGtin(product.gtin, goods, 1, weightG);
}

/** Catalogues name such goods by their code without a value: zeros in its place. */
function makeItemGtin(prefix: string, item: string): string {
  const digits = `${prefix}${item}`.padEnd(12, "0");
  return `${digits}${computeCheckDigit(digits)}`;
}
