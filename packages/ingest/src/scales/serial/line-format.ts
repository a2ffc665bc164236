/**
 * What a scale says on a serial line, of itself or when it was asked once to go on saying it: a data file, as those
 * in `formats`. Bytes become readings here, without a port or a clock.
 */
import { readFileSync } from "node:fs";
import { CHANNEL_STATUS } from "@saunter/protocol/devices/scale-frame";
import Type, { type Static } from "typebox";
import { Compile } from "typebox/compile";
import { parseDataFile } from "../parse-data-file.ts";
import { LINE_BYTES_MAX } from "../scale-limits.ts";
import { SHIPPED_FORMATS } from "../shipped-files.ts";

const MEANINGS = ["stable", "in-motion", "overloaded", "under-range", "negative", "net"] as const;
const UNITS = ["g", "kg", "lb", "oz"] as const;
const MEANING = Type.Enum([...MEANINGS]);
const UNIT = Type.Enum([...UNITS]);

/** The pound and the ounce are the international ones of 1959, exactly. */
const GRAMS: Readonly<Record<(typeof UNITS)[number], number>> = {
  g: 1,
  kg: 1000,
  lb: 453.592_37,
  oz: 28.349_523_125,
};

const BIT = Type.Object(
  {
    group: Type.String({ description: "The pattern's group whose one character holds the bit" }),
    bit: Type.Integer({ minimum: 0, maximum: 7 }),
    isSet: Type.Boolean({ description: "Whether it counts where it is set, or where it is not" }),
    means: Type.Union([MEANING, UNIT]),
  },
  { additionalProperties: false },
);

const LINE_FORMAT = Type.Object(
  {
    maker: Type.String({ minLength: 1 }),
    models: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }),
    sources: Type.Array(Type.String({ minLength: 1 }), {
      minItems: 1,
      description: "Where the format was published",
    }),
    remark: Type.Optional(Type.String({ description: "What is not certain of it" })),
    rateHz: Type.Number({ minimum: 0.1, maximum: 1000, description: "Lines a second" }),
    request: Type.Optional(
      Type.String({ description: "Sent once the line is open, so that the scale goes on sending" }),
    ),
    end: Type.String({ minLength: 1, maxLength: 4, description: "Characters that end a line" }),
    checksum: Type.Enum(["none", "sum-7-negated"], {
      description:
        "sum-7-negated: one character after the end makes the sum of all others and itself 0, of the lower 7 bits",
    }),
    isSevenBits: Type.Boolean({ description: "The eighth bit is parity, and is ignored" }),
    pattern: Type.String({
      description:
        "Regular expression of a line without its end; groups: weight, and where there are any sign, state, kind, unit",
    }),
    states: Type.Record(Type.String(), MEANING, {
      description: "What the texts of the group state mean",
    }),
    kinds: Type.Optional(
      Type.Record(Type.String(), MEANING, {
        description: "What the texts of the group kind mean, such as net",
      }),
    ),
    units: Type.Record(Type.String(), UNIT, {
      description: "What the texts of the group unit are",
    }),
    bits: Type.Array(BIT),
    decimals: Type.Optional(
      Type.Object(
        {
          group: Type.String(),
          mask: Type.Integer({ minimum: 1, maximum: 127 }),
          powers: Type.Array(Type.Integer({ minimum: -9, maximum: 9 }), { minItems: 1 }),
        },
        {
          additionalProperties: false,
          description: "Where the decimal point is: a power of ten for each value of those bits",
        },
      ),
    ),
    silent: Type.Optional(
      Type.String({ description: "Regular expression of lines that are no weight and no fault" }),
    ),
  },
  { additionalProperties: false },
);

export type LineFormat = Static<typeof LINE_FORMAT>;

export interface LineReading {
  /** Grams; NaN where the scale says that it cannot weigh. */
  readonly weightG: number;
  /** Bits of `CHANNEL_STATUS`. */
  readonly channelStatus: number;
}

/** Why a line is no reading. */
export type LineFault = "torn-line" | "too-long" | "checksum" | "unit" | "net-weight";

export interface LineParser {
  /** Takes bytes as they come, in pieces of any length. */
  push(bytes: Uint8Array): void;
  /** The line was opened again: what was begun is dropped. */
  reset(): void;
}

const CHECKED = Compile(LINE_FORMAT);
/** Spaces may stand around the sign and the digits, and never between two of these. */
const WEIGHT = /^ *([-+]?) *(\d+\.?\d*|\.\d+) *$/;

/** The text of a format that comes with the program; null where there is none of that name. */
export function readShippedFormat(name: string): string | null {
  if (!(SHIPPED_FORMATS as readonly string[]).includes(name)) return null;
  return readFileSync(new URL(`formats/${name}.json`, import.meta.url), "utf8");
}

