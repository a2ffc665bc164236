/** Issues gift cards and member cards. */
import type { BalanceKind } from "@saunter/protocol/balance-kinds";
import { hashPassword } from "@saunter/server/passwords/password-hash";
import { makeId, type RandomBytes } from "../access/tokens.ts";
import type { ChainTransaction } from "../database/open-database.ts";
import { makeCardCode, makeCardNumber } from "./card-codes.ts";
import { addEntry } from "./ledger.ts";

export interface NewCard {
  readonly kind: BalanceKind;
  /** In whose shops it can be spent; null: in all of the chain. */
  readonly organisationId: string | null;
  readonly currency: string;
  /** What it begins with. */
  readonly units: number;
  readonly expiresMs: number | null;
  readonly issuedBy: string;
  readonly atMs: number;
}

/** The code is shown once: of it a hash is kept alone. */
export interface IssuedCard {
  readonly balanceId: string;
  readonly number: string;
  readonly code: string;
}

/** To be called as the process: requests write no balances. */
export async function issueCard(
  tx: ChainTransaction,
  card: NewCard,
  random: RandomBytes,
): Promise<IssuedCard> {
  const { kind, organisationId, currency, units, expiresMs, issuedBy, atMs } = card;
  const balanceId = makeId(random);
  await tx
    .insertInto("balances")
    .values({
      ...{ kind, currency },
      balance_id: balanceId,
      organisation_id: organisationId,
      created_ms: atMs,
    })
    .execute();
  const made = await insertCard(tx, { balanceId, expiresMs, issuedBy, atMs }, random);
  if (units > 0) {
    const reference = `issued/${balanceId}`;
    await addEntry(tx, { balanceId, kind: "issued", units, reference, atMs, enteredBy: issuedBy });
  }
  return made;
}

/**
 * Gives a balance another number and code. The card before it stays blocked: it pays and earns nothing. To be called as
 * the process, where the balance has a card.
 */
export async function replaceCard(
  tx: ChainTransaction,
  { balanceId, issuedBy, atMs }: Pick<CardOfBalance, "balanceId" | "issuedBy" | "atMs">,
  random: RandomBytes,
): Promise<IssuedCard> {
  const { expires_ms: expiresMs } = await tx
    .updateTable("balance_cards")
    .set((row) => ({
      is_blocked: true,
      blocked_ms: row.fn.coalesce("blocked_ms", row.val(atMs)),
      replaced_ms: atMs,
    }))
    .where("balance_id", "=", balanceId)
    .where("replaced_ms", "is", null)
    .returning("expires_ms")
    .executeTakeFirstOrThrow();
  return insertCard(tx, { balanceId, expiresMs, issuedBy, atMs }, random);
}

interface CardOfBalance {
  readonly balanceId: string;
  readonly expiresMs: number | null;
  readonly issuedBy: string;
  readonly atMs: number;
}

async function insertCard(
  tx: ChainTransaction,
  { balanceId, expiresMs, issuedBy, atMs }: CardOfBalance,
  random: RandomBytes,
): Promise<IssuedCard> {
  const [number, code] = [makeCardNumber(random), makeCardCode(random)];
  await tx
    .insertInto("balance_cards")
    .values({
      ...{ number, balance_id: balanceId, code_hash: await hashPassword(code) },
      ...{ expires_ms: expiresMs, issued_by: issuedBy, issued_ms: atMs },
    })
    .execute();
  return { balanceId, number, code };
}

/** Blocks the card of a balance, or unblocks it. To be called as the process. */
export async function setBlocked(
  tx: ChainTransaction,
  balanceId: string,
  isBlocked: boolean,
  nowMs: number,
): Promise<void> {
  await tx
    .updateTable("balance_cards")
    .set({ is_blocked: isBlocked, blocked_ms: isBlocked ? nowMs : null })
    .where("balance_id", "=", balanceId)
    .where("replaced_ms", "is", null)
    .where("is_blocked", "!=", isBlocked)
    .execute();
}
