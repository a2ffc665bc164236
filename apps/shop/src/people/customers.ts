/**
 * Returning shoppers. Events name them by a random id; what belongs to the person stands here, and
 * can be deleted.
 */
import { accept, type Result, refuse } from "@saunter/commerce/refusal";
import { CARD_TOKEN_CHARS_MAX, EMAIL_CHARS_MAX, LOCALE_CHARS_MAX } from "@saunter/protocol/limits";
import type { VerifiedCard } from "../domain/card-setups.ts";
import type { CustomerCard } from "../domain/entry-service.ts";
import { CUSTOMER_ID_CHARS_MAX } from "../entry/entry-limits.ts";
import { containsCardNumber } from "../payments/card-number.ts";
import { nameParty } from "../projections/visit-tables.ts";
import { prepared } from "../store/prepared.ts";
import { requireIntact } from "../store/row-checksums.ts";
import type { Transaction } from "../store/transaction.ts";
import { CUSTOMER_KEPT_MS, FORGOTTEN_AT_ONCE_MAX } from "./people-limits.ts";
import { revokePhoneKeys } from "./phone-keys.ts";
import { closeSessionsOf } from "./sessions.ts";

/** The payment provider's token, and the digits that a receipt may show. */
export interface KeptCard {
  readonly token: string;
  readonly lastFour: string;
}

export interface CustomerDetails {
  readonly card: KeptCard | null;
  readonly isMember: boolean;
  /** Where receipts are sent; null: nowhere. */
  readonly email: string | null;
  /** BCP 47: the language of receipts and pages. */
  readonly locale: string;
}

export interface Customer extends CustomerDetails {
  readonly customerId: string;
  readonly registeredMs: number;
  /** Signed in last. */
  readonly seenMs: number;
}

type Reader = Pick<Transaction, "db">;

interface Row {
  readonly customer_id: string;
  readonly card_token: string | null;
  readonly card_last_four: string | null;
  readonly is_member: number;
  readonly email: string | null;
  readonly locale: string;
  readonly registered_ms: number;
  readonly seen_ms: number;
}

/**
 * Registers a shopper under an id that is random, such as a UUID. Refuses with `input-invalid`;
 * throws where the id is known or too long for an entry code.
 */
export function registerCustomer(
  tx: Reader,
  customerId: string,
  details: CustomerDetails,
  nowMs: number,
): Result<Customer> {
  if (customerId === "" || customerId.length > CUSTOMER_ID_CHARS_MAX) {
    throw new RangeError(`A customer's id has 1 to ${CUSTOMER_ID_CHARS_MAX} characters.`);
  }
  const read = readDetails(details);
  if (!read.ok) return read;
  const { card, isMember, email, locale } = read.value;
  prepared(tx.db, "INSERT INTO customers VALUES (?, ?, ?, ?, ?, ?, ?, ?)").run(
    customerId,
    card?.token ?? null,
    card?.lastFour ?? null,
    isMember ? 1 : 0,
    email,
    locale,
    nowMs,
    nowMs,
  );
  return accept({ customerId, ...read.value, registeredMs: nowMs, seenMs: nowMs });
}

/** Notes that the provider has verified the card that a customer has saved. */
export function verifyCustomerCard(
  tx: Reader,
  customerId: string,
  { token, cardHash }: Pick<VerifiedCard, "token" | "cardHash">,
  nowMs: number,
): void {
  prepared(tx.db, "INSERT OR REPLACE INTO verified_cards VALUES (?, ?, ?, ?)").run(
    customerId,
    token,
    cardHash,
    nowMs,
  );
}

/** Changes what is given and keeps the rest. Refuses with `not-found` and `input-invalid`. */
export function changeCustomer(
  tx: Reader,
  customerId: string,
  changes: Partial<CustomerDetails>,
): Result<Customer> {
  const customer = findCustomer(tx, customerId);
  if (customer === null) return refuseUnknown();
  const read = readDetails({ ...customer, ...changes });
  if (!read.ok) return read;
  const { card, isMember, email, locale } = read.value;
  if (customer.card !== null && card === null) revokePhoneKeys(tx, customerId);
  prepared(
    tx.db,
    `UPDATE customers SET card_token = ?, card_last_four = ?, is_member = ?, email = ?, locale = ?
       WHERE customer_id = ?`,
  ).run(card?.token ?? null, card?.lastFour ?? null, isMember ? 1 : 0, email, locale, customerId);
  prepared(tx.db, "DELETE FROM verified_cards WHERE customer_id = ? AND card_token IS NOT ?").run(
    customerId,
    card?.token ?? null,
  );
  return accept({ ...customer, ...read.value });
}

/** Notes that a customer has signed in. */
export function touchCustomer(tx: Reader, customerId: string, nowMs: number): void {
  prepared(tx.db, "UPDATE customers SET seen_ms = max(seen_ms, ?) WHERE customer_id = ?").run(
    nowMs,
    customerId,
  );
}

export function findCustomer(reader: Reader, customerId: string): Customer | null {
  const row = prepared(reader.db, "SELECT * FROM customers WHERE customer_id = ?").get(customerId);
  if (row === undefined) return null;
  requireIntact(reader.db, "customers", customerId);
  return toCustomer(row as unknown as Row);
}

