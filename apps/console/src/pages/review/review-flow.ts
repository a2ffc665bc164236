/**
 * The work of one reviewer: the review before them, the next one ready, what they decided a moment
 * ago, and what waits. What they do holds on the screen at once, and goes to the shop in order.
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import { type Problem, toProblem } from "@saunter/client/problem";
import type { ShopEvent } from "../../live-events.ts";
import type { Outbox } from "./outbox.ts";
import type { Choice, QueueRow, Review } from "./review-types.ts";
import type { UnsentStore } from "./unsent.ts";

/** The shop, as the flow asks it. Whatever is given a key is done once. */
export interface ReviewCalls {
  next(skip: readonly string[]): Promise<{ readonly review: Review | null }>;
  queue(): Promise<readonly QueueRow[]>;
  read(reviewId: string): Promise<Review>;
  claim(reviewId: string, key: string): Promise<unknown>;
  release(reviewId: string, key: string): Promise<unknown>;
  decide(reviewId: string, choice: Choice, key: string): Promise<unknown>;
  undo(reviewId: string, key: string): Promise<unknown>;
}

/** Why the one before the reviewer is no longer theirs to decide. */
export type Over = "decided" | "lapsed" | "claimed";

export interface Decided {
  readonly review: Review;
  readonly choice: Choice;
  /** By the clock of this browser. */
  readonly untilMs: number;
}

export interface ReviewFlowView {
  /** `loading`: the next one is on its way. */
  readonly phase: "loading" | "open" | "empty" | "failed";
  /** Why there is none to be had. */
  readonly problem: Problem | null;
  readonly review: Review | null;
  readonly over: Over | null;
  /** What the reviewer left to others is left out of `empty`. */
  readonly leftCount: number;
  /** Decisions that can be taken back, the last one last. */
  readonly decided: readonly Decided[];
  /** What comes then, as far as it is known. */
  readonly queue: readonly QueueRow[];
}

export interface ReviewFlow {
  readonly view: ReadonlySignal<ReviewFlowView>;
  start(): void;
  decide(choice: Choice): void;
  undo(): void;
  /** Leaves it to somebody else. */
  leave(): void;
  /** From one that is over to the next. */
  goOn(): void;
  /** A skipped one is reviewed again. */
  lookAgain(): void;
  /** They are still at it: others are kept from it a while longer. */
  stay(): void;
  takeEvent(event: ShopEvent): void;
  /** Events may have been missed. */
  catchUp(): void;
  /** They have gone: what was before them is free for others. */
  close(): void;
}

export interface ReviewFlowOptions {
  readonly calls: ReviewCalls;
  readonly outbox: Outbox;
  /** What this reviewer has decided and the shop does not know. */
  readonly unsent: UnsentStore;
  readonly reviewerId: string;
  readonly nowMs: () => number;
  readonly makeKey: () => string;
  readonly onProblem: (problem: Problem) => void;
  /** The shop has one decision more. */
  readonly onDecided: () => void;
}

/** As the shop has it: so long a decision can be taken back. */
export const UNDO_MS = 10_000;
/** Nobody is signed in any more: whoever is again sends it. */
const SIGNED_OUT = 401;
/** Somebody else was quicker. */
const CONFLICT = 409;
/** A claim lasts two minutes; it is made longer in time. */
export const STAY_MS = 60_000;
/** As many as the shop passes over. */
export const LEFT_MAX = 50;

const EMPTY: ReviewFlowView = {
  phase: "loading",
  problem: null,
  review: null,
  over: null,
  leftCount: 0,
  decided: [],
  queue: [],
};

export function createReviewFlow(options: ReviewFlowOptions): ReviewFlow {
  return new Flow(options);
}

class Flow implements ReviewFlow {
  readonly view = signal(EMPTY);
  readonly #options: ReviewFlowOptions;
  /** Ready to be shown, and kept from others. */
  #ready: Review | null = null;
  #left: readonly string[] = [];
  /** Decided here, and not yet known to the shop. */
  readonly #sending = new Set<string>();
  #claimedMs = 0;
  /** What was asked for last counts; what comes late does not. */
  #turn = 0;

  constructor(options: ReviewFlowOptions) {
    this.#options = options;
  }

  start = (): void => {
    const { unsent, reviewerId } = this.#options;
    // Sent before anything is asked for: what was decided is not shown again.
    for (const { key, reviewId, choice } of unsent.take(reviewerId)) {
      if (choice === null) this.#sendUndo(reviewId, key);
      else this.#sendDecision(reviewId, choice, key);
    }
    this.#load();
  };

