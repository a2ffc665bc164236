/**
 * From what was shown at a gate to an open visit. What moves money is asked between two
 * transactions: the intent is written first, and the visit opens only on the answer, or by the
 * shop's policy where there is none.
 */

import { isTripShopper } from "@saunter/commerce/cart/smart-cart";
import { decideCharge } from "@saunter/commerce/payment/decide";
import type { ChargePayer } from "@saunter/commerce/payment/events";
import { accept, type Result, refuse } from "@saunter/commerce/refusal";
import { decideVisit } from "@saunter/commerce/visit/decide";
import type { VisitPayer } from "@saunter/commerce/visit/events";
import { PARTY_MAX } from "@saunter/protocol/limits";
import { nameParty } from "../projections/visit-tables.ts";
import { prepared } from "../store/prepared.ts";
import { checkRow } from "../store/row-checksums.ts";
import type { Transaction } from "../store/transaction.ts";
import { bindEarlier, bindKnown, listWaiting } from "./binding-service.ts";
import type { ChargeRunner } from "./charge-runner.ts";
import type { EntryCredential, EntryMethodName, EntryPayer } from "./entry-method.ts";
import type { GateNews, GateNewsBoard } from "./gate-news.ts";
import { decideInto, listIds, RefusedError, type Shop, STREAMS } from "./shop-context.ts";

export interface EntryRequest {
  readonly gateId: string;
  readonly partySize: number;
  readonly credential: EntryCredential;
  /** When it was shown; by default, when the request arrives. */
  readonly shownMs?: number;
  /** Who showed it, where that is known; where not given, the gate and the moment tell. */
  readonly shopperId?: string;
}

export interface Admission {
  readonly visitId: string;
  /** Whether the provider could not be asked: the hold comes when it can. */
  readonly isHoldPending: boolean;
}

/** What a customer of the shop pays with; kept apart from the journal, so that it can be deleted. */
export interface CustomerCard {
  readonly token: string;
  readonly lastFour: string;
  readonly isMember: boolean;
  /** Which card it is, as `HashCard` makes it; null where that is not known. */
  readonly cardHash: string | null;
  /** Whether the provider has said that it can be charged; a card of an earlier version may not be. */
  readonly isVerified: boolean;
}

export interface EntryService {
  /** Null where the customer is unknown or has no card. */
  readonly findCustomerCard: (customerId: string) => CustomerCard | null;
  /** Where whoever stands at a gate is told what becomes of it. */
  readonly news: GateNewsBoard;
}

interface Prepared {
  readonly visitId: string;
  readonly shownMs: number;
  readonly payer: VisitPayer;
  readonly isMember: boolean;
  /** Whether what they pay with has paid here before. */
  readonly isKnown: boolean;
}

/** Lets a party in, or says why not. */
export async function enterShop(
  shop: Shop,
  entryService: EntryService,
  runner: ChargeRunner,
  request: EntryRequest,
): Promise<Result<Admission>> {
  const { gateId, credential } = request;
  const customerId = findCustomerId(credential.payer);
  const tell = (kind: GateNews["kind"], code: GateNews["code"]): void =>
    entryService.news.tell({ kind, gateId, customerId, code, atMs: shop.nowMs() });
  tell("asking", null);
  const entered = await tryToEnter(shop, entryService, runner, request);
  if (entered.ok) tell("admitted", null);
  else tell("refused", entered.refusal.code);
  return entered;
}

function findCustomerId(payer: EntryPayer): string | null {
  return payer.kind === "customer" ? payer.customerId : null;
}

async function tryToEnter(
  shop: Shop,
  entryService: EntryService,
  runner: ChargeRunner,
  request: EntryRequest,
): Promise<Result<Admission>> {
  try {
    const prepared = await shop.store.transact((tx) =>
      prepareEntry(tx, shop, entryService, request),
    );
    if (prepared.payer.kind !== "staff") await runner.advance(prepared.visitId);
    return await shop.store.transact((tx) => admit(tx, shop, request, prepared));
  } catch (error) {
    if (error instanceof RefusedError) return refuse(error.code, error.message);
    throw error;
  }
}

