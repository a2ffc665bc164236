/** Exports and closings as files, in a thread of their own that reads the database itself. */
import type { SignedClosing } from "@saunter/commerce/closing/events";
import type { ReceiptFonts } from "../config/receipt-fonts.ts";
import type { ShopIdentity } from "../config/shop-config.ts";
import type { DaysOfShop } from "../projections/read-sales.ts";
import { createFileThread, type FileThread } from "../receipts/file-thread.ts";
import type { ExportRows } from "./export-tables.ts";
import { REPORT_MS_MAX, REPORTS_WAITING_MAX } from "./sales-limits.ts";
import type { ExportFormat } from "./write-table.ts";

export type ReportJob =
  | {
      readonly kind: "export";
      readonly period: DaysOfShop;
      readonly rows: ExportRows;
      readonly format: ExportFormat;
      readonly currency: string;
    }
  | { readonly kind: "closing"; readonly closing: SignedClosing; readonly shop: ShopIdentity };

export type ReportThread = FileThread<ReportJob>;

/** What the thread is given once. */
export interface ReportSources {
  /** File of the shop's database. */
  readonly database: string;
  readonly fonts: ReceiptFonts | null;
}

const WORKER = new URL("./report-worker.ts", import.meta.url);

export function createReportThread(sources: ReportSources): ReportThread {
  return createFileThread({
    worker: WORKER,
    workerData: sources,
    what: "report",
    waitingMax: REPORTS_WAITING_MAX,
    msMax: REPORT_MS_MAX,
  });
}
