/**
 * A receipt as PDF: half the width of A4, so that two fit beside one another on a printed sheet,
 * and as long as it has to be, up to the height of A4; then it goes on on the next page.
 */

import type { ReceiptFonts } from "../config/receipt-fonts.ts";
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
} from "./pdf-pen.ts";
import { isPrintable } from "./pdf-text.ts";
import { drawQrPath } from "./qr-path.ts";
import {
  type AmountRow,
  keepUnits,
  makeReceiptDocument,
  type ReceiptDocument,
  type ReceiptLineView,
} from "./receipt-document.ts";
import { findIssuedMs, type ReceiptInput } from "./receipt-input.ts";
import { findReceiptTexts, RECEIPT_TEXTS } from "./receipt-texts.ts";

const POINTS_PER_MM = 72 / 25.4;
const PAGE_WIDTH_PT = 105 * POINTS_PER_MM;
const PAGE_HEIGHT_MAX_PT = 297 * POINTS_PER_MM;
const MARGIN_PT = 8 * POINTS_PER_MM;
const CONTENT_PT = PAGE_WIDTH_PT - 2 * MARGIN_PT;
/** Between columns, and between a row and what stands under it. */
const GAP_PT = 8;
const COUNT_PT = 24;
const QR_PT = 78;
/** Of the logo, at most. */
const LOGO_WIDTH_PT = 140;
const LOGO_HEIGHT_PT = 46;

const INK = "#1c1a15";
const QUIET = "#655f52";
const RULE = "#d9d3c3";
const PLATE = "#f4efe2";
const STATE_COLORS = {
  draft: "#2b4f7f",
  waiting: "#8a4b00",
  final: "#14603f",
  contested: "#8a4b00",
  reviewed: "#14603f",
  corrected: "#2b4f7f",
} as const;

const TITLE: TextStyle = { face: "title", sizePt: 15, color: INK, align: "center" };
const SUBTITLE: TextStyle = { face: "regular", sizePt: 9, color: QUIET, align: "center" };
const DUE: TextStyle = { face: "bold", sizePt: 34, color: INK, align: "center" };
const HEADING: TextStyle = { face: "bold", sizePt: 9, color: INK };
const BODY: TextStyle = { face: "regular", sizePt: 9, color: INK };
const NAME: TextStyle = { face: "bold", sizePt: 9, color: INK };
const SMALL: TextStyle = { face: "regular", sizePt: 8, color: QUIET };
const UNSURE: TextStyle = { ...SMALL, color: STATE_COLORS.waiting };
const TOTAL: TextStyle = { face: "bold", sizePt: 17, color: INK };

const FULL = { leftPt: MARGIN_PT, widthPt: CONTENT_PT };

/**
 * The PDF of a receipt; the same input gives the same bytes. Without `fonts` it has the characters
 * of Windows-1252; others are shown as their code. In a language that cannot be printed as a whole
 * the document is in British English. Throws as `makeReceiptDocument` does, and on broken fonts.
 */
export async function renderReceiptPdf(
  input: ReceiptInput,
  fonts: ReceiptFonts | null,
): Promise<Uint8Array> {
  const { shop, receipt } = input;
  const wanted = makeReceiptDocument(input);
  const pdf = createPdf(
    {
      title: `${wanted.title} – ${shop.name}`,
      author: shop.legalName,
      createdMs: findIssuedMs(receipt),
    },
    wanted.language,
    fonts,
  );
  const hasGlyph = findGlyphs(pdf, fonts);
  const document = canPrintLanguage(input.locale, hasGlyph)
    ? wanted
    : makeReceiptDocument({ ...input, locale: RECEIPT_TEXTS[0]!.language });
  const pen: Pen = { doc: pdf, hasGlyph };
  const bytes = collectBytes(pdf);
  drawPages(pen, document, listBlocks(pen, document));
  pdf.end();
  return await bytes;
}

/** Whether all the fixed words of a locale's language can be shown. */
function canPrintLanguage(locale: string, hasGlyph: (character: string) => boolean): boolean {
  const { labels, states, certainties } = findReceiptTexts(locale);
  const words = [labels, states, certainties].flatMap((table) =>
    Object.values<string>({ ...table }),
  );
  return words.every((word) => isPrintable(word, hasGlyph));
}