/** Checks the entry and writes its hold down; the gate stays shut. */
function prepareEntry(
  tx: Transaction,
  shop: Shop,
  entryService: EntryService,
  { gateId, partySize, credential, shownMs = tx.atMs, shopperId }: EntryRequest,
): Prepared {
  const { payer } = credential;
  const { entry } = shop.settings;
  const isTrip = shopperId !== undefined && isTripShopper(shopperId);
  if (!isTrip) checkGate(tx, shop, gateId, shopperId !== undefined);
  const partyMax = Math.min(entry.partyMax, PARTY_MAX);
  if (!Number.isInteger(partySize) || partySize < 1 || partySize > partyMax) {
    throw new RefusedError("party-size-invalid", `a party has 1 to ${partyMax} people`);
  }
  const visitId = shop.makeId();
  useCredential(tx, credential.onceKey, visitId);
  const card = payer.kind === "customer" ? entryService.findCustomerCard(payer.customerId) : null;
  const cardHash = credential.cardHash ?? card?.cardHash ?? null;
  const charged = findChargePayer(payer, card);
  const instrument = findInstrument(payer, charged, cardHash);
  if (entry.barDebtors && hasDebt(tx, instrument)) {
    throw new RefusedError("entry-barred-by-debt", BARRED);
  }
  const isKnown = charged?.kind !== "card" || hasPaidHere(tx, instrument);
  if (card !== null && entry.holdMinor === 0 && !card.isVerified && !isKnown) {
    throw new RefusedError("entry-card-refused", UNVERIFIED);
  }
  const isMember = card?.isMember ?? false;
  if (charged !== null) openCharge(tx, shop, visitId, charged);
  if (charged !== null && cardHash !== null) {
    decideInto(tx, "charge", visitId, decideCharge, { type: "RecogniseCard", cardHash });
  }
  return { visitId, shownMs, payer, isMember, isKnown };
}

/** Whether somebody can come in there at all. Throws `RefusedError`. */
export function checkEntryGate({ settings }: Pick<Shop, "settings">, gateId: string): void {
  if (!settings.gateIds.includes(gateId)) {
    throw new RefusedError("gate-unknown", "the shop has no such gate");
  }
  if (settings.outGateIds.includes(gateId)) {
    throw new RefusedError("gate-leads-out", "this gate is an exit only; use another gate");
  }
}

/** @param isKnown whose entry it is does not have to be told by who crosses the gate next */
function checkGate(tx: Transaction, shop: Shop, gateId: string, isKnown = false): void {
  checkEntryGate(shop, gateId);
  const row = prepared(tx.db, "SELECT mode FROM gates WHERE gate_id = ?").get(gateId);
  if (row?.mode === "closed") {
    throw new RefusedError("gate-closed", "the gate is closed; ask staff");
  }
  if (!isKnown && listWaiting(tx, shop, gateId).length > 0) {
    throw new RefusedError("gate-busy", "somebody is entering at this gate; try again in a moment");
  }
}

export function useCredential(tx: Transaction, onceKey: string, visitId: string): void {
  // One that is damaged was there, and is used as well.
  if (checkRow(tx.db, "credentials", onceKey) !== "absent") {
    throw new RefusedError(
      "entry-code-replayed",
      "this code or card reading was already used; show a new one",
    );
  }
  tx.append("shop", STREAMS.entry, [{ type: "CredentialUsed", onceKey, visitId }]);
}

const BARRED = "an earlier visit is not paid yet; pay it at the kiosk first";

const UNVERIFIED =
  "this card was saved before cards were verified, and has paid nothing here: save it again";

/** Who pays, and with what: the same card counts as one, whoever's account it is saved with. */
interface Instrument {
  /** Null for cash and staff. */
  readonly party: string | null;
  readonly token: string | null;
  /** As `HashCard` makes it; null where it is not known. */
  readonly cardHash: string | null;
}

function findInstrument(
  payer: VisitPayer,
  charged: ChargePayer | null,
  cardHash: string | null,
): Instrument {
  const token = charged?.kind === "card" ? charged.token : null;
  return { party: nameParty(payer), token, cardHash };
}

/** Whether a payer owes something, as whom they say that they are or by the card that they show. */
function hasDebt(tx: Transaction, { party, token, cardHash }: Instrument): boolean {
  const row = prepared(
    tx.db,
    `SELECT 1 FROM charges LEFT JOIN visits ON visit_id = charge_id
       WHERE debt_minor > 0 AND (party = ? OR card_token = ? OR card_hash = ?) LIMIT 1`,
  ).get(party, token, cardHash);
  return row !== undefined;
}

