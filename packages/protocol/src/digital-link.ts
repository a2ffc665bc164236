/**
 * GS1 Digital Links, the addresses in QR codes on goods: `https://id.gs1.org/01/09506000134352/10/ABC?17=270331`.
 * GS1 Digital Link Standard: URI Syntax.
 */
import { computeCheckDigit, findGtinFault, normalizeGtin } from "./gtin.ts";

export interface LinkedProduct {
  /** 14 digits. */
  readonly gtin: string;
  readonly lot: string | null;
  readonly serial: string | null;
  /** `YYYY-MM-DD`: the last day on which it may be sold. */
  readonly expiresOn: string | null;
  /** Net grams. */
  readonly weightG: number | null;
  /** Of a pack of several. */
  readonly count: number | null;
}

export type LinkFault =
  /** No link of a product. */
  | "no-product"
  | "gtin-wrong"
  /** A value that is none, or two of one kind. */
  | "value-wrong"
  | "compressed";

export const LINK_FAULTS: Readonly<Record<LinkFault, string>> = {
  "no-product": "This link names no product",
  "gtin-wrong": "The GTIN in this link has a wrong length or check digit",
  "value-wrong": "This link has a value that cannot be right",
  compressed: "This link is compressed; scan the barcode instead",
};

export type LinkRead =
  | { readonly kind: "product"; readonly product: LinkedProduct }
  | { readonly kind: "fault"; readonly fault: LinkFault };

const refuse = (fault: LinkFault): LinkRead => ({ kind: "fault", fault });

