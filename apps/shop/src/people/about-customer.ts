/** What a shop keeps about a customer, for the customer: every stored field, why, and until when. */
import { accept, type Result, refuse } from "@saunter/commerce/refusal";
import { nameParty } from "../projections/visit-tables.ts";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import { CARD_SETUP_LIFE_MS, CUSTOMER_KEPT_MS } from "./people-limits.ts";

export interface KeptFact {
  /** Where it stands: a table of people, or the journal. */
  readonly table:
    | "customers"
    | "verified_cards"
    | "card_setups"
    | "passkeys"
    | "refresh_tokens"
    | "phone_keys"
    | "journal";
  readonly field: string;
  /** As it is stored; bytes in base64url; null where there is none. */
  readonly value: string | number | null;
  readonly why: string;
  /** Until when, in words. */
  readonly until: string;
  /** The same as Unix milliseconds, where it is a moment that is known. */
  readonly untilMs: number | null;
}

type Reasons = Readonly<Record<string, string>>;
type SqlRow = Readonly<Record<string, unknown>>;

const CUSTOMER_REASONS: Reasons = {
  customer_id: "a random number that stands for you in visits and receipts",
  card_token: "the payment provider's name for your card: your visits are charged to it",
  card_last_four: "so that you can tell which card it is",
  is_member: "whether you get members' prices (1) or not (0)",
  email: "where your receipts are sent",
  locale: "the language of your receipts and pages",
  registered_ms: "when you registered, Unix milliseconds",
  seen_ms: "when you last signed in, so that we delete customers who stay away",
};

const VERIFIED_REASONS: Reasons = {
  customer_id: "whose card it is: your random number",
  card_token: "which of your cards the payment provider has verified",
  card_hash:
    "to recognise the card if another account uses it: a keyed hash that no other shop can compare",
  verified_ms: "when the payment provider verified it, Unix milliseconds",
};

const SETUP_REASONS: Reasons = {
  setup_hash: "to know the card that you are saving: a hash, the secret itself is not kept",
  reference: "the payment provider's name for this setup",
  customer_id: "who is saving the card: your random number",
  begun_ms: "when you began, Unix milliseconds: it expires after an hour",
};

const PASSKEY_REASONS: Reasons = {
  credential_id: "which of your device's passkeys it is",
  owner_kind: "that the passkey is a customer's",
  owner_id: "whose passkey it is: your random number",
  public_key: "to check what your device signs; nothing of your face or finger is in it",
  counter: "how often it was used, to detect a copy",
  transports: "how your browser reaches the device",
  created_ms: "when you made it, Unix milliseconds",
};

const SESSION_REASONS: Reasons = {
  session_id: "which sign-in it is",
  token_hash: "to know the device that is signed in: a hash, the secret itself is not kept",
  subject_kind: "that a customer is signed in",
  subject_id: "your random number",
  started_ms: "when you signed in, Unix milliseconds",
  used_ms: "when it was last used, Unix milliseconds",
  expires_ms: "when it expires, Unix milliseconds",
};

const PHONE_REASONS: Reasons = {
  customer_id: "whose phone it is: your random number",
  device_key: "to know the phone that makes entry codes without a network, and to end that",
  session_id: "the sign-in that the phone has: signed out, it makes no more codes",
  not_after_ms: "when it makes no more codes unless it has been online, Unix milliseconds",
};

const ABSENT_DAYS = CUSTOMER_KEPT_MS / 86_400_000;
const WITH_CUSTOMER = `until you delete it, or do not sign in for ${ABSENT_DAYS} days`;
const WITH_SETUP = "until the card is saved, or an hour has passed";
const WITH_SESSION = "until you sign out or it expires";
const WITH_PHONE = "until you end it, remove your card, or it expires";
const WITH_BOOKS =
  "as long as the law requires the shop's books; once you are deleted, the number is nobody's";

/** Everything that is stored about a customer. Refuses with `not-found`. */
export function describeCustomer(
  reader: Pick<Transaction, "db">,
  customerId: string,
): Result<readonly KeptFact[]> {
  const { db } = reader;
  const customer = prepared(db, "SELECT * FROM customers WHERE customer_id = ?").get(customerId);
  if (customer === undefined) return refuse("not-found", "There is no such customer.");
  const verified = prepared(db, "SELECT * FROM verified_cards WHERE customer_id = ?").all(
    customerId,
  );
  const setups = prepared(
    db,
    "SELECT * FROM card_setups WHERE customer_id = ? ORDER BY begun_ms",
  ).all(customerId);
  const passkeys = prepared(
    db,
    "SELECT * FROM passkeys WHERE owner_kind = 'customer' AND owner_id = ? ORDER BY rowid",
  ).all(customerId);
  const sessions = prepared(
    db,
    `SELECT * FROM refresh_tokens WHERE subject_kind = 'customer' AND subject_id = ?
       ORDER BY rowid`,
  ).all(customerId);
  const phones = prepared(
    db,
    "SELECT * FROM phone_keys WHERE customer_id = ? ORDER BY not_after_ms, device_key",
  ).all(customerId);
  return accept([
    ...describeRow("customers", customer, CUSTOMER_REASONS, WITH_CUSTOMER, null),
    ...verified.flatMap((row) =>
      describeRow("verified_cards", row, VERIFIED_REASONS, WITH_CUSTOMER, null),
    ),
    ...setups.flatMap((row) => {
      const untilMs = Number(row.begun_ms) + CARD_SETUP_LIFE_MS;
      return describeRow("card_setups", row, SETUP_REASONS, WITH_SETUP, untilMs);
    }),
    ...passkeys.flatMap((row) =>
      describeRow("passkeys", row, PASSKEY_REASONS, WITH_CUSTOMER, null),
    ),
    ...sessions.flatMap((row) =>
      describeRow("refresh_tokens", row, SESSION_REASONS, WITH_SESSION, Number(row.expires_ms)),
    ),
    ...phones.flatMap((row) =>
      describeRow("phone_keys", row, PHONE_REASONS, WITH_PHONE, Number(row.not_after_ms)),
    ),
    describeVisits(reader, customerId),
  ]);
}

function describeRow(
  table: KeptFact["table"],
  row: SqlRow,
  reasons: Reasons,
  until: string,
  untilMs: number | null,
): KeptFact[] {
  return Object.entries(row).map(([field, stored]) => {
    const why = reasons[field];
    if (why === undefined) throw new Error(`no reason is given for keeping ${table}.${field}`);
    return { table, field, value: toValue(stored), why, until, untilMs };
  });
}

function toValue(stored: unknown): KeptFact["value"] {
  if (stored instanceof Uint8Array) return Buffer.from(stored).toString("base64url");
  return stored as string | number | null;
}

function describeVisits({ db }: Pick<Transaction, "db">, customerId: string): KeptFact {
  const party = nameParty({ kind: "customer", customerId });
  const row = prepared(db, "SELECT count(*) AS visits FROM visits WHERE party = ?").get(party);
  return {
    table: "journal",
    field: "visits",
    value: Number(row!.visits),
    why:
      "visits with their receipts and payments, under your random number; a payment names the " +
      "provider's token and the last four digits of the card that paid it",
    until: WITH_BOOKS,
    untilMs: null,
  };
}
