import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  findRefundCap,
  findVisitCap,
  type LapseCaps,
  type PastRefund,
  type PastVisit,
} from "./lapse-caps.ts";

const CAPS: LapseCaps = {
  refundMaxMinor: 2000,
  refundsSumMaxMinor: 5000,
  refundsMax: 3,
  visitsMax: 2,
  windowMs: 1000,
  decideWithinMs: 500,
};
const NOW_MS = 10_000;

const refund = (refundMinor: number, atMs = NOW_MS, key = "card:1"): PastRefund => ({
  key,
  refundMinor,
  atMs,
});

const findCap = (refundMinor: number, past: PastRefund[] = [], more: Partial<LapseCaps> = {}) =>
  findRefundCap(refundMinor, past, NOW_MS, { ...CAPS, ...more });

describe("a refund that nobody reviewed", () => {
  it("is made up to an amount", () => {
    expect(findCap(2000)).toBeNull();
    expect(findCap(2001)).toBe("amount");
  });

  it("is made up to a sum, of which it is part", () => {
    const past = [refund(2000), refund(2000)];
    expect(findCap(1000, past)).toBeNull();
    expect(findCap(1001, past)).toBe("sum");
    expect(findCap(1000, [], { refundsSumMaxMinor: 1000 })).toBeNull();
    expect(findCap(1001, [], { refundsSumMaxMinor: 1000 })).toBe("sum");
  });

  it("is made so many times", () => {
    expect(findCap(1, [refund(1), refund(1)])).toBeNull();
    expect(findCap(1, [refund(1), refund(1), refund(1)])).toBe("count");
    expect(findCap(1, [], { refundsMax: 1 })).toBeNull();
    expect(findCap(1, [], { refundsMax: 0 })).toBe("count");
  });

  it("counts for so long, to the millisecond", () => {
    const past = (atMs: number) => [refund(1, atMs), refund(1, atMs), refund(1, atMs)];
    expect(findCap(1, past(NOW_MS - CAPS.windowMs + 1))).toBe("count");
    expect(findCap(1, past(NOW_MS - CAPS.windowMs))).toBeNull();
  });

  it("counts by itself for each payer and each card", () => {
    const others = [refund(2000, NOW_MS, "card:2"), refund(2000, NOW_MS, "customer:2")];
    expect(findCap(2000, [refund(2000), ...others])).toBeNull();
    expect(findCap(2000, [refund(2000), refund(2000), ...others])).toBe("sum");
  });

  it("that gives no money back breaks no cap", () => {
    expect(findCap(0, [], { refundsMax: 0, refundMaxMinor: 0 })).toBeNull();
  });

  it("adds up to no more than the caps in any window, whatever is asked for and when", () => {
    const asks = fc.array(
      fc.record({
        refundMinor: fc.integer({ min: 0, max: 2500 }),
        afterMs: fc.integer({ min: 0, max: 700 }),
        account: fc.integer({ min: 0, max: 4 }),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(asks, (list) => {
        let nowMs = 0;
        const past: PastRefund[] = [];
        for (const { refundMinor, afterMs, account } of list) {
          nowMs += afterMs;
          const keys = ["card:1", `customer:${account}`];
          const known = past.filter(({ key }) => keys.includes(key));
          if (findRefundCap(refundMinor, known, nowMs, CAPS) !== null) continue;
          if (refundMinor === 0) continue;
          for (const key of keys) past.push(refund(refundMinor, nowMs, key));
        }
        const ofCard = past.filter(({ key }) => key === "card:1");
        for (const { atMs: endMs } of ofCard) {
          const within = ofCard.filter(({ atMs }) => atMs <= endMs && atMs > endMs - CAPS.windowMs);
          expect(within.length).toBeLessThanOrEqual(CAPS.refundsMax);
          const sumMinor = within.reduce((sum, one) => sum + one.refundMinor, 0);
          expect(sumMinor).toBeLessThanOrEqual(CAPS.refundsSumMaxMinor);
        }
      }),
    );
  });
});

describe("a visit that nobody reviewed", () => {
  const past = (visitId: string, atMs = NOW_MS, key = "card:1"): PastVisit => ({
    key,
    visitId,
    atMs,
  });
  const find = (list: PastVisit[], more: Partial<LapseCaps> = {}) =>
    findVisitCap("v9", list, NOW_MS, { ...CAPS, ...more });

  it("is settled so many times", () => {
    expect(find([past("v1")])).toBeNull();
    expect(find([past("v1"), past("v2")])).toBe("count");
    expect(find([past("v1"), past("v2", NOW_MS - CAPS.windowMs)])).toBeNull();
    expect(find([past("v1"), past("v2", NOW_MS, "customer:1")])).toBeNull();
    expect(find([past("v1"), past("v2"), past("v1", NOW_MS, "customer:1")])).toBe("count");
    expect(find([], { visitsMax: 1 })).toBeNull();
    expect(find([], { visitsMax: 0 })).toBe("count");
  });

  it("counts once, however many of its reviews lapse", () => {
    expect(find([past("v1"), past("v9")])).toBeNull();
  });
});
