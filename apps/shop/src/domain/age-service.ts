/** Goods with an age limit call staff before they leave, whoever has taken them. */

import type { Evidence } from "@saunter/commerce/cart/events";
import { countFor } from "@saunter/commerce/cart/settle-lines";
import { decideVisit } from "@saunter/commerce/visit/decide";
import type { Restricted } from "@saunter/commerce/visit/evolve";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import { clearAlert, nameInAlert, raiseAlert } from "./alerts.ts";
import { decideInto, type Shop } from "./shop-context.ts";

/**
 * Something was taken, or handed over to, by a shopper of a visit, or of none yet: whom it is then
 * charged to may be known only later, and the door is no place to wait for that.
 */
export function watchAge(
  tx: Transaction,
  shop: Shop,
  shopperId: string,
  visitId: string | null,
  evidence: Evidence,
): void {
  const ageMin = shop.settings.products.get(evidence.gtin)?.ageMin;
  if (ageMin === undefined) return;
  if (visitId !== null) raiseAgeCheck(tx, shop, visitId, evidence, ageMin);
  else if (tx.read("shopper", shopperId).status === "inside") {
    raiseAlert(tx, {
      alertKey: nameAlert(shopperId),
      kind: "age-check",
      message: `${nameInAlert(shop, evidence.gtin)} was taken by someone without an entry: check that they are ${ageMin} or older before they leave`,
      visitId: null,
    });
  }
}

/** An interaction was retracted, or is another shopper's or product's: nobody is checked for it. */
export function withdrawAgeCheck(
  tx: Transaction,
  shop: Shop,
  shopperId: string,
  visitId: string | null,
  { evidenceId, gtin }: Evidence,
): void {
  if (shop.settings.products.get(gtin)?.ageMin === undefined) return;
  if (visitId !== null) {
    const visit = tx.read("visit", visitId);
    if (visit.status === "unopened") return;
    const [named] = listStrictest(visit.restricted);
    decideInto(tx, "visit", visitId, decideVisit, { type: "WithdrawAgeCheck", evidenceId });
    if (named?.evidenceId === evidenceId) turnAgeAlert(tx, shop, visitId);
    return;
  }
  if (!clearAlert(tx, nameAlert(shopperId), "retraction")) return;
  for (const one of listEvidenceOf(tx, shopperId)) {
    if (one.shopperId === shopperId && one.kind !== "putback") {
      watchAge(tx, shop, shopperId, null, one);
    }
  }
}

/** A shopper who has been on no visit is on one now: what they carry is checked there. */
export function moveAgeCheck(
  tx: Transaction,
  shop: Shop,
  shopperId: string,
  visitId: string,
): void {
  const own = new Set([shopperId]);
  const evidence = listEvidenceOf(tx, shopperId);
  for (const one of evidence) {
    const ageMin = shop.settings.products.get(one.gtin)?.ageMin;
    if (ageMin === undefined || countFor(one, own) <= 0) continue;
    const carried = evidence.reduce(
      (sum, other) => sum + (other.gtin === one.gtin ? countFor(other, own) : 0),
      0,
    );
    if (carried > 0) raiseAgeCheck(tx, shop, visitId, one, ageMin);
  }
  clearAgeAlert(tx, shopperId, "visit");
}

/** Of a shopper who is on no visit. */
export function clearAgeAlert(tx: Transaction, shopperId: string, by: string): void {
  clearAlert(tx, nameAlert(shopperId), by);
}

const nameAlert = (shopperId: string): string => `age-of:${shopperId}`;
const nameVisitAlert = (visitId: string): string => `age:${visitId}`;

function listEvidenceOf(tx: Transaction, shopperId: string): Evidence[] {
  return prepared(
    tx.db,
    `SELECT body FROM evidence JOIN evidence_shoppers USING (evidence_id)
       WHERE shopper_id = ? ORDER BY occurred_ms, evidence_id`,
  )
    .all(shopperId)
    .map((row) => JSON.parse(row.body as string) as Evidence);
}

function raiseAgeCheck(
  tx: Transaction,
  shop: Shop,
  visitId: string,
  evidence: Evidence,
  ageMin: number,
): void {
  const visit = tx.read("visit", visitId);
  if (visit.status !== "open") return;
  const { evidenceId, gtin } = evidence;
  decideInto(tx, "visit", visitId, decideVisit, {
    type: "RaiseAgeCheck",
    evidenceId,
    gtin,
    ageMin,
  });
  const isStricter = visit.restricted.every((known) => known.ageMin < ageMin);
  const after = tx.read("visit", visitId);
  if (!isStricter || after.status !== "open" || after.age !== "needed") return;
  // Somebody who checks a lower age has not checked this one.
  clearAlert(tx, nameVisitAlert(visitId), "a higher age");
  raiseOfVisit(tx, shop, visitId, { evidenceId, gtin, ageMin });
}

function raiseOfVisit(tx: Transaction, shop: Shop, visitId: string, restricted: Restricted): void {
  const { gtin, ageMin } = restricted;
  const isInside = tx.read("visit", visitId).status === "open";
  const name = nameInAlert(shop, gtin);
  raiseAlert(tx, {
    alertKey: nameVisitAlert(visitId),
    kind: isInside ? "age-check" : "age-unchecked",
    message: isInside
      ? `${name} was taken: check that the shopper is ${ageMin} or older before they leave`
      : `${name} left the shop before an age check (${ageMin} or older): it is not charged unless someone confirms the age`,
    visitId,
  });
}

/**
 * A visit has ended, or goes on although it had: what can be done about an age that nobody has checked
 * at is another thing now, and staff are told that. Nothing is where nothing of it is on the receipt.
 */
export function turnAgeAlert(tx: Transaction, shop: Shop, visitId: string): void {
  const visit = tx.read("visit", visitId);
  if (visit.status === "unopened") return;
  const wasOpen = clearAlert(tx, nameVisitAlert(visitId), visit.status);
  const found = listStrictest(visit.restricted).find(
    ({ gtin }) => visit.status === "open" || isDrafted(tx, visitId, gtin),
  );
  if (!wasOpen || visit.age !== "needed" || found === undefined) return;
  raiseOfVisit(tx, shop, visitId, found);
}

/** The first of them is the one that staff were called for. */
function listStrictest(restricted: readonly Restricted[]): Restricted[] {
  return restricted.toSorted((a, b) => b.ageMin - a.ageMin);
}

function isDrafted(tx: Transaction, visitId: string, gtin: string): boolean {
  const receipt = tx.read("receipt", visitId);
  return receipt.status === "draft" && receipt.content.lines.some((line) => line.gtin === gtin);
}