  decide = (choice: Choice): void => {
    const { nowMs } = this.#options;
    const { phase, review, over, decided } = this.view.value;
    if (phase !== "open" || review === null || over !== null) return;
    const { reviewId } = review;
    const made = { review, choice, untilMs: nowMs() + UNDO_MS };
    const before = decided.filter(({ untilMs }) => untilMs > nowMs());
    // A second look, after somebody else's decision, changes nothing that could be undone.
    this.#change({ decided: review.status === "open" ? [...before, made] : before });
    this.#sendDecision(reviewId, choice, this.#keep(reviewId, choice));
    this.goOn();
  };

  undo = (): void => {
    const { nowMs } = this.#options;
    const { decided, review, over } = this.view.value;
    const last = decided.at(-1);
    if (last === undefined || last.untilMs <= nowMs()) return;
    const { reviewId } = last.review;
    this.#forget(reviewId);
    this.#sendUndo(reviewId, this.#keep(reviewId, null));
    if (review !== null && over === null) {
      if (this.#ready !== null) this.#release(this.#ready);
      this.#ready = review;
    }
    this.#show(last.review);
  };

  leave = (): void => {
    const { phase, review, over } = this.view.value;
    if (phase !== "open" || review === null) return;
    if (over === null) {
      this.#left = [...this.#left, review.reviewId].slice(-LEFT_MAX);
      this.#change({ leftCount: this.#left.length });
      this.#release(review);
    }
    this.goOn();
  };

  goOn = (): void => {
    const next = this.#ready;
    this.#ready = null;
    if (next === null) {
      this.#load();
      return;
    }
    this.#show(next);
    const { queue } = this.view.value;
    this.#change({ queue: queue.filter(({ reviewId }) => reviewId !== next.reviewId) });
    // It is theirs since it was fetched; that may be about to end.
    this.#claim(next);
    this.#prepareSoon();
  };

  lookAgain = (): void => {
    this.#left = [];
    this.#change({ leftCount: 0 });
    this.#load();
  };

  stay = (): void => {
    const { review, over } = this.view.value;
    const isLate = this.#options.nowMs() - this.#claimedMs >= STAY_MS;
    if (review === null || over !== null || !isLate) return;
    this.#claim(review);
    if (this.#ready !== null) this.#claim(this.#ready);
  };

  takeEvent = ({ type, data }: ShopEvent): void => {
    const reviewId = data.reviewId as string;
    const { phase, review } = this.view.value;
    if (type === "review.opened") {
      if (phase === "empty") this.#load();
      else if (this.#ready === null && !this.#sending.has(reviewId)) this.#prepareSoon();
      return;
    }
    if (type !== "review.ended" || data.reviewerId === this.#options.reviewerId) return;
    if (review?.reviewId === reviewId && phase === "open") {
      this.#change({ over: data.outcome === "lapsed" ? "lapsed" : "decided" });
      return;
    }
    if (this.#ready?.reviewId === reviewId) this.#ready = null;
    this.#prepareSoon();
  };

  catchUp = (): void => {
    const { phase } = this.view.value;
    this.#options.outbox.tryNow();
    if (phase === "open") this.#prepareSoon();
    else if (phase !== "loading") this.#load();
  };

  close = (): void => {
    this.#turn++;
    const { review, over } = this.view.value;
    if (review !== null && over === null) this.#release(review);
    if (this.#ready !== null) this.#release(this.#ready);
  };

  #change(part: Partial<ReviewFlowView>): void {
    this.view.value = { ...this.view.value, ...part };
  }

  #tell(
    send: (key: string) => Promise<unknown>,
    onRefused: (problem: Problem) => void,
    onSent: () => void = () => {},
    key: string = this.#options.makeKey(),
  ): void {
    const sendAndTell = async (): Promise<void> => {
      await send(key);
      onSent();
    };
    this.#options.outbox.add({ send: sendAndTell, onRefused });
  }

  #sendDecision(reviewId: string, choice: Choice, key: string): void {
    const { calls, unsent, onDecided, onProblem } = this.#options;
    this.#sending.add(reviewId);
    this.#tell(
      () => calls.decide(reviewId, choice, key),
      (problem) => {
        this.#dropRefused(key, problem);
        this.#forget(reviewId);
        onProblem(problem);
      },
      () => {
        unsent.drop(key);
        this.#sending.delete(reviewId);
        onDecided();
      },
      key,
    );
  }

  #sendUndo(reviewId: string, key: string): void {
    const { calls, unsent, onDecided, onProblem } = this.#options;
    this.#tell(
      () => calls.undo(reviewId, key),
      (problem) => {
        this.#dropRefused(key, problem);
        this.#end(reviewId, problem);
        onProblem(problem);
      },
      () => {
        unsent.drop(key);
        onDecided();
      },
      key,
    );
  }

