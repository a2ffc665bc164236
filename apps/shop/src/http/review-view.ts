/** A review as a reviewer's screen needs it, in one answer. */

import type { Candidate, Evidence } from "@saunter/commerce/cart/events";
import { listConcerned } from "@saunter/commerce/cart/list-concerned";
import { ADD_QUANTITY_MAX, findUndoEndMs, isSameAccount } from "@saunter/commerce/review/decide";
import type { ReviewSubject } from "@saunter/commerce/review/events";
import type { ReviewFacts, ReviewState } from "@saunter/commerce/review/evolve";
import { findValid } from "@saunter/commerce/tax/validity";
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
} from "@saunter/protocol/http/schemas";
import type { Static } from "typebox";
import Type from "typebox";
import type { Shop } from "../domain/shop-context.ts";
import { isAllAtStake } from "../domain/unseen-desk.ts";
import type { HttpDeps, ReadClip } from "./http-deps.ts";
import {
  findContest,
  listContested,
  listInteractions,
  type ShownInteraction,
} from "./review-evidence.ts";

/** Each has a key. */
const REMOVALS_MAX = 7;

export type KnownReview = Exclude<ReviewState, { status: "unopened" }>;

export const REVIEW_STATUS = oneOf(["open", "decided", "lapsed"]);

