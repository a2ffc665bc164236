/** Visits, and who is in the shop. */
import Type from "typebox";
import { PUBLIC_EVENT_TYPES } from "../public-event.ts";
import { route } from "./route-spec.ts";
import {
  atMs,
  CANDIDATE,
  closed,
  count,
  id,
  minor,
  NAMED_EVIDENCE,
  named,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
  probability,
  SEARCH_QUERY,
  WEIGHING,
} from "./schemas.ts";

const PARAMS = closed({ visitId: id("The visit's id.") });

/** What a person is asked. */
const REVIEW_KINDS = ["interaction", "gap", "binding", "age", "contest"] as const;

const WAITS_FOR = Type.Array(closed({ reviewId: Type.String(), kind: oneOf(REVIEW_KINDS) }), {
  description: "Its open reviews.",
});

const AGE = oneOf(["not-needed", "needed", "verified", "refused"]);

const PAYERS = ["customer", "card", "account", "cash", "staff"] as const;

export const VISIT_ROW = named(
  "VisitRow",
  closed({
    visitId: Type.String(),
    status: oneOf(["open", "closed"]),
    payer: oneOf(PAYERS),
    gateId: Type.String(),
    method: Type.String(),
    partySize: count("People admitted."),
    bound: count("People of the party who have been seen inside."),
    inside: count("Of those, still inside."),
    age: AGE,
    openedMs: atMs("When it began"),
    closedMs: nullable(atMs("When it ended")),
    flags: count("Why its receipt goes to review, whatever its probability."),
    lastFour: nullable(Type.String({ description: "Of a card." })),
    units: count("Items in the carts now, or on the receipt."),
    waitsFor: WAITS_FOR,
    receipt: nullable(
      closed(
        {
          status: oneOf(["draft", "final", "contested", "reviewed"]),
          documentNumber: nullable(Type.Integer({ description: "Null on a draft." })),
          isWaiting: Type.Boolean({ description: "Why it needs a person." }),
          totalMinor: minor("Total"),
          missingMinor: minor("Still to be paid; below 0: to be refunded"),
          refundedMinor: minor("Refunded so far"),
          disputesOpen: count("Lines with an open dispute."),
          probability: probability("Probability that it is exact."),
        },
        { description: "Null: none yet." },
      ),
    ),
  }),
);

export const PUBLIC_EVENT = named(
  "PublicEvent",
  closed({
    id: Type.Integer({ description: "Position in the journal." }),
    type: oneOf(PUBLIC_EVENT_TYPES),
    atMs: atMs("When"),
    visitId: nullable(Type.String()),
    data: Type.Record(Type.String(), Type.Unknown()),
  }),
);

const SHOPPER = named(
  "Shopper",
  closed({
    shopperId: Type.String(),
    status: oneOf(["unseen", "inside", "exited", "concluded"]),
    appearedMs: atMs("First seen"),
    exitedMs: nullable(atMs("Left")),
    lines: Type.Array(closed({ gtin: Type.String(), ...WEIGHING, quantity: Type.Integer() })),
    probability: probability("Probability that the cart is exactly this."),
    needsReview: Type.Boolean(),
    reasons: Type.Array(Type.String()),
  }),
);

export const VISIT = named(
  "Visit",
  closed({
    visitId: Type.String(),
    status: oneOf(["open", "closed"]),
    payer: oneOf(["customer", "card", "account", "cash", "staff"]),
    gateId: Type.String(),
    method: Type.String(),
    partySize: count("People admitted."),
    isMember: Type.Boolean(),
    currency: Type.String(),
    holdMinor: minor("Held at entry"),
    age: AGE,
    openedMs: atMs("When it began"),
    closedMs: nullable(atMs("When it ended")),
    flags: Type.Array(closed({ flag: Type.String(), detail: Type.String() })),
    shoppers: Type.Array(SHOPPER),
    interactions: Type.Array(NAMED_EVIDENCE),
    waitsFor: WAITS_FOR,
    timeline: Type.Array(PUBLIC_EVENT),
  }),
);

