/** What has become of money, in words. */
import type { Answer } from "@saunter/client/api";
import type { Tone } from "@saunter/ui/components/status";
import { words } from "../../words.ts";

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

const OUTCOME_TONES: Readonly<Record<Outcome, Tone>> = {
  pending: "now",
  done: "sure",
  declined: "wrong",
  refused: "wrong",
  "needs-action": "warning",
};

const OBSERVED_TONES: Readonly<Record<NonNullable<ChargeStep["status"]>, Tone>> = {
  held: "sure",
  captured: "sure",
  released: "plain",
  declined: "wrong",
  "needs-action": "warning",
  processing: "now",
};

const STEP_TONES = {
  "cash-taken": "staff",
  "cash-returned": "staff",
  "balance-captured": "sure",
  "balance-refunded": "sure",
  debt: "warning",
  settled: "sure",
  forgiven: "staff",
} as const satisfies Partial<Record<ChargeStep["kind"], Tone>>;

/** @param isFirstDue whether nothing was due before */
export function wordStep(step: ChargeStep, isFirstDue: boolean): Worded {
  const texts = words.texts.parts.charge;
  const { kind } = step;
  switch (kind) {
    case "asked":
      return wordAsked(step.action!, step.outcome!);
    case "observed":
      return { tone: OBSERVED_TONES[step.status!], text: texts.observed[step.status!] };
    case "due":
      return { tone: "plain", text: isFirstDue ? texts.steps.due : texts.steps.newDue };
    case "withdrawn":
      return wordWithdrawal(step);
    default:
      return { tone: STEP_TONES[kind], text: texts.steps[kind] };
  }
}

function wordAsked(action: Action, outcome: Outcome): Worded {
  const { asked, askedToConfirm, refused } = words.texts.parts.charge;
  const known: Readonly<Partial<Record<Outcome, string>>> = asked[action];
  const text =
    outcome === "needs-action" ? askedToConfirm : (known[outcome] ?? refused(asked[action].done));
  const isFree = action === "release" && outcome === "done";
  return { tone: isFree ? "plain" : OUTCOME_TONES[outcome], text };
}

function wordWithdrawal({ code, amountMinor }: ChargeStep): Worded {
  const { dispute, refund, undone } = words.texts.parts.charge.withdrawn;
  if (amountMinor === 0) return { tone: "sure", text: undone };
  return { tone: "wrong", text: code === "dispute" ? dispute : refund };
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
  const texts = words.texts.parts.charge.states;
  const word = (tone: Tone, text: string) => ({ tone, text, amountMinor });
  if (closedMs === null) return word("now", texts.inside);
  if (dueMinor === null) {
    return row.reviewDueMs === null ? word("now", texts.settling) : word("warning", texts.inReview);
  }
  if (row.isUnconfirmed) return word("warning", texts.unconfirmed);
  if (missingMinor > 0 && payer === "cash") return word("staff", texts.cashDue);
  if (missingMinor > 0) {
    return row.debtSinceMs === null ? word("now", texts.requested) : word("wrong", texts.owed);
  }
  if (missingMinor < 0) {
    return work === "cash" ? word("staff", texts.cashRefundDue) : word("now", texts.refundDue);
  }
  return row.forgivenMinor > 0 ? word("staff", texts.waived) : word("sure", texts.paid);
}

/** "Card ···· 4242", "Cash", "Account". */
export function nameMeans(payer: Payer, lastFour: string | null): string {
  const { cardEnding, means } = words.texts.parts.charge;
  return payer === "card" && lastFour !== null ? cardEnding(lastFour) : means[payer];
}
