/** Balances in a real database: what races, comes twice, or comes too late, never spends anything twice. */

import { randomBytes } from "node:crypto";
import type { HoldAnswer, HoldRequest } from "@saunter/protocol/chain/balance-messages";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChainTransaction } from "../database/open-database.ts";
import {
  type FigureDatabase,
  makeRows,
  sendRows,
  startFigureDatabase,
} from "../figures/figures-fixture.ts";
import { MAIN_ORGANISATION } from "../shops.ts";
import { applyJournals } from "./apply-journal.ts";
import { HOLD_MS } from "./balance-limits.ts";
import { endHolds, endHoldsOf } from "./end-holds.ts";
import { holdBalance } from "./hold-balance.ts";
import { type IssuedCard, issueCard, type NewCard, replaceCard, setBlocked } from "./issue-card.ts";
import { addEntry } from "./ledger.ts";
import { putRule } from "./loyalty-rules.ts";

const NOW_MS = Date.UTC(2026, 2, 2);
const DAY_MS = 24 * 3_600_000;

let database: FigureDatabase;
beforeAll(async () => {
  database = await startFigureDatabase();
});
afterAll(() => database.close());

function issue(card: Partial<NewCard> = {}): Promise<IssuedCard> {
  const all: NewCard = {
    kind: "gift-card",
    organisationId: MAIN_ORGANISATION,
    currency: "EUR",
    units: 1000,
    expiresMs: null,
    issuedBy: "u1",
    atMs: NOW_MS,
    ...card,
  };
  return database.db.transaction().execute((tx) => issueCard(tx, all, randomBytes));
}

function hold(
  shopId: string,
  { number, code }: IssuedCard,
  request: Partial<HoldRequest> = {},
  nowMs = NOW_MS,
): Promise<HoldAnswer> {
  const visit = { holdId: "h1", visitId: "v1", currency: "EUR" };
  return holdBalance(database.db, shopId, { ...visit, number, code, ...request }, nowMs);
}

async function readBalance({ balanceId }: IssuedCard) {
  const row = await database.db
    .selectFrom("balances")
    .select(["units", "held_units", "owed_units"])
    .where("balance_id", "=", balanceId)
    .executeTakeFirstOrThrow();
  return [row.units, row.held_units, row.owed_units];
}

async function readHold(shopId: string, holdId = "h1") {
  return database.db
    .selectFrom("balance_holds")
    .select(["state", "captured_minor", "refunded_minor", "short_minor"])
    .where("shop_id", "=", shopId)
    .where("hold_id", "=", holdId)
    .executeTakeFirst();
}

/** A shop's journal, which goes to the chain as it grows. @param atMs of its rows; left out: long ago */
function openJournal(shopId: string, atMs?: number) {
  const events: { stream: string; body: object; atMs?: number }[] = [];
  const time = atMs === undefined ? {} : { atMs };
  return {
    /** All of it is sent each time, as a hub may. */
    write: async (...more: readonly (readonly [string, object])[]) => {
      events.push(...more.map(([stream, body]) => ({ stream, body, ...time })));
      await sendRows(database.db, shopId, makeRows(events));
      await applyJournals(database.db);
    },
  };
}

const captured = (amountMinor: number, holdId = "h1") =>
  ["charge-v1", { type: "BalanceCaptured", holdId, amountMinor }] as const;
const released = (cause = "not-needed", holdId = "h1") =>
  ["charge-v1", { type: "BalanceReleased", holdId, cause }] as const;
const refunded = (amountMinor: number, refundId: string) =>
  ["charge-v1", { type: "BalanceRefunded", holdId: "h1", refundId, amountMinor }] as const;
const refundedOf = (holdId: string, amountMinor: number) =>
  ["charge-v1", { type: "BalanceRefunded", holdId, refundId: "r", amountMinor }] as const;
const HELD = ["charge-v1", { type: "BalanceHeld", holdId: "h1" }] as const;
const receipt = (totalMinor: number) =>
  [
    "receipt-v1",
    { type: "ReceiptFinalised", content: { result: { currency: "EUR", totals: { totalMinor } } } },
  ] as const;
