/** A serial line, or a device server on the network, that is read until it is closed, and opened again where it ends. */
import type { Transport } from "../frame-sink.ts";
import type { LineAddress, LineSettings } from "../line-address.ts";
import { closeLine, type OpenLine, openLine } from "../open-line.ts";
import { chooseRetryMs, pause } from "../retry-pause.ts";

export interface KeptLineOptions {
  readonly address: LineAddress;
  readonly line: LineSettings;
  /** A line that says nothing for so long is opened again; null: it may be silent. */
  readonly silentMs: number | null;
  /** Sent once the line is open. */
  readonly request?: string;
  /** Before bytes of another connection come. */
  readonly onOpening: () => void;
  readonly onBytes: (bytes: Uint8Array) => void;
  /** Why it ended, or could not be opened. */
  readonly onFault: (fault: string) => void;
}

export function keepLine(options: KeptLineOptions): Transport {
  const closing = new AbortController();
  const running = run();
  async function run(): Promise<void> {
    let failures = 0;
    while (!closing.signal.aborted) {
      options.onOpening();
      const fault = await readUntilEnd(options, closing.signal, (bytes) => {
        failures = 0;
        options.onBytes(bytes);
      });
      if (closing.signal.aborted) return;
      failures++;
      options.onFault(fault);
      await pause(chooseRetryMs(failures), closing.signal);
    }
  }
  return {
    close: async () => {
      closing.abort();
      await running;
    },
  };
}

/** Resolves with why it ended. */
async function readUntilEnd(
  { address, line, request, silentMs }: KeptLineOptions,
  signal: AbortSignal,
  onBytes: (bytes: Uint8Array) => void,
): Promise<string> {
  let stream: OpenLine;
  try {
    stream = await openLine(address, line);
  } catch {
    return "no-connection";
  }
  const reason = await new Promise<string>((resolve) => {
    const timer = silentMs === null ? null : setTimeout(() => resolve("no-answer"), silentMs);
    const end = (): void => {
      if (timer !== null) clearTimeout(timer);
      resolve("no-connection");
    };
    stream.on("data", (bytes: Buffer) => {
      timer?.refresh();
      onBytes(bytes);
    });
    for (const event of ["error", "end", "close"]) stream.on(event, end);
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
    if (request !== undefined) stream.write(request, "latin1");
  });
  stream.removeAllListeners("data");
  await closeLine(stream);
  return reason;
}
