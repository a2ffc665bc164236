/** What a receipt shows, in words and formatted once: HTML, PDF and mail lay out the same texts. */
import type { PricedBasket, PricedLine } from "@saunter/commerce/pricing/pricing-types";
import type { ReceiptLine } from "@saunter/commerce/receipt/events";
import type { LapseCaps } from "@saunter/commerce/review/lapse-caps";
import type { Accent } from "@saunter/protocol/brand";
import { makeAccent } from "../brand/make-accent.ts";
import type { Logo } from "../config/shop-brand.ts";
import { createReceiptFormats, type ReceiptFormats } from "./receipt-formats.ts";
import {
  findDisputeEndMs,
  findEvidenceEndMs,
  findRefundPolicy,
  type ReceiptInput,
  type WrittenReceipt,
} from "./receipt-input.ts";
import { RECEIPT_LIMITS } from "./receipt-limits.ts";
import { listPayments, type PaymentRow } from "./receipt-payments.ts";
import { describeCorrections, describeDisputes, describeState } from "./receipt-states.ts";
import {
  type Certainty,
  findReceiptTexts,
  type ReceiptLabels,
  type ReceiptStateKind,
  type ReceiptTexts,
} from "./receipt-texts.ts";

/** Amounts of lines and taxes are without the currency, which `currencyNote` names. */
export interface AmountRow {
  readonly label: string;
  readonly amount: string;
}

export interface ReceiptLineView {
  readonly lineId: string;
  readonly gtin: string;
  readonly name: string;
  readonly quantity: string;
  /** Of goods by weight the net weight and the price of a kilogram; null of a single unit: its amount says it. */
  readonly unitPrice: string | null;
  /** Before offers and deposit. */
  readonly amount: string;
  /** Offers by name, and the deposit. */
  readonly adjustments: readonly AmountRow[];
  readonly certainty: string;
  readonly isUncertain: boolean;
}

export interface TaxRowView {
  readonly label: string;
  readonly net: string;
  readonly tax: string;
  readonly gross: string;
}

export interface ReceiptDocument {
  /** BCP 47, of the words. */
  readonly language: string;
  readonly direction: "ltr" | "rtl";
  readonly labels: ReceiptLabels;
  readonly title: string;
  /** Null on a draft. */
  readonly documentNumber: string | null;
  readonly shop: {
    readonly name: string;
    readonly addressLines: readonly string[];
    readonly legalName: string;
    readonly vatNumber: string | null;
    /** Null where the shop has no colour. */
    readonly accent: Accent | null;
    readonly logo: Logo | null;
  };
  /** When it was drafted or became final; corrections have dates of their own. */
  readonly issuedMs: number;
  readonly issued: string;
  readonly visit: string;
  readonly state: {
    readonly kind: ReceiptStateKind;
    readonly label: string;
    readonly notes: readonly string[];
  };
  readonly lines: readonly ReceiptLineView[];
  /** From goods to the total; empty where the lines' amounts are the total already. */
  readonly subtotals: readonly AmountRow[];
  /** With the currency. */
  readonly total: string;
  /** Null where tax is on top, and so among the subtotals. */
  readonly taxIncluded: AmountRow | null;
  readonly taxes: readonly TaxRowView[];
  /** With the currency. */
  readonly payments: readonly PaymentRow[];
  readonly currencyNote: string;
  /** Of the whole; null once a correction has changed it. */
  readonly certainty: string | null;
  readonly disputes: readonly string[];
  readonly corrections: readonly string[];
  /** Until when lines can be disputed, and when evidence is deleted. */
  readonly rights: readonly string[];
  /** What the signing device says; empty where there is none. */
  readonly fiscal: readonly string[];
  /** The text of its code. */
  readonly fiscalCode: string | null;
  readonly lookupUrl: string;
  readonly mail: { readonly subject: string; readonly link: string; readonly attached: string };
  readonly nameOfPage: (page: number, pages: number) => string;
  readonly codesNotice: string;
}

