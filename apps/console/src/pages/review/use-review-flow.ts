/** The desk of whoever is signed in, with the shop behind it. */
import { toastProblem } from "@saunter/ui/components/toasts";
import { useEffect, useState } from "preact/hooks";
import { connection, hearEvents } from "../../live-events.ts";
import { api, me } from "../../session.ts";
import { createOutbox } from "./outbox.ts";
import { createReviewDesk, type ReviewCalls, type ReviewDesk } from "./review-flow.ts";
import { createUnsentStore } from "./unsent.ts";

/** Of the whole console: what is unsent is sent although its page was left. */
export const outbox = createOutbox();

const unsent = createUnsentStore(localStorage);

const QUEUE_SHOWN_MAX = 20;

const CALLS: ReviewCalls = {
  next: (skip) => api.call("POST /v1/reviews/next", { body: { skip: [...skip] } }),
  queue: async () =>
    (await api.call("GET /v1/reviews", { query: { limit: QUEUE_SHOWN_MAX } })).items,
  read: (reviewId) => api.call("GET /v1/reviews/:reviewId", { params: { reviewId } }),
  claim: (reviewId, key) =>
    api.call("POST /v1/reviews/:reviewId/claim", { params: { reviewId }, key }),
  release: (reviewId, key) =>
    api.call("POST /v1/reviews/:reviewId/release", { params: { reviewId }, key }),
  decide: (reviewId, choice, key) =>
    api.call("POST /v1/reviews/:reviewId/decide", { params: { reviewId }, body: { choice }, key }),
  undo: (reviewId, key) =>
    api.call("POST /v1/reviews/:reviewId/undo", { params: { reviewId }, key }),
};

interface OpenDesk {
  readonly desk: ReviewDesk;
  /** Grows with each decision that the shop has. */
  readonly decidedCount: number;
}

export function useDesk(): OpenDesk {
  const [decidedCount, setDecidedCount] = useState(0);
  const [desk] = useState(() =>
    createReviewDesk({
      ...{ calls: CALLS, outbox, unsent, reviewerId: me.value!.id, onProblem: toastProblem },
      nowMs: () => Date.now(),
      makeKey: () => crypto.randomUUID(),
      onDecided: () => setDecidedCount((count) => count + 1),
    }),
  );
  useEffect(() => {
    desk.start();
    const stop = hearEvents(["review.*"], desk.hear, desk.catchUp);
    // What somebody does at this page shows that they are there.
    document.addEventListener("keydown", desk.stay);
    document.addEventListener("pointerdown", desk.stay);
    return () => {
      stop();
      document.removeEventListener("keydown", desk.stay);
      document.removeEventListener("pointerdown", desk.stay);
      desk.close();
    };
  }, []);
  const state = connection.value;
  useEffect(() => {
    if (state === "live") outbox.tryNow();
  }, [state]);
  return { desk, decidedCount };
}
