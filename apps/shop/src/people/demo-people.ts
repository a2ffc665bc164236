/**
 * People of the demo: everybody knows their password, cards and badges. They are where neither the shop
 * nor the money is real, and nowhere else.
 */
import type { ShopConfig } from "../config/shop-config.ts";
import { orRefuse } from "../domain/shop-context.ts";
import { type Badge, hashBadge } from "../entry/badge.ts";
import type { Transaction } from "../store/store.ts";
import { type BadgeChange, removeBadge, saveBadges } from "./badges.ts";
import { findCustomer, forgetCustomer, registerCustomer } from "./customers.ts";
import type { Role } from "./roles.ts";
import { addUser, findUser, removeUser } from "./users.ts";

export const DEMO_USER: {
  readonly userId: string;
  readonly name: string;
  readonly password: string;
  readonly roles: readonly Role[];
} = {
  userId: "demo-user",
  name: "demo",
  password: "walk in, walk out",
  roles: ["operator", "reviewer", "gate"],
};

/** Whether a shop has them. @param isDemonstration it is there to be looked at, whatever is played in it */
export function hasDemoPeople(
  { source, payment }: Pick<ShopConfig, "source" | "payment">,
  isDemonstration: boolean,
): boolean {
  return payment.gateway.kind !== "stripe" && (source.kind === "simulated" || isDemonstration);
}

/** What the sign-in offers to whoever looks at a simulated shop. */
export const DEMO_SIGN_IN = { name: DEMO_USER.name, password: DEMO_USER.password };

export const DEMO_CUSTOMERS = [
  { customerId: "demo-ann", isMember: true },
  { customerId: "demo-bob", isMember: false },
  { customerId: "demo-cleo", isMember: true },
] as const;

export const DEMO_STAFF_BADGE = "DE300000";
/** One to each account of the shop, the first ones. */
export const DEMO_ACCOUNT_BADGES = ["DE300001", "DE300002", "DE300003"] as const;

export interface DemoOptions {
  /** `hashPassword(DEMO_USER.password)`, made before the transaction. */
  readonly passwordHash: string;
  /** Null where the shop has no badges. */
  readonly badgeHashKey: Uint8Array | null;
  /** What the badges charge to. */
  readonly accountIds: readonly string[];
}

/**
 * Removes those whom an earlier start of the same shop has added. A customer who has not paid yet stays
 * until they have: nobody signs in as one.
 */
export function removeDemoPeople(tx: Transaction, badgeHashKey: Uint8Array | null): void {
  removeUser(tx, DEMO_USER.userId);
  for (const { customerId } of DEMO_CUSTOMERS) forgetCustomer(tx, customerId);
  // A badge under another key is one that no gate knows.
  if (badgeHashKey === null) return;
  for (const badgeNumber of [DEMO_STAFF_BADGE, ...DEMO_ACCOUNT_BADGES]) {
    removeBadge(tx, orRefuse(hashBadge(badgeNumber, badgeHashKey)));
  }
}

/** Adds those who are not there yet, so that it can be done at each start. */
export function addDemoPeople(tx: Transaction, options: DemoOptions): void {
  const { passwordHash, badgeHashKey, accountIds } = options;
  const { userId, name, roles } = DEMO_USER;
  if (findUser(tx, userId) === null) {
    const proof = { kind: "password", hash: passwordHash } as const;
    orRefuse(addUser(tx, { userId, name, roles, proof }, tx.atMs));
  }
  for (const { customerId, isMember } of DEMO_CUSTOMERS) {
    if (findCustomer(tx, customerId) !== null) continue;
    const token = `pm_sim_ok-${customerId}`;
    const card = { token, lastFour: "4242" };
    const details = { card, isMember, email: null, locale: "en-GB" };
    orRefuse(registerCustomer(tx, customerId, details, tx.atMs));
  }
  if (badgeHashKey === null) return;
  const issue = (badgeNumber: string, holder: Badge["holder"]): BadgeChange => {
    const badgeHash = orRefuse(hashBadge(badgeNumber, badgeHashKey));
    return { badgeHash, holder, isBlocked: null, notAfterMs: null, note: "demo" };
  };
  const ofAccounts = DEMO_ACCOUNT_BADGES.slice(0, accountIds.length).map((badgeNumber, at) =>
    issue(badgeNumber, { kind: "account", accountId: accountIds[at]! }),
  );
  const ofStaff = issue(DEMO_STAFF_BADGE, { kind: "staff", staffId: "demo-staff" });
  saveBadges(tx, [ofStaff, ...ofAccounts], tx.atMs);
}
