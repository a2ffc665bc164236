/** Scales behind real Modbus servers: over TCP, over a serial line that socat makes, and all that fails there. */
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { CHANNEL_STATUS, FRAME_STATUS } from "@saunter/protocol/devices/scale-frame";
import { findFreePort } from "@saunter/server/network/free-port";
import { ServerSerial, ServerTCP } from "modbus-serial";
import { afterEach, describe, expect, it } from "vitest";
import type { LineAddress } from "../line-address.ts";
import { openSerialPair } from "../serial-pair-fixture.ts";
import { createNotedSink } from "../sink-fixture.ts";
import { openModbusBus } from "./modbus-bus.ts";
import { parseRegisterMap, type RegisterMap, readShippedMap } from "./register-map.ts";

const LINE = { baud: 9600, dataBits: 8, parity: "none", stopBits: 1 } as const;
const MAP: RegisterMap = { ...parseRegisterMap(readShippedMap("laumas-tlb")!), everyMs: 10 };
const STABLE = 1 << 11;
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function open(address: LineAddress, unitIds: readonly number[] = [1]) {
  const sink = createNotedSink();
  const devices = unitIds.map((unitId) => ({ deviceId: `scale-${unitId}`, unitId, map: MAP }));
  const bus = openModbusBus({ address, line: LINE, devices, answerMsMax: 100 }, sink);
  closing.push(bus.close);
  return sink;
}

/** Three registers, or promises of them; what it throws is an exception of Modbus. */
type Answer = (unitId: number) => number[];

/** A server of the library, which answers with status, high and low word. */
async function serve(
  answer: Answer,
  wantedPort?: number,
): Promise<{ port: number; stop(): Promise<void> }> {
  const port = wantedPort ?? (await findFreePort());
  const getMultipleHoldingRegisters = (_: number, __: number, unitId: number) => answer(unitId);
  const options = { host: "127.0.0.1", port, unitID: 255 };
  const server = new ServerTCP({ getMultipleHoldingRegisters }, options);
  server.on("socketError", () => {});
  const tcp = (server as unknown as { _server: Server })._server;
  if (!tcp.listening) await once(tcp, "listening");
  let isStopped = false;
  const stop = async (): Promise<void> => {
    if (isStopped) return;
    isStopped = true;
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  closing.push(stop);
  return { port, stop };
}

const SILENCE = [0, 0, 0].map(() => new Promise<never>(() => {})) as unknown as number[];
const tcp = (port: number): LineAddress => ({ kind: "tcp", host: "127.0.0.1", port });

describe("scales behind Modbus TCP", () => {
  it("give a frame a poll, with their status and the time of arrival", async () => {
    const { port } = await serve(() => [0, 0, 1250]);
    const sink = open(tcp(port));
    await sink.until(() => sink.frames.length >= 11);
    const [first, second] = sink.frames;
    expect(first).toMatchObject({
      deviceId: "scale-1",
      unit: "counts",
      rateHz: 100,
      channelCount: 1,
      sampleCount: 1,
      status: FRAME_STATUS.arrivalTime | FRAME_STATUS.arrivalSequence,
    });
    expect([...first!.samples]).toEqual([1250]);
    expect([...first!.channelStatus]).toEqual([CHANNEL_STATUS.inMotion]);
    expect(second!.sequence).toBe(first!.sequence + 1);
    // Ten periods of 10 ms, less what the first answer may have taken longer.
    expect(sink.frames[10]!.timeUs - first!.timeUs).toBeGreaterThan(50_000);
  });

  it("share one connection, and one that is silent holds up the others no longer than its turn", async () => {
    const { port } = await serve((unitId) => (unitId === 2 ? SILENCE : [STABLE, 0, unitId]));
    const sink = open(tcp(port), [1, 2, 3]);
    await sink.until(() => sink.refused.includes("scale-2: no-answer"));
    const before = sink.frames.length;
    await sink.until(() => sink.frames.length >= before + 6);
    const of = (deviceId: string) => sink.frames.filter((frame) => frame.deviceId === deviceId);
    expect(of("scale-2")).toEqual([]);
    expect([...of("scale-1")[0]!.samples, ...of("scale-3")[0]!.samples]).toEqual([1, 3]);
    expect(of("scale-1").length).toBeGreaterThan(1);
  });

  it("that answer with an exception give no frame", async () => {
    const { port } = await serve(() => {
      throw Object.assign(new Error("illegal address"), { modbusErrorCode: 2 });
    });
    const sink = open(tcp(port));
    await sink.until(() => sink.refused.length >= 2);
    expect(new Set(sink.refused)).toEqual(new Set(["scale-1: exception-2"]));
    expect(sink.frames).toEqual([]);
  });

  it("are read again when the server is there again", async () => {
    const server = await serve(() => [STABLE, 0, 1]);
    const sink = open(tcp(server.port));
    await sink.until(() => sink.frames.length >= 1);
    await server.stop();
    await sink.until(() => sink.refused.length >= 1);
    const before = sink.frames.length;
    await serve(() => [STABLE, 0, 2], server.port);
    await sink.until(() => sink.frames.length > before + 1);
    expect([...sink.frames.at(-1)!.samples]).toEqual([2]);
  });
});

describe("a device that answers as no device should", () => {
  it.each([
    ["half a word", (id: Buffer) => Buffer.from([...id, 0, 0, 0, 6, 1, 3, 3, 0, 0, 0])],
    [
      "two registers of three",
      (id: Buffer) => Buffer.from([...id, 0, 0, 0, 7, 1, 3, 4, 0, 0, 0, 1]),
    ],
    ["another unit", (id: Buffer) => Buffer.from([...id, 0, 0, 0, 9, 9, 3, 6, 8, 0, 0, 0, 0, 1])],
  ])("%s: gives no frame", async (_, answer) => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("data", (request) => socket.write(answer(request.subarray(0, 2))));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    closing.push(async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    const sink = open(tcp(address.port));
    await sink.until(() => sink.refused.length >= 2);
    expect(sink.frames).toEqual([]);
    expect(sink.refused[0]).toMatch(/^scale-1: (wrong|no)-answer$/);
  });
});

/** CRC-16 of Modbus RTU, low byte first: "Modbus over Serial Line" V1.02, section 6.2.2. */
function addCrc(bytes: readonly number[]): Buffer {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  }
  return Buffer.from([...bytes, crc & 0xff, crc >>> 8]);
}

