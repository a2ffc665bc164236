/** A scale on a serial line, or behind a device server on the network, that says its weight of itself. */
import { createArrivalFrames } from "../arrival-frames.ts";
import type { FrameSink, Transport } from "../frame-sink.ts";
import type { LineAddress, LineSettings } from "../line-address.ts";
import { keepLine } from "./kept-line.ts";
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
  const shape = { deviceId, channelCount: 1, rateHz: format.rateHz, unit: "g" } as const;
  const makeFrame = createArrivalFrames(shape);
  const parser = createLineParser(
    format,
    ({ channelStatus, weightG }) => {
      sink.frame(makeFrame([weightG], performance.now(), [channelStatus]));
    },
    (fault) => sink.refuse(deviceId, fault),
  );
  return keepLine({
    address: options.address,
    line: options.line,
    silentMs: Math.max(SILENT_MS_LEAST, (1000 * SILENT_PERIODS_MAX) / format.rateHz),
    ...(format.request === undefined ? {} : { request: format.request }),
    onOpening: () => parser.reset(),
    onBytes: (bytes) => parser.push(bytes),
    onFault: (fault) => sink.refuse(deviceId, fault),
  });
}
