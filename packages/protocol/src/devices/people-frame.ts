/** What a tracker of people sends: where their heads, arms and hands are at an instant, under a number that it makes up. */
import Type, { type Static } from "typebox";
import { DEVICE_ID_PATTERN } from "./scale-frame.ts";

/** Bounds of a frame, each tested at the bound and one past it. */
export const PEOPLE_LIMITS = { peopleMax: 200, jsonBytesMax: 256 * 1024 } as const;

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

export const PEOPLE_FRAME = Type.Object(
  {
    deviceId: Type.String({ pattern: DEVICE_ID_PATTERN, description: "The tracker's id" }),
    bootId: WHOLE_32("Drawn at random at each start of the tracker"),
    sequence: WHOLE_32("Counts frames since the start, from 0"),
    timeUs: Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description: "The tracker's monotonic clock at that instant, µs",
    }),
    people: Type.Array(
      Type.Object(
        {
          id: Type.String({
            minLength: 1,
            maxLength: 64,
            description: "A number or name for as long as they are followed",
          }),
          joints: Type.Array(JOINT, {
            minItems: PERSON_JOINTS,
            maxItems: PERSON_JOINTS,
            description:
              "Head, neck, left and right shoulder, left and right elbow, left and right wrist",
          }),
        },
        { additionalProperties: false },
      ),
      { maxItems: PEOPLE_LIMITS.peopleMax, description: "Everybody who is seen; may be empty" },
    ),
  },
  { additionalProperties: false },
);

export type PeopleFrame = Static<typeof PEOPLE_FRAME>;
