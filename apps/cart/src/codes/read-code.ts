/** What a scanned code says: goods, with a weight where its label has one; whose trip it is; a lane. */
import { weighPrice } from "@saunter/commerce/pricing/price-weight";
import { computeCheckDigit, findGtinFault } from "@saunter/protocol/gtin";
import {
  type CartCatalogue,
  type CartProduct,
  TRIP_LIMITS,
  type VariableCode,
} from "@saunter/protocol/smart-cart/trip";
import { TARE_CODE_G_MAX } from "../cart-limits.ts";
import type { GoodsIndex } from "./goods-index.ts";
import { readElements } from "./read-elements.ts";
import { fitsValue } from "./value-check-digit.ts";

export type CodeFault =
  | "unknown-code"
  | "damaged-code"
  | "foreign-code"
  | "expired-code"
  | "voucher"
  | "no-price";

export type CodeRead =
  | {
      readonly kind: "goods";
      /** As the catalogue has it. */
      readonly gtin: string;
      readonly quantity: number;
      /** Where its label has one, net grams. */
      readonly weightG: number | null;
      /** Price that its label says; left out: the weight's. */
      readonly labelMinor?: number;
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
/** The IFPS's have 4 or 5 digits; a shop's own may have others. */
const PLU = /^\d{3,6}$/;
/** Restricted circulation within a shop: GS1 General Specifications, section 2.1.11. */
const IN_STORE = /^(?:02|2\d)/;

/** GS1 prefixes of refund receipts (980) and coupons (981 to 984, 99): GS1 General Specifications, section 1.4. */
const VOUCHER = /^(?:98[0-4]|99)/;

const EAN_DIGITS = 13;
const UPC_DIGITS = 12;

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
  const ean = digits.padStart(EAN_DIGITS, "0");
  if (ean.length === EAN_DIGITS && digits.length >= UPC_DIGITS && IN_STORE.test(ean)) {
    return readVariable(ean, goods, catalogue.variableCodes);
  }
  if (digits.length === EAN_DIGITS && VOUCHER.test(digits) && goods.find(digits) === null) {
    return refuse("voucher");
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
  const netG = Math.round(weightG ?? 0);
  if (netG === 0) return { kind: "to-weigh", gtin: product.gtin };
  if (netG > TRIP_LIMITS.weightGMax) return refuse("damaged-code");
  return { kind: "goods", gtin: product.gtin, quantity: 1, weightG: netG };
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
  const { itemDigits, prefix, step, value, valueCheckDigit, valueDigits } = template;
  const itemEnd = prefix.length + itemDigits;
  const valueFrom = itemEnd + (valueCheckDigit === "none" ? 0 : 1);
  const item = digits.slice(prefix.length, itemEnd);
  const valueText = digits.slice(valueFrom, valueFrom + valueDigits);
  if (valueCheckDigit === "checked" && !fitsValue(valueText, Number(digits[itemEnd]))) {
    return refuse("damaged-code");
  }
  if (value === "voucher") return refuse("voucher");
  const product = goods.findItem(item) ?? goods.find(makeItemGtin(prefix, item));
  if (product === null) return refuse("unknown-code");
  const figure = Number(valueText) * step;
  switch (value) {
    case "weight-g":
      return takeGtin(product.gtin, goods, 1, figure);
    case "count":
      return figure >= 1 && figure <= TRIP_LIMITS.quantityMax
        ? takeGtin(product.gtin, goods, figure, null)
        : refuse("damaged-code");
    case "price-minor":
      return takePrice(product, goods, figure);
    default:
      return value satisfies never;
  }
}

/** The label's price is charged; its weight is what so much money buys. */
function takePrice(product: CartProduct, goods: GoodsIndex, labelMinor: number): CodeRead {
  if (labelMinor === 0) return takeGtin(product.gtin, goods, 1, null);
  // What is sold by the unit has the shop's price: another one on a label would be charged wrongly.
  const weightG = product.priceOf === "kilogram" ? weighPrice(labelMinor, product.unitMinor) : null;
  if (weightG === null) return refuse("no-price");
  const read = takeGtin(product.gtin, goods, 1, Math.max(1, weightG));
  return read.kind === "goods" ? { ...read, labelMinor } : read;
}

/** Catalogues name such goods by their code without a value: zeros in its place. */
function makeItemGtin(prefix: string, item: string): string {
  const digits = `${prefix}${item}`.padEnd(12, "0");
  return `${digits}${computeCheckDigit(digits)}`;
}
