/** The review flow of whoever is signed in, with the shop behind it. */
import { toastProblem } from "@saunter/ui/components/toasts";
import { useEffect, useState } from "preact/hooks";
import { connection, subscribeEvents } from "../../live-events.ts";
import { api, me } from "../../session.ts";
import { createOutbox } from "./outbox.ts";
import { createReviewFlow, type ReviewCalls, type ReviewFlow } from "./review-flow.ts";
import { createUnsentStore } from "./unsent.ts";

/** Of the whole console: what is unsent is sent although its page was left. */
export const outbox = createOutbox();

const unsent = createUnsentStore(localStorage);

/** How often an open review is claimed again, and how long without a sign of its reviewer. */
const HEARTBEAT_MS = 30_000;
const IDLE_MS_MAX = 5 * 60_000;

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

interface OpenReviewFlow {
  readonly flow: ReviewFlow;
  /** Grows with each decision that the shop has. */
  readonly decidedCount: number;
}

export function useReviewFlow(): OpenReviewFlow {
  const [decidedCount, setDecidedCount] = useState(0);
  const [flow] = useState(() =>
    createReviewFlow({
      calls: CALLS,
      outbox,
      unsent,
      reviewerId: me.value!.id,
      onProblem: toastProblem,
      nowMs: () => Date.now(),
      makeKey: () => crypto.randomUUID(),
      onDecided: () => setDecidedCount((count) => count + 1),
    }),
  );
  useEffect(() => {
    flow.start();
    const stop = subscribeEvents(["review.*"], flow.takeEvent, flow.catchUp);
    // What somebody does at this page shows that they are there.
    let lastActMs = Date.now();
    const act = (): void => {
      lastActMs = Date.now();
      flow.stay();
    };
    // Who watches a clip presses nothing for a while, and is still at it.
    const heartbeat = setInterval(() => {
      const isThere = document.visibilityState === "visible";
      if (isThere && Date.now() - lastActMs < IDLE_MS_MAX) flow.stay();
    }, HEARTBEAT_MS);
    document.addEventListener("keydown", act);
    document.addEventListener("pointerdown", act);
    return () => {
      stop();
      clearInterval(heartbeat);
      document.removeEventListener("keydown", act);
      document.removeEventListener("pointerdown", act);
      flow.close();
    };
  }, []);
  const state = connection.value;
  useEffect(() => {
    if (state === "live") outbox.tryNow();
  }, [state]);
  return { flow, decidedCount };
}