  #keep(reviewId: string, choice: Choice | null): string {
    const { unsent, reviewerId, makeKey } = this.#options;
    const key = makeKey();
    unsent.keep({ key, reviewId, reviewerId, choice });
    return key;
  }

  #dropRefused(key: string, { status }: Problem): void {
    if (status === SIGNED_OUT) this.#options.unsent.letGo(key);
    else this.#options.unsent.drop(key);
  }

  #claim({ reviewId }: Review): void {
    const { nowMs, calls } = this.#options;
    this.#claimedMs = nowMs();
    this.#tell(
      (key) => calls.claim(reviewId, key),
      (problem) => this.#end(reviewId, problem),
    );
  }

  #release({ reviewId }: Review): void {
    this.#tell(
      (key) => this.#options.calls.release(reviewId, key),
      () => {},
    );
  }

  #show(review: Review): void {
    this.#turn++;
    this.#claimedMs = this.#options.nowMs();
    this.#change({ phase: "open", review, over: null });
  }

  /** The one before them is theirs no more. */
  #end(reviewId: string, problem: Problem): void {
    if (this.view.value.review?.reviewId === reviewId) this.#change({ over: toOver(problem) });
  }

  #forget(reviewId: string): void {
    const { decided } = this.view.value;
    this.#sending.delete(reviewId);
    this.#change({ decided: decided.filter(({ review }) => review.reviewId !== reviewId) });
  }

  /** Asks the shop, when it knows of all that was done here. */
  #load(): void {
    const mine = ++this.#turn;
    this.#ready = null;
    // Where there is none, that stays until there is one.
    const { phase } = this.view.value;
    this.#change({ phase: phase === "empty" ? phase : "loading", review: null, over: null });
    const ask = async (): Promise<void> => {
      const { review } = await this.#options.calls.next(this.#left);
      if (mine !== this.#turn) return;
      if (review === null) this.#change({ phase: "empty", queue: [] });
      else this.#show(review);
      this.#prepareSoon();
    };
    this.#tell(ask, (problem) => {
      if (mine === this.#turn) this.#change({ phase: "failed", problem });
    });
  }

  /** What cannot be fetched ahead is fetched when it is needed. */
  #prepareSoon(): void {
    void this.#prepare().catch(() => {});
  }

  /** Whatever comes after this one is fetched while the reviewer looks. */
  async #prepare(): Promise<void> {
    const { calls, nowMs, reviewerId } = this.#options;
    const mine = this.#turn;
    const rows = await calls.queue();
    if (mine !== this.#turn) return;
    const current = this.view.value.review?.reviewId;
    const isOthers = ({ claimedBy, claimedUntilMs }: QueueRow): boolean =>
      claimedBy !== null && claimedBy !== reviewerId && claimedUntilMs! > nowMs();
    // A visit is one reviewer's as a whole.
    const visits = new Set(rows.filter(isOthers).map(({ visitId }) => visitId));
    const free = rows.filter(
      ({ reviewId, visitId }) =>
        reviewId !== current &&
        !this.#sending.has(reviewId) &&
        !this.#left.includes(reviewId) &&
        !visits.has(visitId),
    );
    this.#change({ queue: free });
    const known = this.#ready?.reviewId;
    if (known !== undefined && rows.some(({ reviewId }) => reviewId === known)) return;
    this.#ready = null;
    await this.#reserve(free, mine);
  }

  /** The first that nobody else has claimed: it is claimed now. */
  async #reserve(free: readonly QueueRow[], mine: number): Promise<void> {
    const { calls, makeKey } = this.#options;
    for (const { reviewId } of free) {
      try {
        await calls.claim(reviewId, makeKey());
      } catch (error) {
        if (toProblem(error).status === CONFLICT) continue;
        throw error;
      }
      const read = await calls.read(reviewId);
      // Meanwhile they may have gone on: then it is before them, or decided.
      if (mine === this.#turn && read.status === "open") this.#ready = read;
      return;
    }
  }
}

function toOver({ code }: Problem): Over {
  if (code === "review-not-open") return "lapsed";
  return code === "review-claimed-by-other" ? "claimed" : "decided";
}
