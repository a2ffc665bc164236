import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AccountCommand,
  type AccountState,
  decideAccount,
  EMPTY_ACCOUNT,
  evolveAccount,
  findSpent,
} from "./account.ts";
import type { AccountEvent } from "./events.ts";

const LIMIT = 1000;
const reserve = (amountMinor: number, paymentId = "p1", sinceMs = 0): AccountCommand => ({
  ...{ type: "Reserve", paymentId, amountMinor, limitMinor: LIMIT, sinceMs },
});
const take = (amountMinor: number, paymentId = "p1", sinceMs = 0): AccountCommand => ({
  ...{ type: "Take", paymentId, amountMinor, limitMinor: LIMIT, sinceMs },
});
const post = (amountMinor: number, paymentId = "p1"): AccountCommand => ({
  ...{ type: "Post", paymentId, amountMinor },
});
const release = (paymentId = "p1"): AccountCommand => ({ type: "Release", paymentId });
const reverse = (amountMinor: number, refundId = "r1", paymentId = "p1"): AccountCommand => ({
  ...{ type: "Reverse", paymentId, refundId, amountMinor },
});

function decide(state: AccountState, command: AccountCommand): AccountEvent[] | string {
  const decided = decideAccount(command, state);
  return decided.ok ? decided.value : decided.refusal.code;
}

const explain = (state: AccountState, command: AccountCommand): string | null => {
  const decided = decideAccount(command, state);
  return decided.ok ? null : decided.refusal.detail;
};

function apply(commands: readonly AccountCommand[], atMs = 0, state = EMPTY_ACCOUNT): AccountState {
  return commands.reduce((before, command) => {
    const events = decide(before, command);
    if (typeof events === "string") throw new Error(events);
    return events.reduce((known, event) => evolveAccount(known, event, atMs), before);
  }, state);
}

describe("reserving", () => {
  it("sets an amount aside, up to the limit", () => {
    expect(decide(EMPTY_ACCOUNT, reserve(LIMIT))).toEqual([
      { type: "AmountReserved", paymentId: "p1", amountMinor: LIMIT },
    ]);
    expect(decide(EMPTY_ACCOUNT, reserve(LIMIT + 1))).toBe("account-limit-exceeded");
    const state = apply([reserve(400)]);
    expect(decide(state, reserve(600, "p2"))).toHaveLength(1);
    expect(decide(state, reserve(601, "p2"))).toBe("account-limit-exceeded");
  });

  it("raises what is set aside, and never lowers it", () => {
    const state = apply([reserve(400)]);
    expect(decide(state, reserve(LIMIT))).toEqual([
      { type: "AmountReserved", paymentId: "p1", amountMinor: LIMIT },
    ]);
    expect(decide(state, reserve(LIMIT + 1))).toBe("account-limit-exceeded");
    expect(decide(state, reserve(399))).toBe("amount-invalid");
    expect(explain(state, reserve(399))).toBe("400 is reserved: it is raised, never lowered");
  });

  it("the same again changes nothing, though the limit has been lowered since", () => {
    const command = { ...reserve(400), limitMinor: 1 } as AccountCommand;
    expect(decide(apply([reserve(400)]), command)).toEqual([]);
  });

  it("counts only what began in the period, and not the payment itself", () => {
    const state = apply([reserve(300, "p2")], 20, apply([reserve(600)], 10));
    expect(findSpent(state, 0)).toBe(900);
    expect(findSpent(state, 10)).toBe(900);
    expect(findSpent(state, 11)).toBe(300);
    expect(findSpent(state, 21)).toBe(0);
    expect(decide(state, reserve(700, "p1", 11))).toHaveLength(1);
    // What was set aside in the period before is no part of this one's sum.
    expect(decide(state, reserve(701, "p1", 11))).toBe("account-limit-exceeded");
    expect(decide(state, reserve(701, "p1", 10))).toBe("account-limit-exceeded");
    expect(decide(state, reserve(700, "p1", 10))).toHaveLength(1);
    expect(decide(state, reserve(401, "p2", 10))).toBe("account-limit-exceeded");
    expect(decide(state, reserve(400, "p2", 10))).toHaveLength(1);
  });

  it("is over once the payment is posted or released", () => {
    expect(decide(apply([reserve(400), post(400)]), reserve(500))).toBe("charge-not-open");
    expect(decide(apply([reserve(400), release()]), reserve(500))).toBe("charge-not-open");
    expect(explain(apply([take(5)]), reserve(500))).toBe("the payment is closed");
  });
});

describe("posting", () => {
  it("takes what is set aside or less, and lets go of the rest", () => {
    const state = apply([reserve(400)]);
    expect(decide(state, post(400))).toEqual([
      { type: "AmountPosted", paymentId: "p1", amountMinor: 400 },
    ]);
    expect(decide(state, post(401))).toBe("amount-invalid");
    expect(explain(state, post(401))).toBe("only 400 is reserved");
    expect(findSpent(apply([reserve(400), post(150)]), 0)).toBe(150);
  });

  it("happens once", () => {
    const state = apply([reserve(400), post(150)]);
    expect(decide(state, post(150))).toEqual([]);
    expect(decide(state, post(149))).toBe("charge-not-open");
    expect(decide(state, post(200))).toBe("charge-not-open");
    expect(decide(apply([reserve(400), release()]), post(400))).toBe("charge-not-open");
    expect(decide(EMPTY_ACCOUNT, post(1))).toBe("not-found");
  });
});