const SUBJECT = Type.Union([
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

const INTERACTION = closed({
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

export function viewReview(
  { shop, goods, readEvidence, readClip }: HttpDeps,
  review: KnownReview,
): Static<typeof REVIEW> {
  const { subject } = review;
  const nowMs = shop.nowMs();
  const interactions = listInteractions({ shop, goods }, review);
  const isInteraction = subject.kind === "interaction";
  return {
    ...showReview(review),
    subject: showSubject(shop, review),
    choices: listChoices(shop, review),
    form: isInteraction ? "other" : subject.kind === "gap" ? "add" : null,
    people: isInteraction ? [...listConcerned(subject.evidence)] : [],
    products: listProducts(shop, goods, review, interactions),
    interactions: interactions.map(({ evidence, isOfVisit }) => ({
      evidence: structuredClone(evidence) as Static<typeof EVIDENCE>,
      isOfVisit,
      ...(structuredClone(readEvidence(evidence.evidenceId, nowMs)) as Kept),
      ...showClip(readClip(evidence.evidenceId, nowMs)),
    })),
  };
}

type ClipShown = Pick<Static<typeof INTERACTION>, keyof typeof CLIP_PROPERTIES>;
type Kept = Omit<Static<typeof INTERACTION>, "evidence" | "isOfVisit" | keyof ClipShown>;

/** All of a clip but the film, and the place, which its interaction has. */
export function showClip(read: ReadClip | null): ClipShown {
  if (read === null) return { clip: null, clipState: "none", clipDeleteAfterMs: null };
  const { clip, deleteAfterMs: clipDeleteAfterMs } = read;
  if (clip === null) return { clip: null, clipState: "unreadable", clipDeleteAfterMs };
  const { video: _, gondola: _gondola, shelf: _shelf, ...facts } = clip;
  return { clip: facts, clipState: "kept", clipDeleteAfterMs };
}

export function showReview(review: KnownReview) {
  const { reviewId, visitId, status, worthMinor, openedMs, dueMs, subject } = review;
  const claim = review.status === "open" ? review.claim : null;
  return {
    ...{ reviewId, visitId, status, worthMinor, openedMs, dueMs },
    isAllAtStake: isAllAtStake({ reviewId, visitId, kind: subject.kind }),
    claimedBy: claim?.reviewerId ?? null,
    claimedUntilMs: claim?.untilMs ?? null,
    undoUntilMs: review.status === "decided" ? findUndoEndMs(review) : null,
  };
}

function showSubject(shop: Shop, { subject, visitId }: ReviewFacts): Static<typeof SUBJECT> {
  if (subject.kind !== "contest") return structuredClone(subject) as Static<typeof SUBJECT>;
  const { contestId } = subject;
  const { contest, receipt } = findContest(shop, visitId, contestId);
  const line = receipt.issued.lines.find((one) => one.gtin === contest.gtin);
  return {
    ...{ kind: "contest", contestId, claim: contest.kind, lineId: contest.lineId },
    ...{ gtin: contest.gtin, claimedQuantity: contest.claimedQuantity },
    instead: contest.instead ?? null,
    receiptQuantity: line?.quantity ?? 0,
  };
}

function listChoices(
  shop: Shop,
  { subject, visitId }: ReviewFacts,
): Static<typeof REVIEW>["choices"] {
  switch (subject.kind) {
    case "interaction":
      return [
        ...listAccounts(subject.evidence).map((account) => ({
          choice: { kind: "candidate" as const, candidate: showAccount(account) },
          probability: account.probability,
        })),
        { choice: { kind: "nothing" }, probability: null },
      ];
    case "gap":
      return [
        { choice: { kind: "nothing" }, probability: null },
        ...listRemovals(shop, visitId),
        { choice: { kind: "refuse" }, probability: null },
      ];
    case "age":
    case "binding":
    case "contest":
      return [
        { choice: { kind: "grant" }, probability: null },
        { choice: { kind: "refuse" }, probability: null },
      ];
    default:
      return subject satisfies never;
  }
}

/** What of the draft may have been put back unseen: one unit of it, or all. */
function listRemovals(shop: Shop, visitId: string): Static<typeof REVIEW>["choices"] {
  const receipt = shop.store.read("receipt", visitId);
  if (receipt.status !== "draft") return [];
  return receipt.content.lines
    .flatMap(({ gtin: code, quantity }) =>
      [...new Set([1, quantity])].map((units) => ({
        choice: { kind: "remove" as const, gtin: code, quantity: units },
        probability: null,
      })),
    )
    .slice(0, REMOVALS_MAX);
}

/** What the engine believes, and then its other accounts, the likeliest first. */
function listAccounts(evidence: Evidence): Candidate[] {
  const others = evidence.candidates.filter((one) => !isSameAccount(one, evidence));
  return [evidence, ...others.toSorted((a, b) => b.probability - a.probability)];
}

function showAccount({ kind, shopperId, giverId, gtin: code, quantity }: Candidate) {
  return { kind, shopperId, giverId, gtin: code, quantity };
}

function listProducts(
  shop: Shop,
  goods: HttpDeps["goods"],
  review: ReviewFacts,
  interactions: readonly ShownInteraction[],
) {
  const weights = goods.current().model.products;
  const { subject, visitId } = review;
  const visit = shop.store.read("visit", visitId);
  const fromMs = visit.status === "unopened" ? 0 : visit.openedMs;
  const moved = interactions.flatMap(({ evidence }) =>
    [evidence, ...evidence.candidates].map((each) => each.gtin),
  );
  return [...new Set([...listGtins(shop, visitId, subject), ...moved])].map((code) => {
    const product = shop.settings.products.get(code);
    const price = product === undefined ? undefined : findValid(product.prices, fromMs);
    const weightG = weights.get(code)?.weightG ?? Number.NaN;
    return {
      ...{ gtin: code, name: product?.name ?? code, unitMinor: price?.amountMinor ?? null },
      weightG: Number.isFinite(weightG) ? weightG : null,
    };
  });
}

function listGtins(shop: Shop, visitId: string, subject: ReviewSubject): readonly string[] {
  switch (subject.kind) {
    case "age":
      return subject.gtins;
    case "contest":
      return listContested(findContest(shop, visitId, subject.contestId).contest);
    case "gap":
      return listRemovals(shop, visitId).flatMap(({ choice }) =>
        choice.kind === "remove" ? [choice.gtin] : [],
      );
    case "interaction":
    case "binding":
      return [];
    default:
      return subject satisfies never;
  }
}
