/**
 * Receipts as PDF, in a thread of their own: one takes some 70 ms, and the shop has gates to open meanwhile. One is
 * made at a time, others wait; whoever comes when too many wait is sent away.
 */
import { Worker } from "node:worker_threads";
import type { ReceiptFonts } from "../config/receipt-fonts.ts";
import type { ReceiptInput } from "./receipt-input.ts";
import { PDF_MS_MAX, PDFS_WAITING_MAX } from "./receipt-limits.ts";

export interface PdfThread {
  /** As `renderReceiptPdf`. Rejects with a `PdfsBusyError` where too many wait. */
  render(input: ReceiptInput): Promise<Uint8Array>;
  /** Ends the thread once the receipt is made that it makes now; those that wait are rejected. */
  close(): Promise<void>;
}

/** Too many receipts are being made. */
export class PdfsBusyError extends Error {
  override readonly name = "PdfsBusyError";
}

export type PdfAnswer =
  | { readonly kind: "made"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "failed"; readonly message: string };

interface Job {
  readonly input: ReceiptInput;
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

export interface PdfThreadOptions {
  /** The module that the thread runs. */
  readonly worker?: URL;
  readonly waitingMax?: number;
}

const WORKER = new URL("./pdf-worker.ts", import.meta.url);

/** Nothing is started before the first receipt. */
export function createPdfThread(
  fonts: ReceiptFonts | null,
  options: PdfThreadOptions = {},
): PdfThread {
  const { worker = WORKER, waitingMax = PDFS_WAITING_MAX } = options;
  const waiting: Job[] = [];
  let thread: Worker | null = null;
  let current: Job | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let onIdle = (): void => {};

  /** The one that is made now has come to its end. */
  function settle(act: (job: Job) => void): void {
    clearTimeout(timer);
    const job = current;
    current = null;
    if (job !== null) act(job);
    onIdle();
    goOn();
  }

  /** Takes the thread with it: another is started for the next. */
  function giveUp(lost: Worker, why: string): void {
    if (thread !== lost) return;
    thread = null;
    void lost.terminate();
    settle(({ reject }) => reject(new Error(`the receipt could not be made: ${why}`)));
  }

  function start(): Worker {
    const started = new Worker(worker, { workerData: fonts });
    // It keeps no process from ending.
    started.unref();
    started.on("message", (answer: PdfAnswer) => {
      if (thread !== started) return;
      settle(({ resolve, reject }) => {
        if (answer.kind === "made") resolve(answer.bytes);
        else reject(new Error(`the receipt could not be made: ${answer.message}`));
      });
    });
    started.on("error", (error: unknown) =>
      giveUp(started, error instanceof Error ? error.message : String(error)),
    );
    started.on("exit", (code) => giveUp(started, `its thread ended with ${code}`));
    return started;
  }

  function goOn(): void {
    if (current !== null || isClosed) return;
    const next = waiting.shift();
    if (next === undefined) return;
    current = next;
    try {
      thread ??= start();
      const used = thread;
      timer = setTimeout(() => giveUp(used, `it took longer than ${PDF_MS_MAX} ms`), PDF_MS_MAX);
      timer.unref();
      used.postMessage(next.input);
    } catch (error) {
      // What cannot be handed over, or no thread: nothing is under way.
      settle(({ reject }) => reject(error instanceof Error ? error : new Error(String(error))));
    }
  }

  return {
    render: (input) =>
      new Promise((resolve, reject) => {
        if (isClosed) reject(new Error("the shop is closing"));
        else if (waiting.length >= waitingMax) {
          reject(new PdfsBusyError(`${waitingMax} receipts are waiting to be made`));
        } else {
          waiting.push({ input, resolve, reject });
          goOn();
        }
      }),
    close: async () => {
      isClosed = true;
      for (const { reject } of waiting.splice(0)) reject(new Error("the shop is closing"));
      if (current !== null) {
        const idle = Promise.withResolvers<void>();
        onIdle = idle.resolve;
        await idle.promise;
      }
      await thread?.terminate();
    },
  };
}
