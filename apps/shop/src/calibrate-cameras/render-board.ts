/** The board as PDF, to be printed at its true size. */
import PDFDocument from "pdfkit";
import { CELLS_A_SQUARE, type Sheet, SQUARES_X, SQUARES_Y } from "./board-layout.ts";

const POINTS_PER_MM = 72 / 25.4;
/** What the line under the board measures, if the printer has not scaled it. */
export const CHECK_LINE_MM = 100;
/** From the sheet's edge to the board's at the top. */
const TOP_MM = 10;
const UNDER_MM = 5;
const TEXT_PT = 8;
const INK = "#000000";
/** The same bytes every time: a file's date is no part of a board. */
const CREATED = new Date(0);

/** @param cells which cells of the board are black, as `drawBoardCells` gives them */
export async function renderBoardPdf(sheet: Sheet, cells: Uint8Array): Promise<Uint8Array> {
  const { widthMm, heightMm, squareMm } = sheet;
  const doc = new PDFDocument({
    size: [widthMm * POINTS_PER_MM, heightMm * POINTS_PER_MM],
    margin: 0,
    lang: "en-GB",
    displayTitle: true,
    pdfVersion: "1.7",
    info: { Title: "Calibration board", Creator: "Saunter", CreationDate: CREATED },
  });
  const bytes = collectBytes(doc);
  const leftMm = (widthMm - SQUARES_X * squareMm) / 2;
  drawCells(doc, cells, leftMm, TOP_MM, squareMm / CELLS_A_SQUARE);
  drawCheck(doc, sheet, leftMm, TOP_MM + SQUARES_Y * squareMm + UNDER_MM);
  doc.end();
  return await bytes;
}

/** Cells of a row that are black side by side are one rectangle: no seams between them. */
function drawCells(
  doc: PDFKit.PDFDocument,
  cells: Uint8Array,
  leftMm: number,
  topMm: number,
  cellMm: number,
): void {
  const across = SQUARES_X * CELLS_A_SQUARE;
  const unitPt = cellMm * POINTS_PER_MM;
  const [leftPt, topPt] = [leftMm * POINTS_PER_MM, topMm * POINTS_PER_MM];
  for (let row = 0; row < SQUARES_Y * CELLS_A_SQUARE; row++) {
    for (let from = 0; from < across; ) {
      let to = from;
      while (to < across && cells[row * across + to] === 1) to++;
      if (to > from) {
        doc.rect(leftPt + from * unitPt, topPt + row * unitPt, (to - from) * unitPt, unitPt);
      }
      from = to + 1;
    }
  }
  doc.fill(INK);
}

function drawCheck(
  doc: PDFKit.PDFDocument,
  { widthMm, squareMm }: Sheet,
  leftMm: number,
  topMm: number,
): void {
  const at = (mm: number): number => mm * POINTS_PER_MM;
  const [left, right, y] = [at(leftMm), at(leftMm + CHECK_LINE_MM), at(topMm)];
  doc.moveTo(left, y).lineTo(right, y);
  for (const x of [left, right]) doc.moveTo(x, y - at(2)).lineTo(x, y + at(2));
  doc.lineWidth(0.6).stroke(INK);
  const words =
    `This line is ${CHECK_LINE_MM} mm long: print at 100 %, and measure it. Squares of ${squareMm} mm ` +
    `(--board-square-mm ${squareMm}), ${SQUARES_X} x ${SQUARES_Y}, DICT_4X4_50. Glue the sheet onto ` +
    "something stiff and flat.";
  const widthPt = at(widthMm - 2 * leftMm - CHECK_LINE_MM - 5);
  doc.font("Helvetica").fontSize(TEXT_PT).fillColor(INK);
  doc.text(words, right + at(5), y - at(3), { width: widthPt });
}

async function collectBytes(pdf: PDFKit.PDFDocument): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of pdf) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
