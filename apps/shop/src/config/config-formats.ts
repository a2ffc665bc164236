/** Kinds of text in a configuration: how each is checked, and how the allowed values are described. */

import { isInstant } from "@saunter/commerce/calendar/shop-instant";
import { getDecimals, isCurrency } from "@saunter/commerce/money/currency";
import { parseMoney } from "@saunter/commerce/money/money";
import { isRate } from "@saunter/commerce/money/rates";
import { UNIT_MINOR_MAX } from "@saunter/commerce/pricing/limits";
import { CameraError, checkCameraSource } from "@saunter/ingest/cameras/camera-source";
import { parseLineAddress } from "@saunter/ingest/scales/line-address";
import { SHIPPED_FORMATS, SHIPPED_MAPS } from "@saunter/ingest/scales/shipped-files";
import { COLOUR_PATTERN } from "@saunter/protocol/brand";
import { DEVICE_ID_PATTERN } from "@saunter/protocol/devices/scale-frame";
import { ALLERGENS, DIETS, isAllergen, splitCodes } from "@saunter/protocol/food-facts";
import { findGtinFault } from "@saunter/protocol/gtin";
import { isNetwork } from "./address-list.ts";
import { parsePlates } from "./plate-ranges.ts";
import { formatSuggestion } from "./suggest-name.ts";

/** What the meaning of a text depends on. */
export interface FormatContext {
  /** The shop's currency; null where the file gives none that is known. */
  readonly currency: string | null;
}

interface Format {
  /** What is allowed, in words; in general where there is no context. */
  readonly describe: (context: FormatContext | null) => string;
  readonly isFitting: (text: string, context: FormatContext) => boolean;
  /** A nearer word on what is wrong with a text that does not fit. */
  readonly findFault?: (text: string) => string | null;
  /** A text that does not fit may be a secret, and is not repeated. */
  readonly isTouchy?: boolean;
}

/**
 * Control characters, line breaks, and characters that reorder the text around them (Unicode Standard Annex 9, section
 * 2). Marks and joiners that only affect their neighbours stay: names in Arabic, Persian and Hindi have them.
 */
