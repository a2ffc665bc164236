/** Makes receipts as PDF in a thread of its own. */
import "@saunter/server/processes/freeze-prototype";
import { workerData } from "node:worker_threads";
import type { ReceiptFonts } from "../config/receipt-fonts.ts";
import type { ReceiptInput } from "./receipt-input.ts";
import { renderReceiptPdf } from "./receipt-pdf.ts";
import { serveFiles } from "./serve-files.ts";

const fonts: ReceiptFonts | null = workerData;
serveFiles((input: ReceiptInput) => renderReceiptPdf(input, fonts));
