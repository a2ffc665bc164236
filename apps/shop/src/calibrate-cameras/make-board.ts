import { SHEETS, type SheetName } from "./board-layout.ts";
import type { CalibrateDependencies } from "./dependencies.ts";
import { CHECK_LINE_MM, renderBoardPdf } from "./render-board.ts";

export interface BoardOptions {
  readonly out: string;
  readonly paper: SheetName;
}

/** Writes the board as PDF, and says what to do with it. */
export async function makeBoard(
  { out, paper }: BoardOptions,
  { io, writeFile, openBoardDetector }: CalibrateDependencies,
): Promise<void> {
  const sheet = SHEETS[paper];
  const detector = await openBoardDetector();
  await writeFile(out, await renderBoardPdf(sheet, detector.drawCells()));
  io.writeOut(
    `${out}: ${paper}, squares of ${sheet.squareMm} mm. Print it at 100 %, and measure the line of ` +
      `${CHECK_LINE_MM} mm under the board. Glue the sheet onto something stiff and flat.\n`,
  );
}
