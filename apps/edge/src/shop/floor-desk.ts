/**
 * People as the tracker sees them: who comes in is bound to the visit that was let in, and to no
 * other; who leaves ends it.
 */
import type { CartLine, Evidence, EvidenceStatus } from "@saunter/commerce/cart/events";
import { decideVisit, hasEverybodyLeft } from "@saunter/commerce/visit/decide";
import type { VisitFacts, VisitState } from "@saunter/commerce/visit/evolve";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/store.ts";
import { clearAlert, isAlertOpen, raiseAlert } from "./alerts.ts";
import { findGateOf, noteGateOf } from "./early-arrivals.ts";
import { concludeReceipt, draftReceipt } from "./receipt-desk.ts";
import { decideInto, type Shop } from "./shop-context.ts";

/** Interactions that nobody is known to have made. */
export const NOBODY = "nobody";

export interface Appearance {
  readonly shopperId: string;
  /** The gate in whose zone the track began; null where it began inside. */
  readonly gateId: string | null;
}

/** A new track. One that begins at a gate belongs to the visit that the gate has just let in. */
export function seeShopper(tx: Transaction, shop: Shop, { shopperId, gateId }: Appearance): void {
  if (tx.read("shopper", shopperId).status !== "unseen") return;
  const atEntrance = gateId !== null;
  tx.append("shopper", shopperId, [{ type: "ShopperAppeared", shopperId, atEntrance }]);
  if (gateId === null) {
    warnOfStranger(tx, shopperId, "somebody was first seen inside the shop");
    return;
  }
  const [visit, ...others] = listWaiting(tx, shop, gateId);
  const isClear = visit !== undefined && others.length === 0;
  // Where too many were there before the entry, who comes next may be any of them.
  if (!isClear || isAlertOpen(tx, `binding:${visit.visitId}`)) {
    noteGateOf(tx.db, shopperId, gateId);
    return;
  }
  decideInto(tx, "visit", visit.visitId, decideVisit, {
    type: "BindShopper",
    shopperId,
    how: "gate",
  });
}

/** Open visits of a gate whose people have not all been seen yet. */
export function listWaiting(tx: Transaction, shop: Shop, gateId: string): VisitFacts[] {
  const sinceMs = tx.atMs - shop.settings.entry.bindWithinMs;
  const rows = prepared(
    tx.db,
    `SELECT visit_id FROM visits WHERE status = 'open' AND gate_id = ? AND bound < party_size
       AND opened_ms >= ? ORDER BY opened_ms, visit_id`,
  ).all(gateId, sinceMs);
  return rows.map((row) => readOpen(tx, row.visit_id as string));
}

function readOpen(tx: Transaction, visitId: string): VisitFacts {
  const visit = tx.read("visit", visitId);
  if (visit.status === "unopened") throw new Error(`visit ${visitId} is listed and not there`);
  return visit;
}

/**
 * People who were at the gate before their entry was known. So many as the party has are bound late;
 * where there are more, nobody is: whose entry it is would be a guess.
 */
export function bindEarlier(tx: Transaction, shop: Shop, visit: VisitFacts): void {
  const sinceMs = tx.atMs - shop.settings.entry.bindBeforeMs;
  const early = prepared(
    tx.db,
    `SELECT shopper_id FROM shoppers LEFT JOIN bindings USING (shopper_id)
       WHERE visit_id IS NULL AND status = 'inside' AND at_entrance = 1 AND appeared_ms >= ?
       ORDER BY appeared_ms, shopper_id`,
  )
    .all(sinceMs)
    .map((row) => row.shopper_id as string)
    .filter((shopperId) => isAtGate(tx, shop, shopperId, visit.gateId));
  if (early.length > visit.partySize) {
    raiseAlert(tx, {
      alertKey: `binding:${visit.visitId}`,
      kind: "shopper-unbound",
      message: `${early.length} people are at the entrance, and an entry for ${visit.partySize} came in: bind the right ones to it`,
      visitId: visit.visitId,
    });
    return;
  }
  for (const shopperId of early) {
    decideInto(tx, "visit", visit.visitId, decideVisit, {
      type: "BindShopper",
      shopperId,
      how: "late",
    });
  }
}

/** Whether somebody has come in by a gate; of a shop with one gate there is no other. */
function isAtGate(tx: Transaction, shop: Shop, shopperId: string, gateId: string): boolean {
  return shop.settings.gateIds.length === 1 || findGateOf(tx.db, shopperId) === gateId;
}

/** Who has been at the entrance for so long without an entry has slipped in. */
export function warnOfSlippedIn(tx: Transaction, shop: Shop): void {
  const { bindBeforeMs } = shop.settings.entry;
  const rows = prepared(
    tx.db,
    `SELECT shopper_id FROM shoppers LEFT JOIN bindings USING (shopper_id)
       WHERE visit_id IS NULL AND status = 'inside' AND appeared_ms < ?
       AND NOT EXISTS (SELECT 1 FROM alerts WHERE alert_key = 'stranger:' || shopper_id)`,
  ).all(tx.atMs - bindBeforeMs);
  for (const row of rows) {
    warnOfStranger(tx, row.shopper_id as string, "somebody came in without an entry of their own");
  }
}

function warnOfStranger(tx: Transaction, shopperId: string, what: string): void {
  raiseAlert(tx, {
    alertKey: `stranger:${shopperId}`,
    kind: "tailgating",
    message: `${what}: ask them, and bind them to a visit or let them out`,
    visitId: null,
  });
}

