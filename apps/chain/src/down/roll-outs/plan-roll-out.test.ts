import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ANSWER_WITHIN_MS,
  findStepFault,
  isReached,
  planMove,
  type RollOut,
  type Wave,
} from "./plan-roll-out.ts";

const SHOP_IDS = Array.from({ length: 40 }, (_, at) => `shop-${at}`);
const ROLL_OUT: RollOut = {
  ...{ rollOutId: "r", kind: "goods", version: 3, canaryShopIds: ["shop-7"] },
  steps: [
    { share: 0, waitMs: 100 },
    { share: 0.1, waitMs: 50 },
    { share: 1, waitMs: 10 },
  ],
  ...{ state: "running", step: 0, stepMs: 1000, reason: null },
};
const WELL: Wave = { refusal: null, unansweredShopIds: [], answeredMs: 0, effectiveMs: 0 };
const REFUSED: Wave = { ...WELL, refusal: "refused" };
const reached = (rollOut: RollOut, shopIds: readonly string[] = SHOP_IDS) =>
  shopIds.filter(isReached(rollOut, shopIds));

describe("a roll-out", () => {
  it("reaches canaries, then a share of all with them, then all", () => {
    expect(reached(ROLL_OUT)).toEqual(["shop-7"]);
    const tenth = reached({ ...ROLL_OUT, step: 1 });
    expect(tenth).toHaveLength(4);
    expect(tenth).toContain("shop-7");
    expect(reached({ ...ROLL_OUT, step: 2 })).toEqual(SHOP_IDS);
    expect(reached({ ...ROLL_OUT, state: "done" })).toEqual(SHOP_IDS);
    expect(reached({ ...ROLL_OUT, step: 2, state: "back" })).toEqual([]);
    expect(reached({ ...ROLL_OUT, step: 1, state: "stopped" })).toEqual(tenth);
  });

  it("keeps those that it has reached", () => {
    fc.assert(
      fc.property(fc.string(), fc.double({ min: 0, max: 1, noNaN: true }), (rollOutId, share) => {
        const steps = [ROLL_OUT.steps[0]!, { share, waitMs: 0 }, ROLL_OUT.steps[2]!];
        const at = (step: number) => reached({ ...ROLL_OUT, rollOutId, steps, step });
        expect(at(1)).toEqual(expect.arrayContaining(at(0)));
        expect(at(1).length).toBeGreaterThanOrEqual(share * SHOP_IDS.length);
      }),
    );
  });

  it("reaches other shops first than another one", () => {
    const steps = [{ share: 0.5, waitMs: 0 }];
    const of = (rollOutId: string) =>
      reached({ ...ROLL_OUT, rollOutId, canaryShopIds: [], steps, step: 0 });
    expect(of("a")).not.toEqual(of("b"));
  });

  it("makes a step when it has waited, and none before", () => {
    expect(planMove(ROLL_OUT, WELL, 1099)).toBeNull();
    expect(planMove(ROLL_OUT, WELL, 1100)).toEqual({ state: "running", step: 1, reason: null });
    const last = { ...ROLL_OUT, step: 2 };
    expect(planMove(last, WELL, 1009)).toBeNull();
    expect(planMove(last, WELL, 1010)).toEqual({ state: "done", step: 2, reason: null });
  });

  it("waits for every shop of a wave, and then as long as its step says", () => {
    const silent = { ...WELL, unansweredShopIds: ["shop-7"], answeredMs: null };
    expect(planMove(ROLL_OUT, silent, 1100)).toBeNull();
    expect(planMove(ROLL_OUT, { ...silent, answeredMs: 1050 }, 1200)).toBeNull();
    const late = { ...WELL, answeredMs: 1500 };
    expect(planMove(ROLL_OUT, late, 1599)).toBeNull();
    expect(planMove(ROLL_OUT, late, 1600)).toMatchObject({ state: "running", step: 1 });
  });

  it("is stopped by shops that don't answer, at each step", () => {
    const silent = { ...WELL, unansweredShopIds: ["shop-7"] };
    for (const step of [0, 1, 2]) {
      const one = { ...ROLL_OUT, step };
      expect(planMove(one, silent, 999 + ANSWER_WITHIN_MS)).toBeNull();
      const stopped = { state: "stopped", step, reason: "no answer from shop-7" };
      expect(planMove(one, silent, 1000 + ANSWER_WITHIN_MS)).toEqual(stopped);
      const never = { ...WELL, answeredMs: null };
      expect(planMove(one, never, 1000 + ANSWER_WITHIN_MS)).toMatchObject({ state: "stopped" });
    }
    // The time of a version that takes effect later begins then.
    const later = { ...silent, effectiveMs: 9000 };
    expect(planMove(ROLL_OUT, later, 8999 + ANSWER_WITHIN_MS)).toBeNull();
  });

  it("stops where something is wrong, and makes no step then", () => {
    const stopped = { state: "stopped", step: 0, reason: "refused" };
    expect(planMove(ROLL_OUT, REFUSED, 5000)).toEqual(stopped);
    for (const state of ["stopped", "done", "back"] as const) {
      expect(planMove({ ...ROLL_OUT, state }, REFUSED, 5000)).toBeNull();
      expect(planMove({ ...ROLL_OUT, state }, WELL, 5000)).toBeNull();
    }
  });

  it.each([
    [[], /one step/],
    [[0.5], /all shops/],
    [[0.5, 0.2, 1], /as many/],
    [[-0.1, 1], /as many/],
    [[0.1, 1.1], /as many/],
    [[Number.NaN, 1], /as many/],
    [[0, 0.1, 1], null],
  ])("of the shares %j is none: %s", (shares, fault) => {
    const found = findStepFault(shares.map((share) => ({ share, waitMs: 0 })));
    if (fault === null) expect(found).toBeNull();
    else expect(found).toMatch(fault);
  });
});
