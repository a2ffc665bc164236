/** Scales behind a device server, and on a serial port: read, lost and found again. */
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { findFreePort } from "@saunter/server/network/free-port";
import { afterEach, describe, expect, it } from "vitest";
import type { LineAddress } from "../line-address.ts";
import { openSerialPair } from "../serial-pair-fixture.ts";
import { createNotedSink } from "../sink-fixture.ts";
import { parseLineFormat, readShippedFormat } from "./line-format.ts";
import { openScaleLine } from "./scale-line.ts";

const LINE = { baud: 9600, dataBits: 8, parity: "none", stopBits: 1 } as const;
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function open(address: LineAddress, format: string) {
  const sink = createNotedSink();
  const options = {
    deviceId: "till",
    address,
    line: LINE,
    format: parseLineFormat(readShippedFormat(format)!),
  };
  closing.push(openScaleLine(options, sink).close);
  return sink;
}

async function listen(port: number, onSocket: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    onSocket(socket);
  }).listen(port, "127.0.0.1");
  await once(server, "listening");
  closing.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
}

describe("a scale that says its weight", () => {
  it("over the network is asked for it once, and read", async () => {
    const port = await findFreePort();
    await listen(port, (socket) => {
      socket.on("data", (request) => {
        expect(request.toString()).toBe("SIR\r\n");
        socket.write("0 g\r\nS S     100.00 g\r\nS D      80.0");
        socket.write("0 g\r\nS I\r\n???\r\n");
      });
    });
    const sink = open({ kind: "tcp", host: "127.0.0.1", port }, "mettler-toledo-sics");
    await sink.until(() => sink.frames.length === 2 && sink.refused.length === 1);
    expect(sink.frames.map(({ samples }) => samples[0])).toEqual([100, 80]);
    expect(sink.frames[0]).toMatchObject({ deviceId: "till", unit: "g", rateHz: 10 });
    expect(sink.refused).toEqual(["till: torn-line"]);
  });

  it("is found again after its connection is lost", async () => {
    const port = await findFreePort();
    const sink = open({ kind: "tcp", host: "127.0.0.1", port }, "and-standard");
    await sink.until(() => sink.refused.includes("till: no-connection"));
    let connections = 0;
    await listen(port, (socket) => {
      connections++;
      socket.end(`0 g\r\nST,+00000${connections}.0  g\r\nST,+`);
    });
    await sink.until(() => sink.frames.length >= 2);
    expect(sink.frames.slice(0, 2).map(({ samples }) => samples[0])).toEqual([1, 2]);
  });

  it.skipIf(openSerialPair === null)("on a serial port is read", async () => {
    const line = await openSerialPair!();
    closing.push(line.close);
    const { SerialPort } = await import("serialport");
    const scale = new SerialPort({ path: line.ends[1], baudRate: 9600 });
    closing.push(() => new Promise<void>((resolve) => scale.close(() => resolve())));
    await once(scale, "open");
    const asking = once(scale, "data") as Promise<[Buffer]>;
    const sink = open({ kind: "serial", path: line.ends[0] }, "ohaus-print");
    const [asked] = await asking;
    expect(asked.toString()).toBe("CP\r\n");
    scale.write("21 g\r\n    192.21 g\r\n      0.01 g ?\r\n");
    await sink.until(() => sink.frames.length === 2);
    expect(sink.frames.map(({ samples }) => samples[0])).toEqual([192.21, 0.01]);
  });
});