const due = (dueMinor: number) => ["charge-v1", { type: "DueSet", dueMinor }] as const;

describe("a gift card", () => {
  it("is held as a whole, captured once, and what is left can be spent again", async () => {
    const shopId = await database.addShop();
    const card = await issue();
    expect(await hold(shopId, card)).toMatchObject({ isHeld: true, amountMinor: 1000 });
    expect(await readBalance(card)).toEqual([1000, 1000, 0]);
    const journal = openJournal(shopId);
    await journal.write(captured(300));
    await journal.write(captured(300));
    expect(await readBalance(card)).toEqual([700, 0, 0]);
    expect(await hold(shopId, card, { holdId: "h2" })).toMatchObject({ amountMinor: 700 });
  });

  it("is held by one shop alone, and asking again is answered as before", async () => {
    const [one, other] = [await database.addShop(), await database.addShop()];
    const card = await issue();
    const first = await hold(one, card);
    expect(await hold(one, card)).toEqual(first);
    expect(await hold(other, card)).toEqual({ isHeld: false, reason: "card-empty" });
    expect(await readBalance(card)).toEqual([1000, 1000, 0]);
  });

  it("gets back what is refunded, once for each refund, and never more than was captured", async () => {
    const shopId = await database.addShop();
    const card = await issue();
    await hold(shopId, card);
    await openJournal(shopId).write(
      captured(800),
      refunded(200, "r1"),
      refunded(200, "r1"),
      refunded(5000, "r2"),
    );
    expect(await readBalance(card)).toEqual([1000, 0, 0]);
    expect(await readHold(shopId)).toMatchObject({ captured_minor: 800, refunded_minor: 800 });
  });

  it("is refused with a wrong code, after too many tries also with the right one, and elsewhere it is not", async () => {
    const [shopId, other] = [await database.addShop(), await database.addShop()];
    const card = await issue();
    for (let tries = 0; tries < 5; tries++) {
      expect(await hold(shopId, card, { code: "22222222" })).toMatchObject({
        reason: "card-unknown",
      });
    }
    expect(await hold(shopId, card)).toEqual({ isHeld: false, reason: "too-many-attempts" });
    expect(await hold(other, card)).toMatchObject({ isHeld: true });
  });

  it.each([
    ["card-expired", { expiresMs: NOW_MS }],
    ["card-not-accepted", { currency: "GBP" }],
    ["card-empty", { units: 0 }],
  ] as const)("is refused as %s", async (reason, card) => {
    const shopId = await database.addShop();
    expect(await hold(shopId, await issue(card))).toEqual({ isHeld: false, reason });
  });

  it("of another organisation is refused, and one of the whole chain is taken", async () => {
    const shopId = await database.addShop();
    await database.db
      .insertInto("organisations")
      .values({ organisation_id: "other", name: "Other" })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    expect(await hold(shopId, await issue({ organisationId: "other" }))).toMatchObject({
      reason: "card-not-accepted",
    });
    expect(await hold(shopId, await issue({ organisationId: null }))).toMatchObject({
      isHeld: true,
    });
  });

  it("that is being blocked while its code is checked is not held", async () => {
    const shopId = await database.addShop();
    const card = await issue();
    let held: Promise<HoldAnswer> | undefined;
    await database.db.transaction().execute(async (tx) => {
      await setBlocked(tx, card.balanceId, true, NOW_MS);
      held = hold(shopId, card);
      const countWaiting = async () => {
        const { rows } = await sql<{ count: number }>`
          SELECT count(*) FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%balance_cards%'`.execute(
          database.db,
        );
        return rows[0]!.count;
      };
      await expect.poll(countWaiting).toBe(1);
    });
    expect(await held).toEqual({ isHeld: false, reason: "card-blocked" });
  });

  it("whose hold the shop ended before the request came is not held any more", async () => {
    const shopId = await database.addShop();
    const card = await issue();
    await openJournal(shopId).write(released("unavailable"));
    expect(await hold(shopId, card)).toEqual({ isHeld: false, reason: "hold-ended" });
    expect(await readBalance(card)).toEqual([1000, 0, 0]);
  });

  it("is not taken from by a shop that captures what it never held, or more than it held", async () => {
    const [shopId, other] = [await database.addShop(), await database.addShop()];
    const card = await issue();
    await hold(other, card, { holdId: "theirs" });
    await openJournal(shopId).write(captured(500, "theirs"));
    expect(await readBalance(card)).toEqual([1000, 1000, 0]);
    expect(await readHold(shopId, "theirs")).toMatchObject({ captured_minor: 0, short_minor: 500 });
    await openJournal(shopId).write(captured(500, "theirs"), captured(500, "theirs"));
    expect(await readHold(shopId, "theirs")).toMatchObject({ captured_minor: 0, short_minor: 500 });
    await openJournal(other).write(captured(1500, "theirs"));
    expect(await readBalance(card)).toEqual([0, 0, 0]);
    expect(await readHold(other, "theirs")).toMatchObject({
      captured_minor: 1000,
      short_minor: 500,
    });
  });
});

