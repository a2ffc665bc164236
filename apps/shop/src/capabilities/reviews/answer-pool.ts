/**
 * Answers reviewers of the chain. They claim, decide and undo as the shop's own reviewers do, and see a review only while
 * they have claimed it.
 */
import { createHash } from "node:crypto";
import { findUndoEndMs } from "@saunter/commerce/review/decide";
import type { ReviewClaim } from "@saunter/commerce/review/evolve";
import { findDecision } from "@saunter/commerce/review/find-decision";
import {
  CLIP_REQUEST,
  type ClipAnswer,
  DECISION_REQUEST,
  POOL_PRODUCTS_MAX,
  type PoolReview,
  PRODUCTS_REQUEST,
  REVIEW_REQUEST,
} from "@saunter/protocol/chain/review-messages";
import type { Static, TSchema } from "typebox";
import { Check } from "typebox/value";
import type { AnswerPool } from "../../chain/pool-answers.ts";
import {
  claimReview,
  decideOnReview,
  releaseReview,
  undoReview,
} from "../../domain/review-service.ts";
import { RefusedError, type Shop } from "../../domain/shop-context.ts";
import { ProblemError } from "../../http/problem.ts";
import { findProducts } from "../goods/find-products.ts";
import { toChoice } from "./review-choice.ts";
import {
  findChange,
  findClip,
  type KnownReview,
  type ReviewServices,
  readReview,
  showProducts,
  viewReview,
} from "./review-view.ts";

/** Of a clip in one answer, bytes. */
export const CLIP_PART_BYTES = 512 * 1024;

export interface PoolAnswersOptions extends ReviewServices {
  readonly shop: Shop;
  readonly currency: string;
  /** Of the shop's plan. */
  readonly listGondolas: () => PoolReview["gondolas"];
}

/** Rejects what it does not know; refusals of the shop are answers. */
export function createPoolAnswers(options: PoolAnswersOptions): AnswerPool {
  const { shop } = options;
  const { store } = shop;

  async function claim({ reviewId, reviewerId }: Request) {
    return store.transact((tx) => {
      claimReview(tx, reviewId, reviewerId);
      return { untilMs: readClaim(readReview(tx, reviewId), reviewerId, tx.atMs).untilMs };
    });
  }

  async function release({ reviewId, reviewerId }: Request) {
    await store.transact((tx) => releaseReview(tx, reviewId, reviewerId));
    return null;
  }

  async function decide({ reviewId, reviewerId, choice: given }: Decision) {
    return store.transact((tx) => {
      const choice = toChoice(readReview(tx, reviewId).subject, given);
      if (findDecision(readReview(tx, reviewId), reviewerId, choice) === null) {
        decideOnReview(tx, shop, reviewId, reviewerId, choice);
      }
      const review = readReview(tx, reviewId);
      const isFirst = findDecision(review, reviewerId, choice) === "first";
      const undoUntilMs = isFirst && review.status === "decided" ? findUndoEndMs(review) : null;
      return { undoUntilMs };
    });
  }

  async function undo({ reviewId, reviewerId }: Request) {
    return store.transact((tx) => {
      undoReview(tx, shop, reviewId, reviewerId);
      return { untilMs: readClaim(readReview(tx, reviewId), reviewerId, tx.atMs).untilMs };
    });
  }

  function view({ reviewId, reviewerId }: Request): PoolReview {
    const review = readReview(store, reviewId);
    readClaim(review, reviewerId, shop.nowMs());
    const { worthMinor, isAllAtStake, subject, choices, form, ...more } = viewReview(
      options,
      review,
    );
    const { people, products, trips, change, interactions } = more;
    const asked = findChange(review.subject);
    const shown = new Set(interactions.map(({ evidence }) => evidence.gondola));
    if (asked !== undefined) shown.add(asked.gondola);
    return {
      ...{ reviewId, worthMinor, isAllAtStake, subject, choices, form },
      ...{ people, products, trips, change, interactions, currency: options.currency },
      gondolas: options.listGondolas().filter(({ gondola }) => shown.has(gondola)),
    };
  }

  function readPart({ reviewId, reviewerId, evidenceId, part }: ClipRequest): ClipAnswer {
    const review = readReview(store, reviewId);
    readClaim(review, reviewerId, shop.nowMs());
    const { mediaType, video } = findClip(options, review, evidenceId);
    const parts = Math.ceil(video.length / CLIP_PART_BYTES);
    if (part >= parts) throw new RefusedError("not-found", "the clip has no such part");
    const bytes = Buffer.from(video);
    return {
      ...{ mediaType, parts },
      hash: createHash("sha256").update(bytes).digest("base64url"),
      bytes: bytes
        .subarray(part * CLIP_PART_BYTES, (part + 1) * CLIP_PART_BYTES)
        .toString("base64"),
    };
  }

  function findOthers({ reviewId, reviewerId, search }: ProductsRequest) {
    const review = readReview(store, reviewId);
    readClaim(review, reviewerId, shop.nowMs());
    const found = findProducts(shop.settings.products.values(), search, POOL_PRODUCTS_MAX);
    const codes = found.map(({ gtin }) => gtin);
    return { products: showProducts(options, review, codes) };
  }

  const answers: Readonly<Record<string, (body: unknown) => Promise<unknown> | unknown>> = {
    claim: (body) => claim(checked(REVIEW_REQUEST, body)),
    release: (body) => release(checked(REVIEW_REQUEST, body)),
    undo: (body) => undo(checked(REVIEW_REQUEST, body)),
    view: (body) => view(checked(REVIEW_REQUEST, body)),
    decide: (body) => decide(checked(DECISION_REQUEST, body)),
    products: (body) => findOthers(checked(PRODUCTS_REQUEST, body)),
    clip: (body) => readPart(checked(CLIP_REQUEST, body)),
  };
  return async (what, body) => {
    if (!Object.hasOwn(answers, what)) throw new Error("nothing of this name can be asked");
    try {
      return await answers[what]!(body);
    } catch (error) {
      if (!(error instanceof RefusedError || error instanceof ProblemError)) throw error;
      return { refused: { code: error.code, detail: error.message } };
    }
  };
}

type Request = Static<typeof REVIEW_REQUEST>;
type Decision = Static<typeof DECISION_REQUEST>;
type ProductsRequest = Static<typeof PRODUCTS_REQUEST>;
type ClipRequest = Static<typeof CLIP_REQUEST>;

function checked<Schema extends TSchema>(schema: Schema, body: unknown): Static<Schema> {
  if (!Check(schema, body)) throw new Error("the request is not of its form");
  return body;
}

/** What a reviewer has claimed. Throws `RefusedError` where they have not, or no longer. */
function readClaim(review: KnownReview, reviewerId: string, nowMs: number): ReviewClaim {
  const claim = findClaim(review);
  if (claim === null || claim.reviewerId !== reviewerId || claim.untilMs <= nowMs) {
    throw new RefusedError("review-claimed-by-other", "this reviewer has not claimed it");
  }
  return claim;
}

function findClaim(review: KnownReview): ReviewClaim | null {
  if (review.status === "open") return review.claim;
  return review.status === "decided" && review.again.status === "none" ? review.again.claim : null;
}
