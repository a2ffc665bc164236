/** A reader of codes that types each as a line, on a serial port or behind a device server on the network. */
import { GATE_LIMITS } from "@saunter/protocol/devices/gate-messages";
import type { LineAddress, LineSettings } from "../scales/line-address.ts";
import { closeLine, type OpenLine, openLine } from "../scales/open-line.ts";
import { chooseRetryMs, pause } from "../scales/retry-pause.ts";

export interface CodeLine {
  readonly isOpen: boolean;
  close(): Promise<void>;
}

/** Takes bytes in pieces of any length; lines end in CR, LF or both. What is too long is dropped whole. */
export function createCodeParser(onCode: (text: string) => void): (bytes: Uint8Array) => void {
  let kept = "";
  let isTooLong = false;
  return (bytes) => {
    for (const byte of bytes) {
      const isEnd = byte === 10 || byte === 13;
      if (!isEnd) {
        if (kept.length < GATE_LIMITS.codeCharsMax) kept += String.fromCharCode(byte);
        else isTooLong = true;
        continue;
      }
      const text = kept.trim();
      if (text !== "" && !isTooLong) onCode(text);
      kept = "";
      isTooLong = false;
    }
  };
}

/** Reads until it is closed. A line that cannot be opened, or ends, is tried again for ever. */
export function openCodeLine(
  { address, line }: { readonly address: LineAddress; readonly line: LineSettings },
  onCode: (text: string) => void,
): CodeLine {
  const closing = new AbortController();
  let stream: OpenLine | null = null;
  const running = run();
  async function run(): Promise<void> {
    let failures = 0;
    while (!closing.signal.aborted) {
      try {
        stream = await openLine(address, line);
        failures = 0;
        await readUntilEnd(stream, onCode, closing.signal);
        await closeLine(stream);
      } catch {
        // Not there yet, or pulled out: the line is shown as closed, and tried again.
      }
      stream = null;
      if (closing.signal.aborted) return;
      failures++;
      await pause(chooseRetryMs(failures), closing.signal);
    }
  }
  return {
    get isOpen() {
      return stream !== null;
    },
    close: async () => {
      closing.abort();
      await running;
    },
  };
}

function readUntilEnd(
  stream: OpenLine,
  onCode: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const parse = createCodeParser(onCode);
    stream.on("data", parse);
    for (const event of ["error", "end", "close"]) stream.on(event, () => resolve());
    signal.addEventListener("abort", () => resolve());
    if (signal.aborted) resolve();
  });
}
