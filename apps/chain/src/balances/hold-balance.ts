/**
 * Holds what a card has for one visit of one shop. A hold is granted under a lock of its balance: two shops that ask
 * at once get what there is once. It ends by the shop's journal (`apply-journal.ts`), or by itself (`end-holds.ts`).
 */
import type { BalanceKind, HoldRefusal } from "@saunter/protocol/balance-kinds";
import type {
  HoldAnswer,
  HoldRequest,
  ShowCardAnswer,
  ShowCardRequest,
} from "@saunter/protocol/chain/balance-messages";
import type { ChainDatabase, ChainTransaction } from "../database/open-database.ts";
import { HOLD_MS } from "./balance-limits.ts";
import { findLastFour, readCardNumber } from "./card-codes.ts";
import { checkCode } from "./check-code.ts";
import { changeHeld, findFree, type LockedBalance, lockBalance } from "./ledger.ts";
import { selectRule } from "./loyalty-rules.ts";

interface Card {
  readonly number: string;
  readonly balanceId: string;
  readonly kind: BalanceKind;
  readonly organisationId: string | null;
  readonly currency: string;
  readonly isBlocked: boolean;
  readonly expiresMs: number | null;
}

/** Asked again with the same id, it answers as before. */
export async function holdBalance(
  db: ChainDatabase,
  shopId: string,
  request: HoldRequest,
  nowMs: number,
): Promise<HoldAnswer> {
  const number = readCardNumber(request.number);
  const wrong = await checkCode(db, shopId, number, request.code, nowMs);
  if (wrong !== null) return refuse(wrong);
  return db.transaction().execute(async (tx) => {
    const card = await readCard(tx, number);
    if (card === null) return refuse("card-unknown");
    const fault = await findFault(tx, shopId, request, card, nowMs);
    if (fault !== null) return refuse(fault);
    return grant(tx, shopId, request, card, nowMs);
  });
}

/** What a card has, without holding any of it. Codes are checked as where it is held. */
export async function showCard(
  db: ChainDatabase,
  shopId: string,
  request: ShowCardRequest,
  nowMs: number,
): Promise<ShowCardAnswer> {
  const number = readCardNumber(request.number);
  const wrong = await checkCode(db, shopId, number, request.code, nowMs);
  if (wrong !== null) return { reason: wrong };
  return db.transaction().execute(async (tx) => {
    const card = await readCard(tx, number);
    if (card === null) return { reason: "card-unknown" };
    const fault = await findFault(tx, shopId, request, card, nowMs);
    if (fault !== null) return { reason: fault };
    const unitsPerMinor = await readUnitsPerMinor(tx, card, nowMs);
    const balance = await lockBalance(tx, card.balanceId);
    return {
      kind: card.kind,
      lastFour: findLastFour(number),
      amountMinor: countSpendable(balance, unitsPerMinor),
      heldMinor: Math.floor(balance.heldUnits / unitsPerMinor),
      expiresMs: card.expiresMs,
    };
  });
}

/** Points that are owed pay nothing meanwhile. */
function countSpendable(balance: LockedBalance, unitsPerMinor: number): number {
  return Math.floor(Math.max(0, findFree(balance) - balance.owedUnits) / unitsPerMinor);
}

function refuse(reason: HoldRefusal): HoldAnswer {
  return { isHeld: false, reason };
}

/** Nobody blocks or erases it until the transaction ends. Null where it has been erased meanwhile. */
async function readCard(tx: ChainTransaction, number: string): Promise<Card | null> {
  const row = await tx
    .selectFrom("balance_cards as c")
    .innerJoin("balances as b", "b.balance_id", "c.balance_id")
    .select(["b.balance_id", "b.kind", "b.organisation_id", "b.currency"])
    .select(["c.is_blocked", "c.expires_ms"])
    .where("c.number", "=", number)
    .forShare("c")
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    number,
    balanceId: row.balance_id,
    kind: row.kind,
    organisationId: row.organisation_id,
    currency: row.currency,
    isBlocked: row.is_blocked,
    expiresMs: row.expires_ms,
  };
}

async function findFault(
  tx: ChainTransaction,
  shopId: string,
  { currency }: Pick<HoldRequest, "currency">,
  card: Card,
  nowMs: number,
): Promise<HoldRefusal | null> {
  if (card.isBlocked) return "card-blocked";
  if (card.expiresMs !== null && card.expiresMs <= nowMs) return "card-expired";
  const shop = await tx
    .selectFrom("shops")
    .select("organisation_id")
    .where("shop_id", "=", shopId)
    .executeTakeFirst();
  const isAccepted =
    shop !== undefined &&
    card.currency === currency &&
    (card.organisationId === null || card.organisationId === shop.organisation_id);
  return isAccepted ? null : "card-not-accepted";
}

async function grant(
  tx: ChainTransaction,
  shopId: string,
  { holdId, visitId }: HoldRequest,
  card: Card,
  nowMs: number,
): Promise<HoldAnswer> {
  const { balanceId, kind, number } = card;
  const unitsPerMinor = await readUnitsPerMinor(tx, card, nowMs);
  const balance = await lockBalance(tx, balanceId);
  const known = await tx
    .selectFrom("balance_holds")
    .selectAll()
    .where("shop_id", "=", shopId)
    .where("hold_id", "=", holdId)
    .executeTakeFirst();
  const answer = (amountMinor: number): HoldAnswer => {
    return { isHeld: true, balanceId, kind, lastFour: findLastFour(number), amountMinor };
  };
  if (known !== undefined) {
    const isSame = known.state === "held" && known.balance_id === balanceId;
    return isSame ? answer(known.amount_minor) : refuse("hold-ended");
  }
  const amountMinor = countSpendable(balance, unitsPerMinor);
  // A member without points is a member, who earns some.
  if (amountMinor === 0 && kind === "gift-card") return refuse("card-empty");
  const { numInsertedOrUpdatedRows: inserted } = await tx
    .insertInto("balance_holds")
    .values({
      shop_id: shopId,
      hold_id: holdId,
      visit_id: visitId,
      balance_id: balanceId,
      state: "held",
      units_per_minor: unitsPerMinor,
      amount_minor: amountMinor,
      made_ms: nowMs,
      ends_ms: nowMs + HOLD_MS,
    })
    .onConflict((conflict) => conflict.columns(["shop_id", "hold_id"]).doNothing())
    .executeTakeFirstOrThrow();
  // The shop has ended it, or asked for it with another card, since the look before.
  if (inserted === 0n) return refuse("hold-ended");
  await changeHeld(tx, balanceId, amountMinor * unitsPerMinor);
  return answer(amountMinor);
}

/** Without a rule points pay nothing: one that pays a minor unit is more than anybody has. */
const NO_RULE = Number.MAX_SAFE_INTEGER;

/** Of money 1, of points how many pay a minor unit. */
async function readUnitsPerMinor(
  tx: ChainTransaction,
  { kind, organisationId, currency }: Card,
  nowMs: number,
): Promise<number> {
  if (kind === "gift-card") return 1;
  if (organisationId === null) return NO_RULE;
  const rule = await selectRule(tx, { organisationId, currency }, nowMs).executeTakeFirst();
  return rule?.points_per_minor ?? NO_RULE;
}
