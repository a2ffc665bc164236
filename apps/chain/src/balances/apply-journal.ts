/**
 * Applies to balances what shops' journals say: captures, releases and refunds of holds, and what earns
 * points. Each row of a journal counts once: how far a journal has been applied stands in the same transaction.
 */
import { sql } from "kysely";
import type { ChainDatabase, ChainTransaction } from "../database/open-database.ts";
import type { ShopEvent } from "../figures/projection.ts";
import { readEvents, type Span } from "../figures/read-events.ts";
import { ROWS_AT_ONCE } from "./balance-limits.ts";
import { beginEarning, earnPoints } from "./earn-points.ts";
import { addEntry, changeHeld, findFree, lockBalance } from "./ledger.ts";
import { BALANCE_EVENT_TYPES, type BalanceEvent, readBalanceEvent } from "./read-balance-event.ts";
import { readKept } from "./read-kept.ts";

/** Applies all that is new. A journal that cannot be applied keeps no other from it: rejects once all were tried. */
export async function applyJournals(db: ChainDatabase): Promise<void> {
  const faults: unknown[] = [];
  for (let behind = await listBehind(db); behind.length > 0; ) {
    const still: string[] = [];
    for (const shopId of behind) {
      try {
        const isBehind = await db.transaction().execute((tx) => applySome(tx, shopId));
        if (isBehind) still.push(shopId);
      } catch (error) {
        faults.push(error);
      }
    }
    behind = still;
  }
  if (faults.length > 0) throw new AggregateError(faults, `journals not applied: ${faults[0]}`);
}

/** Shops with rows that have not been applied; who has waited longest first. */
async function listBehind(db: ChainDatabase): Promise<string[]> {
  const rows = await db
    .selectFrom("up_heads as u")
    .leftJoin("balance_heads as b", "b.shop_id", "u.shop_id")
    .select("u.shop_id")
    .where((row) => row("u.position", ">", row.fn.coalesce("b.position", sql.lit(0))))
    .orderBy("u.received_ms")
    .orderBy("u.shop_id")
    .execute();
  return rows.map(({ shop_id }) => shop_id);
}

/** Returns whether there is more. */
async function applySome(tx: ChainTransaction, shopId: string): Promise<boolean> {
  // One process at a time, in the order of each journal.
  await sql`SELECT pg_advisory_xact_lock(hashtext('saunter balances'))`.execute(tx);
  const { after, last } = await tx
    .selectFrom("up_heads as u")
    .leftJoin("balance_heads as b", "b.shop_id", "u.shop_id")
    .select((row) => row.fn.coalesce("b.position", sql.lit(0)).as("after"))
    .select("u.position as last")
    .where("u.shop_id", "=", shopId)
    .executeTakeFirstOrThrow();
  if (after >= last) return false;
  const span: Span = { shopId, after, upTo: Math.min(last, after + ROWS_AT_ONCE) };
  const kinds = { kinds: ["charge", "receipt"], types: BALANCE_EVENT_TYPES };
  for (const event of await readEvents(tx, kinds, [span])) {
    const read = readBalanceEvent(event.body);
    if (read !== null) await applyEvent(tx, event, read);
  }
  const head = { position: span.upTo };
  await tx
    .insertInto("balance_heads")
    .values({ shop_id: shopId, ...head })
    .onConflict((conflict) => conflict.column("shop_id").doUpdateSet(head))
    .execute();
  return span.upTo < last;
}

async function applyEvent(
  tx: ChainTransaction,
  event: ShopEvent,
  read: BalanceEvent,
): Promise<void> {
  const visitId = event.stream.slice(event.stream.indexOf("-") + 1);
  const { shopId, position, atMs } = event;
  const earning = { shopId, visitId, position, atMs };
  const isOfCharge = event.stream.startsWith("charge-");
  if (read.type === "ReceiptFinalised") {
    if (isOfCharge) return;
    const { currency, totals } = read.content.result;
    await beginEarning(tx, earning, currency);
    return earnPoints(tx, earning, async () => totals.totalMinor);
  }
  if (!isOfCharge) return;
  if (read.type === "DueSet") {
    return earnPoints(tx, earning, async () => (await readKept(tx, event)) ?? read.dueMinor);
  }
  if (read.type === "DebtForgiven" || read.type === "WithdrawalSeen") {
    return earnPoints(tx, earning, () => readKept(tx, event));
  }
  const hold = await lockHold(tx, { ...event, visitId }, read.holdId);
  switch (read.type) {
    case "BalanceHeld":
      return updateHold(tx, hold, { is_confirmed: true });
    case "BalanceCaptured":
      return capture(tx, event, hold, read.amountMinor);
    case "BalanceReleased":
      return release(tx, hold, read.cause !== REMOVED);
    case "BalanceRefunded":
      return refund(tx, event, hold, read);
    default:
      return read satisfies never;
  }
}