/** An attendant says whose visit a person belongs to; also when they have crossed the exit. */
export function bindByAttendant(
  tx: Transaction,
  visitId: string,
  shopperId: string,
  by: string,
): void {
  const earlier = findVisitOf(tx, shopperId);
  if (earlier !== null && earlier !== visitId) {
    decideInto(tx, "visit", earlier, decideVisit, { type: "UnbindShopper", shopperId, by });
  }
  decideInto(tx, "visit", visitId, decideVisit, {
    type: "BindShopper",
    shopperId,
    how: "attendant",
  });
  const { status } = tx.read("shopper", shopperId);
  if (status === "exited" || status === "concluded") {
    decideInto(tx, "visit", visitId, decideVisit, { type: "LeaveVisit", shopperId });
  }
  for (const alertKey of [`stranger:${shopperId}`, `exit:${shopperId}`, `binding:${visitId}`]) {
    clearAlert(tx, alertKey, by);
  }
}

/** Closes visits whose last person was moved to another one, or was bound after they had left. */
export function closeVisitsLeft(tx: Transaction, shop: Shop): void {
  const left = prepared(
    tx.db,
    "SELECT visit_id FROM visits WHERE status = 'open' AND bound > 0 AND inside = 0",
  ).all();
  for (const row of left) closeIfLeft(tx, shop, row.visit_id as string);
}

export function findVisitOf(tx: Pick<Transaction, "db">, shopperId: string): string | null {
  const row = prepared(tx.db, "SELECT visit_id FROM bindings WHERE shopper_id = ?").get(shopperId);
  return row === undefined ? null : (row.visit_id as string);
}

/** What the engine says of an interaction. Age-restricted products call staff before the exit. */
export function hearInteraction(
  tx: Transaction,
  shop: Shop,
  status: EvidenceStatus,
  evidence: Evidence,
): void {
  const shopperId = evidence.shopperId ?? NOBODY;
  moveEvidence(tx, shopperId, evidence);
  tx.append("shopper", shopperId, [{ type: "InteractionTold", shopperId, status, evidence }]);
  if (status === "retracted" || evidence.kind === "putback") return;
  const product = shop.settings.products.get(evidence.gtin);
  const visitId = findVisitOf(tx, shopperId);
  if (product?.ageMin === undefined || visitId === null) return;
  raiseAgeCheck(tx, visitId, evidence, product.ageMin, product.name);
}

/** An interaction that is told of another shopper now is no more told of the first. */
function moveEvidence(tx: Transaction, shopperId: string, evidence: Evidence): void {
  const row = prepared(tx.db, "SELECT body FROM evidence WHERE evidence_id = ?").get(
    evidence.evidenceId,
  );
  if (row === undefined) return;
  const earlier = JSON.parse(row.body as string) as Evidence;
  const before = earlier.shopperId ?? NOBODY;
  if (before === shopperId) return;
  tx.append("shopper", before, [
    { type: "InteractionTold", shopperId: before, status: "retracted", evidence: earlier },
  ]);
}

function raiseAgeCheck(
  tx: Transaction,
  visitId: string,
  { evidenceId, gtin }: Evidence,
  ageMin: number,
  name: string,
): void {
  const visit = tx.read("visit", visitId);
  if (visit.status !== "open") return;
  decideInto(tx, "visit", visitId, decideVisit, {
    type: "RaiseAgeCheck",
    evidenceId,
    gtin,
    ageMin,
  });
  const isStricter = visit.restricted.every((known) => known.ageMin < ageMin);
  const after = tx.read("visit", visitId);
  if (!isStricter || after.status !== "open" || after.age !== "needed") return;
  const alertKey = `age:${visitId}`;
  // Who looks at a lower age than this one has not looked at it.
  clearAlert(tx, alertKey, "a higher age");
  raiseAlert(tx, {
    alertKey,
    kind: "age-check",
    message: `${name} was taken: check that the shopper is ${ageMin} or older before they leave`,
    visitId,
  });
}

export function hearCart(
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
  closeIfLeft(tx, shop, visitId);
}

function warnOfFreeExit(tx: Transaction, shopperId: string): void {
  clearAlert(tx, `stranger:${shopperId}`, "exit");
  const { lines } = tx.read("shopper", shopperId);
  if (lines.length === 0) return;
  raiseAlert(tx, {
    alertKey: `exit:${shopperId}`,
    kind: "exit-without-entry",
    message: "somebody left with goods and without an entry: nobody is charged",
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
  draftReceipt(tx, shop, readOpen(tx, visitId));
  concludeIfTold(tx, shop, visitId);
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
      ...{ ...cart, lines, faults },
      needsReview: cart.needsReview || isCut,
    },
  ]);
  const visitId = findVisitOf(tx, shopperId);
  if (visitId !== null) concludeIfTold(tx, shop, visitId);
  // What was taken last may be told only after the exit.
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

/** Concludes the receipt of a closed visit of whose every shopper the engine has told the end. */
export function concludeIfTold(tx: Transaction, shop: Shop, visitId: string): void {
  const visit: VisitState = tx.read("visit", visitId);
  if (visit.status !== "closed") return;
  const receipt = tx.read("receipt", visitId);
  if (receipt.status === "draft" && receipt.reviewIds.length > 0) return;
  const isTold = visit.shoppers.every(
    (shopperId) => tx.read("shopper", shopperId).status === "concluded",
  );
  if (isTold) concludeReceipt(tx, shop, visit);
}