async function collectBytes(pdf: PDFKit.PDFDocument): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of pdf) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function listBlocks(pen: Pen, document: ReceiptDocument): Block[] {
  // What has no glyph is found while texts are laid out; then the codes are explained.
  let hasCodes = false;
  const noting: Pen = {
    ...pen,
    hasGlyph: (character) => {
      const known = pen.hasGlyph(character);
      // The minus has a stand-in, and is asked for in every text.
      hasCodes ||= !known && character !== "\u2212";
      return known;
    },
  };
  const blocks = [
    layHeader(noting, document),
    ...layNotes(noting, document),
    ...layItems(noting, document),
    laySums(noting, document),
    ...laySections(noting, document),
    layCode(noting, document),
    layFooter(noting, document),
  ];
  if (!hasCodes) return blocks;
  const notice = layText(pen, document.codesNotice, SMALL, FULL);
  return [...blocks, stackBlocks([makeSpace(12), notice])];
}

function layHeader(pen: Pen, document: ReceiptDocument): Block {
  const { shop, title, total, issued, visit } = document;
  const color = shop.accent?.light ?? INK;
  return stackBlocks([
    ...layLogo(pen, document),
    layText(pen, shop.name, { ...TITLE, color }, FULL),
    layText(pen, title, SUBTITLE, FULL),
    makeSpace(12),
    layText(pen, total, fitDue(pen, total), FULL),
    makeSpace(2),
    layState(pen, document),
    makeSpace(9),
    layText(pen, issued, SUBTITLE, FULL),
    layText(pen, visit, SUBTITLE, FULL),
  ]);
}

/** An SVG has no place in a PDF: the name alone stands for it. */
function layLogo(pen: Pen, { shop: { logo } }: ReceiptDocument): Block[] {
  if (logo?.type !== "image/png" || logo.sizePx === null) return [];
  const [width, height] = logo.sizePx;
  const scale = Math.min(LOGO_WIDTH_PT / width, LOGO_HEIGHT_PT / height);
  const [widthPt, heightPt] = [width * scale, height * scale];
  return [
    {
      heightPt,
      draw: (topPt) => {
        const leftPt = (PAGE_WIDTH_PT - widthPt) / 2;
        pen.doc.image(Buffer.from(logo.bytes), leftPt, topPt, { width: widthPt, height: heightPt });
      },
    },
    makeSpace(6),
  ];
}

/** The total in one line. */
function fitDue(pen: Pen, total: string): TextStyle {
  const share = CONTENT_PT / measureText(pen, total, DUE);
  return share >= 1 ? DUE : { ...DUE, sizePt: DUE.sizePt * share * 0.98 };
}

function layState(pen: Pen, { state }: ReceiptDocument): Block {
  const color = STATE_COLORS[state.kind];
  const style: TextStyle = { face: "bold", sizePt: 9, color, align: "center" };
  const widthPt = measureText(pen, state.label, style) + 24;
  const heightPt = 18;
  const text = layText(pen, state.label, style, FULL);
  return {
    heightPt,
    draw: (topPt) => {
      const leftPt = (PAGE_WIDTH_PT - widthPt) / 2;
      pen.doc.roundedRect(leftPt, topPt, widthPt, heightPt, heightPt / 2);
      pen.doc.lineWidth(1).stroke(color);
      text.draw(topPt + (heightPt - text.heightPt) / 2 + 1.5);
    },
  };
}

/** One block a note, so that many of them may go on on the next page. */
function layNotes(pen: Pen, { state, disputes, corrections }: ReceiptDocument): Block[] {
  const notes = [...state.notes, ...disputes, ...corrections];
  const color = STATE_COLORS[state.kind];
  const column = { leftPt: MARGIN_PT + 10, widthPt: CONTENT_PT - 20 };
  const blocks = notes.map((note): Block => {
    const text = layText(pen, note, BODY, column);
    const heightPt = text.heightPt + GAP_PT;
    return {
      heightPt,
      draw: (topPt) => {
        pen.doc.rect(MARGIN_PT, topPt, CONTENT_PT, heightPt).fill(PLATE);
        pen.doc.rect(MARGIN_PT, topPt, 2, heightPt).fill(color);
        text.draw(topPt + GAP_PT / 2 + 2);
      },
    };
  });
  return notes.length === 0 ? [] : [makeSpace(16), ...blocks];
}

