import { listEntries } from "@saunter/commerce/trie";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AccountBook } from "./account-book.ts";
import { createStoreAccountBook, findPeriodStart, type ShopAccount } from "./account-service.ts";
import { DAY_MS, HOUR_MS, openTestShop } from "./shop-fixture.ts";

const LIMIT_MINOR = 1000;
const ACCOUNTS: ReadonlyMap<string, ShopAccount> = new Map(
  (["day", "week", "month"] as const).map((period) => [
    period,
    { accountId: period, limitMinor: LIMIT_MINOR, period },
  ]),
);

function openBook(timeZone = "UTC") {
  const test = openTestShop();
  const book = createStoreAccountBook(test.store, ACCOUNTS, "GBP", timeZone);
  return { test, book };
}

let keys = 0;
const ask = (accountId: string, paymentId: string, amountMinor: number, currency = "GBP") => ({
  key: `k${++keys}`,
  accountId,
  paymentId,
  amountMinor,
  currency,
});

/** What a step is refused with, or how the payment stands. */
async function step(result: ReturnType<AccountBook["post"]>): Promise<string> {
  const outcome = await result;
  return outcome.ok ? outcome.value.state : outcome.refusal.code;
}

describe("an account's limit", () => {
  it("is what may be spent, to the last penny", async () => {
    const { book } = openBook();
    expect(await step(book.reserve(ask("day", "p1", 600)))).toBe("reserved");
    expect(await step(book.take(ask("day", "p2", 401)))).toBe("account-limit-exceeded");
    expect(await step(book.take(ask("day", "p2", 400)))).toBe("posted");
    expect(await step(book.take(ask("day", "p3", 1)))).toBe("account-limit-exceeded");
    expect(await step(book.reserve(ask("week", "p3", 1)))).toBe("reserved");
  });

  it("is freed by what is let go of, not taken, or given back", async () => {
    const { book } = openBook();
    await book.reserve(ask("day", "p1", 600));
    await book.reserve(ask("day", "p2", 400));
    expect(await step(book.release({ key: "r", paymentId: "p2" }))).toBe("released");
    expect(await step(book.post({ key: "p", paymentId: "p1", amountMinor: 100 }))).toBe("posted");
    expect(await step(book.take(ask("day", "p3", 900)))).toBe("posted");
    const back = { key: "b", paymentId: "p3", refundId: "r1", amountMinor: 300 };
    expect(await step(book.reverse(back))).toBe("posted");
    expect(await step(book.take(ask("day", "p4", 301)))).toBe("account-limit-exceeded");
    expect(await step(book.take(ask("day", "p4", 300)))).toBe("posted");
  });

  it.each([
    ["day", "2026-03-02T23:59:59.999Z", "2026-03-03T00:00:00.000Z"],
    ["week", "2026-03-08T23:59:59.999Z", "2026-03-09T00:00:00.000Z"],
    ["month", "2026-03-31T23:59:59.999Z", "2026-04-01T00:00:00.000Z"],
    ["month", "2026-12-31T23:59:59.999Z", "2027-01-01T00:00:00.000Z"],
    ["month", "2028-02-29T23:59:59.999Z", "2028-03-01T00:00:00.000Z"],
    ["week", "2026-12-31T23:59:59.999Z", "2027-01-04T00:00:00.000Z"],
  ])("of a %s holds until %s, and starts again at %s", async (period, last, first) => {
    const { test, book } = openBook();
    const startMs = Date.parse(last) - 60_000;
    test.clock.nowMs = startMs;
    expect(await step(book.take(ask(period, "p1", LIMIT_MINOR)))).toBe("posted");
    test.clock.nowMs = Date.parse(last);
    expect(await step(book.take(ask(period, "p2", 1)))).toBe("account-limit-exceeded");
    test.clock.nowMs = Date.parse(first);
    expect(await step(book.take(ask(period, "p2", LIMIT_MINOR)))).toBe("posted");
    expect(await step(book.take(ask(period, "p3", 1)))).toBe("account-limit-exceeded");
  });

  it("starts again at the shop's own midnight", async () => {
    const { test, book } = openBook("Pacific/Auckland");
    test.clock.nowMs = Date.parse("2026-03-03T10:59:59.999Z");
    expect(await step(book.take(ask("day", "p1", LIMIT_MINOR)))).toBe("posted");
    test.clock.nowMs = Date.parse("2026-03-03T11:00:00.000Z");
    expect(await step(book.take(ask("day", "p2", LIMIT_MINOR)))).toBe("posted");
  });

  it("counts a payment on the day on which it was first asked for, raised or taken later", async () => {
    const { test, book } = openBook();
    test.clock.nowMs = Date.parse("2026-03-02T23:50:00Z");
    await book.reserve(ask("day", "p1", 700));
    await book.take(ask("day", "p2", 200));
    test.clock.nowMs = Date.parse("2026-03-03T00:10:00Z");
    expect(await step(book.reserve(ask("day", "p1", 801)))).toBe("account-limit-exceeded");
    expect(await step(book.reserve(ask("day", "p1", 800)))).toBe("reserved");
    await book.post({ key: "p", paymentId: "p1", amountMinor: 800 });
    expect(await step(book.take(ask("day", "p3", LIMIT_MINOR)))).toBe("posted");
    const back = { key: "b", paymentId: "p2", refundId: "r1", amountMinor: 200 };
    expect(await step(book.reverse(back))).toBe("posted");
    expect(await step(book.take(ask("day", "p4", 1)))).toBe("account-limit-exceeded");
  });
});

