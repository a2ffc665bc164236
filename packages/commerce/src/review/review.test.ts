import { ADD_QUANTITY_MAX, LABEL_MINOR_MAX, NET_G_MAX } from "@saunter/protocol/limits";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCandidate, createEvidence } from "../cart/evidence-builders.ts";
import {
  CLAIM_MS,
  CLAIMED_AGAIN_MS,
  decideReview,
  findUndoEndMs,
  isSameAccount,
  isSettled,
  type ReviewCommand,
  UNDO_MS,
} from "./decide.ts";
import type { ReviewChoice, ReviewEvent, ReviewSubject } from "./events.ts";
import { evolveReview, type ReviewState, UNOPENED_REVIEW } from "./evolve.ts";
import type { LapseCap } from "./lapse-caps.ts";
import { isSameChoice } from "./second-look.ts";

const EVIDENCE = createEvidence("e1", { candidates: [createCandidate({ gtin: "02" })] });
const INTERACTION: ReviewSubject = { kind: "interaction", evidence: EVIDENCE };
const NOTHING: ReviewChoice = { kind: "nothing" };
const GRANT: ReviewChoice = { kind: "grant" };

const open = (subject: ReviewSubject = INTERACTION): ReviewCommand => ({
  type: "OpenReview",
  review: { reviewId: "r1", visitId: "v1", subject, worthMinor: 250, dueMs: 9_000_000 },
});
const claim = (reviewerId: string, nowMs: number): ReviewCommand => ({
  type: "ClaimReview",
  reviewerId,
  nowMs,
});
const release = (reviewerId: string): ReviewCommand => ({ type: "ReleaseReview", reviewerId });
const choose = (
  reviewerId: string,
  nowMs: number,
  choice: ReviewChoice = NOTHING,
): ReviewCommand => ({
  type: "DecideReview",
  reviewerId,
  choice,
  nowMs,
});
const DECIDE_MS = 72 * 3_600_000;
const lapse: ReviewCommand = {
  type: "LapseReview",
  cap: null,
  nowMs: 9_000_000,
  decideWithinMs: DECIDE_MS,
};
const lapseBeyond = (cap: LapseCap | null, nowMs: number): ReviewCommand => ({
  ...lapse,
  cap,
  nowMs,
});
const undo = (reviewerId: string, nowMs: number): ReviewCommand => ({
  type: "UndoReview",
  reviewerId,
  nowMs,
});

function decide(state: ReviewState, command: ReviewCommand): ReviewEvent[] | string {
  const decided = decideReview(command, state);
  return decided.ok ? decided.value : decided.refusal.code;
}

const timeOf = (command: ReviewCommand): number => ("nowMs" in command ? command.nowMs : 5);

function play(...commands: ReviewCommand[]): ReviewState {
  return commands.reduce<ReviewState>((state, command) => {
    const events = decide(state, command);
    if (typeof events === "string") throw new Error(events);
    return events.reduce((before, event) => evolveReview(before, event, timeOf(command)), state);
  }, UNOPENED_REVIEW);
}

const FACTS = {
  reviewId: "r1",
  visitId: "v1",
  subject: INTERACTION,
  worthMinor: 250,
  openedMs: 5,
  dueMs: 9_000_000,
  overdue: null,
};

describe("a review", () => {
  it("opens once, with nobody looking at it", () => {
    expect(decide(UNOPENED_REVIEW, open())).toEqual([
      {
        type: "ReviewOpened",
        reviewId: "r1",
        visitId: "v1",
        subject: INTERACTION,
        worthMinor: 250,
        dueMs: 9_000_000,
      },
    ]);
    const state = play(open());
    expect(state).toEqual({ status: "open", claim: null, ...FACTS });
    expect(decide(state, open())).toEqual([]);
    expect(decide(play(open(), choose("ann", 9)), open())).toEqual([]);
  });

  it("that was never opened takes nothing", () => {
    for (const command of [claim("ann", 0), release("ann"), choose("ann", 0), lapse]) {
      expect(decide(UNOPENED_REVIEW, command)).toBe("not-found");
    }
    expect(() => evolveReview(UNOPENED_REVIEW, { type: "ReviewLapsed" }, 0)).toThrow(
      new Error("ReviewLapsed before ReviewOpened"),
    );
  });

  it("that is decided stays as it was decided", () => {
    const state = play(open(), choose("ann", 9));
    expect(state).toEqual({
      status: "decided",
      choice: NOTHING,
      reviewerId: "ann",
      decidedMs: 9,
      again: { status: "none", claim: null },
      ...FACTS,
    });
    for (const command of [claim("ben", 9), release("ann"), choose("ann", 9), lapse]) {
      expect(decide(state, command)).toBe("review-already-decided");
    }
  });

  it("that nobody decided in time lapses, though somebody has claimed it", () => {
    const state = play(open(), claim("ann", 9), lapse);
    expect(state).toEqual({ status: "lapsed", ...FACTS });
    for (const command of [claim("ben", 9), release("ann"), choose("ann", 9), lapse]) {
      expect(decide(state, command)).toBe("review-not-open");
    }
  });
});

