/**
 * The schema of a receipt for machines. Amounts are whole minor units, moments Unix milliseconds.
 */
import Type from "typebox";
import {
  CLAIMED_WEIGHT,
  closed,
  deprecated,
  named,
  PRICED_WEIGHING,
  WEIGHING,
} from "./http/schemas.ts";

const MINOR = Type.Integer({
  minimum: Number.MIN_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
});
const MOMENT = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const MAYBE_MOMENT = Type.Union([MOMENT, Type.Null()]);
const MAYBE_TEXT = Type.Union([Type.String(), Type.Null()]);
const PROBABILITY = Type.Number({ minimum: 0, maximum: 1 });
const DAY = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" });
const NUMBER = Type.String({ pattern: "^\\d+$" });
const RATE = Type.String({ pattern: "^\\d+(\\.\\d+)?$" });
const TAX_CATEGORY = Type.Enum(["S", "E", "Z"]);

const LINE = named(
  "ReceiptLine",
  closed({
    lineId: Type.String(),
    /** Pieces, or kilograms with three decimals. */
    quantity: Type.Number({ exclusiveMinimum: 0 }),
    unitCode: Type.Enum(["C62", "KGM"]),
    netMinor: MINOR,
    itemNetPrice: Type.String({ pattern: "^\\d+\\.\\d+$" }),
    allowanceMinor: MINOR,
    allowanceReasons: Type.Array(Type.String()),
    taxCategoryCode: TAX_CATEGORY,
    taxRate: RATE,
    itemName: Type.String(),
    gtin: MAYBE_TEXT,
  }),
);

const TAX = named(
  "ReceiptTax",
  closed({
    taxableMinor: MINOR,
    taxMinor: MINOR,
    categoryCode: TAX_CATEGORY,
    rate: RATE,
    label: Type.String(),
    exemptionReason: MAYBE_TEXT,
  }),
);

const PAYMENT = named(
  "ReceiptPayment",
  closed({
    meansCode: Type.Enum(["10", "48", "ZZZ"]),
    cardLastFour: MAYBE_TEXT,
    accountName: MAYBE_TEXT,
    /** Of `ZZZ`: what the chain keeps for whoever has the card; null of others. */
    balanceKind: Type.Union([Type.Enum(["gift-card", "points"]), Type.Null()]),
    paidMinor: MINOR,
    refundedMinor: MINOR,
  }),
);

const CLAIM = {
  kind: Type.Enum(["wrong-item", "wrong-count", "missing"]),
  lineId: MAYBE_TEXT,
  gtin: Type.String(),
  itemName: Type.String(),
  claimedQuantity: Type.Integer({ minimum: 0 }),
  ...CLAIMED_WEIGHT,
  instead: Type.Union([
    closed({
      gtin: Type.String(),
      itemName: Type.String(),
      ...WEIGHING,
      quantity: Type.Integer({ minimum: 1 }),
    }),
    Type.Null(),
  ]),
  worthMinor: MINOR,
  isGranted: Type.Union([Type.Boolean(), Type.Null()]),
  decideByMs: MAYBE_MOMENT,
};

const WITHOUT_REVIEW = closed({
  refundMaxMinor: MINOR,
  refundsSumMaxMinor: MINOR,
  refundsMax: Type.Integer({ minimum: 0 }),
  days: Type.Integer({ minimum: 1 }),
  decideHours: Type.Integer({ minimum: 1 }),
});

const FISCAL = named(
  "ReceiptFiscal",
  closed({
    status: Type.Enum(["waiting", "away", "refused", "signed"]),
    /** It could not be signed when it was issued. */
    isLate: Type.Boolean(),
    /** Null until it is signed. */
    signature: Type.Union([
      closed({
        serialNumber: Type.String(),
        transactionNumber: Type.String(),
        signatureCounter: Type.Integer({ minimum: 0 }),
        startedMs: Type.Integer(),
        finishedMs: Type.Integer(),
        signature: Type.String(),
        qrText: MAYBE_TEXT,
      }),
      Type.Null(),
    ]),
  }),
);