/** Throws what says what is wrong with a format. */
export function parseLineFormat(text: string): LineFormat {
  const format = parseDataFile(CHECKED, text, "line format");
  // A pattern that is none throws here, and not at the first line.
  const groups = new RegExp(`${format.pattern}|`).exec("")?.groups;
  if (groups === undefined || !("weight" in groups)) {
    throw new Error("it is no line format: its pattern has no group weight");
  }
  return format;
}

/** @param onReading and `onFault` are called for each line, in their order. */
export function createLineParser(
  format: LineFormat,
  onReading: (reading: LineReading) => void,
  onFault: (fault: LineFault) => void,
): LineParser {
  const pattern = new RegExp(format.pattern, "s");
  const silent = format.silent === undefined ? null : new RegExp(format.silent, "s");
  const tailLength = format.checksum === "none" ? 0 : 1;
  let kept = "";
  let isFirst = true;
  /** The rest of a line that is too long is skipped. */
  let isSkipping = false;

  const take = (line: string): void => {
    // Of the first line the begin may have been missed, and its end alone may look like another weight.
    const isUnread = isFirst || isSkipping;
    isFirst = false;
    isSkipping = false;
    const text = line.slice(0, line.length - tailLength - format.end.length);
    if (isUnread || text === "" || silent?.test(text) === true) return;
    const read = readLine(format, pattern, line, text);
    if (typeof read === "string") onFault(read);
    else onReading(read);
  };

  return {
    push: (bytes) => {
      for (const byte of bytes) {
        kept += String.fromCharCode(format.isSevenBits ? byte & 0x7f : byte);
        const end = kept.length - tailLength;
        if (end >= format.end.length && kept.slice(end - format.end.length, end) === format.end) {
          if (kept.length > LINE_BYTES_MAX) onFault("too-long");
          else take(kept);
          kept = "";
        } else if (kept.length > LINE_BYTES_MAX) {
          if (!isSkipping) onFault("too-long");
          isSkipping = true;
          // Its last characters may be the first of its end.
          kept = kept.slice(kept.length - (format.end.length + tailLength - 1));
        }
      }
    },
    reset: () => {
      kept = "";
      isFirst = true;
      isSkipping = false;
    },
  };
}

function readLine(
  format: LineFormat,
  pattern: RegExp,
  line: string,
  text: string,
): LineReading | LineFault {
  const groups = pattern.exec(text)?.groups;
  if (groups === undefined) return "torn-line";
  if (format.checksum !== "none" && !isSumZero(line)) return "checksum";
  const meanings = new Set<string>();
  const { kind, state, unit } = groups;
  if (state !== undefined) meanings.add(format.states[state.trim()] ?? "");
  if (kind !== undefined) meanings.add(format.kinds?.[kind] ?? "");
  if (unit !== undefined) meanings.add(format.units[unit.trim()] ?? "");
  for (const { bit, group, isSet, means } of format.bits) {
    const code = groups[group]?.charCodeAt(0) ?? 0;
    if (((code >> bit) & 1) === Number(isSet)) meanings.add(means);
  }
  if (meanings.has("net")) return "net-weight";
  const channelStatus =
    (meanings.has("in-motion") ? CHANNEL_STATUS.inMotion : 0) |
    (meanings.has("overloaded") ? CHANNEL_STATUS.overloaded : 0) |
    (meanings.has("under-range") ? CHANNEL_STATUS.saturated : 0);
  if (meanings.has("overloaded") || meanings.has("under-range")) {
    return { weightG: Number.NaN, channelStatus };
  }
  // Of two units that bits say the smaller counts: Toledo's bit of grams stands beside that of kilograms.
  const named = [...UNITS].find((one) => meanings.has(one));
  if (named === undefined) return "unit";
  const parts = WEIGHT.exec(groups.weight ?? "");
  if (parts === null) return "torn-line";
  const [, ownSign, digits] = parts;
  const isNegative = meanings.has("negative") || groups.sign === "-" || ownSign === "-";
  const value = (isNegative ? -1 : 1) * Number(digits) * 10 ** findPower(format, groups);
  return { weightG: value * GRAMS[named], channelStatus };
}

function findPower({ decimals }: LineFormat, groups: Readonly<Record<string, string>>): number {
  if (decimals === undefined) return 0;
  const code = groups[decimals.group]?.charCodeAt(0) ?? 0;
  return decimals.powers[code & decimals.mask] ?? 0;
}

/** The lower seven bits of the sum of all characters, the checksum among them. */
function isSumZero(line: string): boolean {
  let sum = 0;
  for (let at = 0; at < line.length; at++) sum += line.charCodeAt(at);
  return (sum & 0x7f) === 0;
}
