/**
 * Who came in by whose entry. What speaks for it is the gate, the moment at which it was crossed, and
 * how many an entry is for. Where that leaves a choice, staff are told, and nobody is charged before
 * somebody has checked.
 */
import { decideVisit, isGuessed } from "@saunter/commerce/visit/decide";
import type { BoundHow } from "@saunter/commerce/visit/events";
import type { VisitFacts, VisitState } from "@saunter/commerce/visit/evolve";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import { moveAgeCheck } from "./age-service.ts";
import { clearAlert, isAlertOpen, raiseAlert } from "./alerts.ts";
import { concludeReceipt } from "./receipt-service.ts";
import { decideInto, listIds, type Shop } from "./shop-context.ts";

export interface Appearance {
  readonly shopperId: string;
  /** The gate that they have crossed; null where they were first seen inside. */
  readonly gateId: string | null;
  /** As the tracker calls them; where not given, by the same id. */
  readonly trackId?: string;
}

/** Somebody has come in. Who crosses a gate that has just let a visit in belongs to that visit. */
export function seeShopper(
  tx: Transaction,
  shop: Shop,
  { shopperId, gateId, trackId = shopperId }: Appearance,
): void {
  if (tx.read("shopper", shopperId).status !== "unseen") return;
  tx.append("shopper", shopperId, [{ type: "ShopperAppeared", shopperId, gateId, trackId }]);
  // Staff may have said whose they are before anybody saw them.
  if (findVisitOf(tx, shopperId) !== null) return;
  if (gateId === null) {
    warnOfStranger(tx, shopperId, "someone was first seen inside the shop");
    return;
  }
  const [visit, ...others] = listWaiting(tx, shop, gateId);
  const isClear = visit !== undefined && others.length === 0;
  // Where too many came in before the entry, who comes next may be any of them.
  if (isClear && !isAlertOpen(tx, `binding:${visit.visitId}`)) {
    bind(tx, shop, visit.visitId, shopperId, "gate");
  }
}

function bind(
  tx: Transaction,
  shop: Shop,
  visitId: string,
  shopperId: string,
  how: BoundHow,
): void {
  decideInto(tx, "visit", visitId, decideVisit, { type: "BindShopper", shopperId, how });
  moveAgeCheck(tx, shop, shopperId, visitId);
  clearAlert(tx, `stranger:${shopperId}`, how);
  if (hasLeft(tx, shopperId)) {
    decideInto(tx, "visit", visitId, decideVisit, { type: "LeaveVisit", shopperId });
  }
}

function hasLeft(tx: Transaction, shopperId: string): boolean {
  const { status } = tx.read("shopper", shopperId);
  return status === "exited" || status === "concluded";
}

export function findVisitOf(tx: Pick<Transaction, "db">, shopperId: string): string | null {
  const row = prepared(tx.db, "SELECT visit_id FROM bindings WHERE shopper_id = ?").get(shopperId);
  return row === undefined ? null : (row.visit_id as string);
}

/** Open visits of a gate whose people have not all been seen yet. */
export function listWaiting(tx: Transaction, shop: Shop, gateId: string): VisitFacts[] {
  const sinceMs = tx.atMs - shop.settings.entry.bindWithinMs;
  const rows = prepared(
    tx.db,
    `SELECT visit_id FROM visits WHERE status = 'open' AND gate_id = ? AND bound < party_size
       AND opened_ms >= ? ORDER BY opened_ms, visit_id`,
  ).all(gateId, sinceMs);
  return rows.map((row) => readVisit(tx, row.visit_id as string));
}

function readVisit(tx: Transaction, visitId: string): VisitState & VisitFacts {
  const visit = tx.read("visit", visitId);
  if (visit.status === "unopened") throw new Error(`visit ${visitId} is listed and not there`);
  return visit;
}

/** Who crossed a gate in some time, both ends included, and is on no visit. */
function listUnbound(
  tx: Transaction,
  gateId: string,
  fromMs: number,
  toMs: number,
): { readonly shopperId: string; readonly isInside: boolean }[] {
  return prepared(
    tx.db,
    `SELECT shopper_id, status FROM shoppers LEFT JOIN bindings USING (shopper_id)
       WHERE gate_id = ? AND appeared_ms BETWEEN ? AND ? AND visit_id IS NULL
       ORDER BY appeared_ms, shopper_id`,
  )
    .all(gateId, fromMs, toMs)
    .map((row) => ({
      shopperId: row.shopper_id as string,
      isInside: row.status === "inside",
    }));
}

function listUnboundInside(...args: Parameters<typeof listUnbound>): string[] {
  return listUnbound(...args)
    .filter(({ isInside }) => isInside)
    .map(({ shopperId }) => shopperId);
}

