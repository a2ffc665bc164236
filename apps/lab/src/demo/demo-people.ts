/**
 * People of the demo: everybody knows their password, cards and badges. They are where neither the shop
 * nor the money is real, and nowhere else.
 */
import type { Role } from "@saunter/protocol/roles";
import { hashPassword } from "@saunter/server/passwords/password-hash";
import type { ShopConfig } from "@saunter/shop/config/shop-config";
import type { CardSetups, VerifiedCard } from "@saunter/shop/domain/card-setups";
import { orRefuse } from "@saunter/shop/domain/shop-context";
import { type Badge, hashBadge } from "@saunter/shop/entry/badge";
import { type BadgeChange, saveBadges } from "@saunter/shop/people/badges";
import {
  changeCustomer,
  findCustomer,
  findCustomerCard,
  registerCustomer,
  verifyCustomerCard,
} from "@saunter/shop/people/customers";
import { noteDemonstration } from "@saunter/shop/people/demo-made";
import { DEMO_CART_CUSTOMER_IDS, DEMO_USER_ID } from "@saunter/shop/people/demo-user";
import {
  DEMO_ACCOUNT_BADGES,
  DEMO_CUSTOMER_IDS,
  DEMO_STAFF_BADGE,
} from "@saunter/shop/people/remove-demo-people";
import { addUser, findUser } from "@saunter/shop/people/users";
import type { ShopProcess } from "@saunter/shop/process/shop-process";
import type { Transaction } from "@saunter/shop/store/transaction";

export const DEMO_USER: {
  readonly userId: string;
  readonly name: string;
  readonly password: string;
  readonly roles: readonly Role[];
} = {
  userId: DEMO_USER_ID,
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

const NO_MEMBER = "demo-bob";

export const DEMO_CUSTOMERS = DEMO_CUSTOMER_IDS.map((customerId) => ({
  customerId,
  isMember: customerId !== NO_MEMBER,
}));

const CUSTOMERS = [
  ...DEMO_CUSTOMERS,
  ...DEMO_CART_CUSTOMER_IDS.map((customerId) => ({ customerId, isMember: true })),
];

export interface DemoOptions {
  /** `hashPassword(DEMO_USER.password)`, made before the transaction. */
  readonly passwordHash: string;
  /** Null where the shop has no badges. */
  readonly badgeHashKey: Uint8Array | null;
  /** What the badges charge to. */
  readonly accountIds: readonly string[];
  /** Cards that the customers have saved with the provider, by customer. */
  readonly cards?: ReadonlyMap<string, VerifiedCard>;
}

const nameDemoCard = (customerId: string): string => `pm_sim_ok-${customerId}`;

/** Adds those who are not there yet, so that it can be done at each start. */
export function addDemoPeople(tx: Transaction, options: DemoOptions): void {
  const { passwordHash, badgeHashKey, accountIds, cards } = options;
  const { userId, name, roles } = DEMO_USER;
  if (findUser(tx, userId) === null) {
    const proof = { kind: "password", hash: passwordHash } as const;
    orRefuse(addUser(tx, { userId, name, roles, proof }, tx.atMs));
  }
  noteDemonstration(tx);
  for (const { customerId, isMember } of CUSTOMERS) {
    const saved = cards?.get(customerId);
    const card = saved ?? { token: nameDemoCard(customerId), lastFour: "4242" };
    if (findCustomer(tx, customerId) === null) {
      const details = { card, isMember, email: null, locale: "en-GB" };
      orRefuse(registerCustomer(tx, customerId, details, tx.atMs));
    }
    if (saved === undefined) continue;
    orRefuse(changeCustomer(tx, customerId, { card: saved }));
    verifyCustomerCard(tx, customerId, saved, tx.atMs);
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

/** Adds them to a shop that is open. */
export async function welcomeDemoPeople({ store, config, cardSetups }: ShopProcess): Promise<void> {
  const hashKey = config.entry.badge?.hashKey.reveal();
  const badgeHashKey = hashKey === undefined ? null : Buffer.from(hashKey);
  const passwordHash = await hashPassword(DEMO_USER.password);
  const accountIds = config.payment.accounts.map(({ id }) => id);
  const cards = cardSetups === null ? new Map() : await saveDemoCards(store, cardSetups);
  await store.transact((tx) =>
    addDemoPeople(tx, { passwordHash, badgeHashKey, accountIds, cards }),
  );
}

/** As they would on their phones: those who have no card that the provider has verified. */
async function saveDemoCards(
  store: ShopProcess["store"],
  setups: CardSetups,
): Promise<ReadonlyMap<string, VerifiedCard>> {
  const cards = new Map<string, VerifiedCard>();
  for (const { customerId } of CUSTOMERS) {
    if (findCustomerCard(store, customerId)?.isVerified === true) continue;
    const begun = await setups.begin();
    if (begun === null) continue;
    setups.giveTestCard?.(begun.clientSecret, nameDemoCard(customerId));
    const outcome = await setups.verify(begun.reference);
    if (outcome.kind === "verified") cards.set(customerId, outcome.card);
  }
  return cards;
}
