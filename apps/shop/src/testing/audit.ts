/** What has to be true in the end, whatever happened: the shop's books against the provider's. */
import { DatabaseSync } from "node:sqlite";
import { findMissing, findNet, sumReported } from "@saunter/commerce/payment/evolve";
import { findDueMinor } from "@saunter/commerce/receipt/evolve";
import { SHOP_PROJECTIONS } from "../projections/shop-projections.ts";
import { type StoredEvent, toStored, walkJournal } from "../store/journal.ts";
import { digestProjections, openTaker, prepareProjections } from "../store/projection.ts";
import { createFoldingVisit, type Store } from "../store/store.ts";
import { type Count, type Findings, NO_FINDINGS } from "./findings.ts";

const WORDS_MAX = 10;

export type Find = (count: Count, words: string) => void;

/** A payment in the provider's books, minor units. */
export interface ProviderBook {
  /** The shop's id of the payment. Several entries may share it. */
  readonly paymentId: string | null;
  readonly heldMinor: number;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  /** Of `refundedMinor`, what the shop didn't ask for. */
  readonly byHandMinor: number;
  readonly disputedMinor: number;
}

export function auditShop(
  store: Store,
  books: readonly ProviderBook[],
  acknowledged: ReadonlyMap<number, string>,
): Findings {
  const { findings, find } = createFindings();
  auditBooks(store, books, acknowledged, find, () => {});
  return findings;
}

export function createFindings(): { readonly findings: Findings; readonly find: Find } {
  const findings = NO_FINDINGS();
  const find = (count: Count, words: string): void => {
    findings[count]++;
    if (findings.words.length < WORDS_MAX) findings.words.push(`${count}: ${words}`);
  };
  return { findings, find };
}

export function auditBooks(
  store: Store,
  books: readonly ProviderBook[],
  acknowledged: ReadonlyMap<number, string>,
  find: Find,
  also: (stored: StoredEvent) => void,
): void {
  // Rebuilt from the events, the tables have to say the same, byte for byte.
  const again = new DatabaseSync(":memory:");
  const projections = prepareProjections(again, SHOP_PROJECTIONS, Number.NaN);
  const fold = createFoldingVisit(store.db, openTaker(again, projections));
  auditJournal(store, acknowledged, find, (stored) => {
    fold(stored);
    also(stored);
  });
  const [kept, made] = [store.db, again].map((db) => digestProjections(db, SHOP_PROJECTIONS));
  if (kept !== made) find("unbalanced", "projections rebuilt differ");
  again.close();
  auditMoney(store, books, find);
}

/** @param also gets each event, in order */
function auditJournal(
  store: Store,
  acknowledged: ReadonlyMap<number, string>,
  find: Find,
  also: (stored: StoredEvent) => void = () => {},
): void {
  const seen = new Map<string, string>();
  const once = (key: string, where: string): void => {
    if (seen.has(key)) find("doubled", `${key} at ${where} and ${seen.get(key)}`);
    seen.set(key, where);
  };
  let documents = 0;
  const check = (stored: StoredEvent): void => {
    const { event, stream } = stored;
    also(stored);
    switch (event.type) {
      case "NumberAssigned":
        if (event.documentNumber !== ++documents) find("unbalanced", "numbers with a gap");
        break;
      case "NumbersSkipped":
        documents = event.lastNumber;
        break;
      case "CredentialUsed":
        once(`code ${event.onceKey}`, stream);
        break;
      case "CashTaken":
      case "CashReturned":
        once(`cash ${event.cashId}`, stream);
        break;
      case "VisitOpened":
      case "ChargeOpened":
      case "ReceiptDrafted":
      case "ReceiptFinalised":
      case "VisitClosed":
        once(`${event.type} ${stream}`, stream);
        break;
      case "ShopperCameBack":
        // A visit that goes on ends once more.
        seen.delete(`VisitClosed ${stream}`);
        break;
      case "LineContested":
        once(`contest ${event.contest.contestId}`, stream);
        break;
    }
  };
  const hashes = new Map<number, string>();
  for (const rows of walkJournal(store.db, null)) {
    for (const row of rows) {
      hashes.set(row[0], row[6]);
      check(toStored(row));
    }
  }
  for (const [position, hash] of acknowledged) {
    if (hashes.get(position) !== hash) find("lost", `event ${position}, or one before it`);
  }
}