const LINK = /^https?:\/\/[^/?#]+([^?#]*)(?:\?([^#]*))?(?:#.*)?$/i;
const GTIN_DIGITS = /^(?:\d{8}|\d{12,14})$/;
const COMPRESSED = /^(?=.*[A-Za-z])[A-Za-z0-9_-]{10,}$/;

/** Short names of former releases, and what may qualify a product's key in the path, by application identifier. */
const QUALIFIERS: Readonly<Record<string, string>> = {
  ...{ "22": "22", cpv: "22", "10": "10", lot: "10" },
  ...{ "21": "21", ser: "21", "235": "235", tpx: "235" },
};
const ATTRIBUTES: Readonly<Record<string, string>> = { exp: "17" };

/** @param text as a scanner gives it. */
export function readDigitalLink(text: string): LinkRead {
  const match = LINK.exec(text.trim());
  if (match === null) return refuse("no-product");
  const segments = match[1]!.split("/").filter((segment) => segment !== "");
  const at = segments.findIndex((segment) => segment === "01" || segment === "gtin");
  const last = segments.at(-1) ?? "";
  if (at < 0 || at + 1 === segments.length) {
    return refuse(COMPRESSED.test(last) ? "compressed" : "no-product");
  }
  const gtin = segments[at + 1]!;
  if (!GTIN_DIGITS.test(gtin) || findGtinFault(gtin) !== null) return refuse("gtin-wrong");
  const rest = segments.slice(at + 2);
  if (rest.length % 2 !== 0) return refuse(COMPRESSED.test(last) ? "compressed" : "value-wrong");
  const values = collect([...pairPath(rest), ...pairQuery(match[2] ?? "")]);
  return values === null ? refuse("value-wrong") : readValues(normalizeGtin(gtin), values);
}

type Pair = readonly [ai: string | null, value: string];

function pairPath(segments: readonly string[]): Pair[] {
  return segments.flatMap((segment, at): Pair[] =>
    at % 2 === 0 ? [[QUALIFIERS[segment] ?? null, segments[at + 1]!]] : [],
  );
}

/** What has no application identifier for its name is of whoever made the link. */
function pairQuery(query: string): Pair[] {
  return query.split(/[&;]/).flatMap((part): Pair[] => {
    const [name = "", value = ""] = part.split(/=(.*)/s);
    const ai = ATTRIBUTES[name] ?? name;
    return /^\d{2,4}$/.test(ai) ? [[ai, value]] : [];
  });
}

/** By application identifier; null where one is not known, is there twice, or cannot be decoded. */
function collect(pairs: readonly Pair[]): ReadonlyMap<string, string> | null {
  const values = new Map<string, string>();
  for (const [ai, encoded] of pairs) {
    const value = decode(encoded);
    if (ai === null || value === null || values.has(ai)) return null;
    values.set(ai, value);
  }
  return values;
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

/** GS1 General Specifications, figure 7.11-1. */
const CHARACTERS = /^[!"%&'()*+,./0-9:;<=>?A-Z_a-z-]{1,20}$/;
const COUNT = /^\d{1,8}$/;
const WEIGHT = /^(3[12]0)([0-5])$/;
const KG_G = 1000;
const LB_G = 453.592_37;

function readValues(gtin: string, values: ReadonlyMap<string, string>): LinkRead {
  const lot = values.get("10") ?? null;
  const serial = values.get("21") ?? null;
  const expires = values.get("17") ?? null;
  const counted = values.get("30") ?? values.get("37") ?? null;
  const weighed = [...values].find(([ai]) => WEIGHT.test(ai));
  const expiresOn = expires === null ? null : readDate(expires);
  const isRight =
    (lot === null || CHARACTERS.test(lot)) &&
    (serial === null || CHARACTERS.test(serial)) &&
    (expires === null || expiresOn !== null) &&
    (counted === null || (COUNT.test(counted) && Number(counted) > 0)) &&
    (weighed === undefined || /^\d{6}$/.test(weighed[1]));
  if (!isRight) return refuse("value-wrong");
  const product = {
    ...{ gtin, lot, serial, expiresOn },
    weightG: weighed === undefined ? null : toGrams(...weighed),
    count: counted === null ? null : Number(counted),
  };
  return { kind: "product", product };
}

/** The last digit of 310n and 320n is the number of decimals. */
function toGrams(ai: string, digits: string): number {
  const unitG = ai.startsWith("31") ? KG_G : LB_G;
  return (Number(digits) * unitG) / 10 ** Number(ai.at(-1));
}

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Six digits; without a day it is the month's last: GS1 General Specifications, section 3.4.7. */
function readDate(digits: string): string | null {
  const [, year, month, day] = /^(\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])$/.exec(digits) ?? [];
  if (year === undefined || month === undefined || day === undefined) return null;
  const isLeap = Number(year) % 4 === 0;
  const last = month === "02" && !isLeap ? 28 : DAYS[Number(month) - 1]!;
  if (Number(day) > last) return null;
  return `20${year}-${month}-${day === "00" ? last : day}`;
}

/** Where links of those lead that have no address of their own. */
const DOMAIN = "https://id.gs1.org";

/** All but letters, digits and `-._~` is percent-encoded. */
function encode(value: string): string {
  return encodeURIComponent(value).replaceAll(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The link of a product, or of a lot or an item of it. Throws where its GTIN is none. */
export function writeDigitalLink(
  {
    expiresOn = null,
    gtin,
    lot = null,
    serial = null,
  }: Pick<LinkedProduct, "gtin"> & Partial<Pick<LinkedProduct, "lot" | "serial" | "expiresOn">>,
  domain = DOMAIN,
): string {
  const fault = findGtinFault(gtin);
  if (fault !== null) throw new RangeError(`${gtin} should be ${fault}`);
  const path = [
    `/01/${normalizeGtin(gtin)}`,
    ...(lot === null ? [] : [`/10/${encode(lot)}`]),
    ...(serial === null ? [] : [`/21/${encode(serial)}`]),
  ];
  const query = expiresOn === null ? "" : `?17=${expiresOn.slice(2).replaceAll("-", "")}`;
  return `${domain}${path.join("")}${query}`;
}

/** Whether a text is the number of a place at GS1: 13 digits, the last of them a check digit. */
export function isGln(text: string): boolean {
  return /^\d{13}$/.test(text) && text.endsWith(String(computeCheckDigit(text.slice(0, -1))));
}

/** The link of a place. Throws where its number is none. */
export function writeLocationLink(gln: string, domain = DOMAIN): string {
  if (!isGln(gln)) throw new RangeError(`${gln} is no GLN`);
  return `${domain}/414/${gln}`;
}
