/** Opens the scales of a cart, each as its configuration has it. */
import type { FrameSink, Transport } from "@saunter/ingest/scales/frame-sink";
import { keepLine } from "@saunter/ingest/scales/serial/kept-line";
import { openScaleLine } from "@saunter/ingest/scales/serial/scale-line";
import type { ScaleFrame } from "@saunter/protocol/devices/scale-frame";
import type { TrayConfig } from "../config/cart-config.ts";
import { createPackedLine } from "./packed-line.ts";

/** A packed frame comes several times a second. */
const PACKED_SILENT_MS = 5000;

/**
 * Returns at once, whether the scales are there or not.
 *
 * @param onFrame is called with the tray's number.
 */
export function openTrays(
  trays: readonly TrayConfig[],
  onFrame: (tray: number, frame: ScaleFrame) => void,
  onFault: (tray: number, fault: string) => void,
): Transport[] {
  return trays.map((tray, at) => {
    const opening = openTray(tray, at, onFrame, onFault);
    return { close: async () => (await opening).close() };
  });
}

async function openTray(
  { source }: TrayConfig,
  tray: number,
  onFrame: (tray: number, frame: ScaleFrame) => void,
  onFault: (tray: number, fault: string) => void,
): Promise<Transport> {
  const sink: FrameSink = {
    frame: (frame) => onFrame(tray, frame),
    refuse: (_, fault) => onFault(tray, fault),
    people: () => {},
  };
  switch (source.kind) {
    case "serial":
      return openScaleLine({ deviceId: `tray-${tray}`, ...source }, sink);
    case "packed": {
      const parser = createPackedLine(sink.frame, (fault) => onFault(tray, fault));
      return keepLine({
        address: source.address,
        line: source.line,
        silentMs: PACKED_SILENT_MS,
        onOpening: parser.reset,
        onBytes: parser.push,
        onFault: (fault) => onFault(tray, fault),
      });
    }
    case "mqtt": {
      const { openBrokerClient } = await import("@saunter/ingest/scales/mqtt/broker-client");
      const own: FrameSink = {
        ...sink,
        frame: (frame) => {
          if (frame.deviceId === source.deviceId) onFrame(tray, frame);
        },
      };
      const { kind: _, deviceId, ...broker } = source;
      return openBrokerClient({ ...broker, clientId: `saunter-cart-${deviceId}` }, own);
    }
    default:
      return source satisfies never;
  }
}
