import { type KnownCode, NO_CONNECTION, Problem } from "@saunter/client/problem";
import { describe, expect, it } from "vitest";
import type { ShopEvent } from "../../live-events.ts";
import { createOutbox } from "./outbox.ts";
import { createReviewFlow, LEFT_MAX, STAY_MS, UNDO_MS } from "./review-flow.ts";
import type { Choice, QueueRow, Review } from "./review-types.ts";
import { createUnsentStore } from "./unsent.ts";

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
};
const NOTHING: Choice = { kind: "nothing" };

let lastKey = 0;

/** A shop with some reviews, and the review flow of "ann", in a browser that keeps what it is given. */
function start(ids: readonly string[], kept = new Map<string, string>()) {
  const open = new Set(ids);
  const log: string[] = [];
  const problems: string[] = [];
  const refusals = new Map<string, Problem>();
  let nowMs = 0;
  let decidedCount = 0;
  const claims = new Map<string, string>();
  let reading = Promise.resolve();
  const make = (reviewId: string) => ({ reviewId, status: "open" }) as unknown as Review;
  const act =
    (what: string) =>
    async (reviewId: string, ...more: unknown[]) => {
      log.push(`${what} ${reviewId}`);
      const refusal = refusals.get(`${what} ${reviewId}`);
      if (refusal !== undefined) throw refusal;
      if (what === "decide") open.delete(reviewId);
      if (what === "undo") open.add(reviewId);
      return more;
    };
  const flow = createReviewFlow({
    calls: {
      next: async (skip) => {
        log.push(`next ${skip.join(" ")}`.trim());
        const reviewId = [...open].find((id) => !skip.includes(id) && !claims.has(id));
        return { review: reviewId === undefined ? null : make(reviewId) };
      },
      queue: async () =>
        [...open].map((reviewId) => {
          const claimedBy = claims.get(reviewId) ?? null;
          const claimedUntilMs = claimedBy === null ? null : 1e9;
          return { reviewId, visitId: `of ${reviewId}`, claimedBy, claimedUntilMs };
        }) as QueueRow[],
      read: async (reviewId) => {
        await reading;
        return make(reviewId);
      },
      claim: act("claim"),
      release: act("release"),
      decide: act("decide"),
      undo: act("undo"),
    },
    outbox: createOutbox(() => () => {}),
    unsent: createUnsentStore(keepIn(kept)),
    reviewerId: "ann",
    nowMs: () => nowMs,
    makeKey: () => `key ${++lastKey}`,
    onProblem: ({ code }) => void problems.push(code),
    onDecided: () => void decidedCount++,
  });
  return {
    flow,
    log,
    problems,
    open,
    claims,
    refuse: (what: string, code: KnownCode, status = 409) => {
      refusals.set(what, new Problem({ ...NO_CONNECTION, code, status }));
    },
    /** What is asked for from now on comes when the returned function is called. */
    holdReading: () => {
      let letGo = (): void => {};
      reading = new Promise((resolve) => {
        letGo = resolve;
      });
      return () => letGo();
    },
    pass: (byMs: number) => {
      nowMs += byMs;
    },
    shown: () => flow.view.value.review?.reviewId ?? flow.view.value.phase,
    countDecided: () => decidedCount,
    say: (type: string, data: object) =>
      flow.takeEvent({ type, data, id: 1, atMs: 0, visitId: null } as ShopEvent),
  };
}

function keepIn(items: Map<string, string>) {
  return {
    get length() {
      return items.size;
    },
    key: (at: number) => [...items.keys()][at] ?? null,
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
  };
}

