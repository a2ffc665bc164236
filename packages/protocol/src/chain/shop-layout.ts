/** What a shop is built of and what stands where, as it answers its chain: enough to simulate it, and no secrets. */
import Type, { type Static } from "typebox";
import { Check } from "typebox/value";

const FIXTURE_KINDS = ["shelf", "fridge", "hooks", "bins", "platform"] as const;
/** Far more than any shop has. */
const PLATES_MAX = 100_000;
const PRODUCTS_MAX = 100_000;

const NUMBER = Type.Number();
const INTEGER = Type.Integer({ minimum: 0, maximum: 1_000_000 });
const PLATES = Type.Array(INTEGER, { minItems: 1, maxItems: 1000 });
const GTIN = Type.String({ pattern: "^[0-9]{1,14}$" });

const PLACE = Type.Object({
  /** Metres: the front left corner of the first plate, and how it is turned. */
  ...{ x: NUMBER, y: NUMBER, z: NUMBER, yawRad: NUMBER },
  /** Of the whole facing. */
  widthM: Type.Number({ exclusiveMinimum: 0 }),
  depthM: Type.Number({ exclusiveMinimum: 0 }),
});

const FACING = Type.Object({
  ...{ gondola: INTEGER, shelf: INTEGER, plates: PLATES },
  /** Null: nothing stands there. */
  gtin: Type.Union([GTIN, Type.Null()]),
  place: Type.Union([PLACE, Type.Null()]),
});

const PRODUCT = Type.Object({
  gtin: GTIN,
  name: Type.String({ maxLength: 200 }),
  /** Null: the shop does not know it. */
  weightG: Type.Union([NUMBER, Type.Null()]),
  priceMinor: Type.Integer({ minimum: 0 }),
});

const BOARD = Type.Object({
  ...{ gondola: INTEGER, shelf: INTEGER, plates: PLATES },
  cells: Type.Array(Type.Object({ channel: INTEGER, alongM: NUMBER }), { minItems: 1 }),
});

const FIXTURE = Type.Object({
  gondola: INTEGER,
  kind: Type.Enum([...FIXTURE_KINDS]),
  settledMs: Type.Optional(NUMBER),
  hasDoorContact: Type.Optional(Type.Boolean()),
  pitches: Type.Optional(
    Type.Array(Type.Object({ shelf: INTEGER, plateWidthM: Type.Number({ exclusiveMinimum: 0 }) })),
  ),
});

const SCALE = Type.Object({
  ...{ gondola: INTEGER, shelf: INTEGER },
  /** Readings a second. */
  rateHz: Type.Number({ exclusiveMinimum: 0, maximum: 1000 }),
  /** Readings are multiples of this; null: not known yet. */
  resolutionG: Type.Union([Type.Number({ exclusiveMinimum: 0 }), Type.Null()]),
  /** Standard deviation of readings over a second at rest; null: not known yet. */
  noiseG: Type.Union([Type.Number({ minimum: 0 }), Type.Null()]),
});

const POINT = Type.Object({ x: NUMBER, y: NUMBER });

/** On `ask.SHOP.layout`: products that are wanted besides those that stand somewhere. */
export const LAYOUT_REQUEST = Type.Object({
  gtins: Type.Array(GTIN, { maxItems: PRODUCTS_MAX }),
});
export type LayoutRequest = Static<typeof LAYOUT_REQUEST>;

export const SHOP_LAYOUT = Type.Object({
  /** ISO 4217. */
  currency: Type.String({ pattern: "^[A-Z]{3}$" }),
  facings: Type.Array(FACING, { maxItems: PLATES_MAX }),
  products: Type.Array(PRODUCT, { maxItems: PRODUCTS_MAX }),
  boards: Type.Array(BOARD, { maxItems: PLATES_MAX }),
  fixtures: Type.Array(FIXTURE, { maxItems: 10_000 }),
  /** Shelves whose scales have been read for long enough to say; shops of older releases have none. */
  scales: Type.Optional(Type.Array(SCALE, { maxItems: PLATES_MAX })),
  /** Where people come in and leave; null where the shop has not said. */
  doors: Type.Union([Type.Object({ entrance: POINT, exit: POINT }), Type.Null()]),
  /** Of the engine, by topic and name: what the chain has decided and is in force. */
  parameters: Type.Record(Type.String(), Type.Record(Type.String(), NUMBER)),
  /** Receipts less likely than this to be exact are reviewed; null: as the engine's parameters say. */
  acceptProbability: Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()]),
});
export type ShopLayout = Static<typeof SHOP_LAYOUT>;

export function isShopLayout(value: unknown): value is ShopLayout {
  return Check(SHOP_LAYOUT, value);
}
