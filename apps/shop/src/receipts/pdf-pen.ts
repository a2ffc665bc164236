/** Lays out text and draws it on a sheet. Lengths are PDF points. */

import PDFDocument from "pdfkit";
import type { ReceiptFonts } from "../config/receipt-fonts.ts";
import { encodeMissing, hasStandardGlyph, isRightToLeft, NO_BREAK, wrapText } from "./pdf-text.ts";

export interface TextStyle {
  readonly face: "regular" | "bold" | "title";
  readonly sizePt: number;
  readonly color: string;
  readonly align?: "left" | "center" | "right";
}

export interface Pen {
  readonly doc: PDFKit.PDFDocument;
  readonly hasGlyph: (character: string) => boolean;
}

/** Something of a known height, drawn at the height that it is given. */
export interface Block {
  readonly heightPt: number;
  readonly draw: (topPt: number) => void;
}

const LINE_HEIGHT = 1.27;
const STANDARD_FACES = {
  regular: "Helvetica",
  bold: "Helvetica-Bold",
  title: "Times-Bold",
} as const;

/** Where a text stands across the sheet. */
export interface Column {
  readonly leftPt: number;
  readonly widthPt: number;
}

export function createPdf(
  info: { readonly title: string; readonly author: string; readonly createdMs: number },
  language: string,
  fonts: ReceiptFonts | null,
): PDFKit.PDFDocument {
  const doc = new PDFDocument({
    autoFirstPage: false,
    lang: language,
    displayTitle: true,
    pdfVersion: "1.7",
    // Both make the file's id: the same receipt gives the same bytes.
    info: {
      Title: info.title,
      Author: info.author,
      Creator: "Saunter",
      CreationDate: new Date(info.createdMs),
    },
  });
  for (const face of ["regular", "bold", "title"] as const) {
    const custom = fonts && (face === "regular" ? fonts.regular : fonts.bold);
    // The type wants a Buffer; a view of the same bytes is one.
    doc.registerFont(face, custom === null ? STANDARD_FACES[face] : toBuffer(custom));
  }
  return doc;
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Whether both faces of a document can show a character. */
export function findGlyphs(
  doc: PDFKit.PDFDocument,
  fonts: ReceiptFonts | null,
): (character: string) => boolean {
  if (fonts === null) return hasStandardGlyph;
  const faces = (["regular", "bold"] as const).map((face) => openFace(doc, face));
  return (character) =>
    !isRightToLeft(character) &&
    faces.every((face) => face.hasGlyphForCodePoint(character.codePointAt(0)!));
}

interface FontFace {
  hasGlyphForCodePoint(code: number): boolean;
}

/** pdfkit keeps the opened font to itself; its types do not name it. */
function openFace(doc: PDFKit.PDFDocument, face: "regular" | "bold"): FontFace {
  const { _font } = doc.font(face) as unknown as { _font: { font: FontFace } };
  return _font.font;
}

/** A text in a column, in as many lines as it needs. */
export function layText(pen: Pen, text: string, style: TextStyle, column: Column): Block {
  const { doc } = pen;
  const measurePt = (part: string): number => setFont(doc, style).widthOfString(part);
  const broken = wrapText(encodeMissing(text, pen.hasGlyph), column.widthPt, measurePt);
  const lines = broken.map((line) => line.replaceAll(NO_BREAK, " "));
  const linePt = style.sizePt * LINE_HEIGHT;
  return {
    heightPt: lines.length * linePt,
    draw: (topPt) => {
      for (const [at, line] of lines.entries()) {
        const restPt = column.widthPt - measurePt(line);
        const share = { left: 0, center: 0.5, right: 1 }[style.align ?? "left"];
        const leftPt = column.leftPt + restPt * share;
        const styled = setFont(doc, style).fillColor(style.color);
        styled.text(line, leftPt, topPt + at * linePt, { lineBreak: false });
      }
    },
  };
}

/** How wide a text is in one line. */
export function measureText(pen: Pen, text: string, style: TextStyle): number {
  const shown = encodeMissing(text, pen.hasGlyph).replaceAll(NO_BREAK, " ");
  return setFont(pen.doc, style).widthOfString(shown);
}

/** Without a colour, which needs a page: texts are measured before there is one. */
function setFont(doc: PDFKit.PDFDocument, { face, sizePt }: TextStyle): PDFKit.PDFDocument {
  return doc.font(face).fontSize(sizePt);
}

export function makeSpace(heightPt: number): Block {
  return { heightPt, draw: () => {} };
}

/** Blocks beside one another, as high as the highest. */
export function putBeside(blocks: readonly Block[]): Block {
  return {
    heightPt: Math.max(0, ...blocks.map(({ heightPt }) => heightPt)),
    draw: (topPt) => {
      for (const block of blocks) block.draw(topPt);
    },
  };
}

/** Blocks one below the other that stay on one page. */
export function stackBlocks(blocks: readonly Block[]): Block {
  return {
    heightPt: blocks.reduce((sum, { heightPt }) => sum + heightPt, 0),
    draw: (topPt) => {
      let belowPt = topPt;
      for (const block of blocks) {
        block.draw(belowPt);
        belowPt += block.heightPt;
      }
    },
  };
}
