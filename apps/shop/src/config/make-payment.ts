import { getDecimals } from "@saunter/commerce/money/currency";
import { formatDecimal } from "@saunter/commerce/money/money";
import type { TaxJurisdiction } from "@saunter/commerce/tax/jurisdiction";
import { noteAt, noteDoubled, takeMinor } from "./check-context.ts";
import type { Settings } from "./config-schema.ts";
import type {
  GatewayConfig,
  PaymentConfig,
  PoliciesConfig,
  WithoutReviewConfig,
} from "./shop-config.ts";
import { findStripeStep, isFitForStripe } from "./stripe-currencies.ts";
import { type LookupContext, takeSecret } from "./take-secret.ts";

const DAY_MS = 24 * 3_600_000;

export function makePayment(settings: Settings["payment"], context: LookupContext): PaymentConfig {
  const { gateway, accounts, debtRetryHours } = settings;
  noteDoubled(accounts, "id", context);
  const descends = debtRetryHours.findIndex((hours, i) => hours <= (debtRetryHours[i - 1] ?? 0));
  if (descends !== -1 && !context.places.isIncomplete(debtRetryHours)) {
    const message = `found ${debtRetryHours[descends]}; allowed: more than the one before it`;
    noteAt(context, debtRetryHours, descends, message);
  }
  return {
    gateway: makeGateway(gateway, context),
    accounts: accounts.map(({ id, name, kind, limit, period }) => ({
      id,
      name,
      kind,
      limitMinor: takeMinor(limit, context),
      period,
    })),
    debtRetryHours,
  };
}

function makeGateway(
  settings: Settings["payment"]["gateway"],
  context: LookupContext,
): GatewayConfig {
  noteUnfitCurrency(settings, context);
  if (settings.kind !== "stripe") return { kind: settings.kind };
  const { kind, secretKeyEnv, webhookSecretEnv, canRaiseHolds } = settings;
  const { publishableKey = null, baseUrl = null } = settings;
  return {
    kind,
    secretKey: takeSecret(settings, "secretKeyEnv", secretKeyEnv, context),
    webhookSecret: takeSecret(settings, "webhookSecretEnv", webhookSecretEnv, context),
    canRaiseHolds,
    publishableKey,
    baseUrl,
  };
}

function noteUnfitCurrency(settings: Settings["payment"]["gateway"], context: LookupContext): void {
  const { currency } = context;
  if (settings.kind === "none" || currency === null || isFitForStripe(currency)) return;
  const message = `found ${settings.kind}; Stripe takes ${currency} in other units than it has; allowed: none, or another shop.currency`;
  noteAt(context, settings, "kind", message);
}

/**
 * The jurisdiction, with totals in the steps that the gateway takes. Notes a hold that is in none of
 * them: it would be refused at the gate.
 */
export function roundToGateway(
  jurisdiction: TaxJurisdiction,
  { entry, payment }: Pick<Settings, "entry" | "payment">,
  context: LookupContext,
): TaxJurisdiction {
  const { currency } = context;
  if (payment.gateway.kind === "none" || currency === null) return jurisdiction;
  const totalStepMinor = findStripeStep(currency);
  if (totalStepMinor === 1) return jurisdiction;
  const { hold } = entry;
  if (hold !== undefined && takeMinor(hold.amount, context) % totalStepMinor !== 0) {
    const step = formatDecimal({ amountMinor: totalStepMinor, currency });
    const message = `found ${hold.amount}; allowed: steps of ${step}, as Stripe takes no other amounts in ${currency}`;
    noteAt(context, hold, "amount", message);
  }
  return { ...jurisdiction, totalStepMinor };
}

