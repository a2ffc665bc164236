/** Who may call which route: the one table, from which the hooks, the tests and the page are made. */
import { ALERT_ROLES } from "@saunter/protocol/alert-rule";
import type { Routes } from "@saunter/protocol/http/routes";
import type { Role } from "@saunter/protocol/roles";
import type { Scope } from "@saunter/protocol/scopes";
import type { Principal } from "../people/roles.ts";

export type Access =
  /** Anybody, signed in or not. */
  | "public"
  /** Whoever is signed in, whatever their roles. */
  | "signed-in"
  | readonly Role[];

const OPERATOR = ["operator"] as const;
const REVIEWER = ["reviewer"] as const;
const SHOPPER = ["shopper"] as const;
const PASSKEY_OWNERS = ["operator", "reviewer", "clerk", "shopper"] as const;
/** Whoever may have a password. */
const SIGN_IN_OWNERS = ["operator", "reviewer", "clerk", "gate"] as const;
const AT_THE_GATE = ["gate", "device"] as const;
const PEOPLE = ["operator", "reviewer"] as const;
const PEOPLE_AND_CLERKS = ["operator", "reviewer", "clerk"] as const;
/** Clerks have to do with alerts of some kinds alone. */
const ALERTED = ALERT_ROLES;
const TILL = ["operator", "device"] as const;
const BOOKS = ["operator", "integrator"] as const;
const WATCHERS = ["operator", "reviewer", "integrator"] as const;
/** A shopper gets those of their own visits alone. */
const READERS = ["operator", "reviewer", "clerk", "integrator", "shopper"] as const;
/** Whoever serves shoppers at the counter; without operators, refunds have limits. */
const COUNTER = ["operator", "clerk"] as const;
/** Staff at the till, or the shopper of the visit. */
const PAYERS = ["operator", "clerk", "shopper"] as const;
const REFUNDERS = ["operator", "clerk", "integrator"] as const;

