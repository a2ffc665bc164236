/** Faults that the tests have to find: each a small change to one place of the code. */

export interface Fault {
  /** What goes wrong. */
  readonly fault: string;
  /** Where, and how. */
  readonly variant: string;
  readonly file: string;
  /** Stands there exactly once. */
  readonly text: string;
  readonly planted: string;
  /** Paths of tests that are to find it, of those that `npm test` runs. */
  readonly tests: readonly string[];
}

const STORE = "apps/shop/src/store/store.ts";
const WRITER = "apps/shop/src/store/store-writer.ts";
const IDEMPOTENCY = "apps/shop/src/http/idempotency.ts";
const IDEMPOTENCY_CLAIM = "packages/server/src/http/idempotency-claim.ts";
const RUNNER = "apps/shop/src/domain/charge-runner.ts";
const PLAN = "packages/commerce/src/payment/plan.ts";
const DECIDE = "packages/commerce/src/payment/decide.ts";
const ENTRY = "apps/shop/src/domain/entry-service.ts";
const CODE = "apps/shop/src/entry/entry-code.ts";
const ROLES = "apps/shop/src/http/route-roles.ts";
const OWN = "apps/shop/src/http/own-visits.ts";

const OF_SECOND_FACTOR = ["apps/shop/src/people/second-factor.test.ts"];
const OF_STORE = ["store", "journal-damage"].map((name) => `apps/shop/src/store/${name}.test.ts`);
const TORTURE = ["apps/lab/src/torture/torture.test.ts"];
const OF_PAYMENT = ["packages/commerce/src/payment/"];
const OF_RUNNER = ["apps/shop/src/domain/charge-runner.test.ts"];
const OF_DISPUTES = ["apps/shop/src/domain/dispute-service.test.ts"];
const OF_IDEMPOTENCY = ["apps/shop/src/http/idempotency.test.ts"];
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

const IN_STORE: readonly Fault[] = [
  {
    fault: "acknowledged before COMMIT",
    variant: "a job resolves when it has run",
    file: WRITER,
    text: "  return done.ok ? () => job.resolve(done.value)",
    planted: "  if (done.ok) job.resolve(done.value);\n  return done.ok ? () => {}",
    tests: OF_STORE,
  },
  {
    fault: "acknowledged before COMMIT",
    variant: "a commit that fails is acknowledged",
    file: WRITER,
    text: "for (const { reject } of jobs) reject(toStoreError(error));",
    planted: "for (const { resolve } of jobs) resolve(undefined);",
    tests: OF_STORE,
  },
  {
    fault: "head dropped",
    variant: "not written after a commit",
    file: WRITER,
    text: "  if (written.length > 0) parts.mark.write(journal.head);\n",
    planted: "",
    tests: OF_STORE,
  },
  {
    fault: "head dropped",
    variant: "not compared at the start",
    file: STORE,
    text: "const mark = readHeadMark(markPath);",
    planted: "const mark = null;",
    tests: OF_STORE,
  },
  {
    fault: "head dropped",
    variant: "its file may be missing",
    file: STORE,
    text: "if (position > 0 && !existsSync(markPath)) {",
    planted: "if (position < 0) {",
    tests: OF_STORE,
  },
  {
    fault: "damaged rows served",
    variant: "rows are not examined at the start",
    file: STORE,
    text: "const owned = isLong || isNew ? [] : listOwned(db, options);",
    planted: "const owned: string[] = [];",
    tests: ["apps/shop/src/store/damaged-rows.test.ts"],
  },
  {
    fault: "damaged rows served",
    variant: "a change gives damage a new checksum",
    file: "apps/shop/src/store/row-checksums.ts",
    text: "{isOld});\n",
    planted: "{true});\n",
    tests: ["apps/shop/src/people/damaged-people.test.ts"],
  },
  {
    fault: "damaged rows served",
    variant: "a damaged user signs in",
    file: "apps/shop/src/people/users.ts",
    text: '  requireIntact(db, "users", row.user_id);\n',
    planted: "",
    tests: ["apps/shop/src/people/damaged-people.test.ts"],
  },
];

