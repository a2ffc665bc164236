/** What waits for a reviewer, and what they decide. */
import Type from "typebox";
import { REVIEWS_SKIPPED_MAX } from "../limits.ts";
import { CHOICE, IS_ALL_AT_STAKE, REVIEW, REVIEW_STATUS } from "./review-schemas.ts";
import { route } from "./route-spec.ts";
import {
  atMs,
  bytesOf,
  closed,
  count,
  id,
  minor,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
} from "./schemas.ts";

const PARAMS = closed({ reviewId: id("The review's id.") });

const KIND = oneOf(["interaction", "gap", "binding", "age", "contest"]);

const REVIEW_ROW = closed({
  reviewId: Type.String(),
  visitId: Type.String(),
  kind: KIND,
  status: REVIEW_STATUS,
  worthMinor: minor("What is at stake"),
  openedMs: atMs("When it was opened"),
  dueMs: atMs("When it is settled in the shopper's favour"),
  isAllAtStake: IS_ALL_AT_STAKE,
  claimedBy: nullable(Type.String({ description: "A reviewer's id." })),
  claimedUntilMs: nullable(atMs("Until when others are kept from it")),
});

export const GET_REVIEWS = route({
  method: "GET",
  path: "/reviews",
  tag: "reviews",
  summary: "Reviews: what is due first, and of that what is worth most",
  query: closed({
    ...PAGE_QUERY,
    status: Type.Optional(oneOf(["open", "decided", "lapsed"], "`open` where not given.")),
    visitId: Type.Optional(id("Those of one visit.")),
  }),
  answers: { 200: { description: "A page of reviews.", schema: pageOf(REVIEW_ROW) } },
});

const atMsLength = (description: string) =>
  Type.Number({ minimum: 0, description: `${description}, ms.` });

export const GET_REVIEWS_STATISTICS = route({
  method: "GET",
  path: "/reviews/statistics",
  tag: "reviews",
  summary: "How much people look at, and how long it takes them; contests do not count",
  query: closed({
    sinceMs: Type.Optional(
      Type.Integer({ minimum: 0, description: "Visits that ended since then, Unix ms." }),
    ),
    reviewerId: Type.Optional(id("Of reviews those alone that this one decided.")),
  }),
  answers: {
    200: {
      description: "The figures.",
      schema: closed({
        visits: Type.Integer({ description: "Visits that have ended and are charged." }),
        reviewedVisits: Type.Integer({
          description: "Of those, that a person had to look at.",
        }),
        reviewedShare: nullable(Type.Number({ minimum: 0, maximum: 1 })),
        decided: Type.Integer(),
        lapsed: Type.Integer(),
        medianTookMs: nullable(atMsLength("From claim to decision, of those that were claimed")),
        medianWaitMs: nullable(atMsLength("From opening to the end")),
        lastEndedMs: nullable(atMs("When the last of them was decided, or lapsed")),
        waiting: count("Reviews that wait by now, and that nobody else looks at."),
        atStake: closed(
          {
            visits: Type.Integer(),
            firstDueMs: nullable(atMs("When the first of them is over")),
          },
          { description: "Visits of which nothing is charged unless somebody decides." },
        ),
      }),
    },
  },
});

export const GET_REVIEW = route({
  method: "GET",
  path: "/reviews/:reviewId",
  tag: "reviews",
  summary: "What a reviewer has to know to decide",
  params: PARAMS,
  answers: { 200: { description: "The review.", schema: REVIEW } },
  codes: ["not-found"],
});

export const GET_REVIEW_CLIP = route({
  method: "GET",
  path: "/reviews/:reviewId/clips/:evidenceId",
  tag: "reviews",
  summary: "What a camera saw around an interaction, with people blurred but for hands",
  description: "Of interactions that the review shows, as long as their clips are kept.",
  params: closed({ ...PARAMS.properties, evidenceId: id("The interaction's.") }),
  answers: {
    200: {
      description: "The film, in the form that the review says.",
      content: bytesOf(["video/webm", "video/mp4"]),
    },
  },
  codes: ["not-found", "clip-unreadable"],
});

export const POST_REVIEWS_NEXT = route({
  method: "POST",
  path: "/reviews/next",
  tag: "reviews",
  summary: "Claim what is due first, and see all of it",
  description:
    "Who looks at one already gets that one again. Others are kept from it for two minutes.",
  body: closed(
    {
      skip: Type.Optional(
        Type.Array(id("A review's id."), {
          maxItems: REVIEWS_SKIPPED_MAX,
          description: "Those that somebody else is to look at.",
        }),
      ),
    },
    { examples: [{ skip: [] }] },
  ),
  answers: {
    200: {
      description: "The review, or none where none waits.",
      schema: closed({
        review: nullable(REVIEW),
        waiting: count("Reviews that wait and that nobody else looks at, this one among them."),
      }),
    },
  },
});

export const CLAIMED = closed({
  reviewId: Type.String(),
  claimedBy: nullable(Type.String()),
  claimedUntilMs: nullable(atMs("Until when")),
});

const CLAIM_ANSWER = { 200: { description: "Who has it now.", schema: CLAIMED } };

const CLAIM_CODES = ["not-found", "review-not-open", "review-already-decided"] as const;

export const POST_REVIEW_CLAIM = route({
  method: "POST",
  path: "/reviews/:reviewId/claim",
  tag: "reviews",
  summary: "Keep others from a review while you look at it",
  params: PARAMS,
  answers: CLAIM_ANSWER,
  codes: [...CLAIM_CODES, "review-claimed-by-other"],
});

export const POST_REVIEW_RELEASE = route({
  method: "POST",
  path: "/reviews/:reviewId/release",
  tag: "reviews",
  summary: "Leave a review to others",
  params: PARAMS,
  answers: CLAIM_ANSWER,
  codes: CLAIM_CODES,
});

export const DECIDED = closed({
  reviewId: Type.String(),
  visitId: Type.String(),
  status: REVIEW_STATUS,
  undoUntilMs: nullable(atMs("Until when it can be taken back")),
});

export const POST_REVIEW_DECIDE = route({
  method: "POST",
  path: "/reviews/:reviewId/decide",
  tag: "reviews",
  summary: "Decide",
  params: PARAMS,
  body: closed({ choice: CHOICE }, { examples: [{ choice: { kind: "nothing" } }] }),
  answers: {
    200: {
      description: "It is decided. What follows from it follows when `undoUntilMs` has passed.",
      schema: DECIDED,
    },
  },
  codes: [
    "not-found",
    "product-unknown",
    "review-not-open",
    "review-already-decided",
    "review-claimed-by-other",
    "review-choice-unknown",
  ],
});

export const POST_REVIEW_UNDO = route({
  method: "POST",
  path: "/reviews/:reviewId/undo",
  tag: "reviews",
  summary: "Take a decision back",
  description: "By whoever decided, until `undoUntilMs`; they have the review again then.",
  params: PARAMS,
  answers: { 200: { description: "It is open.", schema: DECIDED } },
  codes: ["not-found", "review-not-open", "review-already-decided"],
});