/** Below a bound the next word holds. */
const CERTAINTY_FROM: readonly (readonly [number, Certainty])[] = [
  [1, "certain"],
  [0.99, "almost-certain"],
  [0.95, "very-likely"],
  [0.8, "likely"],
  [0, "unsure"],
];

/**
 * The receipt as it is shown. The whole is in one language: of the locale where there are texts for
 * it, else British English, in words and in how numbers are written. Throws where the look-up
 * address is none of the web, and RangeError on a locale or time zone that is none.
 */
export function makeReceiptDocument(input: ReceiptInput): ReceiptDocument {
  const { receipt, shop, visit, charge } = input;
  const { result, inputs } = receipt.content;
  const texts = findReceiptTexts(input.locale);
  const formats = createReceiptFormats(
    findFormatLocale(input, texts),
    shop.timeZone,
    result.currency,
  );
  const { pricesIncludeTax } = inputs.jurisdiction;
  const documentNumber = receipt.status === "draft" ? null : String(receipt.documentNumber);
  const title = documentNumber === null ? texts.draftTitle : texts.title(documentNumber);
  const issuedMs = receipt.status === "draft" ? receipt.draftedMs : receipt.finalMs;
  const exit = visit.status === "closed" ? formats.timeNear(visit.closedMs, visit.openedMs) : "…";
  return {
    language: texts.language,
    direction: texts.direction,
    labels: texts.labels,
    title,
    documentNumber,
    shop: {
      name: shop.name,
      addressLines: shop.addressLines,
      legalName: shop.legalName,
      vatNumber: shop.vatNumber,
      accent: shop.brand?.colour ? makeAccent(shop.brand.colour) : null,
      logo: shop.brand?.logo ?? null,
    },
    issuedMs,
    issued: formats.dateTime(issuedMs),
    visit: texts.visitTimes(formats.time(visit.openedMs), exit),
    state: describeState(input, texts, formats),
    lines: listLines(input, texts, formats),
    subtotals: listSubtotals(result, pricesIncludeTax, texts, formats),
    total: formats.money(result.totals.totalMinor),
    taxIncluded: pricesIncludeTax
      ? { label: texts.labels.taxIncluded, amount: formats.amount(result.totals.taxMinor) }
      : null,
    taxes: result.taxes.map(({ label, netMinor, taxMinor, grossMinor }) => ({
      label,
      net: formats.amount(netMinor),
      tax: formats.amount(taxMinor),
      gross: formats.amount(grossMinor),
    })),
    payments: listPayments(charge, result.totals.totalMinor, input.accountName, texts, formats),
    currencyNote: texts.amountsIn(result.currency),
    certainty: describeWhole(receipt, texts, formats),
    disputes: describeDisputes(input, texts, formats),
    corrections: describeCorrections(receipt, texts, formats),
    rights: describeRights(input, texts, formats),
    fiscal: describeFiscal(input, texts, formats),
    fiscalCode: input.fiscal?.status === "signed" ? input.fiscal.signature.qrText : null,
    lookupUrl: checkWebUrl(input.lookupUrl),
    mail: {
      subject: texts.mailSubject(title, shop.name),
      link: texts.mailLink,
      attached: texts.mailAttached,
    },
    nameOfPage: (page, pages) => texts.page(formats.count(page), formats.count(pages)),
    codesNotice: texts.codesNotice,
  };
}

function describeFiscal(
  { fiscal }: ReceiptInput,
  { fiscal: texts }: ReceiptTexts,
  formats: ReceiptFormats,
): string[] {
  if (fiscal === null) return [];
  if (fiscal.status !== "signed") return [texts[fiscal.status]];
  const { serialNumber, signature, signatureCounter, transactionNumber } = fiscal.signature;
  const { finishedMs, startedMs } = fiscal.signature;
  return [
    ...(fiscal.isLate ? [texts.late] : []),
    texts.device(serialNumber),
    texts.transaction(transactionNumber, String(signatureCounter)),
    texts.times(formats.dateTime(startedMs), formats.dateTime(finishedMs)),
    texts.signature(signature),
  ];
}