describe("a review beyond what is settled without a person", () => {
  const nowMs = 9_000_000;
  const lapseClaimed = (): ReviewState => play(open(), claim("ann", 9), lapseBeyond("sum", nowMs));

  it("does not lapse: it stays open and claimed, with a new deadline", () => {
    expect(decide(play(open()), lapseBeyond("amount", nowMs))).toEqual([
      { type: "ReviewOverdue", cap: "amount", dueMs: nowMs + DECIDE_MS },
    ]);
    expect(lapseClaimed()).toEqual({
      status: "open",
      claim: { reviewerId: "ann", sinceMs: 9, untilMs: 9 + CLAIM_MS },
      ...FACTS,
      overdue: "sum",
      dueMs: nowMs + DECIDE_MS,
    });
  });

  it("does not lapse later either, though the caps would have room again", () => {
    const againMs = nowMs + DECIDE_MS;
    expect(decide(lapseClaimed(), lapseBeyond(null, againMs))).toEqual([
      { type: "ReviewOverdue", cap: "sum", dueMs: againMs + DECIDE_MS },
    ]);
  });

  it("is decided by a person, who can undo that", () => {
    const decided = play(open(), lapseBeyond("count", nowMs), choose("ann", nowMs + 1));
    expect(decided).toMatchObject({ status: "decided", overdue: "count" });
    expect(decide(decided, undo("ann", nowMs + 2))).toHaveLength(1);
  });
});

describe("a decision", () => {
  const decided = play(open(), claim("ann", 50), choose("ann", 100));
  const reopened = { type: "ReviewReopened", reviewerId: "ann" };

  it("can be taken back by whoever made it, for a while, to the millisecond", () => {
    const lastMs = 100 + UNDO_MS - 1;
    expect(decide(decided, undo("ann", lastMs))).toEqual([
      { ...reopened, untilMs: lastMs + CLAIM_MS },
    ]);
    expect(decide(decided, undo("ann", lastMs + 1))).toBe("review-already-decided");
    expect(decide(decided, undo("ben", 101))).toBe("review-already-decided");
  });

  it("that was taken back leaves the review open to them, and can be rebuilt", () => {
    const state = play(open(), choose("ann", 100), undo("ann", 200));
    expect(state).toEqual({
      status: "open",
      ...FACTS,
      claim: { reviewerId: "ann", sinceMs: 200, untilMs: 200 + CLAIM_MS },
    });
    expect(decide(state, choose("ben", 300))).toBe("review-claimed-by-other");
    expect(decide(state, choose("ann", 300, NOTHING))).toMatchObject([{ tookMs: 100 }]);
    expect(decide(state, undo("ann", 300))).toEqual([]);
  });

  it("stands when that time is over, and no later than the review is due", () => {
    const standsAt = (state: ReviewState): number => {
      if (state.status !== "decided") throw new Error(state.status);
      const endMs = findUndoEndMs(state);
      expect([isSettled(state, endMs - 1), isSettled(state, endMs)]).toEqual([false, true]);
      return endMs;
    };
    expect(standsAt(decided)).toBe(100 + UNDO_MS);
    expect(standsAt(play(open(), choose("ann", 9_000_000 - 1)))).toBe(9_000_000);
    const late = play(open(), choose("ann", 9_000_007));
    expect(isSettled(late, 9_000_007)).toBe(true);
    expect(decide(late, undo("ann", 9_000_007))).toBe("review-already-decided");
  });

  it("is not there before somebody has made it", () => {
    expect(isSettled(UNOPENED_REVIEW, 1e15)).toBe(false);
    expect(isSettled(play(open()), 1e15)).toBe(false);
    expect(isSettled(play(open(), lapse), 0)).toBe(true);
    expect(decide(UNOPENED_REVIEW, undo("ann", 0))).toBe("not-found");
    expect(decide(play(open()), undo("ann", 0))).toEqual([]);
    expect(decide(play(open(), lapse), undo("ann", 0))).toBe("review-not-open");
  });
});