/** The cause of a release where the shopper took the card away: its member is not this visit's. */
const REMOVED = "removed";

interface Hold {
  readonly shop_id: string;
  readonly hold_id: string;
  readonly visit_id: string;
  readonly balance_id: string | null;
  readonly state: "held" | "captured" | "released" | "ended";
  readonly units_per_minor: number;
  readonly amount_minor: number;
  readonly captured_minor: number;
  readonly refunded_minor: number;
  readonly short_minor: number;
  readonly is_confirmed: boolean;
}

/**
 * The hold, with its balance locked before it, as where it is granted. One that the chain does not know is written down
 * as ended: a request for it may be on its way still, and is refused then.
 */
async function lockHold(
  tx: ChainTransaction,
  { shopId, visitId, atMs }: ShopEvent & { visitId: string },
  holdId: string,
): Promise<Hold> {
  await tx
    .insertInto("balance_holds")
    .values({
      shop_id: shopId,
      hold_id: holdId,
      visit_id: visitId,
      balance_id: null,
      state: "released",
      units_per_minor: 1,
      amount_minor: 0,
      made_ms: atMs,
      ends_ms: atMs,
    })
    .onConflict((conflict) => conflict.columns(["shop_id", "hold_id"]).doNothing())
    .execute();
  const find = tx
    .selectFrom("balance_holds")
    .selectAll()
    .where("shop_id", "=", shopId)
    .where("hold_id", "=", holdId);
  const { balance_id } = await find.executeTakeFirstOrThrow();
  if (balance_id !== null) await lockBalance(tx, balance_id);
  return find.forUpdate().executeTakeFirstOrThrow();
}

async function updateHold(
  tx: ChainTransaction,
  { shop_id, hold_id }: Hold,
  values: Partial<Hold>,
): Promise<void> {
  await tx
    .updateTable("balance_holds")
    .set(values)
    .where("shop_id", "=", shop_id)
    .where("hold_id", "=", hold_id)
    .execute();
}

/**
 * Takes what the shop's receipt counts on, once, and lets go of the rest. What was never held is not taken: it is
 * written down as short, for somebody to look at. A hold that ended by itself takes what there is still.
 */
async function capture(
  tx: ChainTransaction,
  event: ShopEvent,
  hold: Hold,
  wantedMinor: number,
): Promise<void> {
  const { balance_id: balanceId, units_per_minor: unitsPerMinor, amount_minor, state } = hold;
  if (state === "captured") return;
  let takenMinor = 0;
  if (balanceId !== null && state !== "released") {
    if (state === "held") await changeHeld(tx, balanceId, -amount_minor * unitsPerMinor);
    const freeMinor = Math.floor(findFree(await lockBalance(tx, balanceId)) / unitsPerMinor);
    takenMinor = Math.min(wantedMinor, amount_minor, freeMinor);
    if (takenMinor > 0) {
      await addEntry(tx, {
        ...placeOf(event, hold, balanceId),
        kind: "captured",
        units: -takenMinor * unitsPerMinor,
        reference: `captured/${hold.shop_id}/${hold.hold_id}`,
      });
    }
  }
  await updateHold(tx, hold, {
    state: "captured",
    captured_minor: takenMinor,
    short_minor: wantedMinor - takenMinor,
  });
}

function placeOf({ shopId, atMs }: ShopEvent, { visit_id: visitId }: Hold, balanceId: string) {
  return { balanceId, shopId, visitId, atMs };
}

async function release(tx: ChainTransaction, hold: Hold, staysMember: boolean): Promise<void> {
  const { balance_id: balanceId, state } = hold;
  if (!staysMember) await updateHold(tx, hold, { is_confirmed: false });
  if (balanceId === null || state !== "held") return;
  await changeHeld(tx, balanceId, -hold.amount_minor * hold.units_per_minor);
  await updateHold(tx, hold, { state: "released" });
}

/** Never more than was captured; what goes back beyond that is short no longer. */
async function refund(
  tx: ChainTransaction,
  event: ShopEvent,
  hold: Hold,
  { refundId, amountMinor }: Extract<BalanceEvent, { type: "BalanceRefunded" }>,
): Promise<void> {
  const { balance_id: balanceId, captured_minor, refunded_minor, short_minor } = hold;
  const backMinor = Math.min(amountMinor, captured_minor - refunded_minor);
  if (balanceId !== null && backMinor > 0) {
    const isNew = await addEntry(tx, {
      ...placeOf(event, hold, balanceId),
      kind: "refunded",
      units: backMinor * hold.units_per_minor,
      reference: `refunded/${hold.shop_id}/${hold.hold_id}/${refundId}`,
    });
    if (!isNew) return;
  }
  await updateHold(tx, hold, {
    refunded_minor: refunded_minor + backMinor,
    short_minor: Math.max(0, short_minor - (amountMinor - backMinor)),
  });
}
