/**
 * What a controller's firmware has to do, from how it is wired: how many samples go into a frame, how long it can keep
 * frames while the connection is away, and whether its pins and its bus will do.
 */
import { DEVICE_ID_PATTERN, FRAME_LIMITS } from "../scale-frame.ts";
import { BOARDS, type BoardName, findPinFault, findPinWarning } from "./boards.ts";
import { FIRMWARE_ENGLISH, type FirmwareWords } from "./firmware-words.ts";

/**
 * Rates and gains that an amplifier can be set to. An HX711 amplifies by 128 or 64 on its channel A, and by 32 on its
 * channel B.
 */
export const AMPLIFIERS = {
  hx711: { name: "HX711", ratesHz: [10, 80], gains: [128, 64, 32] },
  nau7802: {
    name: "NAU7802",
    ratesHz: [10, 20, 40, 80, 320],
    gains: [128, 64, 32, 16, 8, 4, 2, 1],
  },
} as const;
/** Addresses that a TCA9548 multiplexer can have. */
export const MULTIPLEXER_ADDRESS_LEAST = 0x70;
export const MULTIPLEXER_ADDRESS_MOST = 0x77;
export const MULTIPLEXER_PORT_MOST = 7;

/** An outage of so many seconds loses nothing, if the memory allows. */
export const OUTAGE_SECONDS = 60;
/** Seconds from the end of an outage until the oldest frame has been sent, of which the buffer goes on filling. */
const RECONNECT_SECONDS = 6;
/** The buffer may take this share of the chip's memory; Wi-Fi and MQTT need much of the rest. */
export const BUFFER_RAM_SHARE = 0.25;
/** Frames that are sent before the first of them is acknowledged. */
export const FRAMES_IN_FLIGHT_MAX = 16;
/** Samples of so many milliseconds go into a frame, or one sample where it takes longer. */
const FRAME_MS = 100;
/** Of a frame that waits in the buffer, beside its status bytes and values. */
const SLOT_HEAD_BYTES = 48;
/**
 * Bits on the I2C bus for a conversion: choosing the multiplexer's port (2 bytes), two looks whether it is ready
 * (4 bytes each) and its reading (6 bytes), at nine bits a byte with start and stop.
 */
const BUS_BITS_PER_CONVERSION = 9 * (2 + 2 * 4 + 6) + 12;
export const BUS_HZ = 400_000;
/** Share of its time that the bus may be busy. */
const BUS_SHARE_MAX = 0.8;

export interface Hx711Wiring {
  readonly kind: "hx711";
  readonly board: BoardName;
  /** 80 only where the RATE pin is lifted; boards are sold with it at ground, which is 10. */
  readonly samplesPerSecond: number;
  readonly gain: number;
  /** One a channel. */
  readonly cells: readonly { readonly dout: number; readonly sck: number }[];
}

export interface Nau7802Wiring {
  readonly kind: "nau7802";
  readonly board: BoardName;
  readonly samplesPerSecond: number;
  readonly gain: number;
  readonly sda: number;
  readonly scl: number;
  /** One a channel; without a multiplexer there is one alone, for all NAU7802 have one address. */
  readonly cells: readonly { readonly multiplexer?: number; readonly port?: number }[];
}

export type Wiring = Hx711Wiring | Nau7802Wiring;

/** In PEM. */
export interface FirmwareTls {
  /** Whose certificate the broker has to have. */
  readonly authority: string;
  /** The controller's own; left out: it signs in by its token alone. */
  readonly own?: { readonly certificate: string; readonly privateKey: string };
}

export interface FirmwareRequest {
  readonly deviceId: string;
  /** First level of the shop's MQTT topics. */
  readonly prefix: string;
  /** Address of the broker that is filled in at first, such as mqtt://192.168.1.10:1883 */
  readonly broker?: string;
  /** Left out: without TLS. */
  readonly tls?: FirmwareTls;
  readonly wiring: Wiring;
}

export interface FirmwarePlan extends FirmwareRequest {
  readonly channelCount: number;
  readonly samplesPerFrame: number;
  /** Frames that the buffer holds, the memory that they take, and the longest outage that loses none. */
  readonly bufferFrames: number;
  readonly bufferBytes: number;
  readonly outageSeconds: number;
  /** What is to be minded, in sentences. */
  readonly warnings: readonly string[];
}

export type PlannedFirmware =
  | { readonly ok: true; readonly plan: FirmwarePlan }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Problems and warnings are told in words, which are English unless others are given. */