describe("a number that is none", () => {
  it.each(["", "12", "1234 5678 901x", "1234\u00005678901", "\ud800"])(
    "is a card that nobody knows: %j",
    async (number) => {
      const shopId = await database.addShop();
      const code = "22222222";
      expect(await hold(shopId, { balanceId: "none", number, code })).toEqual({
        isHeld: false,
        reason: "card-unknown",
      });
    },
  );
});

describe("a hold that no shop ends", () => {
  async function see(shopId: string, seenMs: number, position: number): Promise<void> {
    const state = { seen_ms: seenMs, position, sent: position, clock_ahead_ms: 0, version: "1" };
    await database.db
      .insertInto("shop_states")
      .values({ shop_id: shopId, ...state })
      .onConflict((conflict) => conflict.column("shop_id").doUpdateSet(state))
      .execute();
  }

  it("stays while the shop is away, however long, and while rows of it are missing", async () => {
    const shopId = await database.addShop();
    const card = await issue();
    await hold(shopId, card);
    await openJournal(shopId).write(HELD);
    await endHolds(database.db, NOW_MS + 30 * DAY_MS);
    expect(await readHold(shopId)).toMatchObject({ state: "held" });
    await see(shopId, NOW_MS + 2 * DAY_MS, 2);
    await endHolds(database.db, NOW_MS + 30 * DAY_MS);
    expect(await readHold(shopId)).toMatchObject({ state: "held" });
  });

  it("ends once the shop has been seen since and all of its journal is there", async () => {
    const shopId = await database.addShop();
    const card = await issue();
    await hold(shopId, card);
    await openJournal(shopId).write(HELD);
    await see(shopId, NOW_MS + HOLD_MS, 1);
    await endHolds(database.db, NOW_MS + HOLD_MS - 1);
    expect(await readBalance(card)).toEqual([1000, 1000, 0]);
    await endHolds(database.db, NOW_MS + HOLD_MS);
    expect(await readBalance(card)).toEqual([1000, 0, 0]);
  });

  it("and is captured after it was ended takes what there is still, and says what was short", async () => {
    const [shopId, other] = [await database.addShop(), await database.addShop()];
    const card = await issue();
    await hold(shopId, card);
    const journal = openJournal(shopId);
    await journal.write(HELD);
    const end = (nowMs: number) =>
      database.db.transaction().execute((tx) => endHoldsOf(tx, card.balanceId, nowMs));
    expect(await end(NOW_MS + HOLD_MS - 1)).toBe(0);
    expect(await end(NOW_MS + HOLD_MS)).toBe(1);
    expect(await end(NOW_MS + HOLD_MS)).toBe(0);
    await hold(other, card);
    await openJournal(other).write(captured(700));
    await journal.write(captured(500));
    expect(await readBalance(card)).toEqual([0, 0, 0]);
    expect(await readHold(shopId)).toMatchObject({ captured_minor: 300, short_minor: 200 });
    await journal.write(refundedOf("h1", 400));
    expect(await readBalance(card)).toEqual([300, 0, 0]);
    expect(await readHold(shopId)).toMatchObject({ refunded_minor: 300, short_minor: 100 });
  });
});

