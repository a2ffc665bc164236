/**
 * People of a demonstration: everybody knows their password, cards and badges. Whoever brings a simulated
 * world adds them; a shop in which money is real has none, whatever an earlier start has left in it.
 */
import { orRefuse } from "../domain/shop-context.ts";
import { hashBadge } from "../entry/badge.ts";
import { BY_ITSELF, recordSecurity } from "../security/record-security.ts";
import type { Transaction } from "../store/transaction.ts";
import { removeBadge } from "./badges.ts";
import { forgetCustomer } from "./customers.ts";
import { refuseDemoMade } from "./demo-made.ts";
import { DEMO_CART_CUSTOMER_IDS, DEMO_USER_ID } from "./demo-user.ts";
import { removeUser } from "./users.ts";

export const DEMO_CUSTOMER_IDS = ["demo-ann", "demo-bob", "demo-cleo"] as const;
export const DEMO_STAFF_BADGE = "DE300000";
/** One to each account of the shop, the first ones. */
export const DEMO_ACCOUNT_BADGES = ["DE300001", "DE300002", "DE300003"] as const;

/**
 * Removes those whom an earlier start of the same shop has added, and refuses whom they have made. A
 * customer who has not paid yet stays until they have: nobody signs in as one.
 */
export function removeDemoPeople(tx: Transaction, badgeHashKey: Uint8Array | null): void {
  refuseDemoMade(tx);
  if (removeUser(tx, DEMO_USER_ID).ok) {
    recordSecurity(tx, BY_ITSELF, "user.removed", { object: { kind: "user", id: DEMO_USER_ID } });
  }
  const customerIds = [...DEMO_CUSTOMER_IDS, ...DEMO_CART_CUSTOMER_IDS];
  for (const customerId of customerIds) forgetCustomer(tx, customerId);
  // A badge under another key is one that no gate knows.
  if (badgeHashKey === null) return;
  for (const badgeNumber of [DEMO_STAFF_BADGE, ...DEMO_ACCOUNT_BADGES]) {
    removeBadge(tx, orRefuse(hashBadge(badgeNumber, badgeHashKey)));
  }
}