describe("taking", () => {
  it("sets aside and posts at once, within the limit", () => {
    expect(decide(EMPTY_ACCOUNT, take(400))).toEqual([
      { type: "AmountReserved", paymentId: "p1", amountMinor: 400 },
      { type: "AmountPosted", paymentId: "p1", amountMinor: 400 },
    ]);
    expect(decide(EMPTY_ACCOUNT, take(LIMIT + 1))).toBe("account-limit-exceeded");
    expect(decide(apply([reserve(400)]), take(400))).toEqual([
      { type: "AmountPosted", paymentId: "p1", amountMinor: 400 },
    ]);
  });

  it("happens once", () => {
    const state = apply([take(400)]);
    expect(decide(state, take(400))).toEqual([]);
    expect(decide(state, take(500))).toBe("charge-not-open");
  });
});

describe("releasing", () => {
  it("lets go of what is set aside, once", () => {
    const state = apply([reserve(400)]);
    expect(decide(state, release())).toEqual([{ type: "ReservationReleased", paymentId: "p1" }]);
    expect(decide(apply([reserve(400), release()]), release())).toEqual([]);
    expect(findSpent(apply([reserve(400), release()]), 0)).toBe(0);
  });

  it("is refused where there is nothing to let go of", () => {
    expect(decide(EMPTY_ACCOUNT, release())).toBe("not-found");
    expect(decide(apply([take(400)]), release())).toBe("charge-not-open");
  });
});

describe("reversing", () => {
  const posted = apply([take(400)]);

  it("gives back up to what was posted, by its own id", () => {
    expect(decide(posted, reverse(400))).toEqual([
      { type: "AmountReversed", paymentId: "p1", refundId: "r1", amountMinor: 400 },
    ]);
    expect(decide(posted, reverse(401))).toBe("refund-exceeds-captured");
    const some = apply([reverse(100)], 0, posted);
    expect(decide(some, reverse(300, "r2"))).toHaveLength(1);
    expect(decide(some, reverse(301, "r2"))).toBe("refund-exceeds-captured");
    expect(explain(some, reverse(301, "r2"))).toBe("only 300 can be given back");
    expect(findSpent(some, 0)).toBe(300);
    expect(apply([reverse(50, "r2")], 0, some).payments.get("p1")).toEqual({
      reservedMinor: 0,
      postedMinor: 400,
      reversedMinor: 150,
      isReleased: false,
      reversals: [
        { refundId: "r1", amountMinor: 100 },
        { refundId: "r2", amountMinor: 50 },
      ],
      atMs: 0,
    });
  });

  it("happens once for an id", () => {
    const some = apply([reverse(100)], 0, posted);
    expect(decide(some, reverse(100))).toEqual([]);
    expect(decide(some, reverse(100, "r2"))).toHaveLength(1);
  });

  it("is refused where nothing was posted", () => {
    expect(decide(EMPTY_ACCOUNT, reverse(1))).toBe("not-found");
    expect(decide(apply([reserve(400)]), reverse(1))).toBe("charge-not-open");
  });
});

describe("an account", () => {
  it("takes no amounts but positive whole ones", () => {
    for (const wrong of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      for (const command of [reserve(wrong), take(wrong), post(wrong), reverse(wrong)]) {
        expect(decide(EMPTY_ACCOUNT, command)).toBe("amount-invalid");
      }
    }
    expect(explain(EMPTY_ACCOUNT, post(-1))).toBe("-1 is no amount in minor units");
    expect(decide(EMPTY_ACCOUNT, reserve(1))).toHaveLength(1);
  });

  it("has each payment begin when it was first heard of", () => {
    const state = apply([reserve(50)], 20, apply([reserve(5)], 10));
    expect(state.payments.get("p1")?.atMs).toBe(10);
  });

  it("never spends more than its limit, nor gives back more than it took", () => {
    const ids = fc.constantFrom("p1", "p2", "p3");
    const amounts = fc.integer({ min: 1, max: 700 });
    const commands: fc.Arbitrary<AccountCommand> = fc.oneof(
      fc.tuple(amounts, ids).map(([amount, id]) => reserve(amount, id)),
      fc.tuple(amounts, ids).map(([amount, id]) => take(amount, id)),
      fc.tuple(amounts, ids).map(([amount, id]) => post(amount, id)),
      ids.map(release),
      fc
        .tuple(amounts, fc.constantFrom("r1", "r2"), ids)
        .map(([amount, refundId, id]) => reverse(amount, refundId, id)),
    );
    fc.assert(
      fc.property(fc.array(commands, { maxLength: 30 }), (list) => {
        let state = EMPTY_ACCOUNT;
        for (const command of list) {
          const events = decide(state, command);
          if (typeof events === "string") continue;
          state = events.reduce((before, event) => evolveAccount(before, event, 5), state);
          // What was done once is done: the same again changes nothing.
          expect(decide(state, command)).toEqual([]);
          expect(findSpent(state, 0)).toBeLessThanOrEqual(LIMIT);
          for (const { postedMinor, reversedMinor, reservedMinor } of state.payments.values()) {
            expect(reversedMinor).toBeLessThanOrEqual(postedMinor);
            expect(Math.min(postedMinor, reservedMinor)).toBe(0);
          }
        }
      }),
    );
  });
});