export const GET_VISITS = route({
  method: "GET",
  path: "/visits",
  tag: "visits",
  summary: "List visits, newest first",
  query: closed({
    ...PAGE_QUERY,
    ...SEARCH_QUERY,
    status: Type.Optional(oneOf(["open", "closed"], "All when left out.")),
    payer: Type.Optional(oneOf(PAYERS, "Only of these payers.")),
    only: Type.Optional(
      oneOf(
        ["flagged", "waiting"],
        "`flagged`: with flags; `waiting`: with a receipt that waits for review.",
      ),
    ),
    fromMs: Type.Optional(
      Type.Integer({ minimum: 0, description: "Opened from then on, Unix ms." }),
    ),
    untilMs: Type.Optional(
      Type.Integer({ minimum: 0, description: "Opened by this time, Unix ms." }),
    ),
  }),
  answers: { 200: { description: "A page of visits.", schema: pageOf(VISIT_ROW) } },
});

export const GET_VISIT = route({
  method: "GET",
  path: "/visits/:visitId",
  tag: "visits",
  summary: "Show a visit",
  description: "Each cart comes with the probability that it is exact.",
  params: PARAMS,
  answers: { 200: { description: "The visit.", schema: VISIT } },
  codes: ["not-found"],
});

export const BELIEF = named(
  "Belief",
  closed({
    products: Type.Array(
      closed({
        gtin: Type.String(),
        name: Type.String(),
        counts: Type.Array(
          closed({
            quantity: count("Total units that the carts may hold."),
            probability: probability("Probability of exactly this many."),
          }),
        ),
      }),
    ),
    doubts: Type.Array(
      closed({
        evidenceId: Type.String(),
        tellings: Type.Array(
          closed({
            atMs: atMs("When it was published"),
            status: oneOf(["provisional", "revised", "final", "retracted"]),
            probability: probability("Of the likeliest explanation."),
            accounts: Type.Array(closed({ ...CANDIDATE.properties, name: Type.String() })),
          }),
        ),
      }),
    ),
  }),
);

export const GET_VISIT_BELIEF = route({
  method: "GET",
  path: "/visits/:visitId/belief",
  tag: "visits",
  summary: "Show the probabilities of a visit's carts, and how uncertain interactions were decided",
  description:
    "Here interactions count independently; what is charged follows the engine's joint probability.",
  params: PARAMS,
  answers: { 200: { description: "The probabilities.", schema: BELIEF } },
  codes: ["not-found"],
});

export const DONE = closed({ visitId: Type.String(), status: oneOf(["open", "closed"]), age: AGE });

const DONE_ANSWER = { 200: { description: "The updated visit.", schema: DONE } };

export const POST_VISIT_BINDINGS = route({
  method: "POST",
  path: "/visits/:visitId/bindings",
  tag: "visits",
  summary: "Assign a person in the shop to a visit",
  description:
    "Settles a match by guess: naming a person who is already in the visit confirms them.",
  params: PARAMS,
  body: closed({ shopperId: id("The tracker's id.") }, { examples: [{ shopperId: "17" }] }),
  answers: DONE_ANSWER,
  codes: ["not-found", "shopper-unknown", "shopper-already-bound", "visit-not-open"],
});

export const POST_VISIT_AGE_CHECK = route({
  method: "POST",
  path: "/visits/:visitId/age-check",
  tag: "visits",
  summary: "Record an age check",
  params: PARAMS,
  body: closed({ isOldEnough: Type.Boolean() }, { examples: [{ isOldEnough: true }] }),
  answers: DONE_ANSWER,
  codes: ["not-found", "age-check-not-needed"],
});

export const POST_VISIT_CLOSE = route({
  method: "POST",
  path: "/visits/:visitId/close",
  tag: "visits",
  summary: "End a visit whose people left unseen",
  params: PARAMS,
  answers: DONE_ANSWER,
  codes: ["not-found", "visit-not-open"],
});
