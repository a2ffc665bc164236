/**
 * What the chain asks of a shop for reviewers who decide reviews of many shops, and what the shop says.
 * The shop stays the one who decides what may be decided: it takes, or refuses with a code and words.
 */
import Type, { type Static } from "typebox";
import { FLOOR } from "../http/live-routes.ts";
import { CHOICE, REVIEW } from "../http/review-schemas.ts";
import { atMs, closed, id, nullable } from "../http/schemas.ts";
import { SEARCH_CHARS_MAX } from "../limits.ts";
import { REVIEWER_PREFIX } from "./reviewer-names.ts";

/** A user of the chain, as a shop names them: a shop's own users have no colon in their ids. */
const REVIEWER_ID = Type.String({ pattern: `^${REVIEWER_PREFIX}[A-Za-z0-9_-]{1,64}$` });

const REVIEWER = { reviewId: id("The review's."), reviewerId: REVIEWER_ID };

/** On `ask.SHOP.review.claim`, `.release`, `.undo` and `.view`. */
export const REVIEW_REQUEST = closed(REVIEWER);

/** On `ask.SHOP.review.decide`. The same decision of the same reviewer is taken once, and answered each time. */
export const DECISION_REQUEST = closed({ ...REVIEWER, choice: CHOICE });

/** On `ask.SHOP.review.clip`: one part of a clip. */
export const CLIP_REQUEST = closed({
  ...REVIEWER,
  evidenceId: id("The interaction's."),
  part: Type.Integer({ minimum: 0 }),
});

/** Products that are found at once. */
export const POOL_PRODUCTS_MAX = 8;

/** On `ask.SHOP.review.products`: those of the shop by a part of their name or barcode, for who has claimed a review. */
export const PRODUCTS_REQUEST = closed({
  ...REVIEWER,
  search: Type.String({ minLength: 1, maxLength: SEARCH_CHARS_MAX }),
});

/** How a shop says no. */
export const REVIEW_REFUSED = closed({
  refused: closed({ code: Type.String(), detail: Type.String() }),
});

const COUNT = Type.Integer({ minimum: 0 });

export const CLAIM_ANSWER = closed({ untilMs: atMs("Until when it is kept from others") });

export const DECISION_ANSWER = closed({
  undoUntilMs: nullable(atMs("Until when it can be undone; null: not at all")),
});

/** Of a clip in parts: the hash is of the whole, base64url of SHA-256. */
export const CLIP_ANSWER = closed({
  mediaType: Type.String(),
  hash: Type.String(),
  parts: COUNT,
  /** Base64. */
  bytes: Type.String(),
});
export type ClipAnswer = Static<typeof CLIP_ANSWER>;

const { reviewId, worthMinor, isAllAtStake, subject, choices, form, ...more } = REVIEW.properties;
const { people, products, trips, change, interactions } = more;

/** The best matches. */
export const POOL_PRODUCTS = closed({
  products: Type.Array(products.items, { maxItems: POOL_PRODUCTS_MAX }),
});

/**
 * A review for somebody who is not in the shop: what they have to see to decide. Of the receipt only what
 * each choice changes and the new total, no visit, and no times by which they could tell whether it is already decided.
 */
export const POOL_REVIEW = closed({
  ...{ reviewId, worthMinor, isAllAtStake, subject, choices, form },
  ...{ people, products, trips, change, interactions },
  currency: Type.String({ description: "ISO 4217." }),
  gondolas: Type.Array(FLOOR.properties.gondolas.items, {
    description: "Those of what there is to see, with what stands on them.",
  }),
});
export type PoolReview = Static<typeof POOL_REVIEW>;
