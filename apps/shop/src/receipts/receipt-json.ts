/**
 * A receipt for machines, modelled after EN 16931 (docs/reference/receipts.md has the table of
 * business terms), with what that does not know under `saunter`.
 */
import { getDecimals } from "@saunter/commerce/money/currency";
import { sumMinor } from "@saunter/commerce/money/money";
import { findMissing, findNet } from "@saunter/commerce/payment/evolve";
import { copyWeighing } from "@saunter/commerce/pricing/price-weight";
import type { PricedBasket } from "@saunter/commerce/pricing/pricing-types";
import type { RECEIPT_SCHEMA } from "@saunter/protocol/receipt-schema";
import type { Static } from "typebox";
import { findReceiptLine, nameOffers } from "./receipt-document.ts";
import {
  findDisputeEndMs,
  findEvidenceEndMs,
  findIssuedMs,
  findRefundPolicy,
  type ReceiptInput,
  type WrittenReceipt,
} from "./receipt-input.ts";
import { findNetPrice, G_PER_KG, listReceiptParts, type ReceiptPart } from "./receipt-parts.ts";
import { sumPayments } from "./receipt-payments.ts";
import { findStateKind, nameDisputed } from "./receipt-states.ts";

/** What a receipt says that it keeps to: docs/reference/receipts.md, whose number is the last part. */
export const RECEIPT_SPECIFICATION = "urn:saunter:receipt:1";

export type ReceiptJson = Static<typeof RECEIPT_SCHEMA>;

/** The receipt as plain JSON that fits `RECEIPT_SCHEMA`. Amounts are minor units. */
export function makeReceiptJson(input: ReceiptInput): ReceiptJson {
  const { receipt, shop, charge } = input;
  const { result } = receipt.content;
  const { totals, currency } = result;
  const paidMinor = findNet(charge);
  const { date, time } = splitMoment(findIssuedMs(receipt), shop.timeZone);
  return {
    specificationId: RECEIPT_SPECIFICATION,
    ...identifyDocument(receipt, shop.timeZone),
    issueDate: date,
    issueTime: time,
    currency,
    currencyDecimals: getDecimals(currency),
    seller: {
      legalName: shop.legalName,
      tradingName: shop.name,
      taxNumber: shop.vatNumber,
      addressLines: [...shop.addressLines],
      countryCode: findCountry(result.jurisdictionId),
    },
    lines: listReceiptParts(receipt.content).map((part) => makeLine(part, result)),
    taxes: result.taxes.map(makeTax),
    totals: {
      linesNetMinor: totals.netMinor,
      netMinor: totals.netMinor,
      taxMinor: totals.taxMinor,
      grossMinor: sumMinor([totals.netMinor, totals.taxMinor]),
      roundingMinor: totals.roundingMinor ?? 0,
      paidMinor,
      dueMinor: sumMinor([totals.totalMinor, -paidMinor]),
    },
    payments: listMeans(input),
    saunter: makeExtension(input),
  };
}

/** A shop stands where it is taxed; a jurisdiction that is no whole country has another name. */
function findCountry(jurisdictionId: string): string | null {
  return /^[A-Z]{2}$/.test(jurisdictionId) ? jurisdictionId : null;
}

type DocumentTerms = Pick<ReceiptJson, "documentNumber" | "typeCode" | "precedingDocuments">;

/** Which document of the shop's sequence the content is, and which ones it takes the place of. */
function identifyDocument(receipt: WrittenReceipt, timeZone: string): DocumentTerms {
  if (receipt.status === "draft") {
    return { documentNumber: null, typeCode: null, precedingDocuments: [] };
  }
  const { documentNumber, finalMs, corrections } = receipt;
  const documents = [
    { documentNumber, issuedMs: finalMs },
    ...corrections.map((one) => ({
      documentNumber: one.documentNumber,
      issuedMs: one.correctedMs,
    })),
  ].map((one) => ({
    documentNumber: String(one.documentNumber),
    issueDate: splitMoment(one.issuedMs, timeZone).date,
  }));
  return {
    documentNumber: documents.at(-1)!.documentNumber,
    typeCode: corrections.length > 0 ? "384" : "380",
    precedingDocuments: documents.slice(0, -1),
  };
}