/** Money that the provider has of a visit, minor units. */
interface VisitBook {
  /** Captured less what was given back, by whomever. */
  net: number;
  held: number;
  /** Of what went back: by refunds that are not the shop's, and by disputes. */
  byOthers: number;
}

const NO_BOOK: VisitBook = { net: 0, held: 0, byOthers: 0 };

function sumBooks(books: readonly ProviderBook[]): Map<string, VisitBook> {
  const sums = new Map<string, VisitBook>();
  for (const book of books) {
    const chargeId = (book.paymentId ?? "").split(".")[0]!;
    const sum = sums.get(chargeId) ?? { ...NO_BOOK };
    sum.net += book.capturedMinor - book.refundedMinor - book.disputedMinor;
    sum.held += book.heldMinor;
    sum.byOthers += book.byHandMinor + book.disputedMinor;
    sums.set(chargeId, sum);
  }
  return sums;
}

/** The most that was ever due of a visit. */
function findDueMost(store: Store, chargeId: string): number {
  return store
    .readStream(`charge-${chargeId}`)
    .reduce(
      (most, { event }) => (event.type === "DueSet" ? Math.max(most, event.dueMinor) : most),
      0,
    );
}

function auditMoney(store: Store, entries: readonly ProviderBook[], find: Find): void {
  const books = sumBooks(entries);
  const rows = store.db.prepare("SELECT charge_id FROM charges ORDER BY position").all();
  for (const row of rows) {
    const chargeId = row.charge_id as string;
    const charge = store.read("charge", chargeId);
    const receipt = store.read("receipt", chargeId);
    const isFinal = receipt.status !== "none" && receipt.status !== "draft";
    const total = isFinal ? findDueMinor(receipt, sumReported(charge)) : 0;
    const book = books.get(chargeId) ?? NO_BOOK;
    books.delete(chargeId);
    const cash = charge.takenCashMinor - charge.returnedCashMinor;
    const accountNet = charge.payer.kind === "account" ? sumAccount(store, chargeId) : 0;
    const taken = book.net + cash + accountNet;
    const words = `${chargeId} (${charge.payer.kind}): receipt ${total}, taken ${taken}`;
    if (receipt.status === "draft") find("unbalanced", `${chargeId} is a draft for ever`);
    if ((charge.dueMinor ?? 0) !== total) find("unbalanced", `${words}, due ${charge.dueMinor}`);
    if (findNet(charge) !== taken) find("unbalanced", `${words}, known ${findNet(charge)}`);
    if (book.held !== 0 || charge.pending !== null) find("unbalanced", `${words}, still open`);
    if (taken > total) find("doubleCharges", words);
    // What others gave back was not asked for again: never more was taken than was ever due.
    if (taken + book.byOthers > findDueMost(store, chargeId)) {
      find("doubleCharges", `${words}, ${book.byOthers} given back by others`);
    }
    const owed = charge.forgivenMinor + (charge.debt?.amountMinor ?? 0) + book.byOthers;
    if (taken + owed < total) find("missingCharges", `${words}, owed ${owed}`);
    const told = sumReported(charge);
    if (told !== book.byOthers) find("unbalanced", `${words}, ${told} of ${book.byOthers} told`);
    if (findMissing(charge) !== (charge.debt?.amountMinor ?? 0)) {
      find("unbalanced", `${words}, missing ${findMissing(charge)}`);
    }
  }
  for (const [chargeId, { net, held }] of books) {
    if (net !== 0 || held !== 0) find("unbalanced", `${chargeId} is known to the provider alone`);
  }
}

function sumAccount(store: Store, chargeId: string): number {
  const row = store.db
    .prepare(
      `SELECT coalesce(sum(posted_minor - reversed_minor), 0) AS net FROM account_payments
       WHERE payment_id LIKE ? || '.%'`,
    )
    .get(chargeId);
  return row?.net as number;
}
