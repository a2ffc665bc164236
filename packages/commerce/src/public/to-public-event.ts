/** From what the journal says to what the outside is told: facts are picked one by one. */

import type { PublicEvent, PublicEventType } from "@saunter/protocol/public-event";
import type { PublicData } from "@saunter/protocol/public-event-schema";
import type { StatesByKind } from "../aggregates.ts";
import type { CartLine, ShopperEvent } from "../cart/events.ts";
import { countOnShelf, NOBODY } from "../cart/interactions.ts";
import { toItem } from "../cart/items.ts";
import type { JournalEvent, StreamKind } from "../events.ts";
import type { ChargeEvent } from "../payment/events.ts";
import { findMissing, findNet, sumWithdrawn } from "../payment/evolve.ts";
import { copyWeighing } from "../pricing/price-weight.ts";
import type { ReceiptContent, ReceiptEvent } from "../receipt/events.ts";
import { showClaimed } from "../receipt/show-claimed.ts";
import type { ReviewEvent } from "../review/events.ts";
import type { GoodsKind, ShopEvent } from "../shop/events.ts";
import type { VisitEvent } from "../visit/events.ts";

/** An event, as a journal has it. */
export interface ReportedEvent {
  readonly position: number;
  readonly stream: string;
  readonly atMs: number;
  readonly event: JournalEvent;
}

/** What an event does not say itself. */
export interface PublicReader {
  /** The state of a stream as it was after the journal's event of a position. */
  readAt<Kind extends StreamKind>(kind: Kind, id: string, position: number): StatesByKind[Kind];
  /** The visit that a shopper belongs to, as far as is known now; null where to none. */
  findVisit(shopperId: string): string | null;
}

type Told = Pick<PublicEvent, "type" | "visitId" | "data">;

function tell<T extends PublicEventType>(
  type: T,
  visitId: string | null,
  data: PublicData<T>,
): Told {
  return { type, visitId, data };
}

/** The public event of an event of the journal; null where it concerns nobody outside. */
export function toPublicEvent(stored: ReportedEvent, reader: PublicReader): PublicEvent | null {
  const told = reportEvent(stored, reader);
  return told === null ? null : { id: stored.position, atMs: stored.atMs, ...told };
}

function reportEvent(
  { stream, event, position }: ReportedEvent,
  reader: PublicReader,
): Told | null {
  const id = stream.slice(stream.indexOf("-") + 1);
  const at = { id, position, reader };
  switch (event.type) {
    case "InteractionTold":
    case "CartTold":
    case "CartConcluded":
      return reportShopper(event, reader);
    case "VisitOpened":
    case "VisitClosed":
    case "ShopperBound":
    case "ShopperUnbound":
      return reportVisit(event, at);
    case "ChargeOpened":
    case "CallAnswered":
    case "PaymentObserved":
    case "WithdrawalSeen":
    case "DueSet":
    case "CashTaken":
    case "CashReturned":
    case "BalanceCaptured":
    case "BalanceRefunded":
    case "DebtOpened":
    case "DebtSettled":
    case "DebtForgiven":
      return reportCharge(event, at);
    case "ReceiptDrafted":
    case "ReceiptRedrafted":
    case "ReceiptFinalised":
    case "ReceiptCorrected":
      return reportReceipt(event, at);
    case "ReceiptRefunded":
      return reportRefund(event, at);
    case "LineContested":
    case "ContestResolved":
      return reportDispute(event, at);
    case "ReviewOpened":
    case "ReviewReopened":
    case "ReviewDecided":
    case "ReviewLapsed":
    case "ReviewOverdue":
      return reportReview(event, at);
    case "StockCounted":
    case "StockRefilled":
    case "StockWasted":
    case "StockReckoned":
    case "DrawerCounted":
    case "DrawerMoved":
    case "GoodsChanged":
    case "AlertRaised":
    case "AlertAcknowledged":
    case "AlertCleared":
      return reportShop(event);
    // Seen in what follows from them, or nobody's business outside.
    case "BalanceRequested":
    case "BalanceHeld":
    case "BalanceReleased":
    case "ShopperAppeared":
    case "ShopperExited":
    case "ShopperReturned":
    case "ShopperLeft":
    case "ShopperCameBack":
    case "BindingConfirmed":
    case "VisitFlagged":
    case "AgeCheckRaised":
    case "AgeCheckWithdrawn":
    case "AgeChecked":
    case "CardRecognised":
    case "IntentWritten":
    case "NumberAssigned":
    case "NumbersSkipped":
    case "DayClosed":
    case "ReviewClaimed":
    case "ReviewReleased":
    case "SecondLookClaimed":
    case "ReviewDecidedAgain":
    case "AmountReserved":
    case "AmountPosted":
    case "ReservationReleased":
    case "AmountReversed":
    case "PlanogramPublished":
    case "PlanogramDrafted":
    case "ChainVersionApplied":
    case "ChainVersionRefused":
    case "CredentialUsed":
    case "GateModeSet":
    case "SecurityEventRecorded":
      return null;
    default:
      return event satisfies never;
  }
}