/** The entry of somebody who is known: nobody else is meant by it. */
export function bindKnown(
  tx: Transaction,
  shop: Shop,
  { visitId }: VisitFacts,
  shopperId: string,
): void {
  if (findVisitOf(tx, shopperId) === null) bind(tx, shop, visitId, shopperId, "gate");
}

/**
 * People who crossed the gate after an entry had been shown there, and before it was answered. So
 * many as the party has are bound late; where there are more, nobody is. Who crossed the gate before
 * anything was shown has come in with somebody else.
 */
export function bindEarlier(
  tx: Transaction,
  shop: Shop,
  { visitId, gateId, partySize }: VisitFacts,
  shownMs: number,
): void {
  const early = listUnboundInside(tx, gateId, shownMs, tx.atMs);
  if (early.length > partySize) warnOfMany(tx, visitId, partySize, early.length);
  else for (const shopperId of early) bind(tx, shop, visitId, shopperId, "late");
}

function warnOfMany(tx: Transaction, visitId: string, partySize: number, count: number): void {
  raiseAlert(tx, {
    alertKey: `binding:${visitId}`,
    kind: "shopper-unbound",
    message: `${count} people came in on an entry for ${partySize}: assign the right people to the visit`,
    visitId,
  });
}

/** Entries through which nobody came in their time. */
export function listLate(tx: Transaction, shop: Shop): Iterable<string> {
  const sql = `SELECT visit_id AS id FROM visits
    WHERE status = 'open' AND bound = 0 AND opened_ms < ? ORDER BY opened_ms`;
  return listIds(tx, sql, tx.atMs - shop.settings.entry.bindWithinMs);
}

/**
 * Who may be meant by an entry through which nobody came was at the gate a while before it, and has
 * no other: that is a guess, and told as one.
 */
export function bindByGuess(tx: Transaction, shop: Shop, visitId: string): void {
  const visit = readVisit(tx, visitId);
  const { partySize } = visit;
  const claimants = listClaimants(tx, shop, visit);
  if (claimants.length > partySize) warnOfMany(tx, visitId, partySize, claimants.length);
  if (claimants.length === 0 || claimants.length > partySize) return;
  for (const shopperId of claimants) bind(tx, shop, visitId, shopperId, "guess");
  warnOfGuess(tx, visitId);
}

/** Who is inside without an entry, and may have come in by this one. */
export function listClaimants(tx: Transaction, shop: Shop, visit: VisitFacts): string[] {
  const { bindBeforeMs, bindWithinMs } = shop.settings.entry;
  const { gateId, openedMs } = visit;
  return listUnboundInside(tx, gateId, openedMs - bindBeforeMs, openedMs + bindWithinMs);
}

const nameGuessAlert = (visitId: string): string => `binding:${visitId}`;

function warnOfGuess(tx: Transaction, visitId: string): void {
  const isInside = tx.read("visit", visitId).status === "open";
  const act = isInside
    ? "ask them, then assign the right people to the visit"
    : "they have left; assign the right person if you know who it was, or a reviewer decides";
  raiseAlert(tx, {
    alertKey: nameGuessAlert(visitId),
    kind: "bound-by-guess",
    message: `entry matched by guess: ${act}`,
    visitId,
  });
}

/** A visit has ended, or goes on although it had: staff are told again what can still be done. */
export function turnGuessAlert(tx: Transaction, visitId: string): void {
  if (clearAlert(tx, nameGuessAlert(visitId), "exit")) warnOfGuess(tx, visitId);
}

/** Time inside without an entry after which somebody counts as a tailgater. */
export function listTailgaters(tx: Transaction, shop: Shop): Iterable<string> {
  return listIds(
    tx,
    `SELECT shopper_id AS id FROM shoppers LEFT JOIN bindings USING (shopper_id)
       WHERE visit_id IS NULL AND status = 'inside' AND appeared_ms < ?
       AND NOT EXISTS (SELECT 1 FROM alerts WHERE alert_key = 'stranger:' || shopper_id)`,
    tx.atMs - shop.settings.entry.bindBeforeMs,
  );
}

export function warnOfTailgater(tx: Transaction, shop: Shop, shopperId: string): void {
  warnOfStranger(tx, shopperId, "someone came in without an entry of their own");
  for (const visit of listEntriesAround(tx, shop, shopperId)) flagUnclear(tx, shop, visit);
}

export function warnOfStranger(tx: Transaction, shopperId: string, what: string): void {
  raiseAlert(tx, {
    alertKey: `stranger:${shopperId}`,
    kind: "tailgating",
    message: `${what}: ask them, then assign them to a visit or let them out`,
    visitId: null,
  });
}

