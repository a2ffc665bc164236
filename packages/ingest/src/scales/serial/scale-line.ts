/** A scale on a serial line, or behind a device server on the network, that says its weight of itself. */
import { createArrivalFrames } from "../arrival-frames.ts";
import type { FrameSink, Transport } from "../frame-sink.ts";
import type { LineAddress, LineSettings } from "../line-address.ts";
import { closeLine, type OpenLine, openLine } from "../open-line.ts";
import { chooseRetryMs, pause } from "../retry-pause.ts";
import { createLineParser, type LineFormat } from "./line-format.ts";

export interface ScaleLineOptions {
  readonly deviceId: string;
  readonly address: LineAddress;
  readonly line: LineSettings;
  readonly format: LineFormat;
}

/** A line that says nothing for so many times its period is opened again. */
const SILENT_PERIODS_MAX = 50;
const SILENT_MS_LEAST = 5000;

/** Reads until it is closed. A line that cannot be opened, or ends, is tried again for ever. */
export function openScaleLine(options: ScaleLineOptions, sink: FrameSink): Transport {
  const { deviceId, format } = options;
  const closing = new AbortController();
  const shape = { deviceId, channelCount: 1, rateHz: format.rateHz, unit: "g" } as const;
  const makeFrame = createArrivalFrames(shape);
  const parser = createLineParser(
    format,
    ({ channelStatus, weightG }) => {
      sink.frame(makeFrame([weightG], performance.now(), [channelStatus]));
    },
    (fault) => sink.refuse(deviceId, fault),
  );
  const running = run();
  async function run(): Promise<void> {
    let failures = 0;
    while (!closing.signal.aborted) {
      parser.reset();
      const fault = await readUntilEnd(options, closing.signal, (bytes) => {
        failures = 0;
        parser.push(bytes);
      });
      if (closing.signal.aborted) return;
      failures++;
      sink.refuse(deviceId, fault);
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
  { address, format, line }: ScaleLineOptions,
  signal: AbortSignal,
  onBytes: (bytes: Uint8Array) => void,
): Promise<string> {
  let stream: OpenLine;
  try {
    stream = await openLine(address, line);
  } catch {
    return "no-connection";
  }
  const silentMs = Math.max(SILENT_MS_LEAST, (1000 * SILENT_PERIODS_MAX) / format.rateHz);
  const reason = await new Promise<string>((resolve) => {
    const timer = setTimeout(() => resolve("no-answer"), silentMs);
    const end = (): void => {
      clearTimeout(timer);
      resolve("no-connection");
    };
    stream.on("data", (bytes: Buffer) => {
      timer.refresh();
      onBytes(bytes);
    });
    for (const event of ["error", "end", "close"]) stream.on(event, end);
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
    if (format.request !== undefined) stream.write(format.request, "latin1");
  });
  stream.removeAllListeners("data");
  await closeLine(stream);
  return reason;
}