const EXTENSION = named(
  "ReceiptExtension",
  closed({
    visitId: Type.String(),
    state: Type.Enum(["draft", "waiting", "final", "contested", "reviewed", "corrected"]),
    probabilityExact: PROBABILITY,
    pricesIncludeTax: Type.Boolean(),
    timeZone: Type.String(),
    enteredMs: MOMENT,
    leftMs: MAYBE_MOMENT,
    draftedMs: MOMENT,
    finalMs: MAYBE_MOMENT,
    reviewUntilMs: MAYBE_MOMENT,
    waitsFor: Type.Array(
      closed({
        kind: Type.Enum(["interaction", "gap", "binding", "age", "contest"]),
        count: Type.Integer({ minimum: 1 }),
      }),
    ),
    isOverdue: Type.Boolean(),
    /** Of the device that signs receipts; null where none is to be. */
    fiscal: Type.Union([FISCAL, Type.Null()]),
    withoutReview: Type.Union([WITHOUT_REVIEW, Type.Null()]),
    disputeUntilMs: MAYBE_MOMENT,
    contestUntilMs: deprecated(MAYBE_MOMENT),
    evidenceUntilMs: MOMENT,
    lookupUrl: Type.String(),
    lines: Type.Array(
      closed({
        lineId: Type.String(),
        quantity: Type.Integer({ minimum: 1 }),
        ...PRICED_WEIGHING,
        unitMinor: MINOR,
        grossMinor: MINOR,
        discountMinor: MINOR,
        depositMinor: MINOR,
        payableMinor: MINOR,
        probability: PROBABILITY,
        evidenceIds: Type.Array(Type.String()),
      }),
    ),
    offers: Type.Array(
      closed({ offerId: Type.String(), name: Type.String(), discountMinor: MINOR }),
    ),
    disputes: Type.Array(closed({ disputeId: Type.String(), disputedMs: MOMENT, ...CLAIM })),
    contests: deprecated(
      Type.Array(closed({ contestId: Type.String(), contestedMs: MOMENT, ...CLAIM })),
    ),
    corrections: Type.Array(
      closed({ documentNumber: NUMBER, correctedMs: MOMENT, differenceMinor: MINOR }),
    ),
    waivedMinor: MINOR,
    disputedMinor: MINOR,
    owedMinor: MINOR,
  }),
);

export const RECEIPT_SCHEMA = named(
  "Receipt",
  closed({
    specificationId: Type.String({ pattern: "^urn:saunter:receipt:\\d+$" }),
    /** Null on a draft, which is no document yet; so is its type. */
    documentNumber: Type.Union([NUMBER, Type.Null()]),
    typeCode: Type.Union([Type.Enum(["380", "384"]), Type.Null()]),
    issueDate: DAY,
    issueTime: Type.String({ pattern: "^\\d{2}:\\d{2}:\\d{2}$" }),
    currency: Type.String({ pattern: "^[A-Z]{3}$" }),
    currencyDecimals: Type.Integer({ minimum: 0, maximum: 4 }),
    precedingDocuments: Type.Array(closed({ documentNumber: NUMBER, issueDate: DAY })),
    seller: closed({
      legalName: Type.String(),
      tradingName: Type.String(),
      taxNumber: MAYBE_TEXT,
      addressLines: Type.Array(Type.String()),
      countryCode: Type.Union([Type.String({ pattern: "^[A-Z]{2}$" }), Type.Null()]),
    }),
    lines: Type.Array(LINE),
    taxes: Type.Array(TAX),
    totals: closed({
      linesNetMinor: MINOR,
      netMinor: MINOR,
      taxMinor: MINOR,
      grossMinor: MINOR,
      roundingMinor: MINOR,
      paidMinor: MINOR,
      dueMinor: MINOR,
    }),
    payments: Type.Array(PAYMENT),
    saunter: EXTENSION,
  }),
);
