/** What can be changed of a demonstration while it runs; a real shop has none of these. */
import Type from "typebox";
import { DEMO_SCENARIOS } from "../demo-scenarios.ts";
import { DEMO_SHOPPERS_MAX, DEMO_SPEED_MAX } from "../limits.ts";
import { ADMISSION } from "./entry-routes.ts";
import { route } from "./route-spec.ts";
import { closed, count, gtin, named, nullable, oneOf } from "./schemas.ts";

const SCENARIO = Type.Enum(DEMO_SCENARIOS);

const PLACE = closed({
  gondola: Type.Integer({ minimum: 0, maximum: 9999 }),
  shelf: Type.Integer({ minimum: 1, maximum: 999 }),
  plate: Type.Integer({ minimum: 1, maximum: 999 }),
});

const PLACE_M = Type.Number({ minimum: -1000, maximum: 1000 });

const DIRECTION = Type.Number({ minimum: -1, maximum: 1 });

export const DEMO = named(
  "Demonstration",
  closed({
    recording: nullable(
      Type.String({ description: "The recording that is played; null: the shop is simulated." }),
    ),
    recordings: Type.Array(Type.String(), { description: "Available choices." }),
    hasEnded: Type.Boolean({ description: "Whether the recording has ended." }),
    speed: Type.Number({ description: "Times real time." }),
    scenario: nullable(Type.Enum([...DEMO_SCENARIOS, "rush", "wrong-planogram"])),
    scenarios: Type.Array(Type.String(), { description: "Available choices." }),
    shoppersAtOnce: nullable(count("People in the shop at most.")),
    avatar: nullable(
      closed({
        shopperId: Type.String(),
        state: oneOf(["waiting", "inside", "gone"]),
        visitId: nullable(Type.String()),
        receiptToken: nullable(
          Type.String({
            description: "Token of the link to their cart and, later, their receipt.",
          }),
        ),
        carried: Type.Array(
          closed({ gtin: Type.String(), name: Type.String(), quantity: Type.Integer() }),
          { description: "What they really hold, whatever the engine believes." },
        ),
      }),
    ),
  }),
);

export const ORDER = Type.Union([
  closed({ kind: Type.Literal("move"), x: DIRECTION, y: DIRECTION }),
  closed({ kind: Type.Literal("go"), xM: PLACE_M, yM: PLACE_M }),
  closed({ kind: Type.Literal("take"), at: PLACE }),
  closed({ kind: Type.Literal("put"), gtin: gtin(), at: nullable(PLACE) }),
  closed({ kind: Type.Literal("leave") }),
]);

const ANSWER = { 200: { description: "The demonstration's state.", schema: DEMO } };

export const GET_DEMO = route({
  method: "GET",
  path: "/demo",
  tag: "demo",
  summary: "Show the demonstration's state",
  answers: ANSWER,
});

export const POST_DEMO_SETTINGS = route({
  method: "POST",
  path: "/demo/settings",
  tag: "demo",
  summary: "Set the simulation's speed and its shoppers",
  body: closed(
    {
      speed: Type.Optional(Type.Number({ minimum: 0.1, maximum: DEMO_SPEED_MAX })),
      scenario: Type.Optional(SCENARIO),
      shoppersAtOnce: Type.Optional(Type.Integer({ minimum: 0, maximum: DEMO_SHOPPERS_MAX })),
    },
    { examples: [{ speed: 2, scenario: "crowd" }] },
  ),
  answers: ANSWER,
});

export const POST_DEMO_SOURCE = route({
  method: "POST",
  path: "/demo/source",
  tag: "demo",
  summary: "Play a recording from its beginning, or go back to the simulation",
  description: "Restarts the process with data of its own.",
  body: closed(
    { recording: nullable(Type.String({ maxLength: 200 })) },
    { examples: [{ recording: null }] },
  ),
  answers: ANSWER,
  codes: ["not-found"],
});

export const POST_DEMO_AVATAR = route({
  method: "POST",
  path: "/demo/avatar",
  tag: "demo",
  summary: "Enter as a simulated shopper whom you control",
  answers: ANSWER,
  codes: ["avatar-refused"],
});

export const POST_DEMO_AVATAR_ORDERS = route({
  method: "POST",
  path: "/demo/avatar/orders",
  tag: "demo",
  summary: "Walk, take, put back, leave",
  body: closed({ order: ORDER }, { examples: [{ order: { kind: "move", x: 0, y: 1 } }] }),
  answers: ANSWER,
  codes: ["avatar-refused"],
});

const READER_CODES = [
  "gate-closed",
  "gate-busy",
  "entry-method-unavailable",
  "entry-code-invalid",
  "entry-code-expired",
  "entry-code-replayed",
  "entry-card-refused",
  "entry-barred-by-debt",
  "entry-hold-declined",
  "entry-hold-refused",
  "entry-offline",
  "entry-interrupted",
  "avatar-refused",
] as const;

export const POST_DEMO_ENTRIES = route({
  method: "POST",
  path: "/demo/entries",
  tag: "demo",
  summary: "Show your phone's code at the gate and enter",
  description: "Checks the code and authorises the hold, as at any gate.",
  body: closed(
    { code: Type.String({ maxLength: 1000, description: "The code's text." }) },
    { examples: [{ code: "AQR0…" }] },
  ),
  answers: { 201: { description: "Admitted: the gate opens.", schema: ADMISSION } },
  codes: READER_CODES,
});