/** For the entry service: null where the customer is unknown or has no card. */
export function findCustomerCard(reader: Reader, customerId: string): CustomerCard | null {
  const customer = findCustomer(reader, customerId);
  if (customer?.card == null) return null;
  const verified = prepared(
    reader.db,
    "SELECT card_hash FROM verified_cards WHERE customer_id = ? AND card_token = ?",
  ).get(customerId, customer.card.token);
  if (verified !== undefined) requireIntact(reader.db, "verified_cards", customerId);
  return {
    ...customer.card,
    isMember: customer.isMember,
    cardHash: (verified?.card_hash ?? null) as string | null,
    isVerified: verified !== undefined,
  };
}

/**
 * Deletes all that is kept of a customer; the journal keeps the random id alone, which names nobody
 * then. Refuses with `not-found`, and with `customer-busy` while a visit goes on or is not paid.
 */
export function forgetCustomer(tx: Reader, customerId: string): Result<void> {
  if (findCustomer(tx, customerId) === null) return refuseUnknown();
  const obstacle = findObstacle(tx, customerId);
  if (obstacle !== null) return refuse("customer-busy", obstacle);
  const owner = { kind: "customer", id: customerId } as const;
  prepared(tx.db, "DELETE FROM passkeys WHERE owner_kind = 'customer' AND owner_id = ?").run(
    customerId,
  );
  closeSessionsOf(tx, owner);
  prepared(tx.db, "DELETE FROM verified_cards WHERE customer_id = ?").run(customerId);
  prepared(tx.db, "DELETE FROM card_setups WHERE customer_id = ?").run(customerId);
  revokePhoneKeys(tx, customerId);
  prepared(tx.db, "DELETE FROM customers WHERE customer_id = ?").run(customerId);
  return accept(undefined);
}

/**
 * Forgets customers who have neither signed in nor come for `CUSTOMER_KEPT_MS`, some at a time, and
 * returns how many. To be called now and then.
 */
export function forgetAbsentCustomers(tx: Reader, nowMs: number): number {
  const sinceMs = nowMs - CUSTOMER_KEPT_MS;
  const rows = prepared(
    tx.db,
    `SELECT customer_id FROM customers WHERE seen_ms <= ? AND NOT EXISTS (
       SELECT 1 FROM visits LEFT JOIN charges ON charge_id = visit_id
         WHERE party = 'customer:' || customer_id
           AND (opened_ms > ? OR status = 'open' OR due_minor IS NULL OR missing_minor > 0))
       ORDER BY seen_ms LIMIT ?`,
  ).all(sinceMs, sinceMs, FORGOTTEN_AT_ONCE_MAX);
  return rows.filter((row) => forgetCustomer(tx, row.customer_id as string).ok).length;
}

/** Why a customer cannot be forgotten yet, and what to do; null where they can. */
function findObstacle(reader: Reader, customerId: string): string | null {
  const party = nameParty({ kind: "customer", customerId });
  const rows = prepared(
    reader.db,
    `SELECT status, due_minor, debt_minor, missing_minor
       FROM visits LEFT JOIN charges ON charge_id = visit_id WHERE party = ?
         AND (status = 'open' OR due_minor IS NULL OR debt_minor > 0 OR missing_minor > 0)`,
  ).all(party);
  if (rows.some(({ status }) => status === "open")) {
    return "A visit is still open: leave the shop first, and try again.";
  }
  if (rows.some(({ debt_minor }) => Number(debt_minor) > 0)) {
    return "A visit has not been paid: pay it at the kiosk first, and try again.";
  }
  return rows.length === 0
    ? null
    : "The receipt of a visit is not final, or its payment is in progress: try again later.";
}

function readDetails(details: CustomerDetails): Result<CustomerDetails> {
  const { card, isMember, email, locale } = details;
  if (card !== null && !isCard(card)) {
    return refuse(
      "input-invalid",
      "The card must be the payment provider's token and the last four digits.",
    );
  }
  if (email !== null && !isEmail(email)) {
    return refuse("input-invalid", "This is not an e-mail address such as name@example.com.");
  }
  const canonical = readLocale(locale);
  if (canonical === null) {
    return refuse("input-invalid", 'This is not a language tag such as "en-GB".');
  }
  const kept = card === null ? null : { token: card.token, lastFour: card.lastFour };
  return accept({ card: kept, isMember, email, locale: canonical });
}

function isCard({ token, lastFour }: KeptCard): boolean {
  const isToken = token.length <= CARD_TOKEN_CHARS_MAX && /^[!-~]+$/.test(token);
  return isToken && /^[0-9]{4}$/.test(lastFour) && !containsCardNumber(token);
}

/** Whether mail could go there; only a mail that arrives would show that it does. */
export function isEmail(text: string): boolean {
  return (
    text.length <= EMAIL_CHARS_MAX &&
    /^[^\s\p{C}@<>",;]+@[^\s\p{C}@<>",;]+\.[^\s\p{C}@<>",;.]+$/u.test(text)
  );
}

/** As it is written by the book; null where it is no language. */
function readLocale(text: string): string | null {
  if (text.length > LOCALE_CHARS_MAX) return null;
  try {
    return Intl.getCanonicalLocales(text)[0] ?? null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function refuseUnknown(): Result<never> {
  return refuse("not-found", "There is no such customer.");
}

function toCustomer(row: Row): Customer {
  const { card_token: token, card_last_four: lastFour } = row;
  return {
    customerId: row.customer_id,
    card: token === null || lastFour === null ? null : { token, lastFour },
    isMember: row.is_member === 1,
    email: row.email,
    locale: row.locale,
    registeredMs: row.registered_ms,
    seenMs: row.seen_ms,
  };
}
