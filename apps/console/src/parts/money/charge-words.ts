/** What has become of money, in words. */
import type { Answer } from "@saunter/client/api";
import type { Tone } from "@saunter/ui/components/status";

export type Charge = Answer<"GET /v1/charges/:chargeId">;
export type ChargeStep = Answer<"GET /v1/charges/:chargeId/history">["items"][number];
export type TillRow = Answer<"GET /v1/till">["items"][number];
type Payer = Answer<"GET /v1/receipts">["items"][number]["payer"];

export interface Worded {
  readonly tone: Tone;
  readonly text: string;
}

type Action = NonNullable<ChargeStep["action"]>;
type Outcome = NonNullable<ChargeStep["outcome"]>;

const ASKED: Readonly<Record<Action, Readonly<Partial<Record<Outcome, string>>>>> = {
  hold: { pending: "Hold requested", done: "Held", declined: "Hold declined" },
  increase: {
    pending: "Higher hold requested",
    done: "Hold raised",
    declined: "Higher hold declined",
  },
  capture: { pending: "Capturing the hold", done: "Charged from the hold" },
  release: { pending: "Releasing the hold", done: "Hold released" },
  collect: { pending: "Payment requested", done: "Charged", declined: "Declined" },
  refund: { pending: "Refunding", done: "Refunded" },
};

const OUTCOME_TONES: Readonly<Record<Outcome, Tone>> = {
  pending: "now",
  done: "sure",
  declined: "wrong",
  refused: "wrong",
  "needs-action": "warning",
};

const OBSERVED: Readonly<Record<NonNullable<ChargeStep["status"]>, Worded>> = {
  held: { tone: "sure", text: "Confirmed and held" },
  captured: { tone: "sure", text: "Confirmed and charged" },
  released: { tone: "plain", text: "Hold released by the provider" },
  declined: { tone: "wrong", text: "Not confirmed" },
  "needs-action": { tone: "warning", text: "Waiting for confirmation" },
  processing: { tone: "now", text: "Waiting for the bank" },
};

/** @param isFirstDue whether nothing was due before */
export function wordStep(step: ChargeStep, isFirstDue: boolean): Worded {
  switch (step.kind) {
    case "asked":
      return wordAsked(step.action!, step.outcome!);
    case "observed":
      return OBSERVED[step.status!];
    case "due":
      return { tone: "plain", text: isFirstDue ? "Amount due" : "New amount due" };
    case "withdrawn":
      return wordWithdrawal(step);
    case "cash-taken":
      return { tone: "staff", text: "Paid in cash" };
    case "cash-returned":
      return { tone: "staff", text: "Refunded in cash" };
    case "debt":
      return { tone: "warning", text: "Owed" };
    case "settled":
      return { tone: "sure", text: "Debt settled" };
    case "forgiven":
      return { tone: "staff", text: "Waived" };
    default:
      return step.kind satisfies never;
  }
}

function wordAsked(action: Action, outcome: Outcome): Worded {
  const text =
    outcome === "needs-action"
      ? "Waiting for the payer to confirm"
      : (ASKED[action][outcome] ?? `${ASKED[action].done}: refused`);
  const isFree = action === "release" && outcome === "done";
  return { tone: isFree ? "plain" : OUTCOME_TONES[outcome], text };
}

function wordWithdrawal({ code, amountMinor }: ChargeStep): Worded {
  if (amountMinor === 0) return { tone: "sure", text: "Returned to the shop" };
  const text = code === "dispute" ? "Reversed by the payer’s bank" : "Refunded at the provider";
  return { tone: "wrong", text };
}

/** Steps in order with their words. */
export function wordHistory(
  steps: readonly ChargeStep[],
): readonly (Worded & { readonly step: ChargeStep })[] {
  const firstDue = steps.find(({ kind }) => kind === "due");
  return steps.map((step) => ({ step, ...wordStep(step, step === firstDue) }));
}

/** What a visit's money is now, and how much of it somebody has to do with. */
export function wordTillRow(row: TillRow): Worded & { readonly amountMinor: number | null } {
  const { missingMinor, totalMinor, dueMinor, closedMs, payer, work } = row;
  const amountMinor = missingMinor === 0 ? totalMinor : Math.abs(missingMinor);
  const word = (tone: Tone, text: string) => ({ tone, text, amountMinor });
  if (closedMs === null) return word("now", "in the shop");
  if (dueMinor === null) {
    return row.reviewDueMs === null ? word("now", "being settled") : word("warning", "in review");
  }
  if (row.isUnconfirmed) return word("warning", "waiting for confirmation");
  if (missingMinor > 0 && payer === "cash") return word("staff", "cash due");
  if (missingMinor > 0)
    return row.debtSinceMs === null ? word("now", "requested") : word("wrong", "owed");
  if (missingMinor < 0) {
    return work === "cash" ? word("staff", "cash refund due") : word("now", "refund due");
  }
  return row.forgivenMinor > 0 ? word("staff", "waived") : word("sure", "paid");
}

/** "card ··· 4242", "cash", "account". */
export function nameMeans(payer: Payer, lastFour: string | null): string {
  return payer === "card" && lastFour !== null ? `Card ···· ${lastFour}` : MEANS[payer];
}

const MEANS: Readonly<Record<Payer, string>> = {
  card: "Card",
  cash: "Cash",
  account: "Account",
  customer: "Customer",
  staff: "Staff",
};
