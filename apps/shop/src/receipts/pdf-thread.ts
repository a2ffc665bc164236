/** Receipts as PDF, in a thread of their own. */
import type { ReceiptFonts } from "../config/receipt-fonts.ts";
import { createFileThread, type FileThread, type FileThreadOptions } from "./file-thread.ts";
import type { ReceiptInput } from "./receipt-input.ts";
import { PDF_MS_MAX, PDFS_WAITING_MAX } from "./receipt-limits.ts";

export type PdfThread = FileThread<ReceiptInput>;
export type PdfThreadOptions = Partial<Pick<FileThreadOptions, "worker" | "waitingMax">>;

const WORKER = new URL("./pdf-worker.ts", import.meta.url);

/** As `renderReceiptPdf`. */
export function createPdfThread(
  fonts: ReceiptFonts | null,
  { worker = WORKER, waitingMax = PDFS_WAITING_MAX }: PdfThreadOptions = {},
): PdfThread {
  return createFileThread({
    worker,
    workerData: fonts,
    what: "receipt",
    waitingMax,
    msMax: PDF_MS_MAX,
  });
}