/** Whether a card has paid here, and the money has stayed. */
function hasPaidHere(tx: Transaction, { token, cardHash }: Instrument): boolean {
  const row = prepared(
    tx.db,
    "SELECT 1 FROM charges WHERE has_paid = 1 AND (card_token = ? OR card_hash = ?) LIMIT 1",
  ).get(token, cardHash);
  return row !== undefined;
}

function findChargePayer(payer: EntryPayer, card: CustomerCard | null): ChargePayer | null {
  switch (payer.kind) {
    case "card":
    case "account":
      return payer;
    case "customer":
      if (card === null) {
        throw new RefusedError("entry-card-refused", "no card is saved; add one first");
      }
      return { kind: "card", token: card.token, lastFour: card.lastFour };
    case "staff":
      return null;
    default:
      return payer satisfies never;
  }
}

function openCharge(tx: Transaction, shop: Shop, visitId: string, payer: ChargePayer): void {
  decideInto(tx, "charge", visitId, decideCharge, {
    type: "OpenCharge",
    chargeId: visitId,
    payer,
    currency: shop.settings.currency,
    holdMinor: payer.kind === "cash" ? 0 : shop.settings.entry.holdMinor,
  });
}

/** Opens the visit where the hold stands, or where policy does without it. */
function admit(
  tx: Transaction,
  shop: Shop,
  { gateId, partySize, credential, shopperId }: EntryRequest,
  { visitId, shownMs, payer, isMember, isKnown }: Prepared,
): Result<Admission> {
  const hold = payer.kind === "staff" ? "none" : findHold(tx, visitId);
  const isBusy = shopperId === undefined && listWaiting(tx, shop, gateId).length > 0;
  const refusal = findRefusal(tx, shop, isBusy, hold, { visitId, payer, isKnown });
  if (refusal !== null) {
    // Nothing is due: what was held, or may have been, is let go.
    if (payer.kind !== "staff") abandonCharge(tx, visitId);
    return refusal;
  }
  const isHoldPending = hold === "pending";
  openVisit(tx, shop, {
    visitId,
    payer,
    partySize,
    gateId,
    isMember,
    isHoldPending,
    method: credential.method,
    holdMinor: hold === "none" ? 0 : shop.settings.entry.holdMinor,
    shownMs,
    shopperId: shopperId ?? null,
  });
  return accept({ visitId, isHoldPending });
}

type Hold = "none" | "held" | "declined" | "refused" | "needs-action" | "pending";

function findRefusal(
  tx: Transaction,
  shop: Shop,
  isBusy: boolean,
  hold: Hold,
  { visitId, payer, isKnown }: Pick<Prepared, "visitId" | "payer" | "isKnown">,
): Result<never> | null {
  // The provider may have reported only now which card it is.
  const charge = tx.read("charge", visitId);
  const instrument = findInstrument(payer, charge.payer, charge.cardHash);
  if (shop.settings.entry.barDebtors && hasDebt(tx, instrument)) {
    return refuse("entry-barred-by-debt", BARRED);
  }
  switch (hold) {
    case "declined":
      return refuse("entry-hold-declined", "the bank declined the hold; show another card");
    case "refused":
      return refuse("entry-hold-refused", "the payment provider refused the hold; ask staff");
    case "needs-action":
      return refuse("entry-hold-declined", "the bank asks for a confirmation; show another card");
    case "pending": {
      const { offline, offlineLimitMinor = null } = shop.settings.entry;
      const isTrusted = offline === "all" || (offline === "known" && isKnown);
      if (
        isTrusted &&
        (offlineLimitMinor === null || findOwed(tx, shop, instrument, visitId) < offlineLimitMinor)
      ) {
        break;
      }
      return refuse("entry-offline", "the payment provider cannot be reached; try again later");
    }
  }
  // Two may have shown theirs at once: the gate is for the one that was answered first.
  if (!isBusy) return null;
  return refuse("gate-busy", "somebody is entering at this gate; try again in a moment");
}

/**
 * What a payer has not paid yet, over all their visits and those of their card, minor units. A visit
 * that goes on counts with the amount of the hold that no bank has answered.
 */