describe("a period", () => {
  it.each([
    ["day", "Europe/London", "2026-03-29T12:00:00Z", "2026-03-29T00:00:00Z"],
    ["day", "Europe/London", "2026-03-29T23:00:00Z", "2026-03-29T23:00:00Z"],
    ["day", "Europe/London", "2026-10-25T23:59:00Z", "2026-10-24T23:00:00Z"],
    ["week", "Europe/London", "2026-04-01T12:00:00Z", "2026-03-29T23:00:00Z"],
    ["month", "Europe/London", "2026-04-01T12:00:00Z", "2026-03-31T23:00:00Z"],
    ["month", "America/New_York", "2026-03-01T04:59:59Z", "2026-02-01T05:00:00Z"],
    ["week", "Asia/Kathmandu", "2026-03-01T18:15:00Z", "2026-03-01T18:15:00Z"],
    // Clocks there are put forward at midnight, so that the day begins at one o'clock.
    ["day", "America/Santiago", "2026-09-06T12:00:00Z", "2026-09-06T04:00:00Z"],
    ["day", "UTC", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"],
    ["week", "UTC", "1970-01-01T00:00:00Z", "1969-12-29T00:00:00Z"],
  ] as const)("that is a %s in %s and holds %s began %s", (period, timeZone, at, began) => {
    expect(findPeriodStart(period, Date.parse(at), timeZone)).toBe(Date.parse(began));
  });

  it("has begun, and is the same for every moment since", () => {
    const zones = ["Europe/London", "America/Santiago", "Pacific/Apia", "Australia/Lord_Howe"];
    fc.assert(
      fc.property(
        fc.constantFrom("day" as const, "week" as const, "month" as const),
        fc.constantFrom(...zones),
        fc.integer({ min: Date.parse("2010-01-01"), max: Date.parse("2035-01-01") }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (period, zone, atMs, share) => {
          const beganMs = findPeriodStart(period, atMs, zone);
          expect(beganMs).toBeLessThanOrEqual(atMs);
          const betweenMs = beganMs + Math.floor((atMs - beganMs) * share);
          expect(findPeriodStart(period, betweenMs, zone)).toBe(beganMs);
          expect(findPeriodStart(period, beganMs - 1, zone)).toBeLessThan(beganMs);
        },
      ),
    );
  });
});

describe("a payment to an account", () => {
  it("that is asked for again is the same, and nothing is written", async () => {
    const { test, book } = openBook();
    const reserve = ask("day", "p1", 600);
    const first = await book.reserve(reserve);
    expect(await book.reserve(reserve)).toEqual(first);
    const post = { key: "p", paymentId: "p1", amountMinor: 500 };
    const posted = await book.post(post);
    const position = test.store.position();
    expect(await book.post(post)).toEqual(posted);
    const back = { key: "b", paymentId: "p1", refundId: "r1", amountMinor: 500 };
    const reversed = await book.reverse(back);
    expect(await book.reverse(back)).toEqual(reversed);
    expect(test.store.position()).toBe(position + 1);
    expect(await book.find("p1")).toEqual({
      paymentId: "p1",
      accountId: "day",
      currency: "GBP",
      state: "posted",
      reservedMinor: 0,
      postedMinor: 500,
      reversals: [{ refundId: "r1", amountMinor: 500 }],
    });
  });

  it("is raised, never lowered, and taken at most as it was set aside", async () => {
    const { book } = openBook();
    await book.reserve(ask("day", "p1", 500));
    expect(await step(book.reserve(ask("day", "p1", 700)))).toBe("reserved");
    expect(await step(book.reserve(ask("day", "p1", 600)))).toBe("amount-invalid");
    const post = { key: "p", paymentId: "p1", amountMinor: 701 };
    expect(await step(book.post(post))).toBe("amount-invalid");
  });

  it.each([0, -1, 0.5, Number.NaN, 2 ** 53])("of %s is none", async (amountMinor) => {
    const { test, book } = openBook();
    expect(await step(book.reserve(ask("day", "p1", amountMinor)))).toBe("amount-invalid");
    expect(test.store.position()).toBe(0);
    expect(await book.find("p1")).toBeNull();
  });

  it("to nobody's account, in another currency, or that is not known, is refused", async () => {
    const { book } = openBook();
    expect(await step(book.reserve(ask("nobody", "p1", 1)))).toBe("account-unknown");
    expect(await step(book.take(ask("day", "p1", 1, "EUR")))).toBe("currency-mismatch");
    const payment = { key: "k", paymentId: "p1", amountMinor: 1 };
    expect(await step(book.post(payment))).toBe("not-found");
    expect(await step(book.release(payment))).toBe("not-found");
    expect(await step(book.reverse({ ...payment, refundId: "r" }))).toBe("not-found");
  });

  it("that is closed stays so", async () => {
    const { book } = openBook();
    await book.reserve(ask("day", "p1", 500));
    await book.release({ key: "r", paymentId: "p1" });
    expect(await step(book.reserve(ask("day", "p1", 500)))).toBe("charge-not-open");
    expect(await step(book.release({ key: "r", paymentId: "p1" }))).toBe("released");
    await book.take(ask("day", "p2", 500));
    expect(await step(book.release({ key: "r2", paymentId: "p2" }))).toBe("charge-not-open");
    const back = { key: "b", paymentId: "p2", refundId: "r1", amountMinor: 501 };
    expect(await step(book.reverse(back))).toBe("refund-exceeds-captured");
  });
});

describe("the book", () => {
  it("has never more of a day than the limit, and nothing on two, whatever is asked when", async () => {
    const arbitraryStep = fc.record({
      kind: fc.constantFrom("reserve", "take", "post", "release", "reverse"),
      payment: fc.integer({ min: 0, max: 4 }),
      amountMinor: fc.integer({ min: 1, max: 700 }),
      afterMs: fc.constantFrom(0, 0, 60_000, HOUR_MS, 20 * HOUR_MS),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryStep, { maxLength: 30 }), async (steps) => {
        const { test, book } = openBook();
        const firstDays = new Map<string, number>();
        for (const [at, { kind, payment, amountMinor, afterMs }] of steps.entries()) {
          test.clock.nowMs += afterMs;
          const paymentId = `p${payment}`;
          const common = { key: String(at), paymentId, amountMinor };
          if (kind === "reserve" || kind === "take") {
            await book[kind]({ ...common, accountId: "day", currency: "GBP" });
          } else if (kind === "reverse") await book.reverse({ ...common, refundId: String(at) });
          else await book[kind](common);
          const spent = new Map<number, number>();
          for (const [id, one] of listEntries(test.store.read("account", "day").payments)) {
            // By the clock, and not by what the account itself says.
            const today = Math.floor(test.clock.nowMs / DAY_MS);
            const day = firstDays.get(id) ?? today;
            firstDays.set(id, day);
            const sum = one.reservedMinor + one.postedMinor - one.reversedMinor;
            spent.set(day, (spent.get(day) ?? 0) + sum);
            expect(one.reversedMinor).toBeLessThanOrEqual(one.postedMinor);
          }
          for (const sum of spent.values()) expect(sum).toBeLessThanOrEqual(LIMIT_MINOR);
        }
        await test.close();
      }),
      { numRuns: 40 },
    );
  });

  it("is the same after a start", async () => {
    const { test, book } = openBook();
    await book.reserve(ask("day", "p1", 600));
    const before = await book.find("p1");
    const next = await test.restart();
    const again = createStoreAccountBook(next.store, ACCOUNTS, "GBP", "UTC");
    expect(await again.find("p1")).toEqual(before);
    expect(await step(again.take(ask("day", "p2", 401)))).toBe("account-limit-exceeded");
    await next.close();
  });
});
