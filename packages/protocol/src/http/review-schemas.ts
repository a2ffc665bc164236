/** A review as a reviewer's screen needs it, in one answer. */
import Type from "typebox";
import { ADD_QUANTITY_MAX } from "../limits.ts";
import {
  atMs,
  CANDIDATE,
  CANDIDATE_PROPERTIES,
  CLAIMED_WEIGHT,
  closed,
  deprecated,
  EVIDENCE,
  gtin,
  minor,
  named,
  nullable,
  oneOf,
  probability,
  WEIGHING,
} from "./schemas.ts";
import { TRIP_EVIDENCE } from "./trip-schemas.ts";

export const REVIEW_STATUS = oneOf(["open", "decided", "lapsed"]);

export const REVIEW_KIND = oneOf(["interaction", "gap", "binding", "age", "contest"]);

/** A change of weight that is told as no interaction, or of which it is not sure what became. */
const CHANGE = named(
  "WeightChange",
  closed(
    {
      evidenceId: Type.String(),
      kind: oneOf(["pick", "putback"]),
      reason: Type.String(),
      occurredMs: atMs("When"),
      weightG: Type.Number({ description: "Change of weight, grams." }),
      gondola: Type.Integer(),
      shelf: Type.Integer(),
      plates: Type.Array(Type.Integer()),
      candidates: Type.Array(CANDIDATE, {
        description: "What it may have been, of known products.",
      }),
    },
    { description: "The one change that is asked about; without it, all of the cart is." },
  ),
);

export const SUBJECT = named(
  "ReviewSubject",
  Type.Union([
    closed({ kind: Type.Literal("interaction"), evidence: EVIDENCE }),
    closed({
      kind: Type.Literal("gap"),
      shopperId: Type.String(),
      reason: Type.String(),
      change: Type.Optional(CHANGE),
    }),
    closed({ kind: Type.Literal("binding"), reason: Type.String() }),
    closed({ kind: Type.Literal("age"), gtins: Type.Array(Type.String()) }),
    closed({
      kind: Type.Literal("contest"),
      disputeId: Type.String(),
      contestId: deprecated(Type.String({ description: "The same, by its former name." })),
      claim: oneOf(["wrong-item", "wrong-count", "missing"]),
      lineId: nullable(Type.String()),
      gtin: Type.String(),
      claimedQuantity: Type.Integer(),
      ...CLAIMED_WEIGHT,
      instead: nullable(
        closed(
          { gtin: Type.String(), ...WEIGHING, quantity: Type.Integer() },
          { description: "The right product, as the shopper says; null: they do not say." },
        ),
      ),
      receiptQuantity: Type.Integer({ description: "As on the receipt." }),
      receiptG: Type.Optional(
        Type.Integer({
          description: "Net weight as on the receipt, of goods sold by weight, grams.",
        }),
      ),
    }),
  ]),
);

const ACCOUNT = closed({ ...CANDIDATE_PROPERTIES, gtin: gtin() });

export const CHOICE = named(
  "ReviewChoice",
  Type.Union(
    [
      closed({ kind: Type.Literal("candidate"), candidate: closed(CANDIDATE_PROPERTIES) }),
      closed({ kind: Type.Literal("other"), candidate: ACCOUNT }),
      closed({ kind: Type.Literal("nothing") }),
      closed({
        kind: oneOf(["add", "remove"]),
        gtin: gtin(),
        ...WEIGHING,
        quantity: Type.Integer({ minimum: 1, maximum: ADD_QUANTITY_MAX }),
      }),
      closed({
        kind: Type.Literal("replace"),
        gtin: gtin(),
        ...WEIGHING,
        quantity: Type.Integer({ minimum: 1, maximum: ADD_QUANTITY_MAX }),
        instead: closed({
          gtin: gtin(),
          ...WEIGHING,
          quantity: Type.Integer({ minimum: 1, maximum: ADD_QUANTITY_MAX }),
        }),
      }),
      closed({ kind: oneOf(["grant", "refuse"]) }),
    ],
    {
      description:
        "Of an interaction: a candidate, an alternative with the same people, or nothing. Of a gap: " +
        "nothing, what was picked or put back unseen, if one change is asked about another product instead of the " +
        "charged one, or, unless one change is asked about, not " +
        "charging any of it. Otherwise grant or refuse.",
    },
  ),
);

const PLACES = Type.Array(
  nullable(Type.Array(Type.Number(), { minItems: 3, maxItems: 3, description: "x, y, z." })),
);

const PIECE = {
  happenedMs: Type.Number({ description: "When it happened, on the steps' clock." }),
  startMs: Type.Number({ description: "When the first step starts." }),
  stepMs: Type.Number(),
};

export const CURVE = named(
  "WeightCurve",
  closed(
    {
      ...PIECE,
      gondola: Type.Integer(),
      shelf: Type.Integer(),
      plates: Type.Array(
        closed({
          plate: Type.Integer(),
          gramsG: Type.Array(nullable(Type.Number()), { description: "Mean of each step." }),
        }),
      ),
    },
    { description: "The plates' readings." },
  ),
);

export const POSITIONS = named(
  "Positions",
  closed(
    {
      ...PIECE,
      shoppers: Type.Array(
        closed({ shopperId: Type.String(), body: PLACES, leftWrist: PLACES, rightWrist: PLACES }),
      ),
    },
    {
      description:
        "Positions of the people it may concern and of those near them, metres, by step.",
    },
  ),
);

