/**
 * Scales that are asked for their weights by Modbus: one connection a line or network address, however many devices
 * are on it. Each poll is a frame with the time of its middle.
 */
import modbus from "modbus-serial";
import { createArrivalFrames, type MakeArrivalFrame } from "../arrival-frames.ts";
import type { FrameSink, Transport } from "../frame-sink.ts";
import type { LineAddress, LineSettings } from "../line-address.ts";
import { chooseRetryMs, pause } from "../retry-pause.ts";
import { CONNECT_MS_MAX, MODBUS_ANSWER_MS_MAX } from "../scale-limits.ts";
import { decodeRegisters, findBlock, type RegisterMap } from "./register-map.ts";

export interface ModbusDevice {
  readonly deviceId: string;
  /** The device's address on the bus, 1 to 247; a Modbus TCP device without a bus behind it takes 1 or 255. */
  readonly unitId: number;
  readonly map: RegisterMap;
}

export interface ModbusBusOptions {
  readonly address: LineAddress;
  readonly line: LineSettings;
  readonly devices: readonly ModbusDevice[];
  /** How long a device has to answer, milliseconds. */
  readonly answerMsMax?: number;
}

type ModbusClient = InstanceType<typeof modbus.default>;

/** Polls in a row that fail, of every device, before the connection is opened again. */
const SILENT_POLLS_MAX = 3;

interface Polled {
  readonly device: ModbusDevice;
  readonly makeFrame: MakeArrivalFrame;
  dueMs: number;
  failures: number;
}

/** Polls until it is closed. What cannot be reached is tried again for ever, and reported each time. */
export function openModbusBus(options: ModbusBusOptions, sink: FrameSink): Transport {
  const closing = new AbortController();
  const polled = options.devices.map((device): Polled => {
    const { channels, everyMs, unit } = device.map;
    const rateHz = 1000 / everyMs;
    const shape = { deviceId: device.deviceId, channelCount: channels.length, rateHz, unit };
    return { device, makeFrame: createArrivalFrames(shape), dueMs: performance.now(), failures: 0 };
  });
  const running = run(options, polled, sink, closing.signal);
  return {
    close: async () => {
      closing.abort();
      await running;
    },
  };
}

async function run(
  options: ModbusBusOptions,
  polled: readonly Polled[],
  sink: FrameSink,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    const client = new modbus.default();
    // Without a listener an error of the connection would end the process; the polls see it themselves.
    client.on("error", () => {});
    try {
      await connect(client, options);
      failures = 0;
      await pollAll(client, polled, sink, signal);
    } catch {
      failures++;
      for (const { device } of polled) sink.refuse(device.deviceId, "no-connection");
    } finally {
      await disconnect(client, options.address);
    }
    if (!signal.aborted) await pause(chooseRetryMs(failures), signal);
  }
}

async function connect(client: ModbusClient, options: ModbusBusOptions): Promise<void> {
  const { address, answerMsMax = MODBUS_ANSWER_MS_MAX, line } = options;
  const { baud: baudRate, ...bits } = line;
  const opened =
    address.kind === "serial"
      ? client.connectRTU(address.path, { baudRate, ...bits })
      : address.kind === "tcp"
        ? client.connectTCP(address.host, { port: address.port })
        : client.connectTelnet(address.host, { port: address.port });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no connection in time")), CONNECT_MS_MAX);
  });
  try {
    await Promise.race([opened, late]);
  } finally {
    clearTimeout(timer);
  }
  client.setTimeout(answerMsMax);
}

/** Ends when the connection is lost, or nobody answers over it. */
async function pollAll(
  client: ModbusClient,
  polled: readonly Polled[],
  sink: FrameSink,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && client.isOpen) {
    const next = polled.reduce((first, one) => (one.dueMs < first.dueMs ? one : first));
    const waitMs = next.dueMs - performance.now();
    if (waitMs > 0) await pause(waitMs, signal);
    if (signal.aborted || !client.isOpen) return;
    const fault = await poll(client, next, sink);
    const nowMs = performance.now();
    if (fault === null) {
      next.failures = 0;
      // By when it was due, so that a poll that is late makes the next ones no later.
      next.dueMs = Math.max(next.dueMs + next.device.map.everyMs, nowMs);
    } else {
      // A late answer on a serial line comes while nothing is asked, and is not taken for the next one's.
      next.failures++;
      next.dueMs = nowMs + chooseRetryMs(next.failures);
      sink.refuse(next.device.deviceId, fault);
      if (polled.every((one) => one.failures >= SILENT_POLLS_MAX)) return;
    }
  }
}

/** Null, or why there is no frame. */
async function poll(
  client: ModbusClient,
  { device, makeFrame }: Polled,
  sink: FrameSink,
): Promise<string | null> {
  const { map, unitId } = device;
  const { count, from } = findBlock(map);
  const startMs = performance.now();
  let words: readonly number[];
  try {
    client.setID(unitId);
    const read =
      map.function === 3
        ? client.readHoldingRegisters(from, count)
        : client.readInputRegisters(from, count);
    ({ data: words } = await read);
  } catch (error) {
    return nameFault(error);
  }
  const decoded = decodeRegisters(map, words);
  if (decoded === null) return "wrong-answer";
  const middleMs = (startMs + performance.now()) / 2;
  sink.frame(makeFrame(decoded.row, middleMs, decoded.channelStatus));
  return null;
}

function nameFault(error: unknown): string {
  const { errno, modbusCode } = error as { errno?: unknown; modbusCode?: unknown };
  if (typeof modbusCode === "number") return `exception-${modbusCode}`;
  if (errno === "ETIMEDOUT") return "no-answer";
  return errno === undefined ? "wrong-answer" : "no-connection";
}

function disconnect(client: ModbusClient, { kind }: LineAddress): Promise<void> {
  return new Promise((resolve) => {
    if (kind === "serial" && client.isOpen) client.close(() => resolve());
    else {
      // A server that does not end its side would be waited for otherwise.
      if (kind !== "serial") client.destroy(() => {});
      resolve();
    }
  });
}
