/** Makes receipts as PDF in a thread of its own, one after the other. */
import { parentPort, workerData } from "node:worker_threads";
import type { ReceiptFonts } from "../config/receipt-fonts.ts";
import type { PdfAnswer } from "./pdf-thread.ts";
import type { ReceiptInput } from "./receipt-input.ts";
import { renderReceiptPdf } from "./receipt-pdf.ts";

const port = parentPort;
if (port === null) throw new Error("broken invariant: this module is run as a thread");
const fonts: ReceiptFonts | null = workerData;

async function make(input: ReceiptInput): Promise<void> {
  try {
    const bytes = Uint8Array.from(await renderReceiptPdf(input, fonts));
    port?.postMessage({ kind: "made", bytes } satisfies PdfAnswer, [bytes.buffer]);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    port?.postMessage({ kind: "failed", message } satisfies PdfAnswer);
  }
}

port.on("message", (input: ReceiptInput) => void make(input));