/** Of a clip what whoever shows it has to know; the film itself is got by itself. */
const CLIP = named(
  "Clip",
  closed({
    cameraId: Type.String(),
    mediaType: Type.String({ description: "Its media type." }),
    widthPx: Type.Integer(),
    heightPx: Type.Integer(),
    happenedMs: Type.Number({ description: "When it happened, on the clip's clock." }),
    startMs: Type.Number({ description: "When the clip starts." }),
    durationMs: Type.Number(),
  }),
);

export const CLIP_PROPERTIES = {
  clip: nullable(CLIP),
  clipState: oneOf(
    ["none", "kept", "unreadable"],
    "`unreadable`: kept, but sealed with another key or damaged.",
  ),
  clipDeleteAfterMs: nullable(atMs("When the clip is deleted; null where none is kept")),
};

const KEPT = {
  curve: nullable(CURVE),
  curveDeleteAfterMs: nullable(atMs("When the curve is deleted; null where none is kept")),
  positions: nullable(POSITIONS),
  positionsDeleteAfterMs: nullable(
    atMs("When the positions are deleted; null where none are kept"),
  ),
  ...CLIP_PROPERTIES,
};

export const INTERACTION = named(
  "ReviewInteraction",
  closed({
    evidence: EVIDENCE,
    isOfVisit: Type.Boolean({
      description: "Whether it may concern somebody of the visit; other people did the rest.",
    }),
    ...KEPT,
  }),
);

export const IS_ALL_AT_STAKE = Type.Boolean({
  description: "If nobody decides by the deadline, nothing of the visit is charged.",
});

export const IS_OVERDUE = Type.Boolean({
  description:
    "Its first deadline has passed and it exceeds what is settled without a review: only a person can settle it, by `dueMs`.",
});

export const REVIEW = named(
  "Review",
  closed({
    reviewId: Type.String(),
    visitId: Type.String(),
    status: REVIEW_STATUS,
    worthMinor: minor("Amount at stake"),
    openedMs: atMs("When it was opened"),
    dueMs: atMs("Deadline, when it is settled in the shopper's favour, within the shop's caps"),
    isOverdue: IS_OVERDUE,
    isAllAtStake: IS_ALL_AT_STAKE,
    claimedBy: nullable(Type.String()),
    claimedUntilMs: nullable(atMs("When the claim ends")),
    undoUntilMs: nullable(atMs("Until when the decision can be undone; null: not decided")),
    subject: SUBJECT,
    choices: Type.Array(
      closed({
        choice: CHOICE,
        probability: nullable(probability("The engine's probability of an explanation.")),
        receipt: nullable(
          closed(
            {
              totalMinor: minor("Its new total"),
              changes: Type.Array(
                closed({
                  gtin: Type.String(),
                  ...WEIGHING,
                  before: Type.Integer({ description: "Quantity now." }),
                  after: Type.Integer(),
                }),
                { description: "Lines whose quantity changes; empty: it stays as it is." },
              ),
            },
            {
              description:
                "What the receipt becomes; null: of a disputed item, which has rules of its own.",
            },
          ),
        ),
      }),
      {
        description:
          "Choices with a key each, in order: the engine's first explanation, its alternatives, " +
          "and that nothing was moved; of a gap that nothing is missing, what may have been put back, " +
          "and refuse; or grant and refuse.",
      },
    ),
    form: nullable(oneOf(["other", "add"], "Other choices, with a product and a quantity.")),
    people: Type.Array(Type.String(), {
      description: "People whom another explanation may name, besides nobody; likeliest first.",
    }),
    products: Type.Array(
      closed({
        gtin: Type.String(),
        name: Type.String(),
        unitMinor: nullable(minor("Price at the start of the visit, of a unit or a kilogram")),
        priceOf: oneOf(["unit", "kilogram"]),
        weightG: nullable(Type.Number({ description: "Weight of one unit, if known." })),
        ageMin: nullable(Type.Integer({ description: "Years; null: no limit." })),
      }),
      { description: "Products of the subject, the choices and the interactions." },
    ),
    trips: Type.Array(TRIP_EVIDENCE, {
      description: "Of the visit's smart carts, while they are kept: what their scales saw.",
    }),
    basket: Type.Array(
      closed({
        gtin: Type.String(),
        ...WEIGHING,
        quantity: Type.Integer(),
        isAsked: Type.Boolean({
          description: "Whether it rests on the event that is asked about.",
        }),
      }),
      { description: "What the receipt has now; empty once the review has ended." },
    ),
    visitReviews: Type.Array(
      closed({ reviewId: Type.String(), kind: REVIEW_KIND, status: REVIEW_STATUS }),
      { description: "All reviews of the visit, this one too, by when they were opened." },
    ),
    change: nullable(
      closed(KEPT, {
        description: "What is kept of the change that a gap is about; null: of none.",
      }),
    ),
    interactions: Type.Array(INTERACTION, {
      description:
        "What there is to review, in order of time: of an interaction it comes first, and the visit's " +
        "others follow; those of a disputed line; of a " +
        "product that the shopper says they took those of anybody during the visit, none where nothing of " +
        "it was seen to move; of a gap those of the shopper; of an age check those of the products; of a " +
        "binding those of the visit.",
    }),
  }),
);
