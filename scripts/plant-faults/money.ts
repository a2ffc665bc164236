/** Charges, refunds and requests that move money once. */
import type { AreaFault } from "./fault.ts";

const IDEMPOTENCY = "apps/shop/src/http/idempotency.ts";
const IDEMPOTENCY_CLAIM = "packages/server/src/http/idempotency-claim.ts";
const RUNNER = "apps/shop/src/domain/charge-runner.ts";
const PLAN = "packages/commerce/src/payment/plan.ts";
const DECIDE = "packages/commerce/src/payment/decide.ts";
const OF_PAYMENT = ["packages/commerce/src/payment/"];
const OF_RUNNER = ["apps/shop/src/domain/charge-runner.test.ts"];
const OF_DISPUTES = ["apps/shop/src/domain/dispute-service.test.ts"];
const OF_IDEMPOTENCY = ["apps/shop/src/http/idempotency.test.ts"];

export const MONEY_FAULTS: readonly AreaFault[] = [
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
];