/**
 * A date in French within an English sentence would be read by nobody. Digits are those of the texts, and
 * so of the numbers of documents; days are of the calendar that tax knows, whatever a region takes.
 */
function findFormatLocale({ locale }: ReceiptInput, texts: ReceiptTexts): string {
  const wanted = new Intl.Locale(locale);
  if (wanted.language !== new Intl.Locale(texts.language).language) return texts.language;
  const { numberingSystem } = new Intl.NumberFormat(texts.language).resolvedOptions();
  return new Intl.Locale(wanted, { numberingSystem, calendar: "gregory" }).toString();
}

function checkWebUrl(url: string): string {
  const isShort = url.length <= RECEIPT_LIMITS.lookupUrlCharsMax;
  if (!isShort || !URL.canParse(url) || !/^https?:\/\//.test(url)) {
    throw new Error("broken invariant: a receipt is looked up at an address of the web");
  }
  return url;
}

export function nameCertainty(probability: number): Certainty {
  return CERTAINTY_FROM.find(([from]) => probability >= from)?.[1] ?? "unsure";
}

function listLines(
  { receipt }: ReceiptInput,
  texts: ReceiptTexts,
  formats: ReceiptFormats,
): ReceiptLineView[] {
  const { lines, result, inputs } = receipt.content;
  const depositNames = new Map(inputs.products.map(({ gtin, deposit }) => [gtin, deposit?.name]));
  return result.lines.map((priced) => ({
    lineId: priced.lineId,
    gtin: priced.gtin,
    name: priced.name,
    quantity: formats.count(priced.quantity),
    unitPrice: describePrice(priced, texts, formats),
    amount: formats.amount(priced.grossMinor),
    adjustments: listAdjustments(priced, {
      offers: formats.list(nameOffers(result, priced.offerIds)),
      deposit: depositNames.get(priced.gtin) ?? texts.labels.deposit,
      formats,
    }),
    ...describeCertainty(findReceiptLine(lines, priced), texts, formats),
  }));
}

/** Net weight, price of a kilogram and, as the amount, the price to pay: what a scale has to show (OIML R 76-1, 4.14). */
function describePrice(
  { kilogramMinor, quantity, unitMinor, weighing }: PricedLine,
  texts: ReceiptTexts,
  formats: ReceiptFormats,
): string | null {
  const each = quantity === 1 ? null : texts.each(formats.amount(unitMinor));
  if (weighing === undefined || kilogramMinor === undefined) return each;
  const weighed = texts.weighed(formats.kilograms(weighing.netG), formats.amount(kilogramMinor));
  return each === null ? weighed : `${weighed} · ${each}`;
}

/** A name in which "100 g" and "70 %" stay on one line. */
export function keepUnits(name: string): string {
  return name.replace(/(\d) (?=(?:%|\p{L}{1,3})(?![\p{L}\d]))/gu, "$1\u00a0");
}

/** The line that a priced one stands for. Throws where there is none: they are made together. */
export function findReceiptLine(
  lines: readonly ReceiptLine[],
  { lineId }: Pick<PricedLine, "lineId">,
): ReceiptLine {
  const line = lines.find((one) => one.lineId === lineId);
  if (line === undefined) throw new Error(`broken invariant: no line ${lineId} was priced`);
  return line;
}

/** Names of offers that were used. Throws on others. */
export function nameOffers({ offers }: PricedBasket, offerIds: readonly string[]): string[] {
  return offerIds.map((id) => {
    const offer = offers.find(({ offerId }) => offerId === id);
    if (offer === undefined) throw new Error(`broken invariant: offer ${id} was not used`);
    return offer.name;
  });
}

