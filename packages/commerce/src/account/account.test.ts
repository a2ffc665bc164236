import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { listEntries, type Trie } from "../trie.ts";
import {
  type AccountCommand,
  type AccountState,
  decideAccount,
  EMPTY_ACCOUNT,
  evolveAccount,
  findPayment,
  findSpent,
} from "./account.ts";
import type { AccountEvent } from "./events.ts";

const LIMIT = 1000;
const reserve = (amountMinor: number, paymentId = "p1", periodMs = 0): AccountCommand => ({
  type: "Reserve",
  paymentId,
  amountMinor,
  limitMinor: LIMIT,
  periodMs,
});
const take = (amountMinor: number, paymentId = "p1", periodMs = 0): AccountCommand => ({
  type: "Take",
  paymentId,
  amountMinor,
  limitMinor: LIMIT,
  periodMs,
});
const post = (amountMinor: number, paymentId = "p1"): AccountCommand => ({
  type: "Post",
  paymentId,
  amountMinor,
});
const release = (paymentId = "p1"): AccountCommand => ({ type: "Release", paymentId });
const reverse = (amountMinor: number, refundId = "r1", paymentId = "p1"): AccountCommand => ({
  type: "Reverse",
  paymentId,
  refundId,
  amountMinor,
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

function listNodes(node: Trie<unknown>): object[] {
  if (node === null) return [];
  return "children" in node ? [node, ...node.children.flatMap(listNodes)] : [node];
}

describe("reserving", () => {
  it("sets an amount aside, up to the limit", () => {
    expect(decide(EMPTY_ACCOUNT, reserve(LIMIT))).toEqual([
      { type: "AmountReserved", paymentId: "p1", amountMinor: LIMIT, periodMs: 0 },
    ]);
    expect(decide(EMPTY_ACCOUNT, reserve(LIMIT + 1))).toBe("account-limit-exceeded");
    const state = apply([reserve(400)]);
    expect(decide(state, reserve(600, "p2"))).toHaveLength(1);
    expect(decide(state, reserve(601, "p2"))).toBe("account-limit-exceeded");
  });

  it("raises what is set aside, and never lowers it", () => {
    const state = apply([reserve(400)]);
    expect(decide(state, reserve(LIMIT))).toEqual([
      { type: "AmountReserved", paymentId: "p1", amountMinor: LIMIT, periodMs: 0 },
    ]);
    expect(decide(state, reserve(LIMIT + 1))).toBe("account-limit-exceeded");
    expect(decide(state, reserve(399))).toBe("amount-invalid");
    expect(explain(state, reserve(399))).toBe("400 is reserved: it is raised, never lowered");
  });

  it("the same again changes nothing, though the limit has been lowered since", () => {
    const command = { ...reserve(400), limitMinor: 1 } as AccountCommand;
    expect(decide(apply([reserve(400)]), command)).toEqual([]);
  });

  it("counts in the period in which it was first asked for, and in no other", () => {
    const state = apply([reserve(600, "p1", 10), reserve(300, "p2", 20)]);
    expect([0, 10, 20].map((periodMs) => findSpent(state, periodMs))).toEqual([0, 600, 300]);
    expect(decide(state, take(700, "p3", 20))).toHaveLength(2);
    expect(decide(state, take(701, "p3", 20))).toBe("account-limit-exceeded");
    expect(decide(state, take(400, "p3", 10))).toHaveLength(2);
    expect(decide(state, take(401, "p3", 10))).toBe("account-limit-exceeded");
  });

  it("is raised within the limit of its own period, when another has begun since", () => {
    const state = apply([reserve(600, "p1", 10), reserve(300, "p2", 10)]);
    expect(decide(state, reserve(700, "p1", 20))).toEqual([
      { type: "AmountReserved", paymentId: "p1", amountMinor: 700, periodMs: 10 },
    ]);
    expect(decide(state, reserve(701, "p1", 20))).toBe("account-limit-exceeded");
    const raised = apply([reserve(700, "p1", 20), post(650)], 0, state);
    expect([findSpent(raised, 10), findSpent(raised, 20)]).toEqual([950, 0]);
    expect(decide(raised, take(LIMIT, "p3", 20))).toHaveLength(2);
  });

  it("that is taken, let go of or given back later changes its own period alone", () => {
    const late = apply([take(500, "p3", 20)], 0, apply([reserve(600, "p1", 10)]));
    const posted = apply([post(400), reverse(100)], 0, late);
    expect([findSpent(posted, 10), findSpent(posted, 20)]).toEqual([300, 500]);
    const released = apply([release()], 0, late);
    expect([findSpent(released, 10), findSpent(released, 20)]).toEqual([0, 500]);
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
      { type: "AmountReserved", paymentId: "p1", amountMinor: 400, periodMs: 0 },
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

  it("refunds up to what was posted, by its own id", () => {
    expect(decide(posted, reverse(400))).toEqual([
      { type: "AmountReversed", paymentId: "p1", refundId: "r1", amountMinor: 400 },
    ]);
    expect(decide(posted, reverse(401))).toBe("refund-exceeds-captured");
    const some = apply([reverse(100)], 0, posted);
    expect(decide(some, reverse(300, "r2"))).toHaveLength(1);
    expect(decide(some, reverse(301, "r2"))).toBe("refund-exceeds-captured");
    expect(explain(some, reverse(301, "r2"))).toBe("only 300 can be refunded");
    expect(findSpent(some, 0)).toBe(300);
    expect(findPayment(apply([reverse(50, "r2")], 0, some), "p1")).toEqual({
      reservedMinor: 0,
      postedMinor: 400,
      reversedMinor: 150,
      isReleased: false,
      reversals: [
        { refundId: "r1", amountMinor: 100 },
        { refundId: "r2", amountMinor: 50 },
      ],
      atMs: 0,
      periodMs: 0,
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

  it("has each payment begin when it was first asked for", () => {
    const state = apply([reserve(50)], 20, apply([reserve(5)], 10));
    expect(findPayment(state, "p1")?.atMs).toBe(10);
  });

  it("has no payment that does not begin with a reservation", () => {
    const posted = { type: "AmountPosted", paymentId: "p1", amountMinor: 5 } as const;
    expect(() => evolveAccount(EMPTY_ACCOUNT, posted, 0)).toThrow(
      new Error("AmountPosted before AmountReserved"),
    );
  });

  it("never spends more than its limit in any period, nor gives back more than it took", () => {
    const ids = fc.constantFrom("p1", "p2", "p3", "p4", "p5");
    const amounts = fc.integer({ min: 1, max: 700 });
    const periods = fc.constantFrom(0, 10, 20);
    const commands: fc.Arbitrary<AccountCommand> = fc.oneof(
      fc.tuple(amounts, ids, periods).map((asked) => reserve(...asked)),
      fc.tuple(amounts, ids, periods).map((asked) => take(...asked)),
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
          checkPeriods(state);
        }
      }),
    );
  });

  /** All of a payment counts in one period, and no period is above the limit. */
  function checkPeriods(state: AccountState): void {
    const spent = new Map<string, number>();
    for (const [, payment] of listEntries(state.payments)) {
      const { postedMinor, reversedMinor, reservedMinor, periodMs } = payment;
      expect(reversedMinor).toBeLessThanOrEqual(postedMinor);
      expect(Math.min(postedMinor, reservedMinor)).toBe(0);
      const sum = spent.get(String(periodMs)) ?? 0;
      spent.set(String(periodMs), sum + reservedMinor + postedMinor - reversedMinor);
    }
    expect(new Map(listEntries(state.spent))).toEqual(spent);
    for (const spentMinor of spent.values()) expect(spentMinor).toBeLessThanOrEqual(LIMIT);
  }

  it("is folded in a time that grows with its events, not with their square", () => {
    const PAYMENTS = 5000;
    let state = EMPTY_ACCOUNT;
    for (let at = 0; at < PAYMENTS; at++) state = apply([take(1, `v${at}.1`, at % 30)], at, state);
    const known = new Set([...listNodes(state.payments), ...listNodes(state.spent)]);
    const next = apply([take(1, "new.1", 7), reverse(1, "r1", "v7.1")], 0, state);
    const made = [...listNodes(next.payments), ...listNodes(next.spent)];
    expect(known.size).toBeGreaterThan(PAYMENTS);
    // Three events, each of a few nodes: as many as there are levels.
    expect(made.filter((node) => !known.has(node)).length).toBeLessThan(30);
  });
});