/** A moment as the shop's calendar and clock show it. */
function splitMoment(atMs: number, timeZone: string): { date: string; time: string } {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).formatToParts(atMs);
  const read = (type: string): string => parts.find((part) => part.type === type)!.value;
  return {
    date: `${read("year")}-${read("month")}-${read("day")}`,
    time: `${read("hour")}:${read("minute")}:${read("second")}`,
  };
}

function makeLine(part: ReceiptPart, result: PricedBasket): ReceiptJson["lines"][number] {
  const { kind, line, name, taxCategory, taxRate, netMinor, allowanceMinor } = part;
  return {
    lineId: kind === "goods" ? line.lineId : `${line.lineId}:deposit`,
    ...measure(part),
    netMinor,
    itemNetPrice: findNetPrice(part, result.currency),
    allowanceMinor,
    allowanceReasons: kind === "goods" ? nameOffers(result, line.offerIds) : [],
    taxCategoryCode: codeTaxCategory(taxCategory, taxRate),
    taxRate,
    itemName: name,
    gtin: kind === "goods" ? line.gtin : null,
  };
}

/** Codes of UN/ECE recommendation 20: pieces, and kilograms of what is sold by weight. */
function measure({
  kind,
  line,
}: ReceiptPart): Pick<ReceiptJson["lines"][number], "quantity" | "unitCode"> {
  const { quantity, weighing } = line;
  if (kind === "deposit" || weighing === undefined) return { quantity, unitCode: "C62" };
  return { quantity: (quantity * weighing.netG) / G_PER_KG, unitCode: "KGM" };
}

/** What is exempt says so in words, and nothing else does: BR-E-10, BR-S-10, BR-Z-10. */
function makeTax(tax: PricedBasket["taxes"][number]): ReceiptJson["taxes"][number] {
  const { category, rate, label, netMinor, taxMinor } = tax;
  const categoryCode = codeTaxCategory(category, rate);
  return {
    taxableMinor: netMinor,
    taxMinor,
    categoryCode,
    rate,
    label,
    exemptionReason: categoryCode === "E" ? label : null,
  };
}

/**
 * A code of UNTDID 5305. At a rate of 0 the law has several reasons, and a category's name is all
 * that is known of it: "exempt" is exempt, all others are taken as zero-rated.
 */
function codeTaxCategory(category: string, rate: string): "S" | "E" | "Z" {
  if (Number(rate) > 0) return "S";
  return category === "exempt" ? "E" : "Z";
}

/** Codes of UNTDID 4461: bank card; agreed between the parties; cash. It has none for gift cards. */
const MEANS_CODES = { card: "48", account: "ZZZ", cash: "10", balance: "ZZZ" } as const;

function listMeans({ charge, accountName }: ReceiptInput): ReceiptJson["payments"] {
  const { payer, takenCashMinor, returnedCashMinor } = charge;
  const { capturedMinor, refundedMinor } = sumPayments(charge);
  const balances = [...charge.balances.values()].map(({ card, ...balance }) => ({
    meansCode: MEANS_CODES.balance,
    cardLastFour: card?.lastFour ?? null,
    accountName: null,
    balanceKind: card?.kind ?? null,
    paidMinor: balance.capturedMinor,
    refundedMinor: balance.refundedMinor,
  }));
  const rows: ReceiptJson["payments"] = [
    ...balances,
    {
      meansCode: MEANS_CODES[payer.kind],
      cardLastFour: payer.kind === "card" ? payer.lastFour : null,
      accountName: payer.kind === "account" ? accountName : null,
      balanceKind: null,
      paidMinor: capturedMinor,
      refundedMinor,
    },
    {
      meansCode: MEANS_CODES.cash,
      cardLastFour: null,
      accountName: null,
      balanceKind: null,
      paidMinor: takenCashMinor,
      refundedMinor: returnedCashMinor,
    },
  ];
  return rows.filter((row) => row.paidMinor !== 0 || row.refundedMinor !== 0);
}

