import { generateKeyPairSync } from "node:crypto";
import { findDay, listDays, moveDay } from "@saunter/commerce/calendar/calendar";
import type { SignedClosing } from "@saunter/commerce/closing/events";
import { FIRST_HASH, findNextPlace } from "@saunter/commerce/closing/evolve";
import type { ChargeEvent } from "@saunter/commerce/payment/events";
import { findMissing, sumWithdrawn } from "@saunter/commerce/payment/evolve";
import type { Refund } from "@saunter/commerce/receipt/events";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { readFinal, setDue } from "../domain/receipt-service.ts";
import { RefusedError, STREAMS } from "../domain/shop-context.ts";
import { closingTables } from "../projections/closing-tables.ts";
import { drawerTables } from "../projections/drawer-tables.ts";
import { paymentTables } from "../projections/payment-tables.ts";
import { arbitraryDocuments, writeDocuments, ZONES } from "../projections/sales-builders.ts";
import { salesTables } from "../projections/sales-tables.ts";
import { settlementTables } from "../projections/settlement-tables.ts";
import { openTestStore } from "../store/store-fixture.ts";
import type { Transaction } from "../store/transaction.ts";
import {
  closeDay,
  exportPublicKey,
  findBrokenClosing,
  planClosing,
  signClosing,
} from "./closing-service.ts";

const folders = createScratchFolders();
afterAll(() => folders.remove());

const { privateKey } = generateKeyPairSync("ed25519");
const PUBLIC_KEY = exportPublicKey(privateKey);
const shopIn = (timeZone: string) => ({ id: "corner", timeZone, currency: "GBP" });
const LONDON = shopIn("Europe/London");
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

function openShop(nowMs: number, folder = folders.make()) {
  const clock = { nowMs };
  const projections = [salesTables, paymentTables, settlementTables, closingTables, drawerTables];
  const store = openTestStore(folder, { projections, nowMs: () => clock.nowMs });
  const close = (day: string, timeZone = "Europe/London"): Promise<SignedClosing> =>
    store.transact((tx) => closeDay(tx, shopIn(timeZone), privateKey, { day, by: "user-1" }));
  return { clock, store, close };
}

const refusalOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "none",
    (error: unknown) => {
      if (error instanceof RefusedError) return error.code;
      throw error;
    },
  );

const MONEY_STEPS = [
  ...(["close", "paid", "refunded", "cash", "debt", "written-off", "goodwill", "dispute"] as const),
] as const;
type MoneyStep = Exclude<(typeof MONEY_STEPS)[number], "close">;

const CARD = { kind: "card", token: "tok-1", lastFour: "4242" } as const;

function openCharge(tx: Transaction, visitId: string): void {
  if (tx.read("charge", visitId).status === "open") return;
  tx.append("charge", visitId, [
    { type: "ChargeOpened", chargeId: visitId, payer: CARD, currency: "GBP" },
  ]);
}

/** One thing that can happen to the money of a visit whose receipt is final. */
function moveMoney(tx: Transaction, visitId: string, step: MoneyStep, amountMinor: number): void {
  const charge = tx.read("charge", visitId);
  const append = (event: ChargeEvent) => tx.append("charge", visitId, [event]);
  const observe = (capturedMinor: number, refundedMinor: number) => {
    const reference = "ref-p1";
    const ends = { status: "captured", heldMinor: 0, holdExpiresMs: null } as const;
    const payment = { paymentId: "p1", reference, capturedMinor, refundedMinor, ...ends };
    append({ type: "PaymentObserved", payment });
  };
  const known = charge.payments.get("p1") ?? { capturedMinor: 0, refundedMinor: 0 };
  switch (step) {
    case "paid":
      observe(known.capturedMinor + amountMinor, known.refundedMinor);
      return;
    case "refunded":
      observe(
        known.capturedMinor,
        Math.min(known.capturedMinor, known.refundedMinor + amountMinor),
      );
      return;
    case "cash":
      append({ type: "CashTaken", cashId: `c${charge.cashMovements.size}`, amountMinor, by: "u1" });
      return;
    case "debt":
      append({ type: "DebtOpened", amountMinor, code: "stolen_card" });
      return;
    case "written-off":
      if (charge.debt === null) return;
      append({ type: "DebtForgiven", amountMinor: Math.max(0, findMissing(charge)), by: "u1" });
      return;
    case "goodwill": {
      const receipt = readFinal(tx, visitId);
      const refund: Refund = {
        ...{ refundId: `r${receipt.refunds.length}`, lines: [], amountMinor, documentNumber: null },
        ...{ kind: "amount", reason: "other", note: "", by: "u1" },
      };
      const goodwillMinor = receipt.goodwillMinor + amountMinor;
      const othersMinor = sumWithdrawn(charge).totalMinor;
      tx.append("receipt", visitId, [
        { type: "ReceiptRefunded", refund, goodwillMinor, othersMinor },
      ]);
      setDue(tx, visitId, "refund");
      return;
    }
    case "dispute": {
      const withdrawalId = `w${charge.withdrawals.size}`;
      const withdrawal = { withdrawalId, kind: "dispute", amountMinor } as const;
      append({ type: "WithdrawalSeen", paymentId: "p1", withdrawal });
      setDue(tx, visitId, "withdrawal");
      return;
    }
    default:
      step satisfies never;
  }
}