function makeRule(pen: Pen, color: string, widthPt: number, spacePt: number): Block {
  return {
    heightPt: spacePt,
    draw: (topPt) => {
      pen.doc.rect(MARGIN_PT, topPt, CONTENT_PT, widthPt).fill(color);
    },
  };
}

/** A label and an amount, one at each side. */
function layRow(pen: Pen, row: AmountRow, style: TextStyle, indentPt = 0): Block {
  const amountPt = measureText(pen, row.amount, style) + 1;
  const restPt = CONTENT_PT - indentPt - amountPt - GAP_PT;
  const end = { leftPt: MARGIN_PT + CONTENT_PT - amountPt, widthPt: amountPt };
  return putBeside([
    layText(pen, row.label, style, { leftPt: MARGIN_PT + indentPt, widthPt: restPt }),
    layText(pen, row.amount, { ...style, align: "right" }, end),
  ]);
}

function layItems(pen: Pen, { labels, lines, currencyNote }: ReceiptDocument): Block[] {
  const heading = layHeading(pen, labels.items);
  const note = layText(pen, currencyNote, { ...SMALL, align: "right" }, FULL);
  const head = stackBlocks([makeSpace(18), putBeside([heading, note]), makeSpace(3)]);
  if (lines.length === 0) return [head, layText(pen, labels.nothing, BODY, FULL), makeSpace(6)];
  // The heading is never alone at the foot of a page.
  const [first, ...rest] = lines.map((line) => layLine(pen, line));
  return [stackBlocks([head, first!]), ...rest];
}

function layHeading(pen: Pen, heading: string): Block {
  return layText(pen, heading, HEADING, FULL);
}

function layLine(pen: Pen, line: ReceiptLineView): Block {
  const { quantity, amount, adjustments, unitPrice, certainty, isUncertain } = line;
  // A row of codes is read by nobody; the number is on the package.
  const name = isPrintable(line.name, pen.hasGlyph) ? keepUnits(line.name) : line.gtin;
  const count = layText(pen, `${quantity} ×`, { ...BODY, color: QUIET }, FULL);
  const column = { leftPt: MARGIN_PT + COUNT_PT, widthPt: CONTENT_PT - COUNT_PT };
  const facts = unitPrice === null ? certainty : `${unitPrice} · ${certainty}`;
  return stackBlocks([
    makeRule(pen, RULE, 0.6, 5),
    putBeside([count, layRow(pen, { label: name, amount }, NAME, COUNT_PT)]),
    ...adjustments.map((row) => layRow(pen, row, { ...SMALL, sizePt: 8.5 }, COUNT_PT)),
    layText(pen, facts, isUncertain ? UNSURE : SMALL, column),
    makeSpace(4),
  ]);
}

function laySums(pen: Pen, { labels, subtotals, total, taxIncluded }: ReceiptDocument): Block {
  return stackBlocks([
    makeRule(pen, INK, 1.4, 6),
    ...subtotals.map((row) => layRow(pen, row, BODY)),
    makeSpace(3),
    layRow(pen, { label: labels.total, amount: total }, TOTAL),
    ...(taxIncluded === null ? [] : [layRow(pen, taxIncluded, SMALL)]),
  ]);
}

function laySections(pen: Pen, document: ReceiptDocument): Block[] {
  const { labels, payments, taxes, certainty, fiscal } = document;
  const sections: readonly (readonly [string, readonly Block[]])[] = [
    [labels.payment, payments.map((row) => layRow(pen, row, row.kind === "owed" ? NAME : BODY))],
    [labels.taxes, taxes.length === 0 ? [] : layTaxes(pen, document)],
    [labels.certainty, certainty === null ? [] : [layText(pen, certainty, BODY, FULL)]],
    [labels.fiscal, fiscal.map((sentence) => layText(pen, sentence, SMALL, FULL))],
  ];
  return sections
    .filter(([, blocks]) => blocks.length > 0)
    .map(([heading, blocks]) =>
      stackBlocks([makeSpace(12), layHeading(pen, heading), makeSpace(3), ...blocks]),
    );
}