describe("a claim", () => {
  it("keeps others away until its time is over, to the millisecond", () => {
    expect(decide(play(open()), claim("ann", 100))).toEqual([
      { type: "ReviewClaimed", reviewerId: "ann", untilMs: 100 + CLAIM_MS },
    ]);
    const state = play(open(), claim("ann", 100));
    expect(state).toMatchObject({
      claim: { reviewerId: "ann", sinceMs: 100, untilMs: 100 + CLAIM_MS },
    });
    const lastMs = 100 + CLAIM_MS - 1;
    expect(decide(state, claim("ben", lastMs))).toBe("review-claimed-by-other");
    expect(decide(state, choose("ben", lastMs))).toBe("review-claimed-by-other");
    expect(decide(state, claim("ben", lastMs + 1))).toHaveLength(1);
    expect(decide(state, choose("ben", lastMs + 1))).toHaveLength(1);
  });

  it("can be made longer by whoever has it", () => {
    const againMs = 100 + CLAIMED_AGAIN_MS;
    const soon = [open(), claim("ann", 100), claim("ann", againMs - 1)] as const;
    expect(play(...soon)).toMatchObject({ claim: { sinceMs: 100, untilMs: 100 + CLAIM_MS } });
    expect(play(...soon, claim("ann", againMs))).toMatchObject({
      claim: { reviewerId: "ann", sinceMs: 100, untilMs: againMs + CLAIM_MS },
    });
    const lapsed = play(open(), claim("ann", 100), claim("ann", 100 + CLAIM_MS));
    expect(lapsed).toMatchObject({ claim: { sinceMs: 100 + CLAIM_MS } });
    const handed = play(open(), claim("ann", 100), claim("ben", 100 + CLAIM_MS));
    expect(handed).toMatchObject({ claim: { reviewerId: "ben", sinceMs: 100 + CLAIM_MS } });
  });

  it("is given up by whoever has it, and by nobody else", () => {
    const state = play(open(), claim("ann", 100));
    expect(decide(state, release("ann"))).toEqual([{ type: "ReviewReleased", reviewerId: "ann" }]);
    expect(decide(state, release("ben"))).toEqual([]);
    expect(decide(play(open()), release("ann"))).toEqual([]);
    const free = play(open(), claim("ann", 100), release("ann"));
    expect(free).toEqual({ status: "open", claim: null, ...FACTS });
    expect(decide(free, choose("ben", 101))).toHaveLength(1);
  });

  it("says how long the decision took", () => {
    const took = (state: ReviewState, command: ReviewCommand): unknown => decide(state, command);
    const claimed = play(open(), claim("ann", 100));
    expect(took(claimed, choose("ann", 1100))).toEqual([
      { type: "ReviewDecided", reviewerId: "ann", choice: NOTHING, tookMs: 1000 },
    ]);
    expect(took(claimed, choose("ann", 100))).toMatchObject([{ tookMs: 0 }]);
    const chosen = {
      type: "DecideReview",
      reviewerId: "ann",
      choice: NOTHING,
      nowMs: 1100,
    } as const;
    const after = (beforeMs: number) => took(claimed, { ...chosen, beforeMs });
    expect(after(700)).toMatchObject([{ tookMs: 400 }]);
    expect(after(50)).toMatchObject([{ tookMs: 1000 }]);
    // How long Ben looked nobody knows: the claim is Ann's, and is over, or there is none.
    expect(took(claimed, choose("ben", 100 + CLAIM_MS))).toMatchObject([{ tookMs: null }]);
    expect(took(play(open()), choose("ben", 700))).toMatchObject([{ tookMs: null }]);
  });

  it("lets one reviewer decide at most, and never while another has a claim that runs", () => {
    const reviewers = fc.constantFrom("ann", "ben", "cid");
    const steps = fc.record({
      reviewerId: reviewers,
      afterMs: fc.constantFrom(0, 1, CLAIM_MS - 1, CLAIM_MS),
      kind: fc.constantFrom("claim" as const, "release" as const, "choose" as const),
    });
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 20 }), (list) => {
        let state = play(open());
        let nowMs = 10;
        let held: { by: string; untilMs: number } | null = null;
        let decisions = 0;
        for (const { reviewerId, afterMs, kind } of list) {
          nowMs += afterMs;
          const command = { claim, release, choose }[kind](reviewerId, nowMs);
          const events = decide(state, command);
          const isOthers: boolean = held !== null && held.by !== reviewerId && nowMs < held.untilMs;
          if (typeof events === "string") continue;
          for (const event of events) {
            state = evolveReview(state, event, nowMs);
            if (event.type === "ReviewDecided") decisions++;
            if (event.type !== "ReviewReleased") expect(isOthers).toBe(false);
            if (event.type === "ReviewClaimed") held = { by: reviewerId, untilMs: event.untilMs };
            // Claims end with the decision; those of a second look come after it.
            if (event.type === "ReviewReleased" || event.type === "ReviewDecided") held = null;
          }
        }
        expect(decisions).toBe(state.status === "decided" ? 1 : 0);
      }),
    );
  });
});