describe("points", () => {
  async function makeMember(units: number): Promise<{ shopId: string; card: IssuedCard }> {
    const of = { organisationId: MAIN_ORGANISATION, currency: "EUR", isOpenToJoin: false };
    const rates = { earnedPoints: 1, perMinor: 100, pointsPerMinor: 2 };
    const set = { effectiveMs: 0, note: "", setBy: "u1", setMs: 0 };
    await database.db.transaction().execute((tx) => putRule(tx, { ...of, ...rates, ...set }));
    return { shopId: await database.addShop(), card: await issue({ kind: "points", units }) };
  }

  it("pay whole minor units at their rate, and are earned once for a receipt", async () => {
    const { shopId, card } = await makeMember(201);
    expect(await hold(shopId, card)).toMatchObject({ kind: "points", amountMinor: 100 });
    const journal = openJournal(shopId);
    await journal.write(HELD, captured(100), receipt(5099), due(5099));
    await journal.write();
    expect(await readBalance(card)).toEqual([51, 0, 0]);
  });

  it("of what is not due any more are taken back, and what was spent is owed by the next ones", async () => {
    const { shopId, card } = await makeMember(0);
    expect(await hold(shopId, card)).toMatchObject({ isHeld: true, amountMinor: 0 });
    const journal = openJournal(shopId);
    await journal.write(HELD, released(), receipt(5000));
    expect(await readBalance(card)).toEqual([50, 0, 0]);
    await hold(shopId, card, { holdId: "h2" });
    await journal.write(captured(20, "h2"), due(0));
    expect(await readBalance(card)).toEqual([0, 0, 40]);
    await journal.write(due(5000));
    expect(await readBalance(card)).toEqual([10, 0, 0]);
  });

  it("of a debt that was forgiven are taken back, and what was paid of it keeps its own", async () => {
    const { shopId, card } = await makeMember(0);
    await hold(shopId, card);
    const journal = openJournal(shopId);
    const forgiven = ["charge-v1", { type: "DebtForgiven", amountMinor: 3000, by: "ann" }] as const;
    const cash = { type: "CashTaken", cashId: "c1", amountMinor: 2000, by: "ann" };
    await journal.write(HELD, released(), receipt(5000), due(5000), ["charge-v1", cash]);
    expect(await readBalance(card)).toEqual([50, 0, 0]);
    await journal.write(forgiven);
    expect(await readBalance(card)).toEqual([20, 0, 0]);
    // Less is due now, and what was forgiven is less with it.
    await journal.write(due(4000));
    expect(await readBalance(card)).toEqual([20, 0, 0]);
    await journal.write(due(1000));
    expect(await readBalance(card)).toEqual([10, 0, 0]);
  });

  it("of a payment that the bank took back are taken back, and come again with it", async () => {
    const { shopId, card } = await makeMember(0);
    await hold(shopId, card);
    const journal = openJournal(shopId);
    const payment = {
      ...{ paymentId: "v1.1", reference: "r", status: "captured", heldMinor: 0 },
      ...{ capturedMinor: 5000, refundedMinor: 0, holdExpiresMs: null },
    };
    const paid = ["charge-v1", { type: "PaymentObserved", payment }] as const;
    const withdrawn = (amountMinor: number) => {
      const withdrawal = { withdrawalId: "d1", kind: "dispute", amountMinor };
      const event = { type: "WithdrawalSeen", paymentId: "v1.1", withdrawal };
      return ["charge-v1", event] as const;
    };
    await journal.write(HELD, released(), receipt(5000), due(5000), paid, withdrawn(5000));
    expect(await readBalance(card)).toEqual([0, 0, 0]);
    await journal.write(withdrawn(0));
    expect(await readBalance(card)).toEqual([50, 0, 0]);
  });

  it("stay where the charge makes no sense, and follow what is due then", async () => {
    const { shopId, card } = await makeMember(0);
    await hold(shopId, card);
    const journal = openJournal(shopId);
    const strange = ["charge-v1", { type: "CallAnswered", number: 9 }] as const;
    const forgiven = ["charge-v1", { type: "DebtForgiven", amountMinor: "all" }] as const;
    await journal.write(HELD, released(), receipt(5000), due(5000), strange, forgiven);
    expect(await readBalance(card)).toEqual([50, 0, 0]);
    await journal.write(due(3000));
    expect(await readBalance(card)).toEqual([30, 0, 0]);
  });

  it("that are owed pay nothing, also where they were held when they were to be taken back", async () => {
    const { shopId, card } = await makeMember(0);
    const other = await database.addShop();
    await hold(shopId, card);
    const journal = openJournal(shopId);
    await journal.write(HELD, released(), receipt(5000));
    expect(await hold(other, card)).toMatchObject({ amountMinor: 25 });
    await journal.write(due(0));
    expect(await readBalance(card)).toEqual([50, 50, 50]);
    await openJournal(other).write(released());
    expect(await readBalance(card)).toEqual([50, 0, 50]);
    expect(await hold(other, card, { holdId: "h2" })).toMatchObject({ amountMinor: 0 });
  });

  it("are not earned by a card that is given once the receipt is final, whatever becomes of it", async () => {
    const { shopId, card } = await makeMember(0);
    const journal = openJournal(shopId);
    await journal.write(receipt(5000));
    await hold(shopId, card);
    await journal.write(HELD, released(), due(4000));
    expect(await readBalance(card)).toEqual([0, 0, 0]);
  });

  it("are not earned once the card is blocked, replaced or erased", async () => {
    const process = <T>(work: (tx: ChainTransaction) => Promise<T>) =>
      database.db.transaction().execute(work);
    const ends: readonly ((balanceId: string) => Promise<unknown>)[] = [
      (balanceId) => process((tx) => setBlocked(tx, balanceId, true, NOW_MS)),
      (balanceId) =>
        process((tx) =>
          replaceCard(tx, { balanceId, issuedBy: "u1", atMs: NOW_MS + 1 }, randomBytes),
        ),
      (balanceId) =>
        process((tx) =>
          tx.deleteFrom("balance_cards").where("balance_id", "=", balanceId).execute(),
        ),
    ];
    for (const end of ends) {
      const { shopId, card } = await makeMember(0);
      expect(await hold(shopId, card)).toMatchObject({ isHeld: true });
      await end(card.balanceId);
      await openJournal(shopId, NOW_MS + 2).write(HELD, released(), receipt(5000));
      expect(await readBalance(card)).toEqual([0, 0, 0]);
    }
  });

  it("are earned for a receipt from before the card was blocked, however late its row comes", async () => {
    const { shopId, card } = await makeMember(0);
    await hold(shopId, card);
    await database.db
      .transaction()
      .execute((tx) => setBlocked(tx, card.balanceId, true, NOW_MS + 2));
    await openJournal(shopId, NOW_MS + 1).write(HELD, released(), receipt(5000));
    expect(await readBalance(card)).toEqual([50, 0, 0]);
  });

  it("are earned by the rule of the time of the receipt, and not by one that came later", async () => {
    const { shopId, card } = await makeMember(0);
    await hold(shopId, card);
    const rates = { earnedPoints: 9, perMinor: 1, pointsPerMinor: 1 };
    const of = { organisationId: MAIN_ORGANISATION, currency: "EUR", isOpenToJoin: false };
    const set = { effectiveMs: Date.UTC(2100, 0), note: "", setBy: "u1", setMs: 0 };
    await database.db.transaction().execute((tx) => putRule(tx, { ...of, ...rates, ...set }));
    await openJournal(shopId).write(HELD, released(), receipt(5000));
    expect(await readBalance(card)).toEqual([50, 0, 0]);
  });

  it("are not earned where the shopper took the card away", async () => {
    const { shopId, card } = await makeMember(0);
    await hold(shopId, card);
    await openJournal(shopId).write(HELD, released("removed"), receipt(5000));
    expect(await readBalance(card)).toEqual([0, 0, 0]);
  });
});