function layTaxes(pen: Pen, { labels, taxes }: ReceiptDocument): Block[] {
  const numberPt = CONTENT_PT * 0.22;
  const layCells = (texts: readonly string[], style: TextStyle): Block =>
    putBeside(
      texts.map((text, at) =>
        at === 0
          ? layText(pen, text, style, { ...FULL, widthPt: CONTENT_PT - 3 * numberPt })
          : layText(
              pen,
              text,
              { ...style, align: "right" },
              {
                leftPt: MARGIN_PT + CONTENT_PT - (texts.length - at) * numberPt,
                widthPt: numberPt,
              },
            ),
      ),
    );
  return [
    layCells([labels.taxKind, labels.taxNet, labels.tax, labels.taxGross], SMALL),
    ...taxes.map(({ label, net, tax, gross }) =>
      layCells([label, net, tax, gross], { ...BODY, sizePt: 8.5 }),
    ),
  ];
}

/** Where to look the receipt up, and what for, beside the code. */
function layCode(pen: Pen, { labels, lookupUrl, rights }: ReceiptDocument): Block {
  const { path, sizeModules, quietModules } = drawQrPath(lookupUrl);
  const modulePt = QR_PT / sizeModules;
  // The margin is part of the quiet zone, so that the code lines up with the text above it.
  const quietPt = quietModules * modulePt;
  const besidePt = MARGIN_PT - quietPt + QR_PT + 4;
  const column = { leftPt: besidePt, widthPt: PAGE_WIDTH_PT - MARGIN_PT - besidePt };
  const text = stackBlocks([
    layText(pen, labels.rights, HEADING, column),
    ...rights.map((sentence) => layText(pen, sentence, SMALL, column)),
    makeSpace(5),
    layText(pen, labels.online, HEADING, column),
    layText(pen, labels.scan, SMALL, column),
  ]);
  const spacePt = 12;
  const heightPt = Math.max(QR_PT, text.heightPt);
  return {
    heightPt: spacePt + heightPt,
    draw: (topPt) => {
      const { doc } = pen;
      const codeTopPt = topPt + spacePt + (heightPt - QR_PT) / 2;
      doc.save();
      doc.translate(MARGIN_PT - quietPt, codeTopPt).scale(modulePt);
      doc.path(path).fill("#000");
      doc.restore();
      text.draw(topPt + spacePt + (heightPt - text.heightPt) / 2);
      doc.link(MARGIN_PT, codeTopPt, CONTENT_PT, QR_PT, lookupUrl);
    },
  };
}

function layFooter(pen: Pen, { shop, labels }: ReceiptDocument): Block {
  const { legalName, addressLines, vatNumber } = shop;
  const number = vatNumber === null ? [] : [`${labels.taxNumber} ${vatNumber}`];
  const style: TextStyle = { ...SMALL, align: "center" };
  return stackBlocks([
    makeSpace(8),
    ...[legalName, ...addressLines, ...number].map((row) => layText(pen, row, style, FULL)),
  ]);
}

/** Foot of a page, where there are several. */
const FOOT_PT = 22;

function drawPages(pen: Pen, document: ReceiptDocument, blocks: readonly Block[]): void {
  const whole = stackBlocks(blocks);
  const roomPt = PAGE_HEIGHT_MAX_PT - 2 * MARGIN_PT;
  const pages = whole.heightPt <= roomPt ? [whole] : splitPages(blocks, roomPt - FOOT_PT);
  for (const [at, page] of pages.entries()) {
    // A block that is higher than a page makes a longer one: nothing is cut off.
    const neededPt = page.heightPt + 2 * MARGIN_PT + (pages.length > 1 ? FOOT_PT : 0);
    const heightPt = pages.length > 1 ? Math.max(PAGE_HEIGHT_MAX_PT, neededPt) : neededPt;
    pen.doc.addPage({ size: [PAGE_WIDTH_PT, heightPt], margin: 0 });
    page.draw(MARGIN_PT);
    if (pages.length === 1) continue;
    const foot = `${document.title} · ${document.nameOfPage(at + 1, pages.length)}`;
    const text = layText(pen, foot, { ...SMALL, align: "center" }, FULL);
    text.draw(heightPt - MARGIN_PT - text.heightPt);
  }
}

function splitPages(blocks: readonly Block[], roomPt: number): Block[] {
  const pages: Block[][] = [];
  let usedPt = Number.POSITIVE_INFINITY;
  for (const block of blocks) {
    if (usedPt + block.heightPt > roomPt) {
      pages.push([]);
      usedPt = 0;
    }
    pages.at(-1)!.push(block);
    usedPt += block.heightPt;
  }
  return pages.map(stackBlocks);
}