/** Visits by whose entry somebody may have come in who crossed their gate in their time. */
function listEntriesAround(tx: Transaction, shop: Shop, shopperId: string) {
  const { gateId, appearedMs } = tx.read("shopper", shopperId);
  return listOpenedUntil(tx, shop, gateId, appearedMs, 1);
}

/** Visits whose people may have been crossing their gate at a moment, of whom so many have been seen. */
function listOpenedUntil(
  tx: Transaction,
  shop: Shop,
  gateId: string | null,
  untilMs: number,
  boundMin: number,
) {
  const rows = prepared(
    tx.db,
    `SELECT visit_id FROM visits WHERE gate_id = ? AND opened_ms BETWEEN ? AND ? AND bound >= ?
       ORDER BY opened_ms, visit_id`,
  ).all(gateId, untilMs - shop.settings.entry.bindWithinMs, untilMs, boundMin);
  return rows.map((row) => readVisit(tx, row.visit_id as string));
}

/** The gate itself has counted somebody for whom nobody was admitted: whose entry they used is not known. */
export function warnOfPassage(tx: Transaction, shop: Shop, gateId: string): void {
  raiseAlert(tx, {
    alertKey: `passage:${gateId}`,
    kind: "tailgating",
    message: `someone passed ${shop.settings.gateNames.get(gateId) ?? gateId} without an entry of their own: ask them, then clear this alert`,
    visitId: null,
  });
  for (const visit of listOpenedUntil(tx, shop, gateId, tx.atMs, 0)) flagGuess(tx, shop, visit);
}

/**
 * Flags a visit where somebody else crossed its gate in its time and is on no visit: which of them
 * the gate was opened for is not known. What is final stays: it may be disputed.
 */
export function flagUnclear(tx: Transaction, shop: Shop, visit: VisitState & VisitFacts): void {
  const { gateId, openedMs } = visit;
  const untilMs = openedMs + shop.settings.entry.bindWithinMs;
  if (listUnbound(tx, gateId, openedMs, untilMs).length > 0) flagGuess(tx, shop, visit);
}

function flagGuess(tx: Transaction, shop: Shop, visit: VisitState & VisitFacts): void {
  const { visitId } = visit;
  const receipt = tx.read("receipt", visitId);
  if (visit.status === "closed" && receipt.status !== "draft") return;
  decideInto(tx, "visit", visitId, decideVisit, {
    type: "FlagVisit",
    flag: "bound-by-guess",
    detail: "somebody without an entry came through the gate in the same seconds",
  });
  warnOfGuess(tx, visitId);
  // Where it waits for reviewers already, it waits for this as well.
  if (receipt.status === "draft" && receipt.reviewIds.length > 0) {
    concludeReceipt(tx, shop, readVisit(tx, visitId));
  }
}

/** An attendant says whose visit a person belongs to; also when they have crossed the exit. */
export function bindByAttendant(
  tx: Transaction,
  shop: Shop,
  visitId: string,
  shopperId: string,
  by: string,
): void {
  const visit = tx.read("visit", visitId);
  const earlier = findVisitOf(tx, shopperId);
  // Of somebody who is in it by a guess, it is said that they are the right one.
  const isConfirmed = earlier === visitId && visit.status === "open" && isGuessed(visit);
  if (!isConfirmed) {
    if (earlier !== null && earlier !== visitId) unbind(tx, earlier, shopperId, by);
    if (visit.status === "open") makeRoom(tx, visit, by);
    bind(tx, shop, visitId, shopperId, "attendant");
  }
  decideInto(tx, "visit", visitId, decideVisit, { type: "ConfirmBinding", by });
  for (const alertKey of [`exit:${shopperId}`, nameGuessAlert(visitId)]) {
    clearAlert(tx, alertKey, by);
  }
}

function unbind(tx: Transaction, visitId: string, shopperId: string, by: string): void {
  decideInto(tx, "visit", visitId, decideVisit, { type: "UnbindShopper", shopperId, by });
}

/** Who was guessed gives way to whom staff mean. */
function makeRoom(tx: Transaction, visit: VisitFacts, by: string): void {
  const { visitId, shoppers, guessed, partySize } = visit;
  const excess = shoppers.length + 1 - partySize;
  if (excess <= 0) return;
  for (const shopperId of guessed.slice(-excess)) {
    unbind(tx, visitId, shopperId, by);
    if (!hasLeft(tx, shopperId)) {
      warnOfStranger(tx, shopperId, "someone came in without an entry of their own");
    }
  }
}
