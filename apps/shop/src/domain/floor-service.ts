/** What people do in the shop, as the engine sees it, until they leave: then their visit ends. */

import type {
  CartLine,
  Evidence,
  EvidenceStatus,
  UnclearChange,
} from "@saunter/commerce/cart/events";
import { NOBODY } from "@saunter/commerce/cart/interactions";
import { decideVisit, hasEverybodyLeft } from "@saunter/commerce/visit/decide";
import type { VisitFacts, VisitState } from "@saunter/commerce/visit/evolve";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import { clearAgeAlert, turnAgeAlert, watchAge, withdrawAgeCheck } from "./age-service.ts";
import { clearAlert, raiseAlert } from "./alerts.ts";
import { findVisitOf, flagUnclear, turnGuessAlert, warnOfStranger } from "./binding-service.ts";
import { concludeReceipt, draftReceipt } from "./receipt-service.ts";
import { decideInto, listIds, type Shop } from "./shop-context.ts";

/** Open visits whose last person was moved to another one, or was bound after they had left. */
export function listVisitsLeft(tx: Transaction): Iterable<string> {
  const sql = `SELECT visit_id AS id FROM visits
    WHERE status = 'open' AND bound > 0 AND inside = 0`;
  return listIds(tx, sql);
}

/** What the engine says of an interaction. Age-restricted products call staff before the exit. */
export function applyInteraction(
  tx: Transaction,
  shop: Shop,
  status: EvidenceStatus,
  evidence: Evidence,
): void {
  const shopperId = evidence.shopperId ?? NOBODY;
  const earlier = findEvidence(tx, evidence.evidenceId);
  if (earlier !== null) moveEvidence(tx, shopperId, earlier);
  tx.append("shopper", shopperId, [{ type: "InteractionTold", shopperId, status, evidence }]);
  const visitId = findVisitOf(tx, shopperId);
  const isTaken = status !== "retracted" && evidence.kind !== "putback";
  if (earlier !== null) {
    const before = earlier.shopperId ?? NOBODY;
    const visitBefore = findVisitOf(tx, before);
    const isSameParty = (visitBefore ?? before) === (visitId ?? shopperId);
    if (!isTaken || !isSameParty || earlier.gtin !== evidence.gtin) {
      withdrawAgeCheck(tx, shop, before, visitBefore, earlier);
    }
  }
  if (isTaken) watchAge(tx, shop, shopperId, visitId, evidence);
}

function findEvidence(tx: Transaction, evidenceId: string): Evidence | null {
  const row = prepared(tx.db, "SELECT body FROM evidence WHERE evidence_id = ?").get(evidenceId);
  return row === undefined ? null : (JSON.parse(row.body as string) as Evidence);
}

/** An interaction that is attributed to another shopper now is no longer the first one's. */
function moveEvidence(tx: Transaction, shopperId: string, earlier: Evidence): void {
  const before = earlier.shopperId ?? NOBODY;
  if (before === shopperId) return;
  tx.append("shopper", before, [
    { type: "InteractionTold", shopperId: before, status: "retracted", evidence: earlier },
  ]);
}

export function applyEngineCart(
  tx: Transaction,
  shopperId: string,
  lines: readonly CartLine[],
  probability: number,
): void {
  tx.append("shopper", shopperId, [
    { type: "CartTold", shopperId, lines: cutLines(lines).lines, probability },
  ]);
}

/** Somebody has crossed the exit. The draft is there when the last of the party has. */
export function leaveShop(tx: Transaction, shop: Shop, shopperId: string): void {
  const { status } = tx.read("shopper", shopperId);
  if (status === "exited" || status === "concluded") return;
  tx.append("shopper", shopperId, [{ type: "ShopperExited", shopperId }]);
  const visitId = findVisitOf(tx, shopperId);
  if (visitId === null) {
    warnOfFreeExit(tx, shopperId);
    return;
  }
  if (tx.read("visit", visitId).status !== "open") return;
  decideInto(tx, "visit", visitId, decideVisit, { type: "LeaveVisit", shopperId });
  // They have left, whatever their receipt may lack: the clock closes the visit, or says why not.
  tx.attempt(() => closeIfLeft(tx, shop, visitId));
}

/**
 * Somebody who was taken for gone is seen inside again: they had not left, and their visit goes on. One
 * whose cart is settled is a stranger.
 */
export function takeBack(tx: Transaction, shop: Shop, shopperId: string): void {
  const { status } = tx.read("shopper", shopperId);
  const visitId = findVisitOf(tx, shopperId);
  if (status === "exited")
    tx.append("shopper", shopperId, [{ type: "ShopperReturned", shopperId }]);
  clearAlert(tx, `exit:${shopperId}`, "return");
  if (status !== "exited" || visitId === null) {
    warnOfStranger(tx, shopperId, "someone came back without an entry");
    return;
  }
  const visit = tx.read("visit", visitId);
  if (visit.status === "unopened" || !visit.left.includes(shopperId)) return;
  decideInto(tx, "visit", visitId, decideVisit, { type: "TakeBack", shopperId });
  if (visit.status === "closed") turnAlerts(tx, shop, visitId);
}