function listDisputes(input: ReceiptInput): ReceiptJson["saunter"]["disputes"] {
  const { receipt, overdueDisputes } = input;
  if (receipt.status === "draft") return [];
  return receipt.disputes.map(({ disputeId, disputedMs, instead, by: _, ...claim }) => ({
    disputeId,
    disputedMs,
    ...claim,
    decideByMs: overdueDisputes.get(disputeId) ?? null,
    itemName: nameDisputed(input, claim.gtin),
    instead:
      instead === undefined ? null : { ...instead, itemName: nameDisputed(input, instead.gtin) },
  }));
}

function describeFiscal({ fiscal }: ReceiptInput): ReceiptJson["saunter"]["fiscal"] {
  if (fiscal === null) return null;
  if (fiscal.status !== "signed") {
    return { status: fiscal.status, isLate: fiscal.status === "away", signature: null };
  }
  const { serialNumber, transactionNumber, signatureCounter } = fiscal.signature;
  const { finishedMs, qrText, signature, startedMs } = fiscal.signature;
  const numbers = { serialNumber, transactionNumber, signatureCounter };
  return {
    status: "signed",
    isLate: fiscal.isLate,
    signature: { ...numbers, startedMs, finishedMs, signature, qrText },
  };
}

function makeExtension(input: ReceiptInput): ReceiptJson["saunter"] {
  const { receipt, visit, charge, shop, policies, lookupUrl } = input;
  const { lines, inputs, result } = receipt.content;
  const isFinal = receipt.status !== "draft";
  const disputeUntilMs = findDisputeEndMs(input);
  const disputes = listDisputes(input);
  return {
    visitId: receipt.visitId,
    state: findStateKind(receipt),
    probabilityExact: receipt.probabilityExact,
    pricesIncludeTax: inputs.jurisdiction.pricesIncludeTax,
    timeZone: shop.timeZone,
    enteredMs: visit.openedMs,
    leftMs: visit.status === "closed" ? visit.closedMs : null,
    draftedMs: receipt.draftedMs,
    finalMs: isFinal ? receipt.finalMs : null,
    reviewUntilMs: isFinal ? null : receipt.reviewDueMs,
    waitsFor: isFinal
      ? []
      : [...Map.groupBy(input.reviews, ({ kind }) => kind)].map(([kind, all]) => ({
          kind,
          count: all.length,
        })),
    isOverdue: input.isOverdue,
    fiscal: describeFiscal(input),
    withoutReview: findRefundPolicy(policies.lapse),
    disputeUntilMs,
    contestUntilMs: disputeUntilMs,
    evidenceUntilMs: findEvidenceEndMs(visit, policies.evidenceKeepMs),
    lookupUrl,
    lines: result.lines.map((priced) => {
      const { lineId, unitMinor, grossMinor, discountMinor, depositMinor, payableMinor } = priced;
      const { probability, evidenceIds } = findReceiptLine(lines, priced);
      return {
        lineId,
        quantity: priced.quantity,
        ...copyWeighing(priced),
        unitMinor,
        grossMinor,
        discountMinor,
        depositMinor,
        payableMinor,
        probability,
        evidenceIds: [...evidenceIds],
      };
    }),
    offers: result.offers.map(({ offerId, name, discountMinor }) => ({
      offerId,
      name,
      discountMinor,
    })),
    disputes,
    contests: disputes.map(({ disputeId, disputedMs, ...claim }) => ({
      contestId: disputeId,
      contestedMs: disputedMs,
      ...claim,
    })),
    corrections: isFinal
      ? receipt.corrections.map(({ documentNumber, correctedMs, differenceMinor }) => ({
          correctedMs,
          differenceMinor,
          documentNumber: String(documentNumber),
        }))
      : [],
    waivedMinor: charge.forgivenMinor,
    disputedMinor: sumPayments(charge).disputedMinor,
    owedMinor: charge.dueMinor === null ? result.totals.totalMinor : findMissing(charge),
  };
}