describe("the review flow of one reviewer", () => {
  it("has the next one ready, and shows it before the shop has received the decision", async () => {
    const { flow, shown, log, countDecided } = start(["r1", "r2", "r3"]);
    flow.start();
    await settle();
    expect(shown()).toBe("r1");
    flow.decide(NOTHING);
    expect(shown()).toBe("r2");
    await settle();
    flow.decide(NOTHING);
    expect(shown()).toBe("r3");
    await settle();
    flow.decide(NOTHING);
    await settle();
    expect([shown(), countDecided()]).toEqual(["empty", 3]);
    expect(log.filter((line) => !/claim|release/.test(line))).toEqual([
      ...["next", "decide r1", "decide r2", "decide r3", "next"],
    ]);
    // It is kept from others all the time.
    const ofNext = ["claim r2", "claim r2"];
    expect(log.filter((line) => /(claim|release) r2/.test(line))).toEqual(ofNext);
  });

  it("fetches the next that nobody else has claimed", async () => {
    const { flow, shown, refuse } = start(["r1", "r2", "r3"]);
    refuse("claim r2", "review-claimed-by-other");
    flow.start();
    await settle();
    flow.decide(NOTHING);
    expect(shown()).toBe("r3");
  });

  it("does not take for the next one what comes so late that it is there already", async () => {
    const { flow, shown, log, holdReading } = start(["r1", "r2", "r3"]);
    const letGo = holdReading();
    flow.start();
    await settle();
    flow.decide(NOTHING);
    await settle();
    expect(shown()).toBe("r2");
    letGo();
    await settle();
    flow.decide(NOTHING);
    expect(shown()).toBe("r3");
    await settle();
    expect(log.filter((line) => line.startsWith("decide"))).toEqual(["decide r1", "decide r2"]);
  });

  it("passes over what others have claimed", async () => {
    const { flow, shown, claims } = start(["r1", "r2", "r3"]);
    claims.set("r2", "ben");
    flow.start();
    await settle();
    flow.decide(NOTHING);
    expect(shown()).toBe("r3");
  });

  it("takes the last decision back for a while, and what was before them comes after it", async () => {
    const { flow, shown, log, pass } = start(["r1", "r2", "r3"]);
    flow.start();
    await settle();
    flow.decide(NOTHING);
    await settle();
    flow.undo();
    expect([shown(), flow.view.value.decided]).toEqual(["r1", []]);
    await settle();
    expect(log.slice(-2)).toEqual(["undo r1", "release r3"]);
    flow.decide(NOTHING);
    expect(shown()).toBe("r2");
    await settle();
    pass(UNDO_MS);
    flow.undo();
    expect(shown()).toBe("r2");
  });

  it("takes back one after the other", async () => {
    const { flow, shown } = start(["r1", "r2", "r3"]);
    flow.start();
    for (let turn = 0; turn < 2; turn++) {
      await settle();
      flow.decide(NOTHING);
    }
    await settle();
    flow.undo();
    flow.undo();
    expect(shown()).toBe("r1");
  });

  it("says that somebody else decided what is before them, and decides it no more", async () => {
    const { flow, shown, say, log } = start(["r1", "r2"]);
    flow.start();
    await settle();
    say("review.ended", { reviewId: "r1", reviewerId: "ben", outcome: "decided" });
    expect(flow.view.value.over).toBe("decided");
    flow.decide(NOTHING);
    expect(shown()).toBe("r1");
    flow.goOn();
    expect(shown()).toBe("r2");
    say("review.ended", { reviewId: "r2", reviewerId: null, outcome: "lapsed" });
    expect(flow.view.value.over).toBe("lapsed");
    await settle();
    expect(log).not.toContain("decide r1");
  });

  it("does not take its own decisions for somebody else's", async () => {
    const { flow, shown, say } = start(["r1", "r2"]);
    flow.start();
    await settle();
    flow.decide(NOTHING);
    await settle();
    flow.undo();
    say("review.ended", { reviewId: "r1", reviewerId: "ann", outcome: "decided" });
    expect([shown(), flow.view.value.over]).toEqual(["r1", null]);
  });

  it("does not show as next what somebody else has decided meanwhile", async () => {
    const { flow, shown, say, open } = start(["r1", "r2", "r3"]);
    flow.start();
    await settle();
    open.delete("r2");
    say("review.ended", { reviewId: "r2", reviewerId: "ben", outcome: "decided" });
    await settle();
    flow.decide(NOTHING);
    expect(shown()).toBe("r3");
  });

  it("says that somebody else has claimed it", async () => {
    const { flow, shown, refuse } = start(["r1", "r2"]);
    flow.start();
    await settle();
    refuse("claim r2", "review-claimed-by-other");
    flow.decide(NOTHING);
    await settle();
    expect([shown(), flow.view.value.over]).toEqual(["r2", "claimed"]);
  });

  it("tells of a decision that was refused, and can no longer take it back", async () => {
    const { flow, problems, refuse } = start(["r1", "r2"]);
    flow.start();
    await settle();
    refuse("decide r1", "review-already-decided");
    flow.decide(NOTHING);
    await settle();
    expect(problems).toEqual(["review-already-decided"]);
    expect(flow.view.value.decided).toEqual([]);
  });

  it("leaves to others what they skip, until they look again", async () => {
    const { flow, shown, log } = start(["r1", "r2"]);
    flow.start();
    await settle();
    flow.leave();
    expect([shown(), flow.view.value.leftCount]).toEqual(["r2", 1]);
    await settle();
    flow.leave();
    await settle();
    expect([shown(), flow.view.value.leftCount]).toEqual(["empty", 2]);
    expect(log.at(-1)).toBe("next r1 r2");
    flow.lookAgain();
    await settle();
    expect([shown(), flow.view.value.leftCount]).toEqual(["r1", 0]);
  });

  it("leaves no more than the shop passes over", async () => {
    const { flow } = start(Array.from({ length: LEFT_MAX + 5 }, (_, at) => `r${at}`));
    flow.start();
    for (let turn = 0; turn < LEFT_MAX + 5; turn++) {
      await settle();
      flow.leave();
    }
    expect(flow.view.value.leftCount).toBe(LEFT_MAX);
  });

  it("goes on by itself when something comes where nothing was", async () => {
    const { flow, shown, say, open } = start([]);
    flow.start();
    await settle();
    expect(shown()).toBe("empty");
    open.add("r9");
    say("review.opened", { reviewId: "r9" });
    await settle();
    expect(shown()).toBe("r9");
  });

  it("keeps others from it as long as they are at it", async () => {
    const { flow, log, pass } = start(["r1"]);
    flow.start();
    await settle();
    pass(STAY_MS - 1);
    flow.stay();
    pass(1);
    flow.stay();
    flow.stay();
    await settle();
    expect(log.filter((line) => line === "claim r1")).toHaveLength(1);
  });

  it("sends what an earlier page could not, before it asks for the next one", async () => {
    const kept = new Map<string, string>();
    const before = start(["r1", "r2", "r3"], kept);
    before.flow.start();
    await settle();
    before.refuse("decide r1", "no-connection", 0);
    before.flow.decide(NOTHING);
    before.flow.undo();
    before.flow.decide({ kind: "refuse" });
    await settle();
    expect(kept.size).toBe(3);
    // That page is gone; another one comes.
    const { flow, log, shown } = start(["r1", "r2", "r3"], kept);
    flow.start();
    await settle();
    expect(log.slice(0, 4)).toEqual(["decide r1", "undo r1", "decide r1", "next"]);
    expect([shown(), kept.size]).toEqual(["r2", 0]);
  });

  it("forgets what the shop has refused, but not what it refuses because nobody is signed in", async () => {
    const kept = new Map<string, string>();
    const { flow, refuse, problems, log } = start(["r1", "r2"], kept);
    flow.start();
    await settle();
    refuse("decide r1", "not-signed-in", 401);
    flow.decide(NOTHING);
    await settle();
    refuse("decide r2", "review-not-open");
    flow.decide(NOTHING);
    await settle();
    expect([problems, kept.size]).toEqual([["not-signed-in", "review-not-open"], 1]);
    flow.start();
    await settle();
    expect(log.filter((line) => line === "decide r1")).toHaveLength(2);
  });

  it("gives free what is before them when they go", async () => {
    const { flow, log } = start(["r1"]);
    flow.start();
    await settle();
    flow.close();
    await settle();
    expect(log.at(-1)).toBe("release r1");
  });
});