function warnOfFreeExit(tx: Transaction, shopperId: string): void {
  clearAlert(tx, `stranger:${shopperId}`, "exit");
  clearAgeAlert(tx, shopperId, "exit");
  const { lines } = tx.read("shopper", shopperId);
  if (lines.length === 0) return;
  raiseAlert(tx, {
    alertKey: `exit:${shopperId}`,
    kind: "exit-without-entry",
    message: "someone left with items and without an entry: nobody is charged",
    visitId: null,
  });
}

/** Closes a visit whose people have all left, and drafts its receipt in the same breath. */
export function closeIfLeft(tx: Transaction, shop: Shop, visitId: string): void {
  const visit = tx.read("visit", visitId);
  if (visit.status !== "open" || visit.shoppers.length === 0 || !hasEverybodyLeft(visit)) return;
  closeVisit(tx, shop, visitId, "exit");
}

/** Closes a visit and drafts its receipt. Throws `RefusedError` where it cannot be closed. */
export function closeVisit(
  tx: Transaction,
  shop: Shop,
  visitId: string,
  cause: "exit" | "lost" | "attendant",
): void {
  decideInto(tx, "visit", visitId, decideVisit, { type: "CloseVisit", cause });
  const closed = readClosed(tx, visitId);
  draftReceipt(tx, shop, closed);
  turnAlerts(tx, shop, visitId);
  shop.onVisitClosed?.(tx, closed);
  concludeIfReported(tx, shop, visitId);
}

function turnAlerts(tx: Transaction, shop: Shop, visitId: string): void {
  turnAgeAlert(tx, shop, visitId);
  turnGuessAlert(tx, visitId);
}

function readClosed(tx: Transaction, visitId: string): VisitState & VisitFacts {
  const visit = tx.read("visit", visitId);
  if (visit.status !== "closed")
    throw new Error(`visit ${visitId} was closed, and is ${visit.status}`);
  return visit;
}

/** The engine will say no more of a shopper. */
export function concludeCart(
  tx: Transaction,
  shop: Shop,
  shopperId: string,
  cart: {
    readonly lines: readonly CartLine[];
    readonly probabilityExact: number;
    readonly needsReview: boolean;
    readonly reasons: readonly string[];
    readonly faults: readonly string[];
    readonly unclear?: readonly UnclearChange[];
  },
): void {
  const shopper = tx.read("shopper", shopperId);
  if (shopper.status === "concluded" || shopper.status === "unseen") return;
  leaveShop(tx, shop, shopperId);
  const { lines, isCut } = cutLines(cart.lines);
  const faults = isCut ? [...cart.faults, "more of a product than anybody carries"] : cart.faults;
  tx.append("shopper", shopperId, [
    {
      type: "CartConcluded",
      shopperId,
      ...cart,
      lines,
      faults,
      needsReview: cart.needsReview || isCut,
    },
  ]);
  const visitId = findVisitOf(tx, shopperId);
  if (visitId !== null) tx.attempt(() => concludeIfReported(tx, shop, visitId));
  // What was taken last may be reported only after the exit.
  else warnOfFreeExit(tx, shopperId);
}

/** More of one product nobody carries: sensors are wrong, and nobody is charged for it. */
const CARRIED_MAX = 50;

function cutLines(lines: readonly CartLine[]): {
  readonly lines: readonly CartLine[];
  readonly isCut: boolean;
} {
  const kept = lines.filter(({ quantity }) => quantity <= CARRIED_MAX);
  return { lines: kept, isCut: kept.length < lines.length };
}

/** Drafts that should be final, or wait for reviewers, and do neither. */
export function listUnconcluded(tx: Transaction, shop: Shop): Iterable<string> {
  const sql = `SELECT visit_id AS id FROM receipts
    WHERE status = 'draft' AND review_due_ms IS NULL AND drafted_ms < ? ORDER BY drafted_ms`;
  return listIds(tx, sql, tx.atMs - shop.settings.receipts.finalWithinMs);
}

/** Concludes the receipt of a closed visit of whose every shopper the engine has told the end. */
export function concludeIfReported(tx: Transaction, shop: Shop, visitId: string): void {
  const visit: VisitState = tx.read("visit", visitId);
  if (visit.status !== "closed") return;
  const receipt = tx.read("receipt", visitId);
  if (receipt.status === "draft" && receipt.reviewIds.length > 0) return;
  const isReported = visit.shoppers.every(
    (shopperId) => tx.read("shopper", shopperId).status === "concluded",
  );
  if (!isReported) return;
  flagUnclear(tx, shop, visit);
  concludeReceipt(tx, shop, readClosed(tx, visitId));
}
