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
  const [balanceId, number, code] = [makeId(random), makeCardNumber(random), makeCardCode(random)];
  await tx
    .insertInto("balances")
    .values({
      ...{ kind, currency },
      balance_id: balanceId,
      organisation_id: organisationId,
      created_ms: atMs,
    })
    .execute();
  await tx
    .insertInto("balance_cards")
    .values({
      number,
      balance_id: balanceId,
      code_hash: await hashPassword(code),
      expires_ms: expiresMs,
      issued_by: issuedBy,
      issued_ms: atMs,
    })
    .execute();
  if (units > 0) {
    const reference = `issued/${balanceId}`;
    await addEntry(tx, { balanceId, kind: "issued", units, reference, atMs, enteredBy: issuedBy });
  }
  return { balanceId, number, code };
}
