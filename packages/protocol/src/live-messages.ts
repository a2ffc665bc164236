/** What live streams say: messages by name. Nothing of it is kept, and none of it says who somebody is. */
import Type, { type Static, type TProperties, type TSchema } from "typebox";
import { nullable, WEIGHING } from "./http/schemas.ts";

const shut = <Properties extends TProperties>(properties: Properties, description?: string) =>
  Type.Object(properties, {
    additionalProperties: false,
    ...(description === undefined ? {} : { description }),
  });
const message = <const Name extends string, Data extends TSchema>(event: Name, data: Data) =>
  shut({ event: Type.Literal(event), data });

const NUMBER = Type.Integer({ description: "A person's number on the map during their visit" });
const TIME_MS = Type.Integer({ description: "Unix ms" });

/** As `Spot` has it. */
const SPOT = Type.Array(nullable(Type.Integer()), {
  minItems: 8,
  maxItems: 8,
  description:
    "Number, x, y, heading, left hand x and y, right hand x and y: centimetres; degrees, 0 along x; null where not seen",
});

const PICTURE = shut({ atMs: TIME_MS, people: Type.Array(SPOT) });

const PERSON = shut({
  number: NUMBER,
  shopperId: Type.String({ description: "The tracker's id" }),
  visitId: nullable(Type.String()),
  standing: Type.Enum(["bound", "unbound", "staff", "arriving"], {
    description: "`arriving`: in a gate's zone, not inside yet",
  }),
  isInside: Type.Boolean({ description: "False: they left before the rest of their party" }),
  appearedMs: nullable(TIME_MS),
});

export const LIVE_VISIT = shut({
  visitId: Type.String(),
  payer: Type.Enum(["customer", "card", "account", "cash", "staff"]),
  gateId: Type.String(),
  partySize: Type.Integer(),
  smartCarts: Type.Integer({
    description: "Smart carts in use; people of a visit that began at one aren't matched to it",
  }),
  openedMs: TIME_MS,
  age: Type.Enum(["not-needed", "needed", "verified", "refused"]),
  flags: Type.Array(Type.String()),
  lines: Type.Array(
    shut({ gtin: Type.String(), name: Type.String(), ...WEIGHING, quantity: Type.Integer() }),
  ),
  totalMinor: nullable(Type.Integer({ description: "So far; null: it cannot be computed" })),
  probability: Type.Number({ description: "Probability that all carts are exactly this" }),
});

const CUT_OFF = message(
  "cut-off",
  shut({ reason: Type.Enum(["too-slow", "too-many", "closing"]) }),
);

export const FLOOR_MESSAGES = Type.Union([
  message("people", shut({ people: Type.Array(PERSON) }, "Everybody, whenever something changes")),
  message(
    "visits",
    shut(
      {
        isAll: Type.Boolean({ description: "The list is complete, as at the start of a stream" }),
        changed: Type.Array(LIVE_VISIT),
        closed: Type.Array(Type.String()),
      },
      "First all that are open, then what changes",
    ),
  ),
  message(
    "inside",
    shut(
      { counts: Type.Array(shut({ atMs: TIME_MS, inside: Type.Integer() })) },
      "How many were inside from when on: first of the last minutes, then what changes",
    ),
  ),
  message("past", shut({ pictures: Type.Array(PICTURE) }, "Earlier positions, if requested")),
  message(
    "picture",
    shut({
      ...PICTURE.properties,
      shelves: Type.Array(Type.String({ description: "gondola/shelf with activity now" })),
    }),
  ),
  CUT_OFF,
]);

export const SHELF_MESSAGES = Type.Union([
  message(
    "plates",
    shut({
      plates: Type.Array(
        shut({
          plate: Type.Integer(),
          levelG: nullable(Type.Number({ description: "At rest; null: not known yet" })),
          sinceCountG: nullable(
            Type.Number({
              description: "Change of the level since the last count",
            }),
          ),
          noiseG: Type.Number({ description: "Spread of readings at rest" }),
          isDisturbed: Type.Boolean(),
          problem: nullable(Type.String({ description: "What is wrong with it" })),
        }),
      ),
      facings: Type.Array(
        shut({
          facing: Type.String({ description: "As `GET /v1/stock` names it" }),
          seen: nullable(
            Type.Number({
              description:
                "Units by weight since the last count; null: that was before the process started",
            }),
          ),
          weighsG: nullable(Type.Number({ description: "What they weigh together" })),
          unitG: nullable(Type.Number({ description: "What one should weigh" })),
        }),
      ),
    }),
  ),
  message(
    "curve",
    shut({
      startMs: Type.Number({ description: "By the sensors' clock, Unix ms" }),
      stepMs: Type.Integer(),
      plates: Type.Array(
        shut({ plate: Type.Integer(), gramsG: Type.Array(nullable(Type.Number())) }),
      ),
    }),
  ),
  CUT_OFF,
]);

const RAW = (description: string) => nullable(Type.Number({ description }));

/** What a controller's channels read, in its own unit. */
export const READING_MESSAGES = Type.Union([
  message(
    "readings",
    shut(
      {
        unit: nullable(Type.Enum(["counts", "g"], { description: "Null: no frame has come yet" })),
        timesMs: Type.Array(TIME_MS, { description: "Of each step of 0.1 s, the oldest first" }),
        channels: Type.Array(
          shut({
            channel: Type.Integer({ description: "As the controller counts, from 1" }),
            values: Type.Array(RAW("The step's mean; null where nothing was read")),
            sampleCount: Type.Integer({ description: "Newest samples that the rest is of" }),
            least: RAW("Smallest of them"),
            most: RAW("Largest of them"),
            noise: RAW("Spread of one of them, from differences of neighbours"),
            uniqueCount: Type.Integer({ description: "Different values among them" }),
            saturatedShare: Type.Number({
              description: "Share of them at the end of the amplifier's range",
            }),
            missingShare: Type.Number({ description: "Share of them that are no number" }),
          }),
        ),
      },
      "First the last minute, then what is new, twice a second",
    ),
  ),
  CUT_OFF,
]);

type MessageOf<Union extends TSchema> = Static<Union>;
export type FloorMessage = MessageOf<typeof FLOOR_MESSAGES>;
export type ShelfMessage = MessageOf<typeof SHELF_MESSAGES>;
export type LivePerson = Static<typeof PERSON>;
export type LiveVisit = Static<typeof LIVE_VISIT>;
export type ReadingMessage = MessageOf<typeof READING_MESSAGES>;
