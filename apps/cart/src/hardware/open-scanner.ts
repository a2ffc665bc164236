/** A barcode scanner on a serial line (or USB in its serial mode): a code a line. */
import type { Transport } from "@saunter/ingest/scales/frame-sink";
import { keepLine } from "@saunter/ingest/scales/serial/kept-line";
import { SCANNER_CHARS_MAX } from "../cart-limits.ts";
import type { LineConfig } from "../config/cart-config.ts";

export interface ScannerLines {
  push(bytes: Uint8Array): void;
  reset(): void;
}

/** Codes end with CR, LF or both; a line that is too long is none. */
export function createScannerLines(onCode: (code: string) => void): ScannerLines {
  let kept = "";
  return {
    push: (bytes) => {
      for (const character of Buffer.from(bytes).toString("latin1")) {
        if (character !== "\r" && character !== "\n") {
          if (kept.length <= SCANNER_CHARS_MAX) kept += character;
          continue;
        }
        const code = kept.trim();
        kept = "";
        if (code !== "" && code.length <= SCANNER_CHARS_MAX) onCode(code);
      }
    },
    reset: () => {
      kept = "";
    },
  };
}

export function openScanner(
  { address, line }: LineConfig,
  onCode: (code: string) => void,
  onFault: (fault: string | null) => void,
): Transport {
  const lines = createScannerLines((code) => {
    onFault(null);
    onCode(code);
  });
  return keepLine({
    address,
    line,
    // Nobody scans for minutes.
    silentMs: null,
    onOpening: () => {
      onFault(null);
      lines.reset();
    },
    onBytes: lines.push,
    onFault,
  });
}