describe("the ledger", () => {
  it("refuses to take more than there is, and to change an entry", async () => {
    const { db } = database;
    const card = await issue({ units: 5 });
    const { balanceId } = card;
    const take = db.transaction().execute((tx) =>
      addEntry(tx, {
        balanceId,
        kind: "captured",
        units: -6,
        reference: balanceId,
        atMs: NOW_MS,
      }),
    );
    await expect(take).rejects.toThrow(/check/u);
    const change = db.updateTable("balance_entries").set({ units: 9 }).execute();
    await expect(change).rejects.toThrow(/never changed/u);
    expect(await readBalance(card)).toEqual([5, 0, 0]);
  });

  it("goes on where a shop wrote what is none", async () => {
    const shopId = await database.addShop();
    const card = await issue();
    await hold(shopId, card);
    await openJournal(shopId).write(
      ["charge-v1", { type: "BalanceCaptured", holdId: 7, amountMinor: "all" }],
      ["charge-v1", { type: "BalanceCaptured", holdId: "h1", amountMinor: -5 }],
      ["charge-v1", { type: "BalanceRefunded", holdId: "a\u0000b", refundId: "r", amountMinor: 5 }],
      captured(1),
    );
    expect(await readBalance(card)).toEqual([999, 0, 0]);
  });
});

