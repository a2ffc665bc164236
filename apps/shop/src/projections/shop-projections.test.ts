import { arbitraryEvents, type BuiltEvent } from "@saunter/commerce/event-builders";
import type { JournalEvent } from "@saunter/commerce/events";
import { repeats } from "@saunter/testing/sample";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { digestProjections, type Projection } from "../store/projection.ts";
import { rebuildProjections, type Store } from "../store/store.ts";
import { openTestStore, tamper } from "../store/store-fixture.ts";
import { SHOP_PROJECTIONS } from "./shop-projections.ts";
import { nameFacing } from "./shop-tables.ts";
import { nameParty } from "./visit-tables.ts";

const folders = createScratchFolders();
afterAll(() => folders.remove());

const digest = (store: Store, projections = SHOP_PROJECTIONS): string =>
  digestProjections(store.db, projections);

async function append(store: Store, events: readonly BuiltEvent[]): Promise<void> {
  await store.transact((tx) => {
    for (const { kind, id, event } of events) tx.append(kind, id, [event as never]);
  });
}

/** Every type of event there is: the compiler misses none. */
const TYPES: Readonly<Record<JournalEvent["type"], true>> = {
  ShopperAppeared: true,
  InteractionTold: true,
  CartTold: true,
  ShopperExited: true,
  CartConcluded: true,
  VisitOpened: true,
  ShopperBound: true,
  ShopperUnbound: true,
  BindingConfirmed: true,
  ShopperReturned: true,
  ShopperCameBack: true,
  ShopperLeft: true,
  VisitFlagged: true,
  AgeCheckRaised: true,
  AgeCheckWithdrawn: true,
  AgeChecked: true,
  VisitClosed: true,
  ChargeOpened: true,
  IntentWritten: true,
  CallAnswered: true,
  CardRecognised: true,
  PaymentObserved: true,
  WithdrawalSeen: true,
  DueSet: true,
  CashTaken: true,
  CashReturned: true,
  BalanceRequested: true,
  BalanceHeld: true,
  BalanceCaptured: true,
  BalanceReleased: true,
  BalanceRefunded: true,
  DebtOpened: true,
  DebtSettled: true,
  DebtForgiven: true,
  ReceiptDrafted: true,
  ReceiptRedrafted: true,
  ReceiptFinalised: true,
  LineContested: true,
  ContestResolved: true,
  ReceiptCorrected: true,
  ReceiptRefunded: true,
  NumberAssigned: true,
  NumbersSkipped: true,
  DayClosed: true,
  ReviewOpened: true,
  ReviewClaimed: true,
  ReviewReleased: true,
  ReviewDecided: true,
  ReviewReopened: true,
  SecondLookClaimed: true,
  ReviewDecidedAgain: true,
  ReviewLapsed: true,
  ReviewOverdue: true,
  AmountReserved: true,
  AmountPosted: true,
  ReservationReleased: true,
  AmountReversed: true,
  CredentialUsed: true,
  GateModeSet: true,
  StockCounted: true,
  StockRefilled: true,
  StockWasted: true,
  StockReckoned: true,
  DrawerCounted: true,
  DrawerMoved: true,
  GoodsChanged: true,
  PlanogramPublished: true,
  PlanogramDrafted: true,
  ChainVersionApplied: true,
  ChainVersionRefused: true,
  AlertRaised: true,
  AlertAcknowledged: true,
  AlertCleared: true,
  SecurityEventRecorded: true,
};

/** A long sequence that has every type of event, and rows in every table. */
const [rich] = fc.sample(arbitraryEvents(2000, 2000), { seed: 5, numRuns: 1 }) as [BuiltEvent[]];

describe("the shop's projections", () => {
  it("are tested with every type of event", () => {
    expect([...new Set(rich.map(({ event }) => event.type))].sort()).toEqual(
      Object.keys(TYPES).sort(),
    );
  });

  it("rebuilt from the journal have the same bytes", async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryEvents(60),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        fc.boolean(),
        async (events, sizes, hasFailures) => {
          const store = openTestStore(folders.make());
          const pending: Promise<unknown>[] = [];
          let at = 0;
          for (let batch = 0; at < events.length; batch++) {
            const some = events.slice(at, at + sizes[batch % sizes.length]!);
            at += some.length;
            pending.push(append(store, some));
            if (hasFailures) pending.push(failAfter(store, some));
          }
          await Promise.all(pending);
          const kept = digest(store);
          rebuildProjections(store.db, SHOP_PROJECTIONS);
          expect(digest(store)).toBe(kept);
          expect(store.position()).toBe(events.length);
          await store.close();
        },
      ),
      { numRuns: repeats(10, 40) },
    );
  });

  it("do not depend on which others there are", async () => {
    const folder = folders.make();
    const store = openTestStore(folder);
    await append(store, rich);
    for (const projection of SHOP_PROJECTIONS) {
      const alone = openTestStore(folders.make(), { projections: [projection] });
      await append(alone, rich);
      expect(digest(alone, [projection])).toBe(digest(store, [projection]));
      await alone.close();
    }
    await store.close();
  });

  it("have a digest that differs wherever a row is missing or other", async () => {
    const store = openTestStore(folders.make());
    await append(store, rich);
    const kept = digest(store);
    for (const table of SHOP_PROJECTIONS.flatMap(({ tables }) => tables)) {
      for (const change of listChanges(store, table)) {
        store.db.exec("BEGIN");
        const { changes } = store.db.prepare(change).run();
        expect({ change, changes, digest: digest(store) }).toEqual({
          change,
          changes: 1,
          digest: expect.not.stringMatching(kept),
        });
        store.db.exec("ROLLBACK");
      }
    }
    expect(digest(store)).toBe(kept);
    await store.close();
  });
});

