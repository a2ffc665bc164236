/**
 * Where a maker's instrument keeps its weights: a data file, as those in `maps`. Addresses are those on the wire,
 * which begin at 0: a manual's register 40008 is address 7.
 */
import { readFileSync } from "node:fs";
import { CHANNEL_STATUS } from "@saunter/protocol/devices/scale-frame";
import Type, { type Static } from "typebox";
import { Compile } from "typebox/compile";
import { parseDataFile } from "../parse-data-file.ts";
import { MODBUS_REGISTERS_MAX } from "../scale-limits.ts";
import { SHIPPED_MAPS } from "../shipped-files.ts";

const ADDRESS = (description: string) => Type.Integer({ minimum: 0, maximum: 0xffff, description });
const BITS = (description: string) =>
  Type.Optional(Type.Array(Type.Integer({ minimum: 0, maximum: 15 }), { description }));

const REGISTER_MAP = Type.Object(
  {
    maker: Type.String({ minLength: 1 }),
    models: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }),
    sources: Type.Array(Type.String({ minLength: 1 }), {
      minItems: 1,
      description: "Where the map was published",
    }),
    remark: Type.Optional(Type.String({ description: "What is not certain of it" })),
    function: Type.Union([Type.Literal(3), Type.Literal(4)], {
      description: "3 reads holding registers, 4 input registers",
    }),
    type: Type.Enum(["int16", "uint16", "int32", "uint32", "float32"]),
    wordOrder: Type.Enum(["high-first", "low-first"], {
      description: "Of values of two registers; ignored for others",
    }),
    unit: Type.Enum(["g", "counts"], {
      description:
        "Grams after scale; counts where the instrument's own setting says what they are",
    }),
    scale: Type.Number({ description: "What a value is multiplied by" }),
    everyMs: Type.Integer({ minimum: 10, maximum: 10_000, description: "Polling period" }),
    channels: Type.Array(
      Type.Object(
        {
          weight: ADDRESS("First register of the weight"),
          status: Type.Optional(ADDRESS("Register of its status")),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 64 },
    ),
    statusBits: Type.Object(
      {
        inMotion: BITS("Set while the load moves"),
        stable: BITS("Not set while the load moves"),
        negative: BITS("Set where the weight is below zero, whose value has no sign of its own"),
        overloaded: BITS("The load is above what the scale weighs"),
        underRange: BITS("The load is below what the scale weighs"),
        absent: BITS("The cell or the converter is broken"),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);

export type RegisterMap = Static<typeof REGISTER_MAP>;

/** A row of weights, NaN where there is none, and `CHANNEL_STATUS` of each channel. */
export interface DecodedRow {
  readonly row: Float64Array;
  readonly channelStatus: Uint8Array;
}

const CHECKED = Compile(REGISTER_MAP);

/** The text of a map that comes with the program; null where there is none of that name. */
export function readShippedMap(name: string): string | null {
  if (!(SHIPPED_MAPS as readonly string[]).includes(name)) return null;
  return readFileSync(new URL(`maps/${name}.json`, import.meta.url), "utf8");
}

/** Throws what says what is wrong with a map. */
export function parseRegisterMap(text: string): RegisterMap {
  const map = parseDataFile(CHECKED, text, "register map");
  const { count } = findBlock(map);
  if (count > MODBUS_REGISTERS_MAX) {
    throw new Error(`its registers span ${count}; allowed: at most ${MODBUS_REGISTERS_MAX}`);
  }
  return map;
}

/** Registers that a poll reads, in one request, so that all values are of one instant. */
export function findBlock(map: RegisterMap): { readonly from: number; readonly count: number } {
  const width = countWords(map);
  const first = map.channels.flatMap(({ status, weight }) => [weight, status ?? weight]);
  const end = map.channels.flatMap(({ status, weight }) => [weight + width, (status ?? 0) + 1]);
  const from = Math.min(...first);
  return { from, count: Math.max(...end) - from };
}

/** @param words the registers of `findBlock`; null where there are not as many. */
export function decodeRegisters(map: RegisterMap, words: readonly number[]): DecodedRow | null {
  const { count, from } = findBlock(map);
  if (words.length !== count) return null;
  const row = new Float64Array(map.channels.length);
  const channelStatus = new Uint8Array(map.channels.length);
  for (const [channel, { status, weight }] of map.channels.entries()) {
    const bits = status === undefined ? 0 : words[status - from]!;
    const isSet = (of: readonly number[] = []): boolean => of.some((bit) => (bits >> bit) & 1);
    const { absent, inMotion, negative, overloaded, stable, underRange } = map.statusBits;
    const value = readValue(map, words, weight - from) * map.scale;
    row[channel] = isSet(negative) ? -Math.abs(value) : value;
    const isMoving = isSet(inMotion) || (status !== undefined && stable?.length && !isSet(stable));
    if (isMoving) channelStatus[channel]! |= CHANNEL_STATUS.inMotion;
    if (isSet(overloaded)) channelStatus[channel]! |= CHANNEL_STATUS.overloaded;
    if (isSet(underRange)) channelStatus[channel]! |= CHANNEL_STATUS.saturated;
    if (isSet(absent)) channelStatus[channel]! |= CHANNEL_STATUS.absent;
    if (isSet(overloaded) || isSet(underRange) || isSet(absent)) row[channel] = Number.NaN;
  }
  return { row, channelStatus };
}

function countWords({ type }: RegisterMap): number {
  return type.endsWith("32") ? 2 : 1;
}

function readValue(map: RegisterMap, words: readonly number[], at: number): number {
  const view = new DataView(new ArrayBuffer(4));
  const [first, second] = [words[at]!, words[at + 1] ?? 0];
  const isHighFirst = map.wordOrder === "high-first" || countWords(map) === 1;
  view.setUint16(0, isHighFirst ? first : second);
  view.setUint16(2, isHighFirst ? second : first);
  switch (map.type) {
    case "int16":
      return view.getInt16(0);
    case "uint16":
      return view.getUint16(0);
    case "int32":
      return view.getInt32(0);
    case "uint32":
      return view.getUint32(0);
    case "float32":
      return view.getFloat32(0);
    default:
      return map.type satisfies never;
  }
}
