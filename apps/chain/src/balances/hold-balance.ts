/**
 * Holds what a card has for one visit of one shop. A hold is granted under a lock of its balance: two shops that ask
 * at once get what there is once. It ends by the shop's journal (`apply-journal.ts`), or by itself (`end-holds.ts`).
 */
import type { BalanceKind, HoldRefusal } from "@saunter/protocol/balance-kinds";
import type { HoldAnswer, HoldRequest } from "@saunter/protocol/chain/balance-messages";
import { DECOY_HASH, verifyPassword } from "../access/passwords.ts";
import { forgetFailures, noteFailure, readDelayMs } from "../access/sign-in-delay.ts";
import type { ChainDatabase, ChainTransaction } from "../database/open-database.ts";
import { HOLD_MS } from "./balance-limits.ts";
import { findLastFour, isCardNumber, readCardCode, readCardNumber } from "./card-codes.ts";
import { changeHeld, findFree, lockBalance } from "./ledger.ts";

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
  const card = await checkCode(db, shopId, request, nowMs);
  if (typeof card === "string") return refuse(card);
  return db.transaction().execute(async (tx) => {
    const fault = await findFault(tx, shopId, request, card, nowMs);
    if (fault !== null) return refuse(fault);
    return grant(tx, shopId, request, card, nowMs);
  });
}

function refuse(reason: HoldRefusal): HoldAnswer {
  return { isHeld: false, reason };
}

/** The card, where the number and the code are its own. A try with a wrong code costs time, and more each time. */
async function checkCode(
  db: ChainDatabase,
  shopId: string,
  { number, code }: Pick<HoldRequest, "number" | "code">,
  nowMs: number,
): Promise<Card | HoldRefusal> {
  const plain = readCardNumber(number);
  if (!isCardNumber(plain)) return "card-unknown";
  const key = `card ${plain}`;
  const from = `shop ${shopId}`;
  if ((await readDelayMs(db, key, from, nowMs)) > 0) return "too-many-attempts";
  const row = await db
    .selectFrom("balance_cards")
    .innerJoin("balances", "balances.balance_id", "balance_cards.balance_id")
    .select(["balance_cards.balance_id", "code_hash", "is_blocked", "expires_ms"])
    .select(["kind", "organisation_id", "currency"])
    .where("number", "=", plain)
    .executeTakeFirst();
  const isRight = await verifyPassword(row?.code_hash ?? DECOY_HASH, readCardCode(code));
  if (row === undefined || !isRight) {
    await noteFailure(db, key, from, nowMs);
    return "card-unknown";
  }
  await forgetFailures(db, key, from);
  return {
    number: plain,
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
  { currency }: HoldRequest,
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
  { balanceId, kind, number, organisationId, currency }: Card,
  nowMs: number,
): Promise<HoldAnswer> {
  const unitsPerMinor =
    kind === "points" ? await readPointsPerMinor(tx, organisationId, currency) : 1;
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
  const spendable = Math.max(0, findFree(balance) - balance.owedUnits);
  const amountMinor = Math.floor(spendable / unitsPerMinor);
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

async function readPointsPerMinor(
  tx: ChainTransaction,
  organisationId: string | null,
  currency: string,
): Promise<number> {
  if (organisationId === null) return NO_RULE;
  const rule = await tx
    .selectFrom("loyalty_rules")
    .select("points_per_minor")
    .where("organisation_id", "=", organisationId)
    .where("currency", "=", currency)
    .executeTakeFirst();
  return rule?.points_per_minor ?? NO_RULE;
}
