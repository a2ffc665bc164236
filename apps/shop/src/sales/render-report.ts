import type { DatabaseSync } from "node:sqlite";
import type { ReceiptFonts } from "../config/receipt-fonts.ts";
import { renderClosingPdf } from "./closing-pdf.ts";
import { makeExportTable } from "./export-tables.ts";
import type { ReportJob } from "./report-thread.ts";
import { writeTable } from "./write-table.ts";

/** The bytes of a report. */
export async function renderReport(
  db: DatabaseSync,
  fonts: ReceiptFonts | null,
  job: ReportJob,
): Promise<Uint8Array> {
  if (job.kind === "closing") return await renderClosingPdf(job.closing, job.shop, fonts);
  const table = await makeExportTable(db, job.rows, job.period);
  return await writeTable(table, job.format, job.currency);
}
