/** Codes of several elements: GS1 DataBar, DataMatrix, QR and GS1-128, as scanners give them, and GS1 Digital Links. */
import { readDigitalLink } from "@saunter/protocol/digital-link";
import { findGtinFault } from "@saunter/protocol/gtin";
import { type ParsedElement, parseBarcode } from "gs1-barcode-parser-mod";

export interface Elements {
  readonly gtin: string;
  readonly quantity: number;
  readonly weightG: number | null;
  /** `YYYY-MM-DD`: the last day on which it may be sold. */
  readonly expires: string | null;
}

const SEPARATOR = "\u001d";
/** Symbology identifiers of GS1 element strings: GS1 General Specifications, section 5.1.2. */
const IS_GS1 = /^\](?:C1|e0|d2|Q3|J1)/;
const IN_PARENTHESES = /\((\d{2,4})\)([^(]+)/g;
const KG_G = 1000;
const LB_G = 453.592_37;
const QUANTITY_MAX = 99;

/** Null where it is no such code; `damaged` where it is one that cannot be right. */
export function readElements(text: string): Elements | "damaged" | null {
  if (/^https?:/.test(text)) return readLink(text);
  if (text.startsWith("(")) {
    const found = [...text.matchAll(IN_PARENTHESES)].map(
      ([, ai, value]) => `${ai}${value!.trim()}`,
    );
    return found.length === 0 ? "damaged" : parse(found.join(SEPARATOR));
  }
  // A scanner that names no symbology still sends what is longer than any GTIN, or separated.
  const isBare = /^01\d{14}./.test(text) || text.includes(SEPARATOR);
  return IS_GS1.test(text) || isBare ? parse(text) : null;
}

function parse(text: string): Elements | "damaged" {
  let elements: readonly ParsedElement[];
  try {
    elements = parseBarcode(text).parsedCodeItems;
  } catch (fault) {
    // It throws a text for a code that is none.
    if (fault instanceof TypeError) throw fault;
    return "damaged";
  }
  return collect(
    elements.map(({ ai, data, isoDate, raw }) => [ai, isoDate || raw || String(data)]),
  );
}

function readLink(text: string): Elements | "damaged" | null {
  const read = readDigitalLink(text);
  if (read.kind === "fault") {
    const isOfProduct = read.fault === "gtin-wrong" || read.fault === "value-wrong";
    return isOfProduct ? "damaged" : null;
  }
  const { count, expiresOn, gtin, weightG } = read.product;
  const quantity = count ?? 1;
  return quantity > QUANTITY_MAX ? "damaged" : { gtin, quantity, weightG, expires: expiresOn };
}

/** Of elements as they stand in the code; dates as `YYYY-MM-DD`. */
function collect(elements: readonly (readonly [string, string])[]): Elements | "damaged" {
  const find = (pattern: RegExp) => elements.find(([ai]) => pattern.test(ai));
  const gtin = find(/^0[12]$/)?.[1];
  if (gtin === undefined || findGtinFault(gtin) !== null) return "damaged";
  const weight = find(/^3[12]0\d$/);
  const quantity = Number(find(/^(?:30|37)$/)?.[1] ?? 1);
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > QUANTITY_MAX) return "damaged";
  // A code in parentheses may have anything where another has six digits.
  if (weight !== undefined && !/^\d{6}$/.test(weight[1])) return "damaged";
  return {
    gtin,
    quantity,
    weightG: weight === undefined ? null : toGrams(...weight),
    expires: find(/^17$/)?.[1] ?? null,
  };
}

/** The last digit of 310n and 320n is the number of decimals. */
function toGrams(ai: string, digits: string): number {
  const unitG = ai.startsWith("31") ? KG_G : LB_G;
  return (Number(digits) * unitG) / 10 ** Number(ai.at(-1));
}