/** What adds up to a closing's total. */
function listLines({ payments, settlement }: SignedClosing): number[] {
  return [
    ...payments.flatMap(({ takenMinor, refundedMinor, withdrawnMinor }) => [
      ...[takenMinor, -refundedMinor, -withdrawnMinor],
    ]),
    ...Object.values(settlement ?? {}),
  ];
}

/** London puts its clocks forward in this night: the day has 23 hours. */
const SHORT_DAY = "2026-03-29";
const NOON_MS = Date.parse("2026-03-29T11:00:00Z");

describe("closings", () => {
  it("have each document once, whenever days are closed, and add up to all receipts", async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryDocuments,
        fc.constantFrom(...ZONES),
        fc.array(fc.nat({ max: 12 }), { maxLength: 5 }),
        async (documents, timeZone, stops) => {
          const { clock, store, close } = openShop(0);
          const closings: SignedClosing[] = [];
          const [firstMs, lastMs] = [documents[0]?.atMs ?? 0, documents.at(-1)?.atMs ?? 0];
          // Some are closed while more is sold, and all days at the end.
          const rest = documents.map((document, at) => ({ document, isStop: stops.includes(at) }));
          await writeDocuments(store, clock, documents, async (at) => {
            if (!rest[at]!.isStop) return;
            const day = findDay(clock.nowMs, timeZone);
            clock.nowMs += 1;
            const closing = close(day, timeZone);
            if ((await refusalOf(closing)) === "none") closings.push(await closing);
          });
          clock.nowMs = Math.max(clock.nowMs, lastMs) + 4 * 86_400_000;
          const untilDay = findDay(lastMs, timeZone);
          for (const { day } of listDays(findDay(firstMs, timeZone), untilDay, timeZone)) {
            const closing = close(day, timeZone);
            if ((await refusalOf(closing)) === "none") closings.push(await closing);
          }
          expect(closings.map(({ closingNumber }) => closingNumber)).toEqual(
            closings.map((_, at) => at + 1),
          );
          const numbers = closings.flatMap(({ afterDocument, lastDocument }) =>
            Array.from({ length: lastDocument - afterDocument }, (_, at) => afterDocument + at + 1),
          );
          expect(numbers).toEqual(documents.map((_, at) => at + 1));
          const receipts = new Map(documents.map(({ visitId, content }) => [visitId, content]));
          const totals = [...receipts.values()].map(({ result }) => result.totals.totalMinor);
          expect(sum(closings.map(({ sums }) => sums.totalMinor))).toBe(sum(totals));
          expect(closings.at(-1)?.grandTotalMinor ?? 0).toBe(sum(totals));
          for (const { sums, taxes } of closings) {
            const taxed = sum(taxes.map(({ grossMinor }) => grossMinor));
            expect(taxed + sums.roundingMinor).toBe(sums.totalMinor);
          }
          expect(findBrokenClosing(closings, PUBLIC_KEY)).toBeNull();
          await store.close();
        },
      ),
      { numRuns: 40 },
    );
  });

  it("have lines that add up to the total, whatever happened to the money", async () => {
    const steps = fc.array(
      fc.tuple(fc.nat({ max: 11 }), fc.constantFrom(...MONEY_STEPS), fc.nat({ max: 3000 })),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(arbitraryDocuments, steps, async (documents, moneySteps) => {
        const { clock, store, close } = openShop(0);
        const closings: SignedClosing[] = [];
        const closeToday = async (): Promise<void> => {
          const closing = close(findDay(clock.nowMs, "Europe/London"));
          if ((await refusalOf(closing)) === "none") closings.push(await closing);
        };
        await writeDocuments(store, clock, documents, async (at) => {
          const { visitId } = documents[at]!;
          await store.transact((tx) => {
            openCharge(tx, visitId);
            setDue(tx, visitId, `document ${at + 1}`);
          });
          for (const [after, step, amountMinor] of moneySteps) {
            if (after !== at) continue;
            if (step === "close") await closeToday();
            else await store.transact((tx) => moveMoney(tx, visitId, step, amountMinor));
          }
        });
        await closeToday();
        for (const closing of closings) {
          expect(sum(listLines(closing))).toBe(closing.sums.totalMinor);
        }
        await store.close();
      }),
      { numRuns: 40 },
    );
  });

  it.each<[string, (readonly [MoneyStep, number])[], Partial<SignedClosing["settlement"]>]>([
    ["paid", [["paid", 1000]], {}],
    [
      "paid in part, and a debt",
      [
        ["paid", 700],
        ["debt", 300],
      ],
      { unpaidMinor: 300 },
    ],
    ["not yet collected", [], { pendingMinor: 1000 }],
    ["paid too much", [["paid", 1200]], { refundsDueMinor: -200 }],
    [
      "a debt written off",
      [
        ["paid", 700],
        ["debt", 300],
        ["written-off", 300],
      ],
      { forgivenMinor: 300 },
    ],
    [
      "refunded as an amount",
      [
        ["paid", 1000],
        ["goodwill", 250],
        ["refunded", 250],
      ],
      { goodwillMinor: 250 },
    ],
    [
      "taken back by the bank",
      [
        ["paid", 1000],
        ["dispute", 400],
      ],
      { takenBackMinor: 400 },
    ],
  ])("name why the total differs from payments: %s", async (_, steps, expected) => {
    const { clock, store, close } = openShop(NOON_MS);
    const [document] = fc.sample(
      arbitraryDocuments.filter((all) => (all[0]?.content.result.totals.totalMinor ?? 0) > 1000),
      { seed: 3, numRuns: 1 },
    )[0]!;
    const { visitId, content } = document!;
    const restMinor = content.result.totals.totalMinor - 1000;
    await writeDocuments(store, clock, [document!]);
    await store.transact((tx) => {
      openCharge(tx, visitId);
      setDue(tx, visitId, "document 1");
      moveMoney(tx, visitId, "cash", restMinor);
      for (const [step, amountMinor] of steps) moveMoney(tx, visitId, step, amountMinor);
    });
    const { settlement } = await close(findDay(clock.nowMs, "Europe/London"));
    const none = { unpaidMinor: 0, pendingMinor: 0, refundsDueMinor: 0 };
    expect(settlement).toEqual({
      ...none,
      ...{ goodwillMinor: 0, forgivenMinor: 0, takenBackMinor: 0 },
      ...expected,
    });
    await store.close();
  });

  it("don't count what an earlier release closed without a settlement", async () => {
    const { clock, store, close } = openShop(NOON_MS);
    const [documents] = fc.sample(arbitraryDocuments, { seed: 3, numRuns: 1 });
    const { visitId } = documents![0]!;
    await writeDocuments(store, clock, [documents![0]!]);
    const firstDay = findDay(clock.nowMs, "Europe/London");
    await store.transact((tx) => {
      openCharge(tx, visitId);
      setDue(tx, visitId, "document 1");
      const { settlement: _, ...figures } = planClosing(tx, LONDON, firstDay, tx.atMs);
      const rest = { closedMs: tx.atMs, by: "user-1", previousHash: FIRST_HASH, lastPosition: 0 };
      const closing = signClosing({ ...figures, ...rest }, privateKey);
      tx.append("closings", STREAMS.closings, [{ type: "DayClosed", closing }]);
    });
    clock.nowMs += 24 * 3_600_000;
    const { settlement } = await close(findDay(clock.nowMs, "Europe/London"));
    expect(Object.values(settlement!)).toEqual([0, 0, 0, 0, 0, 0]);
    await store.close();
  });

  it("end where the shop's day ends, in the night in which clocks go forward too", async () => {
    const { clock, store, close } = openShop(Date.parse("2026-03-30T09:00:00Z"));
    const closing = await close(SHORT_DAY);
    expect(closing.untilMs).toBe(Date.parse("2026-03-29T23:00:00Z"));
    clock.nowMs += 24 * 3_600_000;
    const next = await close(moveDay(SHORT_DAY, 1));
    expect([next.fromMs, next.untilMs]).toEqual([
      closing.untilMs,
      Date.parse("2026-03-30T23:00:00Z"),
    ]);
    await store.close();
  });

  it("of today end now, and of a day that is closed or to come there is none", async () => {
    const { clock, store, close } = openShop(NOON_MS);
    expect((await close(SHORT_DAY)).untilMs).toBe(NOON_MS + 1);
    expect(await refusalOf(close(SHORT_DAY))).toBe("day-closed");
    expect(await refusalOf(close(moveDay(SHORT_DAY, -1)))).toBe("day-closed");
    expect(await refusalOf(close(moveDay(SHORT_DAY, 1)))).toBe("day-to-come");
    clock.nowMs += 3_600_000;
    const second = await close(SHORT_DAY);
    expect([second.closingNumber, second.fromMs]).toEqual([2, NOON_MS + 1]);
    await store.close();
  });

  it("say the same before they are made", async () => {
    const { store, close } = openShop(NOON_MS);
    const planned = planClosing(store, shopIn("Europe/London"), SHORT_DAY, NOON_MS);
    expect(await close(SHORT_DAY)).toMatchObject(planned);
    await store.close();
  });

  it("go on in a shop that is opened again", async () => {
    const folder = folders.make();
    const first = openShop(NOON_MS, folder);
    const one = await first.close(SHORT_DAY);
    await first.store.close();
    const second = openShop(NOON_MS + 86_400_000, folder);
    const two = await second.close(moveDay(SHORT_DAY, 1));
    expect([two.closingNumber, two.previousHash]).toEqual([2, one.hash]);
    expect(findNextPlace(second.store.read("closings", "all")).closingNumber).toBe(3);
    await second.store.close();
  });
});