/** A transaction that writes and is refused: its rows are not to be seen. */
function failAfter(store: Store, events: readonly BuiltEvent[]): Promise<unknown> {
  const refused = store.transact((tx) => {
    for (const { kind, id } of events) {
      if (kind !== "shopper") continue;
      tx.append(kind, id, [{ type: "ShopperExited", shopperId: id }]);
    }
    throw new RangeError("refused");
  });
  return expect(refused).rejects.toThrow("refused");
}

/** One row deleted, and each column of one row changed. */
function listChanges(store: Store, table: string): string[] {
  const columns = store.db.prepare(`PRAGMA table_info(${table})`).all();
  const keys = columns.filter(({ pk }) => pk !== 0).map(({ name }) => name as string);
  const first = store.db.prepare(`SELECT * FROM ${table} ORDER BY 1, 2 LIMIT 1`).get()!;
  const where = keys
    .map((key) => `${key} = '${String(first[key]).replaceAll("'", "''")}'`)
    .join(" AND ");
  const updates = columns.map(({ name, type }) => {
    const other =
      type === "TEXT" ? `coalesce(${name}, '') || '!'` : `coalesce(${name}, 0) + 1000000`;
    return `UPDATE ${table} SET ${name} = ${other} WHERE ${where}`;
  });
  return [`DELETE FROM ${table} WHERE ${where}`, ...updates];
}

describe("projections at a start", () => {
  const { name: visitsName } = SHOP_PROJECTIONS.find(({ tables }) => tables.includes("visits"))!;
  const rename = (projections: readonly Projection[]): Projection[] =>
    projections.map((one) => (one.name === visitsName ? { ...one, name: "visits-other" } : one));

  async function openWith(folder: string, projections: readonly Projection[]): Promise<string> {
    const store = openTestStore(folder, { projections });
    const made = digest(store, projections);
    await store.close();
    return made;
  }

  /** A closed shop of which one row of the visits is not what the events make of it. */
  async function makeWrong(): Promise<{ folder: string; right: string }> {
    const folder = folders.make();
    const store = openTestStore(folder);
    await append(store, rich.slice(0, 400));
    const right = digest(store);
    store.db.exec("UPDATE visits SET gate_id = 'wrong' WHERE visit_id = 'v0'");
    await store.close();
    return { folder, right };
  }

  it("are taken as they are where name and position are theirs", async () => {
    const { folder, right } = await makeWrong();
    expect(await openWith(folder, SHOP_PROJECTIONS)).not.toBe(right);
  });

  it("are rebuilt where they have another name", async () => {
    const { folder, right } = await makeWrong();
    expect(await openWith(folder, rename(SHOP_PROJECTIONS))).toBe(right);
  });

  it("are rebuilt where they are behind the journal", async () => {
    const { folder, right } = await makeWrong();
    tamper(folder, (db) =>
      db.prepare("UPDATE projections SET position = 399 WHERE name = ?").run(visitsName),
    );
    expect(await openWith(folder, SHOP_PROJECTIONS)).toBe(right);
  });

  it("are rebuilt where one comes back whose tables another has had", async () => {
    const { folder, right } = await makeWrong();
    const other: Projection = {
      name: "visits-other",
      tables: ["visits", "bindings"],
      schema: "CREATE TABLE visits (a PRIMARY KEY, b); CREATE TABLE bindings (a PRIMARY KEY, b)",
      open: () => () => {},
    };
    await openWith(folder, [other]);
    expect(await openWith(folder, SHOP_PROJECTIONS)).toBe(right);
  });
});

describe("names", () => {
  it("of who pays are one string a payer, and none for cash and staff", () => {
    expect(nameParty({ kind: "customer", customerId: "7" })).toBe("customer:7");
    expect(nameParty({ kind: "card", token: "7", lastFour: "4242" })).toBe("card:7");
    expect(nameParty({ kind: "account", accountId: "7" })).toBe("account:7");
    expect(nameParty({ kind: "cash" })).toBeNull();
    expect(nameParty({ kind: "staff", staffId: "7" })).toBeNull();
  });

  it("of facings begin with the gondola and end with the first plate", () => {
    expect(nameFacing(2, 3, [4, 5])).toBe("2/3/4");
    expect(nameFacing(2, 3, [])).toBe("2/3/0");
  });
});