describe("a journal that cannot be applied", () => {
  it("is reported, and keeps no other shop's from it", async () => {
    const [one, other] = [await database.addShop(), await database.addShop()];
    const [broken, card] = [await issue(), await issue()];
    await hold(one, broken);
    await hold(other, card);
    const setHeld = (held_units: number) =>
      database.db
        .updateTable("balances")
        .set({ held_units })
        .where("balance_id", "=", broken.balanceId)
        .execute();
    await setHeld(0);
    const first = openJournal(one);
    await expect(first.write(captured(300))).rejects.toThrow(/check/u);
    await expect(openJournal(other).write(captured(400))).rejects.toThrow(/check/u);
    expect(await readBalance(card)).toEqual([600, 0, 0]);
    await setHeld(1000);
    await first.write();
    expect(await readBalance(broken)).toEqual([700, 0, 0]);
  });
});

describe("many shops that race for one balance", () => {
  const steps = fc.array(
    fc.record({
      shop: fc.nat(3),
      hold: fc.nat(2),
      what: fc.constantFrom("ask", "ask", "capture", "release", "refund", "top-up"),
      amountMinor: fc.integer({ min: 0, max: 1500 }),
    }),
    { minLength: 4, maxLength: 16 },
  );

  it("never spend more than was put on it, whatever comes twice or late", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (asked) => {
        const shopIds = await Promise.all([0, 1, 2, 3].map(() => database.addShop()));
        const journals = shopIds.map(openJournal);
        const card = await issue({ units: 1000 });
        let put = 1000;
        const lines = shopIds.map((shopId, shop) =>
          asked
            .map((step, at) => ({ ...step, at }))
            .filter((step) => step.shop === shop)
            .reduce(async (before, { what, hold: of, amountMinor, at }) => {
              await before;
              const holdId = `h${of}`;
              if (what === "ask") await hold(shopId, card, { holdId });
              else if (what === "top-up") {
                const { balanceId } = card;
                const reference = `${balanceId}/${at}`;
                put += amountMinor;
                const entry = { balanceId, kind: "topped-up", units: amountMinor } as const;
                await database.db
                  .transaction()
                  .execute((tx) => addEntry(tx, { ...entry, reference, atMs: NOW_MS }));
              } else {
                const body = { holdId, amountMinor, refundId: `r${at}`, cause: "not-needed" };
                const type = { capture: "Captured", release: "Released", refund: "Refunded" }[what];
                await journals[shop]!.write(["charge-v1", { type: `Balance${type}`, ...body }]);
              }
            }, Promise.resolve()),
        );
        await Promise.all(lines);
        const [units, held] = await readBalance(card);
        const { rows } = await sql<{ entries: number; taken: number; held: number }>`
          SELECT (SELECT sum(units)::bigint FROM balance_entries e
              WHERE e.balance_id = ${card.balanceId}) AS entries,
            coalesce(sum(captured_minor - refunded_minor), 0)::bigint AS taken,
            coalesce(sum(amount_minor) FILTER (WHERE state = 'held'), 0)::bigint AS held
          FROM balance_holds h WHERE h.balance_id = ${card.balanceId}`.execute(database.db);
        expect(rows[0]).toEqual({ entries: units, taken: put - units!, held });
        expect(units).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 25 },
    );
  });
});