/** By method and path, as they are registered. A gate can admit people and show what becomes of it, and nothing else. */
export const ROUTE_ROLES: Readonly<Record<keyof Routes, Access>> = {
  "GET /v1/healthz": "public",
  "GET /v1/readyz": "public",
  "GET /v1/metrics": BOOKS,
  "GET /v1/health": PEOPLE,
  "GET /v1/chain": PEOPLE_AND_CLERKS,
  "GET /v1/openapi.json": "public",
  "GET /v1/shop": "public",
  "GET /v1/shop/logo": "public",
  "POST /v1/shop/colour": OPERATOR,
  "POST /v1/shop/logo": OPERATOR,
  "POST /v1/shop/logo/remove": OPERATOR,

  "POST /v1/sign-in": "public",
  "POST /v1/sign-in/passkey/options": "public",
  "POST /v1/sign-in/passkey/verify": "public",
  "POST /v1/refresh": "public",
  "POST /v1/sign-out": "public",
  "GET /v1/me": "signed-in",
  "POST /v1/me/passkeys/options": PASSKEY_OWNERS,
  "POST /v1/me/passkeys": PASSKEY_OWNERS,
  "GET /v1/me/passkeys": PASSKEY_OWNERS,
  "POST /v1/me/passkeys/:passkeyId/remove": PASSKEY_OWNERS,

  "GET /v1/me/second-factor": SIGN_IN_OWNERS,
  "POST /v1/me/second-factor/begin": SIGN_IN_OWNERS,
  "POST /v1/me/second-factor/confirm": SIGN_IN_OWNERS,
  "POST /v1/me/second-factor/remove": SIGN_IN_OWNERS,
  "POST /v1/me/second-factor/recovery-codes": SIGN_IN_OWNERS,
  "POST /v1/me/password": SIGN_IN_OWNERS,
  "GET /v1/me/sessions": SIGN_IN_OWNERS,
  "POST /v1/me/sessions/end-others": SIGN_IN_OWNERS,

  "POST /v1/customers": "public",
  "POST /v1/card-setups": "public",
  "POST /v1/customers/:customerId/membership": OPERATOR,
  "POST /v1/customers/:customerId/certificate/revoke": OPERATOR,

  "GET /v1/entry/terms": "public",
  "GET /v1/notice": "public",
  "GET /v1/notice/sign": "public",
  "GET /v1/gates": ["operator", "reviewer", "device"],
  "GET /v1/gates/:gateId/watch": ["operator", "gate", "device"],
  "POST /v1/gates/:gateId/passkey-options": AT_THE_GATE,
  "POST /v1/gates/:gateId/entries": AT_THE_GATE,
  /** What the gate's display shows is what lets a phone ask. */
  "POST /v1/gates/:gateId/invited/passkey-options": "public",
  "POST /v1/gates/:gateId/invited/entries": "public",
  "POST /v1/gates/:gateId/admissions": OPERATOR,
  "POST /v1/gates/:gateId/mode": OPERATOR,
  "GET /v1/gates/devices": PEOPLE,
  "POST /v1/gates/:gateId/open": OPERATOR,
  "POST /v1/gates/:gateId/reports": ["sensor"],

  "GET /v1/floor": PEOPLE,
  "GET /v1/floor/activity": PEOPLE,
  "GET /v1/live/floor": PEOPLE,
  "GET /v1/live/shelves/:gondola/:shelf": PEOPLE,

  "GET /v1/devices": PEOPLE,
  "POST /v1/devices/:deviceId/frames": ["sensor"],
  "GET /v1/devices/:deviceId/readings": PEOPLE,

  "GET /v1/recording": OPERATOR,
  "POST /v1/recording/start": OPERATOR,
  "POST /v1/recording/stop": OPERATOR,

  "GET /v1/carts": PEOPLE,
  "GET /v1/carts/statistics": PEOPLE,
  "PUT /v1/carts/:cartId/trips/:tripId": ["cart"],
  "GET /v1/carts/:cartId/trips/:tripId": PEOPLE,
  "GET /v1/carts/:cartId/catalogue": ["cart"],
  "POST /v1/carts/:cartId/trips/:tripId/card": ["cart"],
  "POST /v1/carts/:cartId/trips/:tripId/check": OPERATOR,
  "POST /v1/carts/:cartId/trips/:tripId/lane-weight": ["operator", "sensor"],
  "POST /v1/carts/:cartId/trips/:tripId/found": OPERATOR,
  "POST /v1/carts/:cartId/trips/:tripId/messages": OPERATOR,

  "GET /v1/interactions": PEOPLE,
  "GET /v1/numbers": BOOKS,
  "GET /v1/visits": WATCHERS,
  "GET /v1/visits/:visitId": PEOPLE,
  "GET /v1/visits/:visitId/belief": PEOPLE,
  "POST /v1/chain/card": COUNTER,
  "GET /v1/visits/:visitId/balances": PAYERS,
  "POST /v1/visits/:visitId/balances": PAYERS,
  "POST /v1/visits/:visitId/balances/:holdId/remove": PAYERS,
  "GET /v1/visits/:visitId/evidence/:evidenceId": PEOPLE,
  "POST /v1/visits/:visitId/bindings": OPERATOR,
  "POST /v1/visits/:visitId/age-check": COUNTER,
  "POST /v1/visits/:visitId/close": OPERATOR,

  "GET /v1/me/visits": SHOPPER,
  "GET /v1/me/visits/:visitId/cart": SHOPPER,
  "GET /v1/me/debts": SHOPPER,
  "POST /v1/me/debts/:visitId/pay": SHOPPER,
  "POST /v1/me/debts/:visitId/call-off": SHOPPER,
  "GET /v1/me/code": SHOPPER,
  "GET /v1/me/entry": SHOPPER,
  "POST /v1/me/certificate": SHOPPER,
  "POST /v1/me/certificate/revoke": SHOPPER,
  "GET /v1/me/membership": SHOPPER,
  "POST /v1/me/membership/join": SHOPPER,
  "POST /v1/me/membership/show": SHOPPER,
  "POST /v1/me/membership/change": SHOPPER,
  "POST /v1/me/membership/leave": SHOPPER,
  "POST /v1/me/details": SHOPPER,
  "GET /v1/me/data": SHOPPER,
  "POST /v1/me/forget": SHOPPER,

  "GET /v1/receipts": READERS,
  "GET /v1/receipts/totals": ["operator", "reviewer", "clerk", "integrator"],
  "GET /v1/receipts/export": BOOKS,
  "GET /v1/receipts/:visitId": READERS,
  "GET /v1/receipts/:visitId/refunds": REFUNDERS,
  "POST /v1/receipts/:visitId/refunds/preview": REFUNDERS,
  "POST /v1/receipts/:visitId/refunds": REFUNDERS,
  "GET /v1/receipts/:visitId/history": COUNTER,
  "POST /v1/receipts/lookups": TILL,
  "POST /v1/receipts/:visitId/disputes": ["operator", "shopper", "integrator"],
  "POST /v1/receipts/:visitId/contests": ["operator", "shopper"],
  "POST /v1/receipts/:visitId/mail": ["operator", "clerk", "shopper"],
  "GET /v1/r/:token": "public",
  "GET /v1/r/:token/cart": "public",
  "GET /v1/r/:token/debt": "public",
  "POST /v1/r/:token/disputes": "public",
  "POST /v1/r/:token/contests": "public",
  "POST /v1/r/:token/mail": "public",

  "GET /v1/reviews": PEOPLE,
  "GET /v1/reviews/statistics": PEOPLE,
  "GET /v1/reviews/quality": OPERATOR,
  "GET /v1/reviews/:reviewId": PEOPLE,
  "GET /v1/reviews/:reviewId/clips/:evidenceId": REVIEWER,
  "POST /v1/reviews/next": REVIEWER,
  "POST /v1/reviews/:reviewId/claim": REVIEWER,
  "POST /v1/reviews/:reviewId/release": REVIEWER,
  "POST /v1/reviews/:reviewId/decide": REVIEWER,
  "POST /v1/reviews/:reviewId/undo": REVIEWER,
  "GET /v1/labels": BOOKS,

  "GET /v1/sales": BOOKS,
  "GET /v1/sales/products": BOOKS,
  "GET /v1/sales/export": BOOKS,
  "GET /v1/closings": BOOKS,
  "GET /v1/closings/next": BOOKS,
  "GET /v1/closings/key": BOOKS,
  "GET /v1/closings/:closingNumber": BOOKS,
  "POST /v1/closings": OPERATOR,

  "GET /v1/charges": BOOKS,
  "GET /v1/charges/:chargeId": ["operator", "device", "integrator"],
  "GET /v1/charges/:chargeId/history": ["operator", "device", "integrator"],
  "GET /v1/debts": TILL,
  "GET /v1/till": TILL,
  "GET /v1/drawer": COUNTER,
  "GET /v1/drawer/moves": COUNTER,
  "POST /v1/drawer/counts": COUNTER,
  "POST /v1/drawer/moves": OPERATOR,
  "POST /v1/charges/:chargeId/pay": TILL,
  "POST /v1/charges/:chargeId/call-off": TILL,
  "POST /v1/charges/:chargeId/cash": OPERATOR,
  "POST /v1/charges/:chargeId/cash-return": OPERATOR,
  "POST /v1/charges/:chargeId/forgive": OPERATOR,
  /** The provider's signature is what lets it in. */
  "POST /v1/payments/notices": "public",

  "GET /v1/stock": BOOKS,
  "POST /v1/stock/counts": BOOKS,
  "POST /v1/stock/refills": BOOKS,
  "POST /v1/stock/waste": BOOKS,
  "GET /v1/stock/movements": BOOKS,
  "GET /v1/products": "public",
  "GET /v1/products/pictures": "public",
  "GET /v1/products/:gtin/picture": "public",
  "POST /v1/products/:gtin/picture": OPERATOR,
  "POST /v1/products/:gtin/picture/remove": OPERATOR,
  "GET /v1/goods": WATCHERS,
  "POST /v1/goods/changes": BOOKS,
  "POST /v1/goods/check": BOOKS,
  "POST /v1/goods/apply": BOOKS,
  "GET /v1/planogram/draft": OPERATOR,
  "POST /v1/planogram/draft/changes": OPERATOR,
  "POST /v1/planogram/draft/schedule": OPERATOR,
  "POST /v1/planogram/draft/publish": OPERATOR,
  "POST /v1/planogram/draft/discard": OPERATOR,
  "GET /v1/planogram/publications": OPERATOR,
  "POST /v1/planogram/undo": OPERATOR,
  "GET /v1/alerts": ALERTED,
  "POST /v1/alerts/:alertKey/acknowledge": ALERTED,
  "POST /v1/alerts/:alertKey/clear": OPERATOR,
  "GET /v1/alert-rules": OPERATOR,
  "POST /v1/alert-rules": OPERATOR,
  "POST /v1/alert-rules/:ruleId": OPERATOR,
  "POST /v1/alert-rules/:ruleId/test": OPERATOR,
  "POST /v1/alert-rules/:ruleId/remove": OPERATOR,
  "GET /v1/alert-rules/:ruleId/notices": OPERATOR,
  "GET /v1/me/push": ALERTED,
  "POST /v1/me/push": ALERTED,
  "POST /v1/me/push/remove": ALERTED,
  "GET /v1/findings": PEOPLE,

  "GET /v1/webhooks": OPERATOR,
  "POST /v1/webhooks": OPERATOR,
  "POST /v1/webhooks/:endpointId/events": OPERATOR,
  "POST /v1/webhooks/:endpointId/secret": OPERATOR,
  "POST /v1/webhooks/:endpointId/test": OPERATOR,
  "POST /v1/webhooks/:endpointId/disable": OPERATOR,
  "POST /v1/webhooks/:endpointId/remove": OPERATOR,
  "GET /v1/webhooks/:endpointId/deliveries": OPERATOR,
  "POST /v1/webhooks/:endpointId/redeliver": OPERATOR,
  "POST /v1/webhooks/:endpointId/enable": OPERATOR,
  "GET /v1/events": READERS,

  "GET /v1/users": OPERATOR,
  "POST /v1/users": OPERATOR,
  "POST /v1/users/:userId/roles": OPERATOR,
  "POST /v1/users/:userId/scopes": OPERATOR,
  "POST /v1/users/:userId/disable": OPERATOR,
  "POST /v1/users/:userId/enable": OPERATOR,
  "POST /v1/users/:userId/proof": OPERATOR,
  "POST /v1/users/:userId/reset-second-factor": OPERATOR,

  "GET /v1/security-events": OPERATOR,
  "GET /v1/security-events/export": OPERATOR,

  "GET /v1/badges": OPERATOR,
  "POST /v1/badges": OPERATOR,
  "POST /v1/badges/lookups": OPERATOR,
  "POST /v1/badges/:badgeId/block": OPERATOR,
  "POST /v1/badges/:badgeId/unblock": OPERATOR,
  "POST /v1/badges/:badgeId/remove": OPERATOR,

  "GET /v1/demo": OPERATOR,
  "POST /v1/demo/settings": OPERATOR,
  "POST /v1/demo/source": OPERATOR,
  "POST /v1/demo/avatar": OPERATOR,
  "POST /v1/demo/avatar/orders": OPERATOR,
  "POST /v1/demo/entries": SHOPPER,
};