/** Where an event stands, and what reads around it. */
interface Place {
  readonly id: string;
  readonly position: number;
  readonly reader: PublicReader;
}

type Of<Event extends { readonly type: string }, Type extends Event["type"]> = Extract<
  Event,
  { readonly type: Type }
>;

function reportShopper(
  event: Of<ShopperEvent, "InteractionTold" | "CartTold" | "CartConcluded">,
  reader: PublicReader,
): Told | null {
  if (event.type === "InteractionTold") return reportInteraction(event, reader);
  const { shopperId } = event;
  // What nobody is known to have taken is in interactions; it is no cart.
  if (shopperId === NOBODY) return null;
  const isConcluded = event.type === "CartConcluded";
  const probability = isConcluded ? event.probabilityExact : event.probability;
  return tell("cart.updated", reader.findVisit(shopperId), {
    shopperId,
    probability,
    isConcluded,
    lines: copyLines(event.lines),
  });
}

function copyLines(lines: readonly CartLine[]): CartLine[] {
  return lines.map((line) => ({ ...toItem(line), quantity: line.quantity }));
}

function reportInteraction(
  { evidence, status }: Of<ShopperEvent, "InteractionTold">,
  reader: PublicReader,
): Told {
  const { evidenceId, kind, shopperId, quantity, probability, occurredMs } = evidence;
  const { gondola, shelf, plates } = evidence;
  const visitId = shopperId === null ? null : reader.findVisit(shopperId);
  return tell("interaction.decided", visitId, {
    evidenceId,
    status,
    kind,
    shopperId,
    ...toItem(evidence),
    quantity,
    shelfDelta: status === "retracted" ? 0 : countOnShelf(evidence),
    probability,
    occurredMs,
    gondola,
    shelf,
    plates: [...plates],
  });
}

function reportVisit(
  event: Of<VisitEvent, "VisitOpened" | "VisitClosed" | "ShopperBound" | "ShopperUnbound">,
  { id, position, reader }: Place,
): Told | null {
  switch (event.type) {
    case "VisitOpened": {
      const { method, payer, partySize, gateId, isMember, currency, holdMinor } = event;
      return tell("visit.opened", id, {
        method,
        partySize,
        gateId,
        isMember,
        currency,
        holdMinor,
        payerKind: payer.kind,
        staffId: payer.kind === "staff" ? payer.staffId : null,
        isHoldPending: event.isHoldPending,
      });
    }
    case "VisitClosed": {
      const visit = reader.readAt("visit", id, position);
      if (visit.status === "unopened") throw new Error(`visit ${id} was closed before it opened`);
      const { cause } = event;
      return tell("visit.closed", id, {
        cause,
        openedMs: visit.openedMs,
        payerKind: visit.payer.kind,
      });
    }
    case "ShopperBound": {
      const { shopperId } = event;
      const { lines, probability, status } = reader.readAt("shopper", shopperId, position);
      return tell("cart.updated", id, {
        shopperId,
        probability,
        lines: copyLines(lines),
        isConcluded: status === "concluded",
      });
    }
    case "ShopperUnbound": {
      const { shopperId } = event;
      return tell("cart.updated", id, {
        shopperId,
        lines: [],
        probability: 1,
        isConcluded: false,
      });
    }
    default:
      return event satisfies never;
  }
}