function findOwed(
  tx: Transaction,
  shop: Shop,
  { party, token, cardHash }: Instrument,
  visitId: string,
): number {
  const rows = prepared(
    tx.db,
    `SELECT charge_id, due_minor, missing_minor FROM charges
       WHERE (missing_minor > 0 OR due_minor IS NULL) AND charge_id <> ?
         AND charge_id IN (SELECT visit_id FROM visits WHERE party = ?
           UNION SELECT charge_id FROM charges WHERE card_token = ?
           UNION SELECT charge_id FROM charges WHERE card_hash = ?)`,
  ).all(visitId, party, token, cardHash);
  return rows.reduce((owedMinor, { charge_id, due_minor, missing_minor }) => {
    if (due_minor !== null) return owedMinor + Number(missing_minor);
    const isPending = findHold(tx, charge_id as string) === "pending";
    return isPending ? owedMinor + shop.settings.entry.holdMinor : owedMinor;
  }, 0);
}

/** The visit never came to be: nothing is due, and what is held is let go. */
export function abandonCharge(tx: Transaction, chargeId: string): void {
  decideInto(tx, "charge", chargeId, decideCharge, {
    type: "SetDue",
    dueMinor: 0,
    cause: "no visit",
  });
}

/** Entries that a crash cut off between the hold and the visit. */
export function listUnopened(tx: Pick<Transaction, "db">): Iterable<string> {
  return listIds(
    tx,
    `SELECT charge_id AS id FROM charges LEFT JOIN visits ON visit_id = charge_id
       WHERE due_minor IS NULL AND visit_id IS NULL ORDER BY position`,
  );
}

/** Staff admit somebody who will pay in cash, or open the gate for a colleague. */
export function admitByAttendant(
  tx: Transaction,
  shop: Shop,
  request: {
    readonly gateId: string;
    readonly partySize: number;
    readonly payer: Extract<VisitPayer, { kind: "cash" | "staff" }>;
    /** The trip of a smart cart that is paid at the till. */
    readonly tripShopperId?: string;
  },
): Admission {
  const { gateId, partySize, payer, tripShopperId = null } = request;
  if (tripShopperId === null) checkGate(tx, shop, gateId);
  const visitId = shop.makeId();
  if (payer.kind === "cash") openCharge(tx, shop, visitId, payer);
  openVisit(tx, shop, {
    visitId,
    payer,
    partySize,
    gateId,
    method: "attendant",
    isMember: false,
    holdMinor: 0,
    isHoldPending: false,
    shownMs: tx.atMs,
    shopperId: tripShopperId,
  });
  return { visitId, isHoldPending: false };
}

interface Opening {
  readonly visitId: string;
  readonly method: EntryMethodName;
  readonly payer: VisitPayer;
  readonly partySize: number;
  readonly gateId: string;
  readonly isMember: boolean;
  readonly holdMinor: number;
  readonly isHoldPending: boolean;
  readonly shownMs: number;
  readonly shopperId: string | null;
}

function openVisit(tx: Transaction, shop: Shop, { shownMs, shopperId, ...opening }: Opening): void {
  const { currency } = shop.settings;
  decideInto(tx, "visit", opening.visitId, decideVisit, {
    type: "OpenVisit",
    visit: {
      ...opening,
      currency,
      // Staff pay nothing, and get no receipt.
      ...(opening.payer.kind === "staff" ? {} : { lookupToken: shop.makeToken() }),
    },
  });
  const visit = tx.read("visit", opening.visitId);
  if (visit.status !== "open") throw new Error("a visit that was opened is not open");
  if (shopperId === null) bindEarlier(tx, shop, visit, shownMs);
  else bindKnown(tx, shop, visit, shopperId);
}

function findHold(tx: Transaction, visitId: string): Hold {
  const charge = tx.read("charge", visitId);
  if (charge.pending !== null) return "pending";
  if (charge.lastNumber === 0) return "none";
  const statuses = [...charge.payments.values()].map(({ status }) => status);
  if (statuses.includes("held")) return "held";
  if (statuses.includes("needs-action")) return "needs-action";
  // No bank was asked where the provider, or the way to it, did not take the call as it was made.
  const last = charge.failures.findLast(({ action }) => action === "hold");
  return last?.outcome.kind === "refused" ? "refused" : "declined";
}