/** By its former name, too. */
function takeDisputeDays(settings: Settings["policies"], context: LookupContext): number {
  const { disputeDays, contestDays } = settings;
  if (contestDays === undefined) return disputeDays;
  if (context.places.isGiven(settings, "disputeDays")) {
    const message = "disputeDays is given, too; contestDays is its former name: leave it out";
    noteAt(context, settings, "contestDays", message);
    return disputeDays;
  }
  const message = "contestDays is called disputeDays now; the former name is still read";
  noteAt(context, settings, "contestDays", message, context.warnings);
  return contestDays;
}

function takePositionsKept(
  settings: Settings["policies"],
  context: LookupContext,
): PoliciesConfig["positionsKept"] {
  const { positionsKept } = settings;
  if (positionsKept !== "contest") return positionsKept;
  const message = "contest is called dispute now; the former name is still read";
  noteAt(context, settings, "positionsKept", message, context.warnings);
  return "dispute";
}

export function makePolicies(
  settings: Settings["policies"],
  context: LookupContext,
): PoliciesConfig {
  const {
    autoRefundMax,
    acceptProbability = null,
    clerkRefundMax,
    clerkRefundsDayMax,
    contestDays,
    cashFloat,
    withoutReview,
    ...rest
  } = settings;
  const kept = {
    ...rest,
    disputeDays: takeDisputeDays(settings, context),
    positionsKept: takePositionsKept(settings, context),
  };
  const { disputeDays, evidenceKeepDays, finalWithinMs, reviewWithinMin } = kept;
  // A receipt may be reviewed before it is final, and disputed on the last day.
  const reviewsMs = finalWithinMs + 2 * reviewWithinMin * 60_000;
  const leastDays = disputeDays + Math.ceil(reviewsMs / DAY_MS);
  if (evidenceKeepDays < leastDays) {
    const message = `found ${evidenceKeepDays}; allowed: at least ${leastDays}: disputeDays plus two reviews`;
    noteAt(context, settings, "evidenceKeepDays", message);
  }
  return {
    ...kept,
    autoRefundMaxMinor: autoRefundMax === undefined ? null : takeMinor(autoRefundMax, context),
    clerkRefundMaxMinor: takeUnits(clerkRefundMax, CLERK_REFUND_UNITS, context),
    clerkRefundsDayMaxMinor: takeUnits(clerkRefundsDayMax, CLERK_REFUNDS_DAY_UNITS, context),
    cashFloat: makeCashFloat(cashFloat, context),
    withoutReview: makeWithoutReview(withoutReview, context),
    acceptProbability,
  };
}

/** Where the file does not say: so many of a currency's whole units, in minor units at least the same by 100. */
const REFUND_UNITS = 20;
const REFUNDS_SUM_UNITS = 50;
const CLERK_REFUND_UNITS = 20;
const CLERK_REFUNDS_DAY_UNITS = 100;

function takeUnits(text: string | undefined, units: number, context: LookupContext): number {
  if (text !== undefined) return takeMinor(text, context);
  const { currency } = context;
  return units * Math.max(100, currency === null ? 0 : 10 ** getDecimals(currency));
}

function makeCashFloat(
  settings: Settings["policies"]["cashFloat"],
  context: LookupContext,
): PoliciesConfig["cashFloat"] {
  const { low, high } = settings;
  const lowMinor = low === undefined ? null : takeMinor(low, context);
  const highMinor = high === undefined ? null : takeMinor(high, context);
  if (lowMinor !== null && highMinor !== null && lowMinor >= highMinor) {
    noteAt(context, settings, "high", `found ${high}; allowed: more than low, which is ${low}`);
  }
  return { lowMinor, highMinor };
}

function makeWithoutReview(
  { refundMax, refundsSumMax, ...counts }: Settings["policies"]["withoutReview"],
  context: LookupContext,
): WithoutReviewConfig {
  return {
    refundMaxMinor: takeUnits(refundMax, REFUND_UNITS, context),
    refundsSumMaxMinor: takeUnits(refundsSumMax, REFUNDS_SUM_UNITS, context),
    ...counts,
  };
}