describe("scales behind a device server that speaks RTU", () => {
  async function listen(answer: (request: Buffer) => Buffer) {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("data", (request) => {
        const bytes = answer(request);
        // In two pieces, as a slow line gives it.
        socket.write(bytes.subarray(0, 4));
        setImmediate(() => socket.write(bytes.subarray(4)));
      });
    });
    const port = await findFreePort();
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    closing.push(async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return open({ kind: "rtu+tcp", host: "127.0.0.1", port });
  }

  it("are read", async () => {
    const sink = await listen((request) => {
      expect(request).toEqual(addCrc([1, 3, 0, 6, 0, 3]));
      return addCrc([1, 3, 6, STABLE >> 8, STABLE & 0xff, 0, 0, 1, 2]);
    });
    await sink.until(() => sink.frames.length >= 2);
    expect([...sink.frames[1]!.samples]).toEqual([258]);
    expect([...sink.frames[1]!.channelStatus]).toEqual([0]);
  });

  it("whose bits flip on the way give no frame", async () => {
    const sink = await listen(() => {
      const bytes = addCrc([1, 3, 6, STABLE >> 8, STABLE & 0xff, 0, 0, 1, 2]);
      bytes[7]! ^= 64;
      return bytes;
    });
    await sink.until(() => sink.refused.length >= 2);
    expect(sink.frames).toEqual([]);
  });
});

describe.skipIf(openSerialPair === null)("scales on a serial line", () => {
  it("answer by Modbus RTU", async () => {
    const line = await openSerialPair!();
    closing.push(line.close);
    const [here, there] = line.ends;
    const server = new ServerSerial(
      { getMultipleHoldingRegisters: () => [STABLE, 0, 777] } as never,
      { port: there, path: there, baudRate: 9600, unitID: 1 } as never,
    );
    closing.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
    const sink = open({ kind: "serial", path: here });
    await sink.until(() => sink.frames.length >= 3);
    expect([...sink.frames.at(-1)!.samples]).toEqual([777]);
  });
});
