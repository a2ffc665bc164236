/** A visit and what happens to it, in words. */

import type { Answer } from "@saunter/client/api";
import type { Tone } from "@saunter/ui/components/status";
import { formatMoney } from "@saunter/ui/format";
import { wordItem } from "../../parts/grams.ts";
import { joinPlain } from "../../parts/lists.ts";
import { nameDocument } from "../../parts/receipt/name-document.ts";
import { words } from "../../words.ts";

export type VisitRow = Answer<"GET /v1/visits">["items"][number];
export type Visit = Answer<"GET /v1/visits/:visitId">;
export type Belief = Answer<"GET /v1/visits/:visitId/belief">;
export type Revision = Belief["doubts"][number]["tellings"][number];
export type Explanation = Revision["accounts"][number];
type TimelineEvent = Visit["timeline"][number];

export interface Worded {
  readonly tone: Tone;
  readonly text: string;
}

export function wordPayer(payer: VisitRow["payer"]): string {
  return words.texts.visits.who[payer];
}

/** How they came in; ways that are not known here are named as they are. */
export function wordEntryMethod(method: string): string {
  return words.texts.visits.methods[method] ?? method;
}

/** In what state a visit is: one word or two, the one that somebody has to do with first. */
export function wordVisit({ status, flags, age, receipt, payer }: VisitRow): Worded {
  const texts = words.texts.visits.states;
  if (age === "needed") return { tone: "wrong", text: texts.checkAge };
  if (status === "open") {
    return flags > 0
      ? { tone: "warning", text: texts.flagged }
      : { tone: "now", text: texts.inside };
  }
  if (payer === "staff") return { tone: "staff", text: texts.staff };
  if (receipt === null) return { tone: "plain", text: texts.noReceipt };
  if (receipt.isWaiting) return { tone: "warning", text: texts.inReview };
  switch (receipt.status) {
    case "draft":
      return { tone: "plain", text: texts.draft };
    case "contested":
      return { tone: "warning", text: texts.disputed };
    case "final":
    case "reviewed":
      return wordPaid(receipt);
    default:
      return receipt.status satisfies never;
  }
}

function wordPaid({ missingMinor, refundedMinor }: NonNullable<VisitRow["receipt"]>): Worded {
  const { unpaid, refundDue, refunded, paid } = words.texts.visits.states;
  if (missingMinor > 0) return { tone: "wrong", text: unpaid };
  if (missingMinor < 0) return { tone: "now", text: refundDue };
  return refundedMinor > 0 ? { tone: "staff", text: refunded } : { tone: "sure", text: paid };
}

/** What reviewers are asked about it; null where nothing. */
export function wordWaiting(waitsFor: VisitRow["waitsFor"]): string | null {
  const kinds = [...new Set(waitsFor.map(({ kind }) => words.texts.visits.waits[kind]))];
  return kinds.length === 0 ? null : joinPlain(kinds);
}

export function wordFlag(flag: string): string {
  return words.texts.visits.flags[flag] ?? flag.replaceAll("-", " ");
}

/** "1 × Tomato soup taken", for one of the party or somebody else. */
export function wordExplanation(
  { kind, name, shopperId, giverId, ...counted }: Explanation,
  party: ReadonlySet<string>,
): string {
  const { taken, putBack, given } = words.texts.visits.evidence;
  const goods = wordItem(name, counted);
  const whose = (id: string | null) => (id === null ? "unknown" : party.has(id) ? "own" : "other");
  switch (kind) {
    case "pick":
      return taken(goods, whose(shopperId));
    case "putback":
      return putBack(goods, whose(shopperId));
    case "handover":
      return given(goods, whose(giverId), whose(shopperId));
    default:
      return kind satisfies never;
  }
}

interface Line extends Worded {
  /** What it says besides. */
  readonly more: string | null;
}

/** Numbers of the receipt and its corrections, the first one first; none where the first has gone. */
export function listDocuments(timeline: Visit["timeline"]): readonly number[] {
  const numbersOf = (wanted: TimelineEvent["type"]): number[] =>
    timeline.filter(({ type }) => type === wanted).map(({ data }) => data.documentNumber as number);
  const first = numbersOf("receipt.finalised");
  return first.length === 0 ? [] : [...first, ...numbersOf("receipt.corrected")];
}

/**
 * What an event of a visit's timeline says; null of those that nobody needs to read. `documents` are
 * those of the timeline.
 */
export function wordEvent(
  { type, data }: TimelineEvent,
  locale: string,
  documents: readonly number[],
): Line | null {
  const texts = words.texts.visits.timeline;
  const line = (tone: Tone, text: string, more: string | null = null): Line => ({
    tone,
    text,
    more,
  });
  const money = (amountMinor: unknown): string =>
    formatMoney(amountMinor as number, data.currency as string, locale);
  switch (type) {
    case "visit.opened":
      return line("now", texts.cameIn, wordHold(data, money));
    case "visit.closed":
      return line("plain", texts.closed[data.cause as string] ?? texts.ended);
    case "receipt.drafted":
      return line("plain", texts.drafted, money(data.totalMinor));
    case "receipt.finalised": {
      const number = data.documentNumber as number;
      return line("sure", texts.final, texts.numberAmount(number, money(data.totalMinor)));
    }
    case "receipt.contested":
      return data.isGranted === null
        ? line("warning", texts.disputed)
        : line("plain", data.isGranted === true ? texts.granted : texts.refused);
    case "receipt.corrected":
      return line(
        "plain",
        texts.corrected,
        texts.number(nameDocument(data.documentNumber as number, documents)),
      );
    case "receipt.refunded":
      return line("staff", texts.refund, money(data.amountMinor));
    case "debt.opened":
      return line("wrong", texts.bankDeclined, texts.owed(money(data.debtMinor)));
    case "debt.settled":
      return line("sure", data.isForgiven === true ? texts.waived : texts.debtPaid);
    case "charge.updated":
      return wordCharge(data, line, money);
    default:
      return null;
  }
}

function wordHold(
  data: TimelineEvent["data"],
  money: (amountMinor: unknown) => string,
): string | null {
  if (data.holdMinor === 0) return null;
  const { held, heldLater } = words.texts.visits.timeline;
  return (data.isHoldPending === true ? heldLater : held)(money(data.holdMinor));
}

function wordCharge(
  data: TimelineEvent["data"],
  line: (tone: Tone, text: string, more?: string | null) => Line,
  money: (amountMinor: unknown) => string,
): Line | null {
  const { nothingToPay, paid, due } = words.texts.visits.timeline;
  const { dueMinor, netMinor, missingMinor } = data as Record<string, number | null>;
  if (dueMinor === null) return null;
  if (missingMinor === 0) {
    return netMinor === 0 ? line("sure", nothingToPay) : line("sure", paid, money(netMinor));
  }
  return line("plain", due, money(missingMinor));
}
