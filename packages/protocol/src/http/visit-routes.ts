/** Visits, and who is in the shop. */
import Type from "typebox";
import { PUBLIC_EVENT_TYPES } from "../public-event.ts";
import { route } from "./route-spec.ts";
import {
  atMs,
  CANDIDATE,
  closed,
  count,
  EVIDENCE,
  id,
  minor,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
  probability,
} from "./schemas.ts";

const PARAMS = closed({ visitId: id("The visit's id.") });

const AGE = oneOf(["not-needed", "needed", "verified", "refused"]);

const PAYERS = ["customer", "card", "account", "cash", "staff"] as const;

const VISIT_ROW = closed({
  visitId: Type.String(),
  status: oneOf(["open", "closed"]),
  payer: oneOf(PAYERS),
  gateId: Type.String(),
  method: Type.String(),
  partySize: count("People let in."),
  bound: count("People of the party who have been seen."),
  inside: count("Of those, who are still inside."),
  age: AGE,
  openedMs: atMs("When it began"),
  closedMs: nullable(atMs("When it ended")),
  flags: count("Why its receipt has to be looked at, whatever the engine believes."),
  receipt: nullable(
    closed(
      {
        status: oneOf(["draft", "final", "contested", "reviewed"]),
        isWaiting: Type.Boolean({ description: "For a person to look at it." }),
        totalMinor: minor("What it comes to"),
        probability: probability("That it is exact."),
      },
      { description: "Null while there is none." },
    ),
  ),
});

export const PUBLIC_EVENT = closed({
  id: Type.Integer({ description: "Position in the journal." }),
  type: oneOf(PUBLIC_EVENT_TYPES),
  atMs: atMs("When"),
  visitId: nullable(Type.String()),
  data: Type.Record(Type.String(), Type.Unknown()),
});

const SHOPPER = closed({
  shopperId: Type.String(),
  status: oneOf(["unseen", "inside", "exited", "concluded"]),
  appearedMs: atMs("First seen"),
  exitedMs: nullable(atMs("Left")),
  lines: Type.Array(closed({ gtin: Type.String(), quantity: Type.Integer() })),
  probability: probability("That the cart is exactly this."),
  needsReview: Type.Boolean(),
  reasons: Type.Array(Type.String()),
});

export const VISIT = closed({
  visitId: Type.String(),
  status: oneOf(["open", "closed"]),
  payer: oneOf(["customer", "card", "account", "cash", "staff"]),
  gateId: Type.String(),
  method: Type.String(),
  partySize: count("People let in."),
  isMember: Type.Boolean(),
  currency: Type.String(),
  holdMinor: minor("Held at entry"),
  age: AGE,
  openedMs: atMs("When it began"),
  closedMs: nullable(atMs("When it ended")),
  flags: Type.Array(closed({ flag: Type.String(), detail: Type.String() })),
  shoppers: Type.Array(SHOPPER),
  interactions: Type.Array(closed({ ...EVIDENCE.properties, name: Type.String() })),
  timeline: Type.Array(PUBLIC_EVENT),
});

export const GET_VISITS = route({
  method: "GET",
  path: "/visits",
  tag: "visits",
  summary: "Visits, the newest first",
  query: closed({
    ...PAGE_QUERY,
    status: Type.Optional(oneOf(["open", "closed"], "All where not given.")),
    payer: Type.Optional(oneOf(PAYERS, "Of such payers alone.")),
    only: Type.Optional(
      oneOf(
        ["flagged", "waiting"],
        "`flagged`: with flags; `waiting`: whose receipt waits for a person.",
      ),
    ),
    untilMs: Type.Optional(Type.Integer({ minimum: 0, description: "Begun by then, Unix ms." })),
  }),
  answers: { 200: { description: "A page of visits.", schema: pageOf(VISIT_ROW) } },
});

export const GET_VISIT = route({
  method: "GET",
  path: "/visits/:visitId",
  tag: "visits",
  summary: "All that is known of a visit",
  description: "Carts are beliefs: each comes with the probability that it is exact.",
  params: PARAMS,
  answers: { 200: { description: "The visit.", schema: VISIT } },
  codes: ["not-found"],
});

export const BELIEF = closed({
  products: Type.Array(
    closed({
      gtin: Type.String(),
      name: Type.String(),
      counts: Type.Array(
        closed({
          quantity: count("Units that the carts may hold together."),
          probability: probability("Of just so many."),
        }),
      ),
    }),
  ),
  doubts: Type.Array(
    closed({
      evidenceId: Type.String(),
      tellings: Type.Array(
        closed({
          atMs: atMs("When it was told so"),
          status: oneOf(["provisional", "revised", "final", "retracted"]),
          probability: probability("Of the likeliest account."),
          accounts: Type.Array(closed({ ...CANDIDATE.properties, name: Type.String() })),
        }),
      ),
    }),
  ),
});

export const GET_VISIT_BELIEF = route({
  method: "GET",
  path: "/visits/:visitId/belief",
  tag: "visits",
  summary: "What a visit's carts may hold, and how what was doubtful became what it is",
  description:
    "Interactions are taken one by one here; what is charged rests on the engine's own belief.",
  params: PARAMS,
  answers: { 200: { description: "The belief.", schema: BELIEF } },
  codes: ["not-found"],
});

export const DONE = closed({ visitId: Type.String(), status: oneOf(["open", "closed"]), age: AGE });

const DONE_ANSWER = { 200: { description: "It is done; the visit is so now.", schema: DONE } };

export const POST_VISIT_BINDINGS = route({
  method: "POST",
  path: "/visits/:visitId/bindings",
  tag: "visits",
  summary: "Say whose visit a person in the shop belongs to",
  description:
    "Where who is in a visit was a guess, this settles it: naming a person who is in it already says that they are the right one.",
  params: PARAMS,
  body: closed(
    { shopperId: id("As the tracker names them.") },
    { examples: [{ shopperId: "17" }] },
  ),
  answers: DONE_ANSWER,
  codes: ["not-found", "shopper-unknown", "shopper-already-bound", "visit-not-open"],
});

export const POST_VISIT_AGE_CHECK = route({
  method: "POST",
  path: "/visits/:visitId/age-check",
  tag: "visits",
  summary: "Say whether the shopper is old enough",
  params: PARAMS,
  body: closed({ isOldEnough: Type.Boolean() }, { examples: [{ isOldEnough: true }] }),
  answers: DONE_ANSWER,
  codes: ["not-found", "age-check-not-needed"],
});

export const POST_VISIT_CLOSE = route({
  method: "POST",
  path: "/visits/:visitId/close",
  tag: "visits",
  summary: "End a visit whose people have gone unseen",
  params: PARAMS,
  answers: DONE_ANSWER,
  codes: ["not-found", "visit-not-open"],
});