function reportCharge(
  event: Exclude<ChargeEvent, { type: "IntentWritten" | "CardRecognised" }>,
  { id, position, reader }: Place,
): Told {
  const charge = reader.readAt("charge", id, position);
  const held = [...charge.payments.values()].filter(({ status }) => status === "held");
  const data: PublicData<"charge.updated"> = {
    payerKind: charge.payer.kind,
    currency: charge.currency,
    dueMinor: charge.dueMinor,
    netMinor: findNet(charge),
    heldMinor: held.reduce((sum, { heldMinor }) => sum + heldMinor, 0),
    missingMinor: findMissing(charge),
    forgivenMinor: charge.forgivenMinor,
    withdrawnMinor: sumWithdrawn(charge).totalMinor,
    debtMinor: charge.debt?.amountMinor ?? 0,
  };
  switch (event.type) {
    case "DebtOpened":
      return tell("debt.opened", id, data);
    case "DebtSettled":
    case "DebtForgiven":
      return tell("debt.settled", id, { ...data, isForgiven: event.type === "DebtForgiven" });
    default:
      return tell("charge.updated", id, data);
  }
}

function reportReceipt(
  event: Of<
    ReceiptEvent,
    "ReceiptDrafted" | "ReceiptRedrafted" | "ReceiptFinalised" | "ReceiptCorrected"
  >,
  { id, position, reader }: Place,
): Told {
  switch (event.type) {
    case "ReceiptDrafted":
    case "ReceiptRedrafted": {
      const { content, probabilityExact, reviewDueMs } = event;
      const facts = describeContent(content, probabilityExact);
      return tell("receipt.drafted", id, { ...facts, reviewDueMs });
    }
    case "ReceiptFinalised": {
      const { content, probabilityExact, documentNumber, cause } = event;
      const facts = describeContent(content, probabilityExact);
      return tell("receipt.finalised", id, { ...facts, documentNumber, cause });
    }
    case "ReceiptCorrected": {
      const receipt = reader.readAt("receipt", id, position);
      if (receipt.status === "none" || receipt.status === "draft") {
        throw new Error(`receipt ${id} was corrected before it was final`);
      }
      const { content, documentNumber, differenceMinor } = event;
      return tell("receipt.corrected", id, {
        ...describeContent(content, receipt.probabilityExact),
        documentNumber,
        differenceMinor,
        correctsNumber: receipt.corrections.at(-2)?.documentNumber ?? receipt.documentNumber,
      });
    }
    default:
      return event satisfies never;
  }
}

function describeContent({ lines, result }: ReceiptContent, probabilityExact: number) {
  const probabilities = new Map(lines.map(({ lineId, probability }) => [lineId, probability]));
  const { netMinor, taxMinor, roundingMinor = 0, totalMinor } = result.totals;
  return {
    currency: result.currency,
    lines: result.lines.map((line) => ({
      lineId: line.lineId,
      gtin: line.gtin,
      name: line.name,
      quantity: line.quantity,
      ...copyWeighing(line),
      unitMinor: line.unitMinor,
      discountMinor: line.discountMinor,
      depositMinor: line.depositMinor,
      taxRate: line.taxRate,
      taxMinor: line.taxMinor,
      payableMinor: line.payableMinor,
      probability: probabilities.get(line.lineId) ?? 1,
    })),
    netMinor,
    taxMinor,
    roundingMinor,
    totalMinor,
    probabilityExact,
  };
}

function reportRefund(
  { refund }: Of<ReceiptEvent, "ReceiptRefunded">,
  { id, position, reader }: Place,
): Told {
  const receipt = reader.readAt("receipt", id, position);
  if (receipt.status === "none") throw new Error(`receipt ${id} was refunded before it was there`);
  const { currency } = receipt.content.result;
  const { refundId, kind, amountMinor, documentNumber, reason, by: staffId } = refund;
  const facts = { refundId, kind, currency, amountMinor, documentNumber, reason, staffId };
  return tell("receipt.refunded", id, facts);
}

