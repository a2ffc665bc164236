/** Whether somebody has a card: its number and code. A try with a wrong code costs time, and more each time. */
import { DECOY_HASH, verifyPassword } from "@saunter/server/passwords/password-hash";
import { forgetFailures, noteFailure, readDelayMs } from "../access/sign-in-delay.ts";
import type { ChainDatabase } from "../database/open-database.ts";
import { isCardNumber, readCardCode } from "./card-codes.ts";

/** Null where the number and the code are a card's own. */
export async function checkCode(
  db: ChainDatabase,
  shopId: string,
  number: string,
  code: string,
  nowMs: number,
): Promise<"card-unknown" | "too-many-attempts" | null> {
  if (!isCardNumber(number)) return "card-unknown";
  const key = `card ${number}`;
  const from = `shop ${shopId}`;
  if ((await readDelayMs(db, key, from, nowMs)) > 0) return "too-many-attempts";
  const row = await db
    .selectFrom("balance_cards")
    .select("code_hash")
    .where("number", "=", number)
    .executeTakeFirst();
  const isRight = await verifyPassword(row?.code_hash ?? DECOY_HASH, readCardCode(code));
  if (row === undefined || !isRight) {
    await noteFailure(db, key, from, nowMs);
    return "card-unknown";
  }
  await forgetFailures(db, key, from);
  return null;
}