function listAdjustments(
  { discountMinor, depositMinor }: PricedLine,
  names: { readonly offers: string; readonly deposit: string; readonly formats: ReceiptFormats },
): AmountRow[] {
  const { offers, deposit, formats } = names;
  return [
    ...(discountMinor === 0 ? [] : [{ label: offers, amount: formats.amount(-discountMinor) }]),
    ...(depositMinor === 0 ? [] : [{ label: deposit, amount: formats.amount(depositMinor) }]),
  ];
}

function describeCertainty(
  { probability }: ReceiptLine,
  texts: ReceiptTexts,
  formats: ReceiptFormats,
): Pick<ReceiptLineView, "certainty" | "isUncertain"> {
  const certainty = nameCertainty(probability);
  return {
    certainty: `${texts.certainties[certainty]} · ${formats.percent(probability)}`,
    isUncertain: certainty === "likely" || certainty === "unsure",
  };
}

function describeWhole(
  receipt: WrittenReceipt,
  texts: ReceiptTexts,
  formats: ReceiptFormats,
): string | null {
  if (receipt.status !== "draft" && receipt.corrections.length > 0) return null;
  const { probabilityExact } = receipt;
  const certainty = texts.certainties[nameCertainty(probabilityExact)];
  return texts.exactly(certainty, formats.percent(probabilityExact));
}

function listSubtotals(
  { totals }: PricedBasket,
  pricesIncludeTax: boolean,
  { labels }: ReceiptTexts,
  { amount }: ReceiptFormats,
): AmountRow[] {
  const { goodsMinor, discountMinor, depositMinor, netMinor, taxMinor, roundingMinor = 0 } = totals;
  const isRounded = roundingMinor !== 0;
  const hasMore = discountMinor !== 0 || depositMinor !== 0 || (isRounded && pricesIncludeTax);
  const rows = [
    ...(hasMore ? [{ label: labels.goods, amount: amount(goodsMinor) }] : []),
    ...(discountMinor === 0 ? [] : [{ label: labels.offers, amount: amount(-discountMinor) }]),
    ...(depositMinor === 0 ? [] : [{ label: labels.deposits, amount: amount(depositMinor) }]),
  ];
  const rounding = isRounded ? [{ label: labels.rounding, amount: amount(roundingMinor) }] : [];
  if (pricesIncludeTax) return [...rows, ...rounding];
  return [
    ...rows,
    { label: labels.beforeTax, amount: amount(netMinor) },
    { label: labels.tax, amount: amount(taxMinor) },
    ...rounding,
  ];
}

function describeWithoutReview(
  caps: LapseCaps,
  texts: ReceiptTexts,
  formats: ReceiptFormats,
): string[] {
  const policy = findRefundPolicy(caps);
  if (policy === null) return [];
  const { refundMaxMinor, refundsSumMaxMinor, refundsMax, days, decideHours } = policy;
  return [
    texts.withoutReview(
      formats.money(refundMaxMinor),
      formats.money(refundsSumMaxMinor),
      formats.count(refundsMax),
      formats.duration(days, "day"),
      formats.duration(decideHours, "hour"),
    ),
  ];
}

function describeRights(
  input: ReceiptInput,
  texts: ReceiptTexts,
  formats: ReceiptFormats,
): string[] {
  const { visit, policies } = input;
  const disputeEndMs = findDisputeEndMs(input);
  const evidenceEndMs = findEvidenceEndMs(visit, policies.evidenceKeepMs);
  const disputes =
    disputeEndMs === null
      ? [texts.disputeLater]
      : [
          texts.disputeUntil(formats.dateTime(disputeEndMs)),
          ...describeWithoutReview(policies.lapse, texts, formats),
        ];
  return [...disputes, texts.evidenceUntil(formats.dateTime(evidenceEndMs))];
}
