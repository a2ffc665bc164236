import {
  GET_LOOK_CLIP,
  GET_LOOK_PRODUCTS,
  GET_REVIEWS_STATISTICS,
  GET_REVIEWS_WAITING,
  POST_LOOK_DECIDE,
  POST_LOOK_SKIP,
  POST_LOOK_STAY,
  POST_LOOK_UNDO,
  POST_REVIEWS_NEXT,
} from "@saunter/protocol/chain/http/review-routes";
import type { AuditFacts } from "../../access/audit.ts";
import { createReviewAsker, type ShopAnswer } from "../../reviews/ask-review.ts";
import { TRIES_MAX } from "../../reviews/pool-limits.ts";
import { readReviewStatistics } from "../../reviews/read-review-statistics.ts";
import {
  countWaiting,
  endLook,
  extendLook,
  findLook,
  type Look,
  reopenLook,
  takeLook,
} from "../../reviews/review-looks.ts";
import { addScoped, addStepped } from "../add-route.ts";
import type { HttpContext } from "../http-context.ts";
import { notFound, ProblemError } from "../problem.ts";

const DAYS = 7;
const DAY_MS = 86_400_000;

export function addReviewRoutes(context: HttpContext): void {
  const { nowMs, random, askShop } = context.options;
  const asker = createReviewAsker(askShop);

  addStepped(context, POST_REVIEWS_NEXT, async ({ principal: { userId }, step }) => {
    const away: string[] = [];
    const give = async (look: Look) => {
      const claimed = await asker.claim(look);
      const seen = claimed.kind === "answer" ? await asker.view(look) : claimed;
      if (seen.kind === "answer") {
        return step(async (tx, note) => {
          const { shopId, lookId } = look;
          const untilMs = await extendLook(tx, look, nowMs());
          await note("review-viewed", tellOf(look));
          const shop = await tx
            .selectFrom("shops")
            .select("name")
            .where("shop_id", "=", shopId)
            .executeTakeFirstOrThrow();
          return { lookId, shopId, shopName: shop.name, untilMs, review: seen.value };
        });
      }
      if (seen.kind === "away") away.push(look.shopId);
      await step((tx) => endLook(tx, look, seen.kind === "away" ? "away" : "lost", nowMs()));
      return null;
    };
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const look = await step((tx) => takeLook(tx, { userId, away, nowMs: nowMs(), random }));
      const given = look === null ? null : await give(look);
      if (look !== null && given === null) continue;
      return { look: given, ...(await step((tx) => countWaiting(tx, nowMs()))) };
    }
    return { look: null, ...(await step((tx) => countWaiting(tx, nowMs()))) };
  });

  addStepped(context, POST_LOOK_STAY, async ({ params, principal: { userId }, step }) => {
    const look = await step((tx) => findLook(tx, params.lookId, userId, [null]));
    if (look === null) throw notFound();
    const claimed = await asker.claim(look);
    if (claimed.kind === "refused") await step((tx) => endLook(tx, look, "lost", nowMs()));
    readAnswer(claimed);
    return { untilMs: await step((tx) => extendLook(tx, look, nowMs())) };
  });

  addStepped(context, GET_LOOK_CLIP, async ({ params, principal: { userId }, step, reply }) => {
    const look = await step(async (tx, note) => {
      const found = await findLook(tx, params.lookId, userId, [null]);
      if (found === null) throw notFound();
      await note("review-clip-viewed", tellOf(found));
      return found;
    });
    const { mediaType, video } = readAnswer(await asker.clip(look, params.evidenceId));
    const [type] = mediaType.split(";") as [string];
    reply.type(type).send(video);
  });

  addStepped(context, GET_LOOK_PRODUCTS, async ({ params, query, principal: { userId }, step }) => {
    const look = await step((tx) => findLook(tx, params.lookId, userId, [null]));
    if (look === null) throw notFound();
    const { products } = readAnswer(await asker.products(look, query.search));
    return { items: products };
  });

  addStepped(context, POST_LOOK_DECIDE, async ({ params, body, principal: { userId }, step }) => {
    // Sent again, it may be decided by now; and what has expired may still be nobody else's.
    const endings = [null, "expired", "decided"] as const;
    const look = await step((tx) => findLook(tx, params.lookId, userId, endings));
    if (look === null) throw notFound();
    const decided = await asker.decide(look, body.choice);
    if (decided.kind === "refused" && OVER.has(decided.code)) {
      await step((tx) => endLook(tx, look, "lost", nowMs()));
    }
    const value = readAnswer(decided);
    await step(async (tx, note) => {
      if ((await findLook(tx, look.lookId, userId, ["decided"])) !== null) return;
      await endLook(tx, look, "decided", nowMs());
      await note("review-decided", tellOf(look));
    });
    return value;
  });

  addStepped(context, POST_LOOK_UNDO, async ({ params, principal: { userId }, step }) => {
    const look = await step((tx) => findLook(tx, params.lookId, userId, ["decided", null]));
    if (look === null) throw notFound();
    const value = readAnswer(await asker.undo(look));
    const returned = await step(async (tx, note) => {
      await note("review-reopened", tellOf(look));
      return reopenLook(tx, look, nowMs());
    });
    // Where the shop does not answer now, the claim ends by itself.
    if (returned !== null) await asker.release(returned);
    return value;
  });

  addStepped(context, POST_LOOK_SKIP, async ({ params, principal: { userId }, step, reply }) => {
    const look = await step(async (tx, note) => {
      const found = await findLook(tx, params.lookId, userId, [null]);
      if (found === null) throw notFound();
      await endLook(tx, found, "skipped", nowMs());
      await note("review-skipped", tellOf(found));
      return found;
    });
    await asker.release(look);
    reply.status(204);
  });

  addScoped(context, GET_REVIEWS_WAITING, ({ tx }) => countWaiting(tx, nowMs()));

  addScoped(context, GET_REVIEWS_STATISTICS, async ({ tx, query, note }) => {
    await note("reviewers-viewed");
    const { days = DAYS } = query;
    return readReviewStatistics(tx, nowMs() - days * DAY_MS, nowMs());
  });
}

/** After these a look is over; others are mistakes that can be mended. */
const OVER: ReadonlySet<string> = new Set([
  "not-found",
  "review-not-open",
  "review-already-decided",
  "review-claimed-by-other",
]);

const tellOf = ({ reviewId, shopId }: Look): AuditFacts => ({
  object: { kind: "review", id: reviewId },
  shopId,
});

/** What the shop says; out of the handler where it refuses or is away. */
function readAnswer<T>(answer: ShopAnswer<T>): T {
  if (answer.kind === "answer") return answer.value;
  if (answer.kind === "refused") throw new ProblemError(answer.code, answer.detail);
  const why = answer.kind === "away" ? "did not answer" : "could not do it";
  throw new ProblemError("shop-away", `the shop ${why}`);
}