function reportDispute(
  event: Of<ReceiptEvent, "LineContested" | "ContestResolved">,
  { id, position, reader }: Place,
): Told {
  const receipt = reader.readAt("receipt", id, position);
  const disputes = "disputes" in receipt ? receipt.disputes : [];
  const told = event.type === "LineContested" ? event.contest.contestId : event.contestId;
  const dispute = disputes.find(({ disputeId }) => disputeId === told);
  if (dispute === undefined) throw new Error(`receipt ${id} has no dispute ${told}`);
  const { disputeId, kind, lineId, gtin, claimedQuantity, worthMinor, isGranted } = dispute;
  const { instead = null } = dispute;
  return tell("receipt.contested", id, {
    disputeId,
    contestId: disputeId,
    kind,
    lineId,
    gtin,
    claimedQuantity,
    ...showClaimed(dispute),
    instead,
    worthMinor,
    isGranted,
  });
}

function reportReview(
  event: Exclude<ReviewEvent, { type: "ReviewClaimed" | "ReviewReleased" }>,
  { id, position, reader }: Place,
): Told {
  const review = reader.readAt("review", id, position);
  if (review.status === "unopened") throw new Error(`review ${id} ended before it was opened`);
  const isOpen = event.type !== "ReviewDecided" && event.type !== "ReviewLapsed";
  if (isOpen) {
    const { reviewId, visitId, subject, worthMinor, dueMs } = review;
    const subjectKind = subject.kind;
    return tell("review.opened", visitId, { reviewId, subjectKind, worthMinor, dueMs });
  }
  const decision = event.type === "ReviewDecided" ? event : null;
  return tell("review.ended", review.visitId, {
    reviewId: review.reviewId,
    subjectKind: review.subject.kind,
    outcome: decision === null ? "lapsed" : "decided",
    choiceKind: decision?.choice.kind ?? null,
    reviewerId: decision?.reviewerId ?? null,
    tookMs: decision?.tookMs ?? null,
  });
}

const STOCK_CAUSES = {
  StockCounted: "counted",
  StockRefilled: "refilled",
  StockWasted: "wasted",
} as const;

function reportShop(
  event: Of<
    ShopEvent,
    | "StockCounted"
    | "StockRefilled"
    | "StockWasted"
    | "StockReckoned"
    | "DrawerCounted"
    | "DrawerMoved"
    | "GoodsChanged"
    | "AlertRaised"
    | "AlertAcknowledged"
    | "AlertCleared"
  >,
): Told {
  switch (event.type) {
    case "StockCounted":
    case "StockRefilled":
    case "StockWasted": {
      const { facing, gtin, quantity, by } = event;
      const cause = STOCK_CAUSES[event.type];
      return tell("stock.changed", null, { cause, facing, gtin, quantity, staffId: by });
    }
    case "StockReckoned": {
      const { facing, gtin, quantity } = event;
      return tell("stock.changed", null, {
        cause: "reckoned",
        facing,
        gtin,
        quantity,
        staffId: null,
      });
    }
    case "DrawerCounted": {
      const { currency, amountMinor, expectedMinor, by: staffId } = event;
      const cause = "counted";
      return tell("drawer.changed", null, { cause, currency, amountMinor, expectedMinor, staffId });
    }
    case "DrawerMoved": {
      const { kind: cause, currency, amountMinor, by: staffId } = event;
      const facts = { cause, currency, amountMinor, expectedMinor: null, staffId };
      return tell("drawer.changed", null, facts);
    }
    case "GoodsChanged": {
      const count = (wanted: GoodsKind): number =>
        event.changes.filter(({ kind }) => kind === wanted).length;
      return tell("goods.changed", null, {
        products: count("product"),
        facings: count("facing"),
        offers: count("offer"),
        staffId: event.by,
      });
    }
    case "AlertRaised": {
      const { alertKey, kind, message, visitId } = event;
      return tell("alert.raised", visitId, { alertKey, kind, message });
    }
    case "AlertAcknowledged":
      return tell("alert.acknowledged", null, {
        alertKey: event.alertKey,
        acknowledgedBy: event.by,
      });
    case "AlertCleared":
      return tell("alert.cleared", null, { alertKey: event.alertKey, clearedBy: event.by });
    default:
      return event satisfies never;
  }
}
