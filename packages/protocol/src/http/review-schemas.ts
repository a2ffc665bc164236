/** A review as a reviewer's screen needs it, in one answer. */
import Type from "typebox";
import { ADD_QUANTITY_MAX } from "../limits.ts";
import {
  atMs,
  CANDIDATE_PROPERTIES,
  closed,
  EVIDENCE,
  gtin,
  minor,
  nullable,
  oneOf,
  probability,
} from "./schemas.ts";

export const REVIEW_STATUS = oneOf(["open", "decided", "lapsed"]);

export const SUBJECT = Type.Union([
  closed({ kind: Type.Literal("interaction"), evidence: EVIDENCE }),
  closed({ kind: Type.Literal("gap"), shopperId: Type.String(), reason: Type.String() }),
  closed({ kind: Type.Literal("binding"), reason: Type.String() }),
  closed({ kind: Type.Literal("age"), gtins: Type.Array(Type.String()) }),
  closed({
    kind: Type.Literal("contest"),
    contestId: Type.String(),
    claim: oneOf(["wrong-item", "wrong-count", "missing"]),
    lineId: nullable(Type.String()),
    gtin: Type.String(),
    claimedQuantity: Type.Integer(),
    instead: nullable(
      closed(
        { gtin: Type.String(), quantity: Type.Integer() },
        { description: "What a wrong item was, as the shopper says; null where they do not." },
      ),
    ),
    receiptQuantity: Type.Integer({ description: "What the receipt says." }),
  }),
]);

const ACCOUNT = closed({ ...CANDIDATE_PROPERTIES, gtin: gtin() });

export const CHOICE = Type.Union(
  [
    closed({ kind: Type.Literal("candidate"), candidate: closed(CANDIDATE_PROPERTIES) }),
    closed({ kind: Type.Literal("other"), candidate: ACCOUNT }),
    closed({ kind: Type.Literal("nothing") }),
    closed({
      kind: oneOf(["add", "remove"]),
      gtin: gtin(),
      quantity: Type.Integer({ minimum: 1, maximum: ADD_QUANTITY_MAX }),
    }),
    closed({ kind: oneOf(["grant", "refuse"]) }),
  ],
  {
    description:
      "Of an interaction: a candidate, another account of the same people, or nothing; of a gap: " +
      "nothing, what was taken or put back unseen, or to refuse to charge any of it; else grant " +
      "or refuse.",
  },
);

const PLACES = Type.Array(
  nullable(Type.Array(Type.Number(), { minItems: 3, maxItems: 3, description: "x, y, z." })),
);

const PIECE = {
  happenedMs: Type.Number({ description: "When it happened, by the clock of the steps." }),
  startMs: Type.Number({ description: "When the first step begins." }),
  stepMs: Type.Number(),
};

export const CURVE = closed(
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
  { description: "What the plates read." },
);

export const POSITIONS = closed(
  {
    ...PIECE,
    shoppers: Type.Array(
      closed({ shopperId: Type.String(), body: PLACES, leftWrist: PLACES, rightWrist: PLACES }),
    ),
  },
  { description: "Where those whom it may concern and who came near them were, metres, by step." },
);

/** Of a clip what whoever shows it has to know; the film itself is got by itself. */
const CLIP = closed({
  cameraId: Type.String(),
  mediaType: Type.String({ description: "As browsers name it." }),
  widthPx: Type.Integer(),
  heightPx: Type.Integer(),
  happenedMs: Type.Number({ description: "When it happened, by the clock of the clip." }),
  startMs: Type.Number({ description: "When the clip begins." }),
  durationMs: Type.Number(),
});

export const CLIP_PROPERTIES = {
  clip: nullable(CLIP),
  clipState: oneOf(
    ["none", "kept", "unreadable"],
    "`unreadable`: it is kept, and was sealed with another key or changed since.",
  ),
  clipDeleteAfterMs: nullable(atMs("When the clip is deleted; null where none is kept")),
};

export const INTERACTION = closed({
  evidence: EVIDENCE,
  isOfVisit: Type.Boolean({
    description: "Whether it may concern somebody of the visit; others moved the rest.",
  }),
  curve: nullable(CURVE),
  curveDeleteAfterMs: nullable(atMs("When the curve is deleted; null where none is kept")),
  positions: nullable(POSITIONS),
  positionsDeleteAfterMs: nullable(
    atMs("When the positions are deleted; null where none are kept"),
  ),
  ...CLIP_PROPERTIES,
});

export const IS_ALL_AT_STAKE = Type.Boolean({
  description: "Where nobody decides in time, nothing of the visit is charged.",
});

export const REVIEW = closed({
  reviewId: Type.String(),
  visitId: Type.String(),
  status: REVIEW_STATUS,
  worthMinor: minor("What is at stake"),
  openedMs: atMs("When it was opened"),
  dueMs: atMs("When it is settled in the shopper's favour"),
  isAllAtStake: IS_ALL_AT_STAKE,
  claimedBy: nullable(Type.String()),
  claimedUntilMs: nullable(atMs("Until when others are kept from it")),
  undoUntilMs: nullable(
    atMs("Until when whoever decided can take it back; null where it is not decided"),
  ),
  subject: SUBJECT,
  choices: Type.Array(
    closed({
      choice: CHOICE,
      probability: nullable(probability("As the engine thinks, of an account.")),
    }),
    {
      description:
        "What can be chosen with one key, in order: what the engine believes, its other accounts, " +
        "and that nothing was moved; of a gap that nothing is missing, what may have been put back, " +
        "and refuse; or grant and refuse.",
    },
  ),
  form: nullable(
    oneOf(["other", "add"], "What can be chosen besides, by naming a product and a number."),
  ),
  people: Type.Array(Type.String(), {
    description: "Whom another account may name, besides nobody; the likeliest first.",
  }),
  products: Type.Array(
    closed({
      gtin: Type.String(),
      name: Type.String(),
      unitMinor: nullable(minor("Price when the visit began")),
      weightG: nullable(Type.Number({ description: "Of one unit, where it is known." })),
    }),
    { description: "All that the subject, the choices and the interactions name." },
  ),
  interactions: Type.Array(INTERACTION, {
    description:
      "What there is to look at, in order of time: the interaction; those of a contested line; of a " +
      "product that the shopper says they took those of anybody during the visit, none where nothing of " +
      "it was seen to move; of a gap those of the shopper; of an age check those of the products; of a " +
      "binding those of the visit.",
  }),
});