export function planFirmware(
  request: FirmwareRequest,
  words: FirmwareWords = FIRMWARE_ENGLISH,
): PlannedFirmware {
  const { deviceId, wiring } = request;
  const problems: string[] = [];
  const warnings: string[] = [];
  const channelCount = wiring.cells.length;
  if (!new RegExp(DEVICE_ID_PATTERN).test(deviceId)) {
    problems.push(words.notAnId(deviceId));
  }
  if (channelCount < 1 || channelCount > FRAME_LIMITS.channelsMax) {
    problems.push(words.cellCount(FRAME_LIMITS.channelsMax));
  }
  checkAmplifier(wiring, words, problems);
  checkPins(wiring, words, problems, warnings);
  if (wiring.kind === "nau7802") checkBus(wiring, words, problems);
  if (problems.length > 0) return { ok: false, problems };
  const samplesPerFrame = Math.max(1, Math.round((wiring.samplesPerSecond * FRAME_MS) / 1000));
  const slotBytes = SLOT_HEAD_BYTES + channelCount * (1 + 4 * samplesPerFrame);
  const framesPerSecond = wiring.samplesPerSecond / samplesPerFrame;
  const ramBytes = Math.floor(BOARDS[wiring.board].ramBytes * BUFFER_RAM_SHARE);
  const bufferFrames = Math.min(
    Math.ceil((OUTAGE_SECONDS + RECONNECT_SECONDS) * framesPerSecond),
    Math.floor(ramBytes / slotBytes),
  );
  const outageSeconds = Math.floor(bufferFrames / framesPerSecond - RECONNECT_SECONDS);
  if (outageSeconds < OUTAGE_SECONDS) {
    warnings.push(words.outage(outageSeconds, OUTAGE_SECONDS));
  }
  const plan = {
    ...request,
    channelCount,
    samplesPerFrame,
    bufferFrames,
    bufferBytes: bufferFrames * slotBytes,
    outageSeconds,
    warnings,
  };
  return { ok: true, plan };
}

function checkAmplifier(
  { gain, kind, samplesPerSecond }: Wiring,
  words: FirmwareWords,
  problems: string[],
): void {
  const { gains, name, ratesHz } = AMPLIFIERS[kind];
  const check = (value: number, allowed: readonly number[], what: "rates" | "gains"): void => {
    if (!allowed.includes(value)) problems.push(words[what](name, allowed, value));
  };
  check(samplesPerSecond, ratesHz, "rates");
  check(gain, gains, "gains");
}

interface PinUse {
  readonly pin: number;
  readonly use: string;
  readonly isOutput: boolean;
}

function listPins(wiring: Wiring, words: FirmwareWords): PinUse[] {
  if (wiring.kind === "nau7802") {
    return [
      { pin: wiring.sda, use: "SDA", isOutput: true },
      { pin: wiring.scl, use: "SCL", isOutput: true },
    ];
  }
  return wiring.cells.flatMap(({ dout, sck }, at) => [
    { pin: dout, use: words.pinOfCell("DOUT", at + 1), isOutput: false },
    { pin: sck, use: words.pinOfCell("SCK", at + 1), isOutput: true },
  ]);
}

function checkPins(
  wiring: Wiring,
  words: FirmwareWords,
  problems: string[],
  warnings: string[],
): void {
  const board = BOARDS[wiring.board];
  const used = new Map<number, string>();
  for (const { isOutput, pin, use } of listPins(wiring, words)) {
    const fault = findPinFault(board, pin, isOutput, words);
    if (fault !== null) problems.push(words.of(use, fault));
    const before = used.get(pin);
    if (before !== undefined) problems.push(words.of(use, words.pinInUse(pin, before)));
    used.set(pin, use);
    const warning = findPinWarning(board, pin, words);
    if (fault === null && warning !== null) warnings.push(words.of(use, warning));
  }
}

const ADDRESSES = [MULTIPLEXER_ADDRESS_LEAST, MULTIPLEXER_ADDRESS_MOST] as const;
const PORTS = [0, MULTIPLEXER_PORT_MOST] as const;

function isWithin(value: number, [least, most]: readonly [number, number]): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function checkBus(
  { cells, samplesPerSecond }: Nau7802Wiring,
  words: FirmwareWords,
  problems: string[],
): void {
  const places = new Set<string>();
  for (const [at, { multiplexer, port }] of cells.entries()) {
    const note = (said: string): void => void problems.push(words.of(words.cell(at + 1), said));
    if ((multiplexer === undefined) !== (port === undefined)) {
      note(words.addressAndPort);
    } else if (multiplexer === undefined && cells.length > 1) {
      note(words.oneAddress);
    }
    if (multiplexer !== undefined && !isWithin(multiplexer, ADDRESSES)) {
      note(words.address(...ADDRESSES, multiplexer));
    }
    if (port !== undefined && !isWithin(port, PORTS)) {
      note(words.port(...PORTS, port));
    }
    if (multiplexer === undefined || port === undefined) continue;
    const place = `${multiplexer}:${port}`;
    if (places.has(place)) note(words.placeInUse(port, multiplexer));
    places.add(place);
  }
  const cellsMost = Math.floor(
    (BUS_SHARE_MAX * BUS_HZ) / (BUS_BITS_PER_CONVERSION * samplesPerSecond),
  );
  if (cells.length > cellsMost) {
    problems.push(words.busCells(cellsMost, samplesPerSecond, cells.length));
  }
}
