/** Opens a serial port, or a connection to a device server on the network. */
import { once } from "node:events";
import { createConnection, type Socket } from "node:net";
import type { SerialPort } from "serialport";
import type { LineAddress, LineSettings } from "./line-address.ts";
import { CONNECT_MS_MAX, KEEP_ALIVE_AFTER_MS } from "./scale-limits.ts";

export type OpenLine = Socket | SerialPort;

/** Rejects where it cannot be opened, or not in time. */
export function openLine(address: LineAddress, line: LineSettings): Promise<OpenLine> {
  return address.kind === "serial" ? openPort(address.path, line) : dial(address);
}

export function closeLine(stream: OpenLine): Promise<void> {
  if (!("isOpen" in stream)) {
    stream.destroy();
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    if (stream.isOpen) stream.close(() => resolve());
    else resolve();
  });
}

/** Rejects where nobody listens there, or not in time. */
async function dial({ host, port }: Exclude<LineAddress, { kind: "serial" }>): Promise<Socket> {
  const socket = createConnection({ host, port });
  try {
    await once(socket, "connect", { signal: AbortSignal.timeout(CONNECT_MS_MAX) });
    // A device server that lost its power says nothing, as does a reader before which nobody stands.
    socket.setKeepAlive(true, KEEP_ALIVE_AFTER_MS);
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
