/** A visit and what happens to it, in words. */

import type { Answer } from "@saunter/client/api";
import type { Tone } from "@saunter/ui/components/status";
import { formatMoney } from "@saunter/ui/format";
import { wordItem } from "../../parts/grams.ts";

export type VisitRow = Answer<"GET /v1/visits">["items"][number];
export type Visit = Answer<"GET /v1/visits/:visitId">;
export type Belief = Answer<"GET /v1/visits/:visitId/belief">;
export type Revision = Belief["doubts"][number]["tellings"][number];
export type Explanation = Revision["accounts"][number];
type TimelineEvent = Visit["timeline"][number];

export interface Words {
  readonly tone: Tone;
  readonly text: string;
}

const PAYERS: Readonly<Record<VisitRow["payer"], string>> = {
  customer: "A customer",
  card: "A card",
  account: "An account",
  cash: "Cash",
  staff: "Staff",
};

export function wordPayer(payer: VisitRow["payer"]): string {
  return PAYERS[payer];
}

/** How they came in; ways that are not known here are named as they are. */
export function wordEntryMethod(method: string): string {
  return method === "qr" ? "phone code" : method;
}

/** In what state a visit is: one word or two, the one that somebody has to do with first. */
export function wordVisit({ status, flags, age, receipt, payer }: VisitRow): Words {
  if (age === "needed") return { tone: "wrong", text: "check age" };
  if (status === "open") {
    return flags > 0 ? { tone: "warning", text: "flagged" } : { tone: "now", text: "inside" };
  }
  if (payer === "staff") return { tone: "staff", text: "staff" };
  if (receipt === null) return { tone: "plain", text: "no receipt" };
  if (receipt.isWaiting) return { tone: "warning", text: "in review" };
  switch (receipt.status) {
    case "draft":
      return { tone: "plain", text: "draft" };
    case "contested":
      return { tone: "warning", text: "disputed" };
    case "final":
    case "reviewed":
      return wordPaid(receipt);
    default:
      return receipt.status satisfies never;
  }
}

function wordPaid({ missingMinor, refundedMinor }: NonNullable<VisitRow["receipt"]>): Words {
  if (missingMinor > 0) return { tone: "wrong", text: "unpaid" };
  if (missingMinor < 0) return { tone: "now", text: "refund due" };
  return refundedMinor > 0 ? { tone: "staff", text: "refunded" } : { tone: "sure", text: "paid" };
}

const WAITS: Readonly<Record<VisitRow["waitsFor"][number]["kind"], string>> = {
  interaction: "unclear item",
  gap: "out of view",
  binding: "unclear entry",
  age: "age check",
  contest: "dispute",
};

/** What reviewers are asked about it; null where nothing. */
export function wordWaiting(waitsFor: VisitRow["waitsFor"]): string | null {
  const kinds = [...new Set(waitsFor.map(({ kind }) => WAITS[kind]))];
  return kinds.length === 0 ? null : kinds.join(", ");
}

const FLAGS: Readonly<Record<string, string>> = {
  "bound-by-guess": "Entry matched by guess",
  "track-lost": "A shopper was lost from view",
  "sensors-restarted": "Sensors were restarted",
  "party-larger": "More people came in than entered for",
};

export function wordFlag(flag: string): string {
  return FLAGS[flag] ?? flag.replaceAll("-", " ");
}

/** "1 × Tomato soup taken", for one of the party or somebody else. */
export function wordExplanation(
  { kind, name, shopperId, giverId, ...counted }: Explanation,
  party: ReadonlySet<string>,
): string {
  const goods = wordItem(name, counted);
  const whose = (id: string | null): string =>
    id === null ? "an unknown person" : party.has(id) ? "them" : "someone else";
  switch (kind) {
    case "pick":
      return `${goods} taken by ${whose(shopperId)}`;
    case "putback":
      return `${goods} put back by ${whose(shopperId)}`;
    case "handover":
      return `${goods} given by ${whose(giverId)} to ${whose(shopperId)}`;
    default:
      return kind satisfies never;
  }
}

interface Line extends Words {
  /** What it says besides. */
  readonly more: string | null;
}

/** What an event of a visit's timeline says; null of those that nobody needs to read. */
export function wordEvent({ type, data }: TimelineEvent, locale: string): Line | null {
  const line = (tone: Tone, text: string, more: string | null = null): Line => ({
    tone,
    text,
    more,
  });
  const money = (amountMinor: unknown): string =>
    formatMoney(amountMinor as number, data.currency as string, locale);
  switch (type) {
    case "visit.opened":
      return line("now", "Came in", wordHold(data, money));
    case "visit.closed":
      return line("plain", CLOSED[data.cause as string] ?? "Ended");
    case "receipt.drafted":
      return line("plain", "Receipt drafted", money(data.totalMinor));
    case "receipt.finalised":
      return line("sure", "Receipt final", `no. ${data.documentNumber}, ${money(data.totalMinor)}`);
    case "receipt.contested":
      return line(
        data.isGranted === null ? "warning" : "plain",
        data.isGranted === null ? "Item disputed" : wordGranted(data.isGranted),
      );
    case "receipt.corrected":
      return line("plain", "Receipt corrected", `no. ${data.documentNumber}`);
    case "receipt.refunded":
      return line("staff", "Refund recorded", money(data.amountMinor));
    case "debt.opened":
      return line("wrong", "The bank declined", `${money(data.debtMinor)} owed`);
    case "debt.settled":
      return line("sure", data.isForgiven === true ? "Debt waived" : "Debt paid");
    case "charge.updated":
      return wordCharge(data, line, money);
    default:
      return null;
  }
}

const CLOSED: Readonly<Record<string, string>> = {
  exit: "Left",
  lost: "Lost from view: visit ended",
  attendant: "Ended by staff",
};

function wordGranted(isGranted: unknown): string {
  return isGranted === true ? "Dispute accepted" : "Dispute rejected";
}

function wordHold(
  data: TimelineEvent["data"],
  money: (amountMinor: unknown) => string,
): string | null {
  if (data.holdMinor === 0) return null;
  return `${money(data.holdMinor)} held${data.isHoldPending === true ? " as soon as the bank is reachable" : ""}`;
}

function wordCharge(
  data: TimelineEvent["data"],
  line: (tone: Tone, text: string, more?: string | null) => Line,
  money: (amountMinor: unknown) => string,
): Line | null {
  const { dueMinor, netMinor, missingMinor } = data as Record<string, number | null>;
  if (dueMinor === null) return null;
  if (missingMinor === 0) {
    return netMinor === 0 ? line("sure", "Nothing to pay") : line("sure", "Paid", money(netMinor));
  }
  return line("plain", "Amount due", money(missingMinor));
}
