/** A closing on a sheet of A5, for the books. */
import type { SignedClosing } from "@saunter/commerce/closing/events";
import type { ReceiptFonts } from "../config/receipt-fonts.ts";
import type { ShopIdentity } from "../config/shop-config.ts";
import {
  type Block,
  createPdf,
  findGlyphs,
  layText,
  makeSpace,
  measureText,
  type Pen,
  putBeside,
  stackBlocks,
  type TextStyle,
} from "../receipts/pdf-pen.ts";
import { createReceiptFormats } from "../receipts/receipt-formats.ts";

const PAGE_WIDTH_PT = 420;
const PAGE_HEIGHT_MIN_PT = 595;
const MARGIN_PT = 36;
const FULL = { leftPt: MARGIN_PT, widthPt: PAGE_WIDTH_PT - 2 * MARGIN_PT };
const INK = "#1c1a15";
const TITLE: TextStyle = { face: "title", sizePt: 18, color: INK };
const HEADING: TextStyle = { face: "bold", sizePt: 10, color: INK };
const BODY: TextStyle = { face: "regular", sizePt: 10, color: INK };
const TOTAL: TextStyle = { face: "bold", sizePt: 13, color: INK };
const SMALL: TextStyle = { face: "regular", sizePt: 7.5, color: "#655f52" };

type Row = readonly [label: string, value: string];

interface Section {
  readonly heading: string;
  readonly rows: readonly Row[];
}

function sumPayments(payments: SignedClosing["payments"]): number {
  return payments.reduce(
    (sum, { takenMinor, refundedMinor, withdrawnMinor }) =>
      sum + takenMinor - refundedMinor - withdrawnMinor,
    0,
  );
}

/** What a closing says, in words and amounts of the shop's region. */
export function describeClosing(
  closing: SignedClosing,
  { locale }: Pick<ShopIdentity, "locale">,
): readonly Section[] {
  const { sums, taxes, payments, settlement, drawer } = closing;
  const formats = createReceiptFormats(locale, closing.timeZone, closing.currency);
  const { money } = formats;
  const issued = closing.lastDocument - closing.afterDocument;
  const documents =
    issued === 0 ? "none" : `${closing.afterDocument + 1} to ${closing.lastDocument}`;
  const paid = {
    ...{ card: "Card", account: "Account", cash: "Cash" },
    ...{ "gift-card": "Gift card", points: "Points" },
  } as const;
  return [
    {
      heading: "Period",
      rows: [
        ["From", closing.fromMs === 0 ? "the beginning" : formats.dateTime(closing.fromMs)],
        ["Until", formats.dateTime(closing.untilMs)],
        ["Documents", documents],
        ["Receipts", formats.count(sums.receipts)],
        ["Corrections", formats.count(sums.corrections)],
      ],
    },
    {
      heading: "Sales",
      rows: [
        ["Discounts given", money(sums.discountMinor)],
        ["Deposits", money(sums.depositMinor)],
        ["Net", money(sums.netMinor)],
        ["Tax", money(sums.taxMinor)],
        ["Rounding", money(sums.roundingMinor)],
        ["Refunds and other corrections, included", money(sums.correctedMinor)],
        ["Tips", "none"],
      ],
    },
    {
      heading: "Tax",
      rows: taxes.map(({ label, netMinor, taxMinor }) => [
        label,
        `${money(netMinor)} net + ${money(taxMinor)} tax`,
      ]),
    },
    {
      heading: "Payments",
      rows: payments.flatMap(({ kind, takenMinor, refundedMinor, withdrawnMinor }): Row[] => [
        [`${paid[kind]} taken`, money(takenMinor)],
        [`${paid[kind]} refunded`, money(refundedMinor)],
        ...(withdrawnMinor === 0
          ? []
          : [[`${paid[kind]} taken back at the provider`, money(withdrawnMinor)] as const]),
      ]),
    },
    {
      heading: "From payments to the total",
      rows:
        settlement === undefined
          ? []
          : (
              [
                ["Payments, less what went back", sumPayments(payments)],
                ["Unpaid", settlement.unpaidMinor],
                ["Payment in progress", settlement.pendingMinor],
                ["Refunds in progress", settlement.refundsDueMinor],
                ["Refunded as amounts", settlement.goodwillMinor],
                ["Debts written off", settlement.forgivenMinor],
                ["Taken back from payments", settlement.takenBackMinor],
              ] as const
            ).flatMap(([label, minor], at): Row[] =>
              at === 0 || minor !== 0 ? [[label, money(minor)]] : [],
            ),
    },
    {
      heading: "Cash drawer",
      rows:
        drawer === undefined
          ? []
          : [
              ["Counts", formats.count(drawer.counts)],
              ["Difference counted", money(drawer.differenceMinor)],
              ["Taken to the bank", money(drawer.bankedMinor)],
              ["Change added", money(drawer.addedMinor)],
              ["Should be in the drawer", money(drawer.expectedMinor)],
            ],
    },
  ].filter(({ rows }) => rows.length > 0) as Section[];
}