describe("a chain of closings", () => {
  async function closeThree(): Promise<SignedClosing[]> {
    const { clock, store, close } = openShop(NOON_MS);
    const closings: SignedClosing[] = [];
    for (let day = 0; day < 3; day++) {
      closings.push(await close(moveDay(SHORT_DAY, day)));
      clock.nowMs += 24 * 3_600_000;
    }
    await store.close();
    return closings;
  }

  it.each<[string, (closings: SignedClosing[]) => SignedClosing[], string]>([
    ["an amount", (all) => change(all, 1, { grandTotalMinor: 1 }), "not what was signed"],
    ["the day", (all) => change(all, 0, { day: "2026-03-01" }), "not what was signed"],
    ["who closed it", (all) => change(all, 2, { by: "user-2" }), "not what was signed"],
    ["one left out", (all) => all.filter((_, at) => at !== 1), "does not follow"],
    ["the first left out", (all) => all.slice(1), "does not follow"],
    ["another order", (all) => [all[1]!, all[0]!, all[2]!], "does not follow"],
    ["another signature", (all) => change(all, 1, { signature: all[0]!.signature }), "another key"],
  ])("shows that %s was changed", async (_, tamper, why) => {
    const closings = await closeThree();
    expect(findBrokenClosing(closings, PUBLIC_KEY)).toBeNull();
    expect(findBrokenClosing(tamper(closings), PUBLIC_KEY)).toContain(why);
  });

  it("shows that it was signed again with another key", async () => {
    const other = generateKeyPairSync("ed25519").privateKey;
    expect(findBrokenClosing(await closeThree(), exportPublicKey(other))).toContain("another key");
  });
});

function change(
  closings: readonly SignedClosing[],
  at: number,
  changes: Partial<SignedClosing>,
): SignedClosing[] {
  return closings.map((closing, index) => (index === at ? { ...closing, ...changes } : closing));
}