/** By method and path; undefined where there is no such route. */
export function findAccess(name: string): Access | undefined {
  return Object.hasOwn(ROUTE_ROLES, name) ? ROUTE_ROLES[name as keyof Routes] : undefined;
}

/** What whoever has to set up a second factor may call meanwhile, beside what is public. */
export const SETUP_ROUTES: ReadonlySet<string> = new Set<keyof Routes>([
  "GET /v1/me",
  "GET /v1/me/second-factor",
  "POST /v1/me/second-factor/begin",
  "POST /v1/me/second-factor/confirm",
  "GET /v1/me/passkeys",
  "POST /v1/me/passkeys/options",
  "POST /v1/me/passkeys",
]);

/** What a route asks for besides roles. */
export interface RouteNeeds {
  /** It is one of `SETUP_ROUTES`. */
  readonly isOfSetup: boolean;
  /** What the key of an integrator needs; null: no key of one is good enough. */
  readonly scope: Scope | null;
}

/** Whether somebody, or nobody, may call a route. */
export function isAllowed(
  access: Access,
  principal: Principal | null,
  { isOfSetup, scope }: RouteNeeds,
): boolean {
  if (access === "public") return true;
  if (principal === null || (principal.isConfined === true && !isOfSetup)) return false;
  if (access === "signed-in") return true;
  const { roles, scopes = [] } = principal;
  return roles.some(
    (role) =>
      access.includes(role) &&
      (role !== "integrator" || (scope !== null && scopes.includes(scope))),
  );
}
