/** What a tracker of people sends: where their heads, arms and hands are at an instant, under a number that it makes up. */
import Type, { type Static } from "typebox";
import { crc32 } from "./crc32.ts";
import { DEVICE_ID_PATTERN } from "./scale-frame.ts";

/** Bounds of a frame, each tested at the bound and one past it. */
export const PEOPLE_LIMITS = {
  peopleMax: 200,
  ambiguitiesMax: 1000,
  troublesMax: 200,
  handProductsMax: 2000,
  jsonBytesMax: 1024 * 1024,
} as const;

/** Joints of a person, in their order. */
export const PERSON_JOINTS = 8;

const WHOLE_32 = (description: string) =>
  Type.Integer({ minimum: 0, maximum: 0xffff_ffff, description });

const JOINT = Type.Union([
  Type.Array(Type.Number(), {
    minItems: 4,
    maxItems: 4,
    description: "x, y, z in metres on the shop's axes, and a score from 0 to 1",
  }),
  Type.Null({ description: "Not seen" }),
]);

const PERSON_ID = Type.String({
  minLength: 1,
  maxLength: 64,
  description: "A number or name for as long as they are followed",
});

const TIME_US = (description: string) =>
  Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description });

const HAND = Type.Object(
  {
    hand: Type.Enum(["left", "right"]),
    products: Type.Array(Type.String({ maxLength: 64 }), {
      maxItems: PEOPLE_LIMITS.handProductsMax,
      description: "GTINs of products that images can tell apart",
    }),
    logProbabilities: Type.Array(Type.Number(), {
      maxItems: PEOPLE_LIMITS.handProductsMax + 1,
      description: "log probability of each of them, and last that it is none of them",
    }),
  },
  { additionalProperties: false },
);

const AMBIGUITY = Type.Object(
  {
    ids: Type.Array(PERSON_ID, { minItems: 2, maxItems: 2 }),
    fromUs: TIME_US("By the tracker's clock"),
    toUs: TIME_US("Not after this frame"),
    probability: Type.Number({ minimum: 0, maximum: 1 }),
  },
  {
    additionalProperties: false,
    description:
      "Two people who may be swapped in that time; a later one of the same two replaces it",
  },
);

const TROUBLE = Type.Object(
  {
    cameraId: Type.String({ maxLength: 64 }),
    fault: Type.String({ maxLength: 64, description: "In a word, such as black or frozen" }),
    ids: Type.Optional(
      Type.Array(PERSON_ID, { description: "Who is in its view; left out: everybody" }),
    ),
  },
  { additionalProperties: false },
);

export const PEOPLE_FRAME = Type.Object(
  {
    deviceId: Type.String({ pattern: DEVICE_ID_PATTERN, description: "The tracker's id" }),
    bootId: WHOLE_32("Drawn at random at each start of the tracker"),
    sequence: WHOLE_32("Counts frames since the start, from 0"),
    timeUs: TIME_US("The tracker's monotonic clock at that instant, µs"),
    people: Type.Array(
      Type.Object(
        {
          id: PERSON_ID,
          joints: Type.Array(JOINT, {
            minItems: PERSON_JOINTS,
            maxItems: PERSON_JOINTS,
            description:
              "Head, neck, left and right shoulder, left and right elbow, left and right wrist",
          }),
          isAmbiguous: Type.Optional(
            Type.Boolean({
              description: "They may be somebody else, whom the tracker does not know",
            }),
          ),
          hands: Type.Optional(Type.Array(HAND, { maxItems: 2 })),
        },
        { additionalProperties: false },
      ),
      { maxItems: PEOPLE_LIMITS.peopleMax, description: "Everybody who is seen; may be empty" },
    ),
    ambiguities: Type.Optional(Type.Array(AMBIGUITY, { maxItems: PEOPLE_LIMITS.ambiguitiesMax })),
    troubles: Type.Optional(
      Type.Array(TROUBLE, {
        maxItems: PEOPLE_LIMITS.troublesMax,
        description: "Cameras that have a fault",
      }),
    ),
    crc32: Type.Optional(
      WHOLE_32(
        "CRC-32 of the message before the comma of this field, its last: checked if present",
      ),
    ),
  },
  { additionalProperties: false },
);

export type PeopleFrame = Static<typeof PEOPLE_FRAME>;

const COMMA = 0x2c;

/** The message, in ASCII, with its checksum as the last field. */
export function formatPeopleFrame(frame: PeopleFrame): string {
  const { crc32: _, ...fields } = frame;
  const head = JSON.stringify(fields)
    .slice(0, -1)
    .replace(/[\u0080-\uffff]/g, escapeChar);
  return `${head},"crc32":${crc32(Uint8Array.from(head, (char) => char.charCodeAt(0)))}}`;
}

const escapeChar = (char: string): string =>
  `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** Whether a message is as it was sent, by its checksum; one without a checksum is taken to be. */
export function isPeopleMessageWhole(bytes: Uint8Array, frame: PeopleFrame): boolean {
  return frame.crc32 === undefined || crc32(bytes, 0, bytes.lastIndexOf(COMMA)) === frame.crc32;
}
