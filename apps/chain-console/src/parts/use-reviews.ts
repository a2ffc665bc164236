/** The work of one reviewer of the chain: the review before them, and the one that they decided last. */
import type { ChainAnswer } from "@saunter/client/chain-api";
import { type Problem, toProblem } from "@saunter/client/problem";
import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../session.ts";
import type { Choice, Look, Product } from "./review-words.ts";

type Next = ChainAnswer<"POST /v1/reviews/next">;

export interface DecidedLook {
  readonly look: Look;
  readonly choice: Choice;
  readonly undoUntilMs: number;
}

export interface ReviewsState {
  /** Null until it is known what waits. */
  readonly waiting: Pick<Next, "waiting" | "away"> | null;
  readonly look: Look | null;
  /** Why something could not be done with the one before them, or none could be had. */
  readonly problem: Problem | null;
  readonly decided: DecidedLook | null;
}

export interface Reviews extends ReviewsState {
  readonly isBusy: boolean;
  next(): Promise<void>;
  /** @param product that it names, where the review does not know it */
  decide(choice: Choice, product?: Product): Promise<void>;
  skip(): Promise<void>;
  undo(): Promise<void>;
}

/** Where nothing waits it is asked again. */
const ASK_AGAIN_MS = 5000;
/** A review is kept from others for two minutes. */
const STAY_MS = 45_000;

/** What was before them is done; the next one is on its way. */
const GETTING_NEXT = { look: null, waiting: null } as const;

/** By its name a decision is shown. */
function withProduct(look: Look, product: Product | undefined): Look {
  if (product === undefined) return look;
  const { review } = look;
  return { ...look, review: { ...review, products: [...review.products, product] } };
}

export function useReviews(): Reviews {
  const [state, setState] = useState<ReviewsState>({
    ...{ waiting: null, look: null, problem: null, decided: null },
  });
  const [isBusy, setBusy] = useState(false);
  const doing = useRef<Promise<void> | null>(null);
  const change = (more: Partial<ReviewsState>): void =>
    setState((before) => ({ ...before, ...more }));

  const work = async (step: () => Promise<void>): Promise<void> => {
    setBusy(true);
    try {
      await step();
    } catch (error) {
      change({ problem: toProblem(error) });
    } finally {
      doing.current = null;
      setBusy(false);
    }
  };
  /** One thing at a time: a key that is pressed twice does it once. */
  const run = async (step: () => Promise<void>): Promise<void> => {
    doing.current ??= work(step);
    await doing.current;
  };

  const getNext = async (): Promise<void> => {
    const { look, ...waiting } = await api.call("POST /v1/reviews/next");
    change({ look, waiting, problem: null });
  };

  const { look, decided, problem } = state;
  const params = (of: Look) => ({ params: { lookId: of.lookId } });
  const reviews: Reviews = {
    ...{ ...state, isBusy },
    next: () => run(getNext),
    decide: (choice, product) =>
      run(async () => {
        if (look === null) return;
        const parts = { ...params(look), body: { choice } };
        const { undoUntilMs } = await api.call("POST /v1/review-looks/:lookId/decide", parts);
        const made =
          undoUntilMs === null ? null : { look: withProduct(look, product), choice, undoUntilMs };
        change({ ...GETTING_NEXT, decided: made });
        await getNext();
      }),
    skip: () =>
      run(async () => {
        if (look === null) return;
        await api.call("POST /v1/review-looks/:lookId/skip", params(look));
        change(GETTING_NEXT);
        await getNext();
      }),
    // Right after the decision the next one is still on its way.
    undo: async () => {
      await doing.current;
      await run(async () => {
        if (decided === null) return;
        await api.call("POST /v1/review-looks/:lookId/undo", params(decided.look));
        change({ look: decided.look, decided: null, problem: null });
      });
    },
  };

  useEffect(() => void reviews.next(), []);
  const isIdle = look === null && problem === null;
  useEffect(() => {
    if (!isIdle) return;
    const timer = setInterval(() => void reviews.next(), ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isIdle]);
  useEffect(() => {
    if (look === null) return;
    const stay = async (): Promise<void> => {
      if (document.visibilityState !== "visible") return;
      try {
        await api.call("POST /v1/review-looks/:lookId/stay", params(look));
      } catch (error) {
        change({ problem: toProblem(error) });
      }
    };
    const timer = setInterval(() => void stay(), STAY_MS);
    return () => clearInterval(timer);
  }, [look?.lookId]);
  return reviews;
}
