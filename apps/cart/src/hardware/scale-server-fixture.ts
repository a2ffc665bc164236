/** For tests: a scale behind a device server on the network, whose weight, words and pauses a test chooses. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { parseLineFormat, readShippedFormat } from "@saunter/ingest/scales/serial/line-format";
import type { TrayConfig } from "../config/cart-config.ts";

export interface ScaleServer {
  weightG: number;
  /** What its line says of its state. */
  state: "ST" | "US" | "OL";
  isPlugged: boolean;
  /** Added to each reading, grams. */
  tremble: () => number;
  readonly tray: TrayConfig;
  close(): Promise<void>;
}

const LINE_MS = 100;

/** @param gramsPerUnit below 0: hung upside down */
export async function openScaleServer(gramsPerUnit = 1): Promise<ScaleServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const sending = setInterval(() => {
    const { isPlugged, state, tremble, weightG } = scale;
    const readG = weightG + tremble();
    const digits = Math.abs(readG).toFixed(1).padStart(8, "0");
    const line = `${state},${readG < 0 ? "-" : "+"}${digits}  g\r\n`;
    if (isPlugged) for (const socket of sockets) socket.write(line);
  }, LINE_MS);
  const scale: ScaleServer = {
    weightG: 0,
    state: "ST",
    isPlugged: true,
    tremble: () => 0,
    tray: {
      source: {
        kind: "serial",
        address: { kind: "tcp", host: "127.0.0.1", port },
        line: { baud: 9600, dataBits: 8, parity: "none", stopBits: 1 },
        format: parseLineFormat(readShippedFormat("and-standard")!),
      },
      role: "goods",
      channel: 0,
      channelCount: 1,
      calibration: { zero: 0, gramsPerUnit },
    },
    close: async () => {
      clearInterval(sending);
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return scale;
}
