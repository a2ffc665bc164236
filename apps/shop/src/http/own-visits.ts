/** Whose visit is whose: a shopper sees their own, and of others not even that they are there. */

import { RefusedError } from "../domain/shop-context.ts";
import type { Principal } from "../people/roles.ts";
import { nameParty } from "../projections/visit-tables.ts";
import type { KnownVisit } from "../receipts/receipt-input.ts";
import type { Transaction } from "../store/transaction.ts";
import { ProblemError } from "./problem.ts";

/** The party of a shopper; null of anybody else. */
export function findParty({ customerId }: Principal): string | null {
  return customerId === null ? null : nameParty({ kind: "customer", customerId });
}

/** Of the role alone it is known that somebody shops; a user of the shop is no customer. */
export function requireParty(principal: Principal): {
  readonly customerId: string;
  readonly party: string;
} {
  const party = findParty(principal);
  if (party === null || principal.customerId === null) {
    throw new ProblemError("forbidden", "only a customer has visits of their own");
  }
  return { customerId: principal.customerId, party };
}

/** Whether somebody may see a visit: staff any, a shopper their own. */
export function maySee(principal: Principal, visit: KnownVisit): boolean {
  if (principal.roles.some((role) => role !== "shopper")) return true;
  const party = findParty(principal);
  return party !== null && nameParty(visit.payer) === party;
}

/** The visit, where there is one that they may see. Throws `RefusedError` with `not-found`. */
export function readVisit(
  reader: Pick<Transaction, "read">,
  visitId: string,
  principal: Principal,
): KnownVisit {
  const visit = reader.read("visit", visitId);
  if (visit.status === "unopened" || !maySee(principal, visit)) {
    throw new RefusedError("not-found", "there is no such visit");
  }
  return visit;
}