describe("a choice", () => {
  const takes = (subject: ReviewSubject, choice: ReviewChoice): boolean => {
    const events = decide(play(open(subject)), choose("ann", 9, choice));
    if (typeof events !== "string") return true;
    expect(events).toBe("review-choice-unknown");
    return false;
  };
  const { candidates, evidenceId: _, ...told } = EVIDENCE;

  it("of an interaction is nothing, or one of its accounts", () => {
    expect(takes(INTERACTION, NOTHING)).toBe(true);
    expect(takes(INTERACTION, { kind: "candidate", candidate: told })).toBe(true);
    expect(takes(INTERACTION, { kind: "candidate", candidate: candidates[0]! })).toBe(true);
    const other = createCandidate({ gtin: "03" });
    expect(takes(INTERACTION, { kind: "candidate", candidate: other })).toBe(false);
    expect(takes(INTERACTION, GRANT)).toBe(false);
    expect(takes(INTERACTION, { kind: "add", gtin: "01", quantity: 1 })).toBe(false);
  });

  it("of an interaction may be another product or number, of the people whom it names", () => {
    const evidence = createEvidence("e1", {
      candidates: [createCandidate({ kind: "handover", giverId: "ben" })],
    });
    const subject: ReviewSubject = { kind: "interaction", evidence };
    const other = (fields: Partial<typeof told>): ReviewChoice => ({
      kind: "other",
      candidate: { ...createCandidate({ gtin: "99" }), ...fields },
    });
    for (const right of [
      ...[{}, { quantity: ADD_QUANTITY_MAX }, { shopperId: null }, { shopperId: "ben" }],
      ...[{ kind: "putback" } as const, { kind: "handover", giverId: "ben" } as const],
      ...[
        { weighing: { netG: NET_G_MAX } },
        { weighing: { netG: 1, labelMinor: LABEL_MINOR_MAX } },
      ],
    ]) {
      expect([right, takes(subject, other(right))]).toEqual([right, true]);
    }
    for (const wrong of [
      ...[{ quantity: 0 }, { quantity: 1.5 }, { quantity: ADD_QUANTITY_MAX + 1 }],
      ...[{ shopperId: "cid" }, { giverId: "ben" }],
      ...[{ kind: "handover", giverId: "cid" } as const],
      ...[{ weighing: { netG: 0 } }, { weighing: { netG: NET_G_MAX + 1 } }],
      ...[{ weighing: { netG: 1, labelMinor: LABEL_MINOR_MAX + 1 } }],
    ]) {
      expect([wrong, takes(subject, other(wrong))]).toEqual([wrong, false]);
    }
    for (const kind of ["gap", "age", "binding", "contest"] as const) {
      const odd = { kind, gtins: [], reason: "", shopperId: "ann", contestId: "c" } as const;
      expect(takes(odd as ReviewSubject, other({}))).toBe(false);
    }
  });

  it("of a gap is nothing, what was taken or put back unseen, or to refuse", () => {
    const gap: ReviewSubject = { kind: "gap", shopperId: "ann", reason: "a plate was dead" };
    const add = (quantity: number): ReviewChoice => ({ kind: "add", gtin: "01", quantity });
    expect(takes(gap, NOTHING)).toBe(true);
    expect(takes(gap, add(1))).toBe(true);
    expect(takes(gap, add(ADD_QUANTITY_MAX))).toBe(true);
    for (const wrong of [0, -1, 1.5, Number.NaN, ADD_QUANTITY_MAX + 1]) {
      expect(takes(gap, add(wrong))).toBe(false);
      expect(takes(gap, { ...add(wrong), kind: "remove" } as ReviewChoice)).toBe(false);
    }
    expect(takes(gap, { kind: "remove", gtin: "01", quantity: 1 })).toBe(true);
    expect(takes(gap, { kind: "refuse" })).toBe(true);
    expect(takes(gap, GRANT)).toBe(false);
    expect(takes(gap, { kind: "candidate", candidate: told })).toBe(false);
  });

  it("of a gap about one change may be another product in place of the one charged", () => {
    const gap: ReviewSubject = { kind: "gap", shopperId: "ann", reason: "a plate was dead" };
    const change = { ...createEvidence("e1"), kind: "pick" as const, reason: "not sure" };
    const replace = (more: object = {}, instead: object = {}) =>
      ({
        ...{ kind: "replace", gtin: "01", quantity: 1, ...more },
        instead: { gtin: "02", quantity: 2, ...instead },
      }) as ReviewChoice;
    expect(takes({ ...gap, change }, replace())).toBe(true);
    expect(takes(gap, replace())).toBe(false);
    expect(takes({ ...gap, change }, replace({ quantity: 0 }))).toBe(false);
    expect(takes({ ...gap, change }, replace({}, { quantity: ADD_QUANTITY_MAX + 1 }))).toBe(false);
    expect(takes({ ...gap, change }, replace({}, { gtin: "01" }))).toBe(false);
    expect(isSameChoice(replace(), replace())).toBe(true);
    expect(isSameChoice(replace(), replace({}, { gtin: "03" }))).toBe(false);
  });

  it("of anything else is to grant or to refuse", () => {
    const subjects: ReviewSubject[] = [
      { kind: "age", gtins: ["01"] },
      { kind: "binding", reason: "two stood there" },
      { kind: "contest", contestId: "c1" },
    ];
    for (const subject of subjects) {
      expect(takes(subject, GRANT)).toBe(true);
      expect(takes(subject, { kind: "refuse" })).toBe(true);
      expect(takes(subject, NOTHING)).toBe(false);
      expect(takes(subject, { kind: "add", gtin: "01", quantity: 1 })).toBe(false);
      expect(takes(subject, { kind: "remove", gtin: "01", quantity: 1 })).toBe(false);
      expect(takes(subject, { kind: "candidate", candidate: told })).toBe(false);
    }
  });

  it("names an account by all but its probability", () => {
    const account = createCandidate({ giverId: "ben" });
    expect(isSameAccount(account, { ...account, probability: 0.1 })).toBe(true);
    expect(isSameAccount(account, { ...account, kind: "putback" })).toBe(false);
    expect(isSameAccount(account, { ...account, shopperId: "ben" })).toBe(false);
    expect(isSameAccount(account, { ...account, giverId: null })).toBe(false);
    expect(isSameAccount(account, { ...account, gtin: "02" })).toBe(false);
    expect(isSameAccount(account, { ...account, quantity: 2 })).toBe(false);
  });
});

describe("a reviewer who is refused is told", () => {
  const tell = (state: ReviewState, command: ReviewCommand): string => {
    const decided = decideReview(command, state);
    return decided.ok ? "nothing" : decided.refusal.detail;
  };

  it("whether another has claimed it, or decided it", () => {
    expect(tell(play(open(), claim("ann", 9)), choose("ben", 9))).toBe(
      "another reviewer has claimed this one",
    );
    const decided = play(open(), choose("ann", 9));
    expect(tell(decided, choose("ben", 9))).toBe("this review is already decided");
    expect(tell(decided, undo("ben", 9))).toBe("another reviewer decided this");
  });

  it("that it is too late to take a decision back, or to decide", () => {
    expect(tell(play(open(), choose("ann", 9)), undo("ann", 9 + UNDO_MS))).toBe(
      "it has taken effect and can no longer be undone",
    );
    expect(tell(play(open(), lapse), choose("ann", 9))).toBe(
      "the deadline has passed: it was settled in the shopper's favour",
    );
  });
});
