/** Sign-in, roles, ownership and entry codes. */
import type { AreaFault } from "./fault.ts";

const ENTRY = "apps/shop/src/domain/entry-service.ts";
const CODE = "apps/shop/src/entry/entry-code.ts";
const ROLES = "apps/shop/src/http/route-roles.ts";
const OWN = "apps/shop/src/http/own-visits.ts";
const OF_SECOND_FACTOR = ["apps/shop/src/people/second-factor.test.ts"];
const OF_ENTRY = [
  "apps/shop/src/entry/entry-code.test.ts",
  "apps/shop/src/domain/entry-service.test.ts",
];
const OF_OWNERS = ["evidence/evidence-routes", "events/event-routes", "visits/visit-routes"].map(
  (name) => `apps/shop/src/capabilities/${name}.test.ts`,
);
const OF_ROLES = ["apps/shop/src/http/route-roles.test.ts"];
const OF_ROUTES = ["http/every-route", "capabilities/receipts/receipt-routes"].map(
  (name) => `apps/shop/src/${name}.test.ts`,
);

export const AUTH_FAULTS: readonly AreaFault[] = [
  {
    fault: "second factor skipped",
    variant: "no code is asked for",
    file: "apps/shop/src/people/second-factor.ts",
    text: "if (code === null) {",
    planted: "if (code === null) return accept(undefined);\n      if (code === null) {",
    tests: OF_SECOND_FACTOR,
  },
  {
    fault: "second factor skipped",
    variant: "a code is good again",
    file: "apps/shop/src/people/second-factor.ts",
    text: "step === null || step <= row.last_step",
    planted: "step === null || step < 0",
    tests: OF_SECOND_FACTOR,
  },
  {
    fault: "second factor skipped",
    variant: "one that is damaged counts as none",
    file: "apps/shop/src/people/second-factor.ts",
    text: 'userId) === "damaged") return refuseDamaged();',
    planted: 'userId) === "damaged") return accept(undefined);',
    tests: OF_SECOND_FACTOR,
  },
  {
    fault: "change not audited",
    variant: "roles are changed without an event",
    file: "apps/shop/src/people/audited-users.ts",
    text: 'record("user.roles-changed", userId, { roles: { before, after: changed.value.roles } });',
    planted: "void before;",
    tests: ["apps/shop/src/capabilities/security/audited-routes.test.ts"],
  },
  {
    fault: "role check removed",
    variant: "on every route",
    file: "apps/shop/src/http/authenticate.ts",
    text: "if (access !== undefined) authorize(request, access, { isOfSetup, scope });",
    planted: "if (access === null) authorize(request, access, { isOfSetup, scope });",
    tests: OF_ROUTES,
  },
  {
    fault: "role check removed",
    variant: "whoever is signed in opens gates",
    file: ROLES,
    text: '"POST /v1/gates/:gateId/mode": OPERATOR,',
    planted: '"POST /v1/gates/:gateId/mode": "signed-in",',
    tests: OF_ROLES,
  },
  {
    fault: "role check removed",
    variant: "shoppers read any visit",
    file: ROLES,
    text: '"GET /v1/visits/:visitId": PEOPLE,',
    planted: '"GET /v1/visits/:visitId": READERS,',
    tests: OF_ROLES,
  },
  {
    fault: "ownership check removed",
    variant: "any shopper's visit is one's own",
    file: OWN,
    text: "return party !== null && nameParty(visit.payer) === party;",
    planted: "return party !== null;",
    tests: OF_OWNERS,
  },
  {
    fault: "ownership check removed",
    variant: "a visit is read without a look at whose it is",
    file: OWN,
    text: " || !maySee(principal, visit)) {",
    planted: ") {",
    tests: OF_OWNERS,
  },
  {
    fault: "code replayed",
    variant: "used codes are not consulted",
    file: ENTRY,
    text: 'if (checkRow(tx.db, "credentials", onceKey) !== "absent") {',
    planted: 'if (onceKey === "") {',
    tests: OF_ENTRY,
  },
  {
    fault: "code replayed",
    variant: "a used code is not written down",
    file: ENTRY,
    text: '  tx.append("shop", STREAMS.entry, [{ type: "CredentialUsed", onceKey, visitId }]);\n',
    planted: "",
    tests: OF_ENTRY,
  },
  {
    fault: "code replayed",
    variant: "a code has another name each time",
    file: CODE,
    text: "onceKey: `qr:",
    planted: "onceKey: Math.random() + `qr:",
    tests: OF_ENTRY,
  },
  {
    fault: "code replayed",
    variant: "a code is good at any time",
    file: CODE,
    text: "if (!(Math.abs(slotsLate) <= SLOTS_EITHER_SIDE)) {",
    planted: "if (Number.isNaN(slotsLate)) {",
    tests: OF_ENTRY,
  },
  {
    fault: "phone's certificate outlives its right",
    variant: "it has no end",
    file: CODE,
    text: "if (certificate !== null && !(context.nowMs < certificate.notAfterMs)) {",
    planted: "if (certificate !== null && certificate.notAfterMs < 0) {",
    tests: OF_ENTRY,
  },
  {
    fault: "phone's certificate outlives its right",
    variant: "it is good after sign-out",
    file: "apps/shop/src/people/phone-keys.ts",
    text: "return isSessionOpen(reader, row.session_id as string, subject, nowMs);",
    planted: "return isSessionOpen(reader, row.session_id as string, subject, nowMs) || true;",
    tests: ["apps/shop/src/people/phone-keys.test.ts", "apps/shop/src/capabilities/customers/"],
  },
  {
    fault: "phone's certificate outlives its right",
    variant: "gates do not ask whether it was revoked",
    file: CODE,
    text: "if (deviceKey !== undefined && !isPhoneAllowed(",
    planted: "if (deviceKey === null && !isPhoneAllowed(",
    tests: OF_ENTRY,
  },
  {
    fault: "phone's certificate outlives its right",
    variant: "a lost phone stays signed in",
    file: "apps/shop/src/capabilities/customers/own-routes.ts",
    text: '      closeOtherSessions(tx, { kind: "customer", id: customerId }, sessionId);\n',
    planted: "",
    tests: ["apps/shop/src/capabilities/entry/entry-routes.test.ts"],
  },
];
