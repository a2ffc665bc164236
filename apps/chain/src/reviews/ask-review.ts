/** Asks a shop about its reviews for one reviewer. What it says is checked: it may be anything. */
import { createHash } from "node:crypto";
import type { ChainProblemCode } from "@saunter/protocol/chain/http/chain-problem-codes";
import {
  CLAIM_ANSWER,
  CLIP_ANSWER,
  DECISION_ANSWER,
  POOL_PRODUCTS,
  POOL_REVIEW,
  type PoolReview,
  REVIEW_REFUSED,
} from "@saunter/protocol/chain/review-messages";
import { nameReviewer } from "@saunter/protocol/chain/reviewer-names";
import type { CHOICE } from "@saunter/protocol/http/review-schemas";
import Type, { type Static, type TSchema } from "typebox";
import { Check } from "typebox/value";
import type { AskShop } from "../hub/ask-shop.ts";
import { CLIP_PARTS_MAX } from "./pool-limits.ts";

/** Refusals that a shop may give. */
const CODES = [
  "not-found",
  "review-not-open",
  "review-already-decided",
  "review-claimed-by-other",
  "review-choice-unknown",
  "product-unknown",
  "clip-unreadable",
] as const satisfies readonly ChainProblemCode[];
export type ShopRefusal = (typeof CODES)[number];

export type ShopAnswer<T> =
  | { readonly kind: "answer"; readonly value: T }
  | { readonly kind: "refused"; readonly code: ShopRefusal; readonly detail: string }
  /** It does not answer: whether it did what was asked nobody knows. */
  | { readonly kind: "away" }
  /** It answers that it cannot, or what nobody understands; others of its reviews may be well. */
  | { readonly kind: "failed" };

export interface ReviewPlace {
  readonly shopId: string;
  readonly reviewId: string;
  readonly userId: string;
}

export interface ReviewAsker {
  claim(place: ReviewPlace): Promise<ShopAnswer<Static<typeof CLAIM_ANSWER>>>;
  release(place: ReviewPlace): Promise<ShopAnswer<unknown>>;
  undo(place: ReviewPlace): Promise<ShopAnswer<Static<typeof CLAIM_ANSWER>>>;
  view(place: ReviewPlace): Promise<ShopAnswer<PoolReview>>;
  decide(
    place: ReviewPlace,
    choice: Static<typeof CHOICE>,
  ): Promise<ShopAnswer<Static<typeof DECISION_ANSWER>>>;
  /** Products of the shop that fit a text. */
  products(place: ReviewPlace, search: string): Promise<ShopAnswer<Static<typeof POOL_PRODUCTS>>>;
  /** All of a clip, from its parts. */
  clip(place: ReviewPlace, evidenceId: string): Promise<ShopAnswer<ReadClip>>;
}

export interface ReadClip {
  readonly mediaType: string;
  readonly video: Buffer;
}

const MEDIA_TYPE = /^video\/(?:webm|mp4)(?:;|$)/;
const AWAY = { kind: "away" } as const;
const FAILED = { kind: "failed" } as const;

/** @param ask null: no shop can be asked. */
export function createReviewAsker(ask: AskShop | null): ReviewAsker {
  async function askFor<Schema extends TSchema>(
    what: string,
    { shopId, reviewId, userId }: ReviewPlace,
    schema: Schema,
    more: object = {},
  ): Promise<ShopAnswer<Static<Schema>>> {
    if (ask === null) return AWAY;
    const body = { reviewId, reviewerId: nameReviewer(userId), ...more };
    // What a shop says in words alone is that something broke, or that it is of an older version.
    const answer = await ask(shopId, `review.${what}`, body).catch(() => undefined);
    if (Check(REVIEW_REFUSED, answer)) return toRefusal(answer.refused);
    if (Check(schema, answer)) return { kind: "answer", value: answer };
    return answer === null ? AWAY : FAILED;
  }

  return {
    claim: (place) => askFor("claim", place, CLAIM_ANSWER),
    release: (place) => askFor("release", place, Type.Null()),
    undo: (place) => askFor("undo", place, CLAIM_ANSWER),
    view: (place) => askFor("view", place, POOL_REVIEW),
    decide: (place, choice) => askFor("decide", place, DECISION_ANSWER, { choice }),
    products: (place, search) => askFor("products", place, POOL_PRODUCTS, { search }),
    clip: async (place, evidenceId) => {
      const readPart = (part: number) => askFor("clip", place, CLIP_ANSWER, { evidenceId, part });
      const first = await readPart(0);
      if (first.kind !== "answer") return first;
      const { mediaType, hash, parts } = first.value;
      if (!MEDIA_TYPE.test(mediaType) || parts > CLIP_PARTS_MAX) return FAILED;
      const pieces = [Buffer.from(first.value.bytes, "base64")];
      while (pieces.length < parts) {
        const next = await readPart(pieces.length);
        if (next.kind !== "answer") return next;
        pieces.push(Buffer.from(next.value.bytes, "base64"));
      }
      const video = Buffer.concat(pieces);
      const isWhole = createHash("sha256").update(video).digest("base64url") === hash;
      return isWhole ? { kind: "answer", value: { mediaType, video } } : FAILED;
    },
  };
}

function toRefusal({ code, detail }: Static<typeof REVIEW_REFUSED>["refused"]): ShopAnswer<never> {
  const known = CODES.find((one) => one === code);
  return known === undefined ? FAILED : { kind: "refused", code: known, detail };
}
