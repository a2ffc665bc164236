/** A scale on a serial line, or behind a device server on the network, that says its weight of itself. */
import { once } from "node:events";
import { createConnection, type Socket } from "node:net";
import type { SerialPort } from "serialport";
import { createArrivalFrames } from "../arrival-frames.ts";
import type { FrameSink, Transport } from "../frame-sink.ts";
import type { LineAddress, LineSettings } from "../line-address.ts";
import { chooseRetryMs, pause } from "../retry-pause.ts";
import { CONNECT_MS_MAX } from "../scale-limits.ts";
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
  let stream: Socket | SerialPort;
  try {
    stream = address.kind === "serial" ? await openPort(address.path, line) : await dial(address);
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
  await close(stream);
  return reason;
}

/** Rejects where nobody listens there, or not in time. */
async function dial({ host, port }: Exclude<LineAddress, { kind: "serial" }>): Promise<Socket> {
  const socket = createConnection({ host, port });
  try {
    await once(socket, "connect", { signal: AbortSignal.timeout(CONNECT_MS_MAX) });
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** What reads serial ports is loaded where there is one. */
async function openPort(path: string, { baud, ...bits }: LineSettings): Promise<SerialPort> {
  const { SerialPort: Port } = await import("serialport");
  const port = new Port({ path, baudRate: baud, ...bits, autoOpen: false });
  await new Promise<void>((resolve, reject) => {
    port.open((error) => (error === null ? resolve() : reject(error)));
  });
  return port;
}

function close(stream: Socket | SerialPort): Promise<void> {
  if (!("isOpen" in stream)) {
    stream.destroy();
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    if (stream.isOpen) stream.close(() => resolve());
    else resolve();
  });
}
