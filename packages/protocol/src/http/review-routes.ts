/** What waits for a reviewer, and what they decide. */
import Type from "typebox";
import { REVIEWS_SKIPPED_MAX } from "../limits.ts";
import {
  CHOICE,
  IS_ALL_AT_STAKE,
  IS_OVERDUE,
  REVIEW,
  REVIEW_KIND,
  REVIEW_STATUS,
} from "./review-schemas.ts";
import { route } from "./route-spec.ts";
import {
  atMs,
  bytesOf,
  closed,
  count,
  id,
  minor,
  named,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
} from "./schemas.ts";

const PARAMS = closed({ reviewId: id("The review's id.") });

const REVIEW_ROW = named(
  "ReviewRow",
  closed({
    reviewId: Type.String(),
    visitId: Type.String(),
    kind: REVIEW_KIND,
    status: REVIEW_STATUS,
    worthMinor: minor("Amount at stake"),
    openedMs: atMs("When it was opened"),
    dueMs: atMs("Deadline, when it is settled in the shopper's favour, within the shop's caps"),
    isOverdue: IS_OVERDUE,
    isAllAtStake: IS_ALL_AT_STAKE,
    claimedBy: nullable(Type.String({ description: "A reviewer's id." })),
    claimedUntilMs: nullable(atMs("When the claim ends")),
  }),
);

export const GET_REVIEWS = route({
  method: "GET",
  path: "/reviews",
  tag: "reviews",
  summary: "List reviews, by deadline, then by amount",
  query: closed({
    ...PAGE_QUERY,
    status: Type.Optional(oneOf(["open", "decided", "lapsed"], "`open` when left out.")),
    visitId: Type.Optional(id("Of one visit.")),
  }),
  answers: { 200: { description: "A page of reviews.", schema: pageOf(REVIEW_ROW) } },
});

const atMsLength = (description: string) =>
  Type.Number({ minimum: 0, description: `${description}, ms.` });

export const GET_REVIEWS_STATISTICS = route({
  method: "GET",
  path: "/reviews/statistics",
  tag: "reviews",
  summary: "Show how many visits are reviewed and how long reviews take; disputes do not count",
  query: closed({
    sinceMs: Type.Optional(
      Type.Integer({ minimum: 0, description: "Visits that ended since this time, Unix ms." }),
    ),
    reviewerId: Type.Optional(id("Only reviews that this reviewer decided.")),
  }),
  answers: {
    200: {
      description: "The figures.",
      schema: closed({
        visits: Type.Integer({ description: "Ended visits that are charged." }),
        reviewedVisits: Type.Integer({
          description: "Of those, that went to review.",
        }),
        reviewedShare: nullable(Type.Number({ minimum: 0, maximum: 1 })),
        decided: Type.Integer(),
        lapsed: Type.Integer(),
        medianTookMs: nullable(atMsLength("From claim to decision, of claimed reviews")),
        medianWaitMs: nullable(atMsLength("From opening to decision or lapse")),
        lastEndedMs: nullable(atMs("When the last was decided or lapsed")),
        waiting: count("Open reviews that nobody else has claimed."),
        atStake: closed(
          {
            visits: Type.Integer(),
            firstDueMs: nullable(atMs("The first deadline among them")),
          },
          { description: "Visits that are not charged unless somebody decides." },
        ),
      }),
    },
  },
});

const QUALITY = {
  decided: count("Reviews decided, disputes not counted."),
  medianTookMs: nullable(atMsLength("From claim to decision, of claimed reviews")),
  lookedAtTwice: count("Of those, that another reviewer decided, too, without seeing the first."),
  agreed: count("Of those, that both decided alike."),
  overturned: count(
    "Of those decided, where the shopper disputed a product of the decision and was right.",
  ),
};

