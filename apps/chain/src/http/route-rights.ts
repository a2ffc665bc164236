/** Who may call which route: the one table, from which the hooks, the tests and the page are made. */
import type { ChainRoutes } from "@saunter/protocol/chain/http/chain-routes";
import type { ChainRight } from "@saunter/protocol/chain/rights";

export type Access =
  /** Anybody, signed in or not. */
  | "public"
  /** Whoever is signed in, whatever their grants. */
  | "signed-in"
  /** Whoever has the right somewhere; what they see and change lies there. */
  | { readonly right: ChainRight; readonly where: "reach" }
  /** Whoever has the right for the whole chain. */
  | { readonly right: ChainRight; readonly where: "chain" };

const within = (right: ChainRight): Access => ({ right, where: "reach" });
const ofChain = (right: ChainRight): Access => ({ right, where: "chain" });

/** By method and path, as they are registered. */
export const ROUTE_RIGHTS: Readonly<Record<keyof ChainRoutes, Access>> = {
  "GET /v1/healthz": "public",
  "GET /v1/readyz": "public",
  "GET /v1/openapi.json": "public",

  "GET /v1/me": "signed-in",
  "GET /v1/sign-in/methods": "public",
  "POST /v1/sign-in": "public",
  "POST /v1/sign-out": "public",
  "POST /v1/invitations/begin": "public",
  "POST /v1/invitations/accept": "public",
  "GET /v1/sso/:providerId/start": "public",
  "GET /v1/sso/:providerId/callback": "public",

  "GET /v1/demo": "public",
  "POST /v1/demo/sign-in": "public",

  "GET /v1/organisations": within("shops:read"),
  "POST /v1/organisations": ofChain("organisations:write"),
  "POST /v1/organisations/:organisationId": within("organisations:write"),
  "GET /v1/regions": within("shops:read"),
  "POST /v1/regions": ofChain("organisations:write"),
  "POST /v1/regions/:regionId": ofChain("organisations:write"),
  "GET /v1/shops": within("shops:read"),
  "POST /v1/shops": within("shops:write"),
  "GET /v1/shops/:shopId": within("shops:read"),
  "POST /v1/shops/:shopId": within("shops:write"),
  "POST /v1/shops/:shopId/credentials": within("shops:write"),
  "GET /v1/shops/:shopId/events": within("events:read"),

  "GET /v1/overview": within("shops:read"),
  "POST /v1/shops/:shopId/place": within("shops:write"),

  "GET /v1/alerts": within("alerts:read"),
  "GET /v1/alert-count": within("alerts:read"),
  "POST /v1/alerts/:alertId/acknowledge": within("alerts:write"),
  "GET /v1/shops/:shopId/alerts": within("alerts:read"),

  "GET /v1/visits": within("events:read"),
  "GET /v1/shops/:shopId/visits/:visitId": within("events:read"),
  "GET /v1/report": within("reports:read"),
  "GET /v1/report/export": within("reports:read"),
  "GET /v1/exports/table": within("events:read"),
  "GET /v1/exports/epcis": within("events:read"),

  "POST /v1/reviews/next": within("reviews:write"),
  "POST /v1/review-looks/:lookId/stay": within("reviews:write"),
  "GET /v1/review-looks/:lookId/clips/:evidenceId": within("reviews:write"),
  "GET /v1/review-looks/:lookId/products": within("reviews:write"),
  "POST /v1/review-looks/:lookId/decide": within("reviews:write"),
  "POST /v1/review-looks/:lookId/undo": within("reviews:write"),
  "POST /v1/review-looks/:lookId/skip": within("reviews:write"),
  "GET /v1/reviews/waiting": within("reviews:read"),
  "GET /v1/reviews/statistics": within("reports:read"),

  "GET /v1/versions": within("goods:read"),
  "POST /v1/versions": within("versions:write"),
  "POST /v1/versions/compare": within("versions:write"),
  "POST /v1/versions/undo": within("versions:write"),
  "GET /v1/proposals": within("versions:write"),
  "GET /v1/proposals/:proposalId/comparison": within("versions:write"),
  "POST /v1/proposals/:proposalId/approve": within("versions:write"),
  "POST /v1/proposals/:proposalId/reject": within("versions:write"),
  "GET /v1/version-states": within("goods:read"),
  "GET /v1/releases": within("goods:read"),
  "GET /v1/pins": within("goods:read"),
  "POST /v1/shops/:shopId/pins": within("versions:write"),
  "GET /v1/roll-outs": ofChain("goods:read"),
  "POST /v1/roll-outs/:rollOutId": ofChain("versions:write"),

  "GET /v1/forecasts": within("goods:read"),
  "POST /v1/forecasts/:forecastId/repeat": within("versions:write"),

  "GET /v1/set-aside": within("set-aside:read"),
  "GET /v1/set-aside/:setAsideId": within("set-aside:read"),
  "POST /v1/set-aside/:setAsideId/dismiss": within("set-aside:write"),

  "GET /v1/gift-cards": within("balances:read"),
  "POST /v1/gift-cards": within("balances:write"),
  "GET /v1/gift-cards/:giftCardId": within("balances:read"),
  "POST /v1/gift-cards/:giftCardId/top-up": within("balances:write"),
  "POST /v1/gift-cards/:giftCardId/block": within("balances:write"),
  "POST /v1/balances/:balanceId/end-holds": within("balances:write"),
  "GET /v1/shortfalls": within("balances:read"),
  "POST /v1/shortfalls/:shopId/:holdId/settle": within("balances:write"),
  "GET /v1/loyalty-rules": within("balances:read"),
  "POST /v1/loyalty-rules": within("balances:write"),
  "GET /v1/customers": within("customers:read"),
  "POST /v1/customers": within("customers:write"),
  "GET /v1/customers/:customerId": within("customers:read"),
  "POST /v1/customers/:customerId/block": within("customers:write"),
  "POST /v1/customers/:customerId/new-card": within("customers:write"),
  "POST /v1/customers/:customerId/waive": within("customers:write"),
  "POST /v1/customers/:customerId/erase": within("customers:write"),

  "GET /v1/users": within("users:read"),
  "POST /v1/users": within("users:write"),
  "GET /v1/users/:userId": within("users:read"),
  "POST /v1/users/:userId/invitation": within("users:write"),
  "POST /v1/users/:userId/grants": within("users:write"),
  "POST /v1/users/:userId/grants/:grantId/revoke": within("users:write"),
  "POST /v1/users/:userId/disable": within("users:write"),
  "POST /v1/users/:userId/enable": within("users:write"),
  "GET /v1/scim-tokens": within("users:read"),
  "POST /v1/scim-tokens": within("users:write"),
  "POST /v1/scim-tokens/:tokenId/rotate": within("users:write"),
  "POST /v1/scim-tokens/:tokenId/remove": within("users:write"),

  "GET /v1/webhooks": ofChain("webhooks:read"),
  "POST /v1/webhooks": ofChain("webhooks:write"),
  "POST /v1/webhooks/:subscriptionId/rotate": ofChain("webhooks:write"),
  "POST /v1/webhooks/:subscriptionId/state": ofChain("webhooks:write"),
  "POST /v1/webhooks/:subscriptionId/test": ofChain("webhooks:write"),
  "POST /v1/webhooks/:subscriptionId/resend": ofChain("webhooks:write"),
  "POST /v1/webhooks/:subscriptionId/remove": ofChain("webhooks:write"),
  "GET /v1/webhooks/:subscriptionId/deliveries": ofChain("webhooks:read"),

  "GET /v1/audit": within("audit:read"),
  "GET /v1/audit/export": within("audit:read"),
};

/** By method and path; undefined where there is no such route. */
export function findAccess(name: string): Access | undefined {
  return Object.hasOwn(ROUTE_RIGHTS, name) ? ROUTE_RIGHTS[name as keyof ChainRoutes] : undefined;
}
