/** Reviews of all shops: who is given which, what they decide, and how well it goes. */
import Type from "typebox";
import { CHOICE } from "../../http/review-schemas.ts";
import { atMs, bytesOf, closed, count, id, nullable } from "../../http/schemas.ts";
import { SEARCH_CHARS_MAX } from "../../limits.ts";
import { POOL_PRODUCTS, POOL_REVIEW } from "../review-messages.ts";
import { chainRoute } from "./chain-route-spec.ts";

const LOOK = { lookId: id("Of the review as it was given to you.") };

const WAITING = {
  waiting: count("Open reviews of shops that answer."),
  away: Type.Array(
    closed({
      shopId: Type.String(),
      name: Type.String(),
      waiting: count("Open reviews of the shop."),
    }),
    { description: "Shops that do not answer now: their reviews cannot be looked at." },
  ),
};

export const POST_REVIEWS_NEXT = chainRoute({
  method: "POST",
  path: "/reviews/next",
  tag: "reviews",
  summary: "Get the next review, which others do not get meanwhile",
  description:
    "Which one it is the chain decides: of those without which nothing of a visit is charged first, then by deadline, with room for " +
    "every shop. Whoever has one gets the same again.",
  answers: {
    200: {
      description: "The review; null where none waits.",
      schema: closed({
        look: nullable(
          closed({
            ...LOOK,
            shopId: Type.String(),
            shopName: Type.String(),
            untilMs: atMs("Until when others do not get it"),
            review: POOL_REVIEW,
          }),
        ),
        ...WAITING,
      }),
    },
  },
});

export const POST_LOOK_STAY = chainRoute({
  method: "POST",
  path: "/review-looks/:lookId/stay",
  tag: "reviews",
  summary: "Keep a review from others a while longer",
  params: closed(LOOK),
  answers: {
    200: {
      description: "It is kept.",
      schema: closed({ untilMs: atMs("Until when others do not get it") }),
    },
  },
  codes: [
    ...["not-found", "shop-away", "review-not-open", "review-already-decided"],
    "review-claimed-by-other",
  ] as const,
});

export const GET_LOOK_CLIP = chainRoute({
  method: "GET",
  path: "/review-looks/:lookId/clips/:evidenceId",
  tag: "reviews",
  summary:
    "Get the video clip of an interaction from its shop, with people blurred except for hands",
  description: "Of the review that is before you. The chain keeps no clip.",
  params: closed({ ...LOOK, evidenceId: id("The interaction's.") }),
  answers: {
    200: { description: "The clip.", content: bytesOf(["video/webm", "video/mp4"]) },
  },
  codes: ["not-found", "shop-away", "clip-unreadable", "review-claimed-by-other"],
});

export const GET_LOOK_PRODUCTS = chainRoute({
  method: "GET",
  path: "/review-looks/:lookId/products",
  tag: "reviews",
  summary: "Search products of the review's shop by part of their name or barcode",
  description: "For a product that is not among the choices of the review that is before you.",
  params: closed(LOOK),
  query: closed({
    search: Type.String({
      minLength: 1,
      maxLength: SEARCH_CHARS_MAX,
      description: "Part of a name or barcode.",
    }),
  }),
  answers: {
    200: {
      description: "The best matches.",
      schema: closed({ items: POOL_PRODUCTS.properties.products }),
    },
  },
  codes: ["not-found", "shop-away", "review-claimed-by-other"],
});

export const POST_LOOK_DECIDE = chainRoute({
  method: "POST",
  path: "/review-looks/:lookId/decide",
  tag: "reviews",
  summary: "Decide",
  description: "In the shop's journal, once, however often the same is sent.",
  params: closed(LOOK),
  body: closed({ choice: CHOICE }, { examples: [{ choice: { kind: "nothing" } }] }),
  answers: {
    200: {
      description: "Decided.",
      schema: closed({
        undoUntilMs: nullable(atMs("Until when the decision can be undone; null: not at all")),
      }),
    },
  },
  codes: [
    "not-found",
    "shop-away",
    "product-unknown",
    "review-not-open",
    "review-already-decided",
    "review-claimed-by-other",
    "review-choice-unknown",
  ],
});

export const POST_LOOK_UNDO = chainRoute({
  method: "POST",
  path: "/review-looks/:lookId/undo",
  tag: "reviews",
  summary: "Undo a decision",
  description:
    "Until `undoUntilMs`; you have the review again, and whichever you had since goes back.",
  params: closed(LOOK),
  answers: {
    200: {
      description: "It is open again.",
      schema: closed({ untilMs: atMs("Until when others do not get it") }),
    },
  },
  codes: [
    "not-found",
    "shop-away",
    "review-not-open",
    "review-already-decided",
    "review-claimed-by-other",
  ],
});

export const POST_LOOK_SKIP = chainRoute({
  method: "POST",
  path: "/review-looks/:lookId/skip",
  tag: "reviews",
  summary: "Leave a review to others; it is counted",
  params: closed(LOOK),
  answers: { 204: { description: "Others get it." } },
  codes: ["not-found"],
});

export const GET_REVIEWS_WAITING = chainRoute({
  method: "GET",
  path: "/reviews/waiting",
  tag: "reviews",
  summary: "Count what waits for reviewers",
  answers: {
    200: { description: "Of shops that you may review for.", schema: closed(WAITING) },
  },
});

const DAYS_MAX = 92;

const shareOf = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });

const AGREEMENT = closed({
  pairs: count("Reviews that two people decided without knowing of one another."),
  agreed: count("Those of them that both decided alike."),
  interval: nullable(
    closed(
      { low: shareOf("Lower end."), high: shareOf("Upper end.") },
      {
        description:
          "How often they agree, with 95 % confidence (Wilson's score interval); null: too few to say.",
      },
    ),
  ),
});

const WORK = {
  decided: count("Decisions, second ones too."),
  medianMs: nullable(
    Type.Number({ minimum: 0, description: "From being given one to deciding, ms." }),
  ),
  skipped: count("Left to others."),
  expired: count("Given, and neither decided nor skipped in time."),
};

export const GET_REVIEWS_STATISTICS = chainRoute({
  method: "GET",
  path: "/reviews/statistics",
  tag: "reviews",
  summary: "Show what reviewers did, by person and day, and how far two of them agree",
  description: "No evidence, no receipt.",
  query: closed({
    days: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: DAYS_MAX,
        description: "So many days until now; 7 when left out.",
      }),
    ),
  }),
  answers: {
    200: {
      description: "Of shops whose reports you may see.",
      schema: closed({
        pool: closed({
          open: count("Reviews that wait."),
          openedMs: nullable(atMs("When the oldest of them was opened")),
          dueWithinHour: count("Those that are due within an hour."),
          decidedInTime: count("Decided before their deadline, in these days."),
          decidedLate: count("Decided after it."),
          lapsed: count("Settled in the shopper's favour, as nobody decided in time."),
          agreement: AGREEMENT,
        }),
        reviewers: Type.Array(
          closed({
            userId: Type.String(),
            name: nullable(Type.String({ description: "Null: nobody whom you may see." })),
            ...WORK,
            agreement: AGREEMENT,
            days: Type.Array(closed({ day: Type.String(), ...WORK })),
          }),
          { description: "By name. A pair counts for both." },
        ),
      }),
    },
  },
});