export const GET_REVIEWS_QUALITY = route({
  method: "GET",
  path: "/reviews/quality",
  tag: "reviews",
  summary: "Show how quickly reviewers decide and how far two of them agree",
  description:
    "One of ten reviews of an interaction is decided by a second reviewer, who does not see what the first " +
    "said. Small numbers say little of a person: they are there to find unclear questions.",
  query: closed({
    sinceMs: Type.Optional(
      Type.Integer({ minimum: 0, description: "Reviews that were decided since, Unix ms." }),
    ),
  }),
  answers: {
    200: {
      description: "The figures, of all and of each reviewer.",
      schema: closed({
        all: closed(QUALITY),
        reviewers: Type.Array(
          closed({
            reviewerId: Type.String(),
            name: nullable(Type.String({ description: "Null: no longer a user." })),
            ...QUALITY,
          }),
          { description: "By name. Second looks count for both reviewers." },
        ),
      }),
    },
  },
});

export const GET_REVIEW = route({
  method: "GET",
  path: "/reviews/:reviewId",
  tag: "reviews",
  summary: "Show a review with its evidence",
  params: PARAMS,
  answers: { 200: { description: "The review.", schema: REVIEW } },
  codes: ["not-found"],
});

export const GET_REVIEW_CLIP = route({
  method: "GET",
  path: "/reviews/:reviewId/clips/:evidenceId",
  tag: "reviews",
  summary: "Get the video clip of an interaction, with people blurred except for hands",
  description: "Of interactions of the review, while their clips are kept.",
  params: closed({ ...PARAMS.properties, evidenceId: id("The interaction's.") }),
  answers: {
    200: {
      description: "The clip, in the format that the review says.",
      content: bytesOf(["video/webm", "video/mp4"]),
    },
  },
  codes: ["not-found", "clip-unreadable"],
});

export const POST_REVIEWS_NEXT = route({
  method: "POST",
  path: "/reviews/next",
  tag: "reviews",
  summary: "Claim the review that is due first",
  description:
    "A reviewer who has a claim gets the same review again. Others do not get it for two minutes.",
  body: closed(
    {
      skip: Type.Optional(
        Type.Array(id("A review's id."), {
          maxItems: REVIEWS_SKIPPED_MAX,
          description: "Reviews to leave to others.",
        }),
      ),
    },
    { examples: [{ skip: [] }] },
  ),
  answers: {
    200: {
      description: "The review; null when none is open.",
      schema: closed({
        review: nullable(REVIEW),
        waiting: count("Open reviews that nobody else has claimed, including this one."),
      }),
    },
  },
});

export const CLAIMED = named(
  "ClaimedReview",
  closed({
    reviewId: Type.String(),
    claimedBy: nullable(Type.String()),
    claimedUntilMs: nullable(atMs("Until when")),
  }),
);

const CLAIM_ANSWER = { 200: { description: "Who has claimed it.", schema: CLAIMED } };

const CLAIM_CODES = ["not-found", "review-not-open", "review-already-decided"] as const;

export const POST_REVIEW_CLAIM = route({
  method: "POST",
  path: "/reviews/:reviewId/claim",
  tag: "reviews",
  summary: "Claim a review",
  params: PARAMS,
  answers: CLAIM_ANSWER,
  codes: [...CLAIM_CODES, "review-claimed-by-other"],
});

export const POST_REVIEW_RELEASE = route({
  method: "POST",
  path: "/reviews/:reviewId/release",
  tag: "reviews",
  summary: "Release a claimed review",
  params: PARAMS,
  answers: CLAIM_ANSWER,
  codes: CLAIM_CODES,
});

export const DECIDED = named(
  "DecidedReview",
  closed({
    reviewId: Type.String(),
    visitId: Type.String(),
    status: REVIEW_STATUS,
    undoUntilMs: nullable(atMs("Until when the decision can be undone")),
  }),
);

export const POST_REVIEW_DECIDE = route({
  method: "POST",
  path: "/reviews/:reviewId/decide",
  tag: "reviews",
  summary: "Decide",
  params: PARAMS,
  body: closed({ choice: CHOICE }, { examples: [{ choice: { kind: "nothing" } }] }),
  answers: {
    200: {
      description: "Decided. It takes effect at `undoUntilMs`.",
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
  summary: "Undo a decision",
  description: "By the reviewer who decided, until `undoUntilMs`; they have the review again.",
  params: PARAMS,
  answers: { 200: { description: "It is open again.", schema: DECIDED } },
  codes: ["not-found", "review-not-open", "review-already-decided"],
});