const IN_CHARGES: readonly Fault[] = [
  {
    fault: "charged twice",
    variant: "the provider's key changes each time",
    file: DECIDE,
    text: "{action}`;",
    planted: "{action + Math.random()}`;",
    tests: OF_PAYMENT,
  },
  {
    fault: "charged twice",
    variant: "asked again while a call has no answer",
    file: PLAN,
    text: "if (state.pending !== null) {",
    planted: "if (state.pending !== null && state.dueMinor === null) {",
    tests: OF_PAYMENT,
  },
  {
    fault: "charged twice",
    variant: "the intent is not written",
    file: RUNNER,
    text: '    case "call":\n      decideInto(',
    planted: '    case "call":\n      if (charge.lastNumber < 0) decideInto(',
    tests: OF_RUNNER,
  },
  {
    fault: "charged twice",
    variant: "collected while the bank decides",
    file: PLAN,
    text: 'if ([...state.payments.values()].some(({ status }) => status === "processing")) {',
    planted: "if (state.payments.size < 0) {",
    tests: OF_PAYMENT,
  },
  {
    fault: "charged twice",
    variant: "captured at Stripe under another key",
    file: "apps/shop/src/payments/stripe-gateway.ts",
    text: "{ amount_to_capture: amountMinor, expand: EXPAND },\n        { idempotencyKey },",
    planted:
      "{ amount_to_capture: amountMinor, expand: EXPAND },\n        { idempotencyKey: crypto.randomUUID() },",
    tests: ["apps/shop/src/payments/stripe-gateway.test.ts"],
  },
  {
    fault: "refund above what was paid",
    variant: "more than is left of the payment",
    file: PLAN,
    text: "const amount = Math.min(excess, leftOf(refundable));",
    planted: "const amount = excess;",
    tests: OF_PAYMENT,
  },
  {
    fault: "refund above what was paid",
    variant: "on an account",
    file: "packages/commerce/src/account/account.ts",
    text: 'return refuse("refund-exceeds-captured"',
    planted: 'if (left < 0) return refuse("refund-exceeds-captured"',
    tests: ["packages/commerce/src/account/"],
  },
  {
    fault: "refund above what was paid",
    variant: "more cash than is due",
    file: DECIDE,
    text: "if (amountMinor !== wanted) {",
    planted: "if (amountMinor < wanted) {",
    tests: OF_PAYMENT,
  },
  {
    fault: "refund above what was paid",
    variant: "a provider's books that do not add up are believed",
    file: DECIDE,
    text: ".every(isAmount) || refundedMinor > capturedMinor) {",
    planted: ".every(isAmount)) {",
    tests: OF_PAYMENT,
  },
  {
    fault: "refund above a cap",
    variant: "no cap on the amount",
    file: "packages/commerce/src/review/lapse-caps.ts",
    text: '  if (refundMinor > caps.refundMaxMinor) return "amount";\n',
    planted: "",
    tests: ["packages/commerce/src/review/"],
  },
  {
    fault: "refund above a cap",
    variant: "disputes are granted past the caps",
    file: "apps/shop/src/domain/dispute-service.ts",
    text: "  if (findRefundCap(worthMinor, past, tx.atMs, caps) !== null) return false;\n",
    planted: "",
    tests: ["apps/shop/src/domain/lapse-service.test.ts"],
  },
  {
    fault: "refund above a cap",
    variant: "disputes are granted however many there were",
    file: "apps/shop/src/domain/dispute-service.ts",
    text: "return (row?.count as number) < autoRefundsMax;",
    planted: "return (row?.count as number) >= 0 || autoRefundsMax > 0;",
    tests: OF_DISPUTES,
  },
];

const IN_REQUESTS: readonly Fault[] = [
  {
    fault: "idempotency ignored",
    variant: "the key of a POST is ignored",
    file: "apps/shop/src/http/add-route.ts",
    text: "makeClaim(principal, key, {",
    planted: "makeClaim(principal, key + Math.random(), {",
    tests: ["apps/shop/src/http/every-route.test.ts"],
  },
  {
    fault: "idempotency ignored",
    variant: "the answer is not kept",
    file: IDEMPOTENCY,
    text: "            writeAnswer(tx, claim, answer, null);\n            return",
    planted: "            return",
    tests: OF_IDEMPOTENCY,
  },
  {
    fault: "idempotency ignored",
    variant: "the answer of several steps is not kept",
    file: IDEMPOTENCY,
    text: "          await store.transact((tx) => writeAnswer(tx, claim, answer, plannedId));\n",
    planted: "",
    tests: OF_IDEMPOTENCY,
  },
  {
    fault: "idempotency ignored",
    variant: "another body is accepted",
    file: IDEMPOTENCY,
    text: "if (row.request_hash !== requestHash) {",
    planted: "if (row.request_hash === null) {",
    tests: OF_IDEMPOTENCY,
  },
  {
    fault: "idempotency ignored",
    variant: "a key is everybody's",
    file: IDEMPOTENCY_CLAIM,
    text: "    principal,\n    keyHash: createHash",
    planted: '    principal: "",\n    keyHash: createHash',
    tests: OF_IDEMPOTENCY,
  },
  {
    fault: "idempotency ignored",
    variant: "a damaged answer counts as none",
    file: IDEMPOTENCY,
    text: 'keyHash) === "damaged") {',
    planted: 'keyHash) === "broken") {',
    tests: OF_IDEMPOTENCY,
  },
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
];

const AT_THE_GATE: readonly Fault[] = [
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

/** Where only the simulated disk tells: the slowest, and so the last. */
const ON_THE_DISK: readonly Fault[] = [
  {
    fault: "synchronous off",
    variant: "OFF",
    file: STORE,
    text: "PRAGMA synchronous = FULL;",
    planted: "PRAGMA synchronous = OFF;",
    tests: TORTURE,
  },
  {
    fault: "synchronous off",
    variant: "NORMAL",
    file: STORE,
    text: "PRAGMA synchronous = FULL;",
    planted: "PRAGMA synchronous = NORMAL;",
    tests: TORTURE,
  },
];

export const FAULTS: readonly Fault[] = [
  ...IN_STORE,
  ...IN_CHARGES,
  ...IN_REQUESTS,
  ...AT_THE_GATE,
  ...ON_THE_DISK,
];
