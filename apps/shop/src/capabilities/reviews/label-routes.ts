import { showClaimed } from "@saunter/commerce/receipt/show-claimed";
import type { ReviewEvent, ReviewSubject } from "@saunter/commerce/review/events";
import { GET_LABELS } from "@saunter/protocol/http/label-routes";
import { LABELS_MAX } from "@saunter/protocol/limits";
import { addRead } from "../../http/add-route.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { decodeCursor, linkNext } from "../../http/pages.ts";
import { prepared } from "../../store/prepared.ts";
import type { Store } from "../../store/store.ts";

type DisputeSubject = Extract<ReviewSubject, { kind: "contest" }>;

/** Reviewers' decisions of all kinds, to measure and calibrate the engine by; who decided is not said. */
export function addLabelRoutes(context: HttpContext): void {
  const { store, nowMs } = context.deps.shop;
  addRead(context, GET_LABELS, ({ query, url, reply }) => {
    const [settledMs, reviewId] =
      query.after === undefined ? [Number.MIN_SAFE_INTEGER, ""] : decodeCursor(query.after, 2);
    const limit = query.limit ?? LABELS_MAX;
    const rows = prepared(
      store.db,
      // What can still be taken back is no label yet.
      `SELECT review_id, settled_ms FROM reviews WHERE status = 'decided'
           AND (settled_ms, review_id) > (?, ?) AND settled_ms <= ?
           ORDER BY settled_ms, review_id LIMIT ?`,
    ).all(settledMs!, reviewId!, nowMs(), limit + 1);
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    if (rows.length > limit && last !== undefined) {
      const next = linkNext(url, [last.settled_ms as number, last.review_id as string]);
      reply.header("link", `<${next}>; rel="next"`);
    }
    reply.type("application/x-ndjson");
    const lines = shown.map(
      (row) => `${JSON.stringify(makeLabel(context, row.review_id as string))}\n`,
    );
    return lines.join("");
  });
}

function makeLabel({ deps }: HttpContext, reviewId: string) {
  const { store } = deps.shop;
  const review = store.read("review", reviewId);
  if (review.status !== "decided") throw new Error("a review is listed as decided and is not");
  const decided = store
    .readStream(`review-${reviewId}`)
    .findLast(({ event }) => event.type === "ReviewDecided")!;
  const { tookMs } = decided.event as Extract<ReviewEvent, { type: "ReviewDecided" }>;
  const { visitId, subject, choice } = review;
  const asked = subject.kind === "contest" ? showDispute(store, visitId, subject) : subject;
  return { reviewId, visitId, decidedMs: decided.atMs, tookMs, ...asked, choice };
}

/** With what the shopper said. */
function showDispute(store: Store, visitId: string, subject: DisputeSubject) {
  const receipt = store.read("receipt", visitId);
  if (receipt.status === "none" || receipt.status === "draft") {
    throw new Error("a dispute is of a receipt that is not final");
  }
  const dispute = receipt.disputes.find(({ disputeId }) => disputeId === subject.contestId)!;
  const { kind: claim, gtin, claimedQuantity, instead = null } = dispute;
  const claimed = { claim, gtin, claimedQuantity, ...showClaimed(dispute), instead };
  return { ...subject, disputeId: subject.contestId, ...claimed };
}
