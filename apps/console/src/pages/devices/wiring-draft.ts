/** How a controller is wired, as somebody fills it in: pins are texts until all of them are numbers. */
import {
  BOARDS,
  type BoardName,
  findPinFault,
  findPinWarning,
} from "@saunter/protocol/devices/firmware/boards";
import {
  AMPLIFIERS,
  MULTIPLEXER_ADDRESS_LEAST,
  MULTIPLEXER_PORT_MOST,
  type Wiring,
} from "@saunter/protocol/devices/firmware/firmware-plan";
import { type Device, isDoor } from "./device-words.ts";

const PORTS = MULTIPLEXER_PORT_MOST + 1;

export interface WiringDraft {
  readonly kind: Wiring["kind"];
  readonly board: BoardName;
  readonly samplesPerSecond: number;
  /** By what is wired there: "SDA", "DOUT 1". */
  readonly pins: Readonly<Record<string, string>>;
}

/** The program publishes over MQTT, and reads amplifiers and no door's contact. */
export function takesFirmware({ channels, transport }: Pick<Device, "channels" | "transport">) {
  return transport === "mqtt" && !channels.some(({ place }) => place !== null && isDoor(place));
}

/** Two pins a channel are soon too many. */
const HX711_CHANNELS_MOST = 4;

/** What suits so many channels. */
export function chooseAmplifier(channelCount: number): Wiring["kind"] {
  return channelCount <= HX711_CHANNELS_MOST ? "hx711" : "nau7802";
}

/** What needs a pin, in the order in which it is asked for. */
export function listPinNames(kind: Wiring["kind"], channelCount: number): string[] {
  if (kind === "nau7802") return ["SDA", "SCL"];
  return Array.from({ length: channelCount }, (_, at) => [
    `DOUT ${at + 1}`,
    `SCK ${at + 1}`,
  ]).flat();
}

/** Pins that are good for it and decide nothing at the start, as far as the board has so many. */
export function draftWiring(
  kind: Wiring["kind"],
  board: BoardName,
  channelCount: number,
): WiringDraft {
  const pins = BOARDS[board];
  const free = Array.from({ length: pins.pinMost + 1 }, (_, pin) => pin).filter(
    (pin) => findPinFault(pins, pin, true) === null && findPinWarning(pins, pin) === null,
  );
  return {
    ...{ kind, board, samplesPerSecond: AMPLIFIERS[kind].ratesHz[0] },
    pins: Object.fromEntries(
      listPinNames(kind, channelCount).map((name, at) => [name, String(free[at] ?? "")]),
    ),
  };
}

/** Null while a pin is no number. */
export function readWiring(draft: WiringDraft, channelCount: number): Wiring | null {
  const { board, kind, samplesPerSecond } = draft;
  const read = (name: string): number => {
    const text = draft.pins[name]?.trim() ?? "";
    return /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  };
  if (listPinNames(kind, channelCount).some((name) => Number.isNaN(read(name)))) return null;
  const common = { board, samplesPerSecond, gain: AMPLIFIERS[kind].gains[0] };
  if (kind === "hx711") {
    const cells = Array.from({ length: channelCount }, (_, at) => ({
      dout: read(`DOUT ${at + 1}`),
      sck: read(`SCK ${at + 1}`),
    }));
    return { kind, ...common, cells };
  }
  const cells = Array.from({ length: channelCount }, (_, at) => ({
    multiplexer: MULTIPLEXER_ADDRESS_LEAST + Math.floor(at / PORTS),
    port: at % PORTS,
  }));
  const [sda, scl] = [read("SDA"), read("SCL")];
  return { kind, ...common, sda, scl, cells: channelCount === 1 ? [{}] : cells };
}