/** The same closing gives the same bytes. Without `fonts` it has the characters of Windows-1252. */
export async function renderClosingPdf(
  closing: SignedClosing,
  shop: ShopIdentity,
  fonts: ReceiptFonts | null,
): Promise<Uint8Array> {
  const title = `Day closing ${closing.closingNumber}`;
  const info = { title: `${title} – ${shop.name}`, author: shop.legalName };
  const doc = createPdf({ ...info, createdMs: closing.closedMs }, "en-GB", fonts);
  const pen: Pen = { doc, hasGlyph: findGlyphs(doc, fonts) };
  const chunks: Buffer[] = [];
  doc.on("data", (chunk: Buffer) => void chunks.push(chunk));
  const done = new Promise((resolve) => void doc.on("end", resolve));
  const page = stackBlocks(layClosing(pen, title, closing, shop));
  const heightPt = Math.max(PAGE_HEIGHT_MIN_PT, page.heightPt + 2 * MARGIN_PT);
  doc.addPage({ size: [PAGE_WIDTH_PT, heightPt], margin: 0 });
  page.draw(MARGIN_PT);
  doc.end();
  await done;
  return Buffer.concat(chunks);
}

function layClosing(pen: Pen, title: string, closing: SignedClosing, shop: ShopIdentity): Block[] {
  const { money, dateTime } = createReceiptFormats(shop.locale, closing.timeZone, closing.currency);
  const vat = shop.vatNumber === null ? [] : [`VAT number ${shop.vatNumber}`];
  const small = (text: string): Block => layText(pen, text, SMALL, FULL);
  return [
    layText(pen, title, TITLE, FULL),
    layText(pen, `${closing.day} · ${closing.timeZone}`, BODY, FULL),
    makeSpace(6),
    ...[shop.legalName, ...shop.addressLines, ...vat].map(small),
    ...describeClosing(closing, shop).flatMap(({ heading, rows }) => [
      makeSpace(12),
      layText(pen, heading, HEADING, FULL),
      makeSpace(2),
      ...rows.map((row) => layRow(pen, row, BODY)),
    ]),
    makeSpace(14),
    layRow(pen, ["Total", money(closing.sums.totalMinor)], TOTAL),
    layRow(pen, ["All closings so far", money(closing.grandTotalMinor)], BODY),
    makeSpace(14),
    small(`Closed ${dateTime(closing.closedMs)} by ${closing.by}`),
    small(`Closing before: ${closing.previousHash}`),
    small(`SHA-256: ${closing.hash}`),
    small(`Ed25519: ${closing.signature}`),
  ];
}

/** A label and a value, one at each side. */
function layRow(pen: Pen, [label, value]: Row, style: TextStyle): Block {
  const valuePt = measureText(pen, value, style) + 1;
  const end = { leftPt: PAGE_WIDTH_PT - MARGIN_PT - valuePt, widthPt: valuePt };
  const restPt = FULL.widthPt - valuePt - 8;
  return putBeside([
    layText(pen, label, style, { ...FULL, widthPt: restPt }),
    layText(pen, value, { ...style, align: "right" }, end),
  ]);
}