const REORDERING = String.raw`\p{Cc}\u2028-\u202e\u2066-\u2069`;
const LINE = new RegExp(`^[^${REORDERING}\\s](?:[^${REORDERING}]*[^${REORDERING}\\s])?$`, "u");
const ADDRESS = /^(?:[^<>"\p{Cc}]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/u;
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

function matchPattern(described: string, pattern: RegExp): Format {
  return { describe: () => described, isFitting: (text) => pattern.test(text) };
}

function makeAmountFormat(described: string, minMinor: number): Format {
  return {
    describe: (context) => {
      const currency = context?.currency ?? null;
      if (currency === null) return described;
      const decimals = getDecimals(currency);
      const example = decimals === 0 ? "250" : `2.${"50".padEnd(decimals, "0").slice(0, decimals)}`;
      return `${described} in ${currency} such as ${example}`;
    },
    isFitting: (text, { currency }) => {
      // Without a currency the currency is what is wrong; the one with most decimals lets all pass.
      const parsed = parseMoney(text, currency ?? "CLF");
      if (!parsed.ok) return false;
      const { amountMinor } = parsed.value;
      return amountMinor >= minMinor && amountMinor <= UNIT_MINOR_MAX;
    },
  };
}

function isTimeZone(text: string): boolean {
  // An offset alone knows no summer time.
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function isLocale(text: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(text).length === 1;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** An address on the web without a name, a password or a fragment in it. */
function parseWebUrl(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:\/\//.test(text) || /\s/.test(text)) return null;
  return url.username + url.password + url.hash === "" ? url : null;
}

function isSecureUrl(text: string): boolean {
  const url = parseWebUrl(text);
  return url !== null && (url.protocol === "https:" || LOOPBACK.has(url.hostname));
}

/** An address without a name or a password in it. */
function isBrokerUrl(text: string, schemes = /^(?:mqtts?|wss?):\/\//): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !schemes.test(text) || /\s/.test(text)) return false;
  return url.hostname !== "" && url.username + url.password + url.hash === "";
}

function isCameraSource(url: string): boolean {
  try {
    checkCameraSource({ cameraId: "camera", url, widthPx: 2, heightPx: 2, fps: 1 });
    return true;
  } catch (error) {
    if (error instanceof CameraError) return false;
    throw error;
  }
}

const PATH = /^[^\p{Cc}]+$/u;

const FORMATS = {
  id: matchPattern("a short name of letters, digits, - _ .", /^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/),
  line: {
    ...matchPattern("a line of text", LINE),
    findFault: (text) => {
      const [found] = new RegExp(`(?!\\p{Cc})[${REORDERING}]`, "u").exec(text) ?? [];
      if (found === undefined) return null;
      const code = found.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
      return `a line of text without the invisible character U+${code}`;
    },
  },
  path: matchPattern("a path", PATH),
  colour: matchPattern('a colour such as "#0b7a75"', new RegExp(COLOUR_PATTERN)),
  "register-map": matchPattern(`${SHIPPED_MAPS.join(", ")}, or a path`, PATH),
  "line-format": matchPattern(`${SHIPPED_FORMATS.join(", ")}, or a path`, PATH),
  currency: {
    describe: () => "a currency of ISO 4217 such as EUR",
    isFitting: isCurrency,
    findFault: (text) => (isCurrency(text.toUpperCase()) ? text.toUpperCase() : null),
  },
  "time-zone": {
    describe: () => "a time zone such as Europe/Berlin",
    isFitting: isTimeZone,
    findFault: (text) => {
      const suggestion = formatSuggestion(text, Intl.supportedValuesOf("timeZone"));
      return suggestion === "" ? null : `a time zone such as Europe/Berlin${suggestion}`;
    },
  },
  locale: { describe: () => "a language and region such as en-GB", isFitting: isLocale },
  amount: makeAmountFormat("an amount", 0),
  "positive-amount": makeAmountFormat("an amount above 0", 1),
  rate: { describe: () => "a rate from 0 to 1 such as 0.0625", isFitting: isRate },
  percent: {
    describe: () => "per cent above 0, at most 100, such as 12.5",
    isFitting: (text) =>
      /^(?:100|\d{1,2}(?:\.\d{1,4})?)$/.test(text) && Number(text) > 0 && !/^0\d/.test(text),
  },
  gtin: {
    describe: () => "a GTIN of 8, 12, 13, 14 digits",
    isFitting: (text) => findGtinFault(text) === null,
    findFault: findGtinFault,
  },
  "code-prefix": matchPattern("02, or 2 and up to two digits", /^(?:02|2\d{0,2})$/),
  "goods-number": matchPattern("a number of 3 to 6 digits", /^\d{3,6}$/),
  allergens: {
    describe: () => `codes of ${Object.keys(ALLERGENS).join(", ")}`,
    isFitting: (text) => splitCodes(text).every(isAllergen),
  },
  diets: {
    describe: () => `of ${DIETS.join(", ")}`,
    isFitting: (text) => splitCodes(text).every((code) => DIETS.some((diet) => diet === code)),
  },
  instant: {
    describe: () => "a day such as 2026-03-01, or with a time 2026-03-01 08:00",
    isFitting: isInstant,
  },
  plates: {
    describe: () => "plates such as 3-5, ascending and each once",
    isFitting: (text) => parsePlates(text) !== null,
  },
  "env-name": {
    ...matchPattern(
      "the NAME of an environment variable, in capitals, not the secret itself",
      /^[A-Z_][A-Z0-9_]{0,99}$/,
    ),
    isTouchy: true,
  },
  "stripe-publishable-key": {
    ...matchPattern(
      "the publishable key of the Stripe account, which begins with pk_",
      /^pk_(?:test|live)_[A-Za-z0-9]{1,200}$/,
    ),
    // In its place may stand the one that has to be kept.
    isTouchy: true,
  },
  "web-url": {
    describe: () => "a web address such as https://shop.example",
    isFitting: (text) => parseWebUrl(text) !== null,
    isTouchy: true,
  },
  "secure-url": {
    describe: () => "a web address that begins with https://",
    isFitting: isSecureUrl,
    isTouchy: true,
  },
  origin: {
    describe: () => "a web address without a path that begins with https://",
    isFitting: (text) => isSecureUrl(text) && new URL(text).origin === text,
  },
  domain: matchPattern("a domain such as shop.example", DOMAIN),
  network: {
    describe: () => "an IP address, or a network such as 10.0.0.0/8",
    isFitting: isNetwork,
  },
  host: matchPattern("a host name or an IP address", /^[A-Za-z0-9][A-Za-z0-9.:-]*$|^::1?$/),
  "mail-address": matchPattern("an address such as receipts@shop.example", ADDRESS),
  "camera-source": {
    describe: () => "a path, rtsp://, rtsps://, http://, https:// or /dev/video0",
    isFitting: isCameraSource,
    // A password may stand in it.
    isTouchy: true,
  },
  "device-id": matchPattern(
    "lower-case letters, digits and hyphens, such as gondola-1-top",
    new RegExp(DEVICE_ID_PATTERN),
  ),
  "mqtt-url": {
    describe: () => "the address of a broker such as mqtts://broker.local:8883",
    isFitting: (text) => isBrokerUrl(text),
    // A password may stand in it.
    isTouchy: true,
  },
  "nats-url": {
    describe: () => "the address of a NATS server such as nats://127.0.0.1:4222 or tls://…",
    isFitting: (text) => isBrokerUrl(text, /^(?:nats|tls):\/\//),
    // A password may stand in it.
    isTouchy: true,
  },
  "release-key": matchPattern(
    "a key such as ed25519:… with 43 characters, as `saunter-chain release new-key` prints it",
    /^ed25519:[A-Za-z0-9_-]{43}$/,
  ),
  "line-address": {
    describe: () =>
      "a serial port such as /dev/ttyUSB0, or tcp://192.0.2.7:502; rtu+tcp:// for Modbus RTU over a device server",
    isFitting: (text) => parseLineAddress(text) !== null,
  },
  "sensor-name": matchPattern(
    "the name of a sensor as its topic or message has it",
    /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/,
  ),
  topic: matchPattern(
    "a topic of MQTT without wildcards, such as door-1/button/state",
    /^[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/,
  ),
  "reader-id": matchPattern(
    "the id of a reader at Stripe, such as tmr_1A2b3C",
    /^tmr_[A-Za-z0-9_]+$/,
  ),
  "picture-size": matchPattern(
    "a width and a height such as 640x360",
    /^[1-9]\d{0,3}x[1-9]\d{0,3}$/,
  ),
  event: matchPattern(
    "the name of an event, receipt.* or *",
    /^(?:\*|[a-z]+(?:[.-][a-z]+)*(?:\.\*)?)$/,
  ),
} satisfies Readonly<Record<string, Format>>;

export type FormatName = keyof typeof FORMATS;

function getFormat(name: string): Format {
  if (!Object.hasOwn(FORMATS, name)) throw new Error(`no format ${name}`);
  return FORMATS[name as FormatName];
}

/** Null where a text fits a format, else what is allowed. Throws on a format that is not known. */
export function findFormatFault(name: string, text: string, context: FormatContext): string | null {
  const format = getFormat(name);
  if (format.isFitting(text, context)) return null;
  return format.findFault?.(text) ?? format.describe(context);
}

/** What a format allows, in words. */
export function describeFormat(name: string, context: FormatContext | null): string {
  return getFormat(name).describe(context);
}

/** Whether a text that does not fit may be a secret. */
export function hidesFound(name: string | undefined): boolean {
  return name !== undefined && getFormat(name).isTouchy === true;
}
