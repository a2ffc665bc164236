/** How a controller is, in a word. */
import type { Answer } from "@saunter/client/api";
import { formatGrams } from "../../parts/grams.ts";
import type { State } from "../health/health-row.tsx";

export type Device = Answer<"GET /v1/devices">["devices"][number];
export type Firmware = NonNullable<Answer<"GET /v1/devices">["firmware"]>;
export type UnknownDevice = Answer<"GET /v1/devices">["unknown"][number];
export type AnnouncedDevice = Answer<"GET /v1/devices">["announced"][number];
export type Fault = Device["faults"][number];
export type Channel = Device["channels"][number];

/** What gives wrong weights, or none, is wrong; what only needs a look is a warning. */
const FAULTS: Readonly<Record<Fault["kind"], State>> = {
  silent: ["wrong", "silent"],
  dead: ["wrong", "no readings"],
  saturated: ["wrong", "saturated"],
  stuck: ["wrong", "stuck"],
  uncalibrated: ["wrong", "not calibrated"],
  misshapen: ["wrong", "wrong channels"],
  refused: ["wrong", "unreadable"],
  intermittent: ["wrong", "missing readings"],
  noisy: ["warning", "noisy"],
  drifting: ["warning", "drifting"],
  late: ["warning", "late"],
  "lost-frames": ["warning", "losing frames"],
  restarted: ["warning", "restarted"],
  "clock-jump": ["warning", "clock jumped"],
  "wrong-rate": ["warning", "wrong rate"],
};

export function wordFault({ kind }: Pick<Fault, "kind">): State {
  return FAULTS[kind];
}

/** The gravest first. */
export function sortFaults(faults: readonly Fault[]): Fault[] {
  const isGrave = (fault: Fault): boolean => wordFault(fault)[0] === "wrong";
  return [...faults].sort((a, b) => Number(isGrave(b)) - Number(isGrave(a)));
}

export function wordDevice({ faults, lastFrameMs }: Pick<Device, "faults" | "lastFrameMs">): State {
  const [worst] = sortFaults(faults);
  if (worst !== undefined) return wordFault(worst);
  return lastFrameMs === null ? ["now", "waiting"] : ["sure", "OK"];
}

type Place = NonNullable<Channel["place"]>;

/** Index 0 of a gondola's readings is no shelf: its door's contact is there. */
export const isDoor = ({ shelf }: Place): boolean => shelf === 0;

/** What a channel weighs, which is a plate and no door. */
export const isWeighing = ({ place }: Channel): boolean => place !== null && !isDoor(place);

/** "shelf 2, plate 3", "door". */
export function namePlace(place: Place | null): string {
  if (place === null) return "not used";
  return isDoor(place) ? "door" : `shelf ${place.shelf}, plate ${place.plate}`;
}

/** "12.4 kg", "open", "no reading". */
export function wordReading(place: Place | null, value: number | null): string {
  if (value === null) return "no reading";
  if (place === null || !isDoor(place)) return formatGrams(value);
  return value > 0.5 ? "open" : "closed";
}

/** "Channel 3 (shelf 2, plate 3) gives no readings: check its wires." */
export function describeFault({ channel, message, place }: Fault): string {
  const who =
    channel === null ? "It" : `Channel ${channel}${place === null ? "" : ` (${namePlace(place)})`}`;
  return `${who} ${message}.`;
}

const TRANSPORTS: Readonly<Record<Device["transport"], string>> = {
  mqtt: "MQTT",
  http: "HTTP",
  modbus: "Modbus",
  serial: "serial",
  esphome: "ESPHome",
  tasmota: "Tasmota",
  plugin: "plug-in",
};

export function wordTransport({ transport }: Pick<Device, "transport">): string {
  return TRANSPORTS[transport];
}

/** "80 samples/s", "80 set, 72.1 measured". */
export function wordRate({ measuredRateHz, setRateHz }: Device): string {
  if (setRateHz === null) return "not known yet";
  const set = formatRate(setRateHz);
  if (measuredRateHz === null) return `${set} samples/s set`;
  return `${set} samples/s set, ${formatRate(measuredRateHz)} measured`;
}

function formatRate(rateHz: number): string {
  return Number(rateHz.toFixed(1)).toString();
}

/** "+12 ppm": parts in a million, as makers of quartz crystals say it. */
export function wordDrift({ clockDrift }: Pick<Device, "clockDrift">): string {
  const ppm = Math.round(1e6 * clockDrift);
  return `${ppm < 0 ? "−" : ppm > 0 ? "+" : ""}${Math.abs(ppm)} ppm`;
}

/** Counts that say something of the connection or the amplifier, and what a high one means. */
export const COUNTS: readonly (readonly [
  count: keyof Device["counts"],
  name: string,
  meaning: string,
])[] = [
  ["frames", "Frames", "Used since the shop started."],
  ["lost", "Lost", "Never came, or too late: weak Wi-Fi, or two devices with one id."],
  ["late", "Late", "Came when later ones had been used: weak Wi-Fi."],
  ["doubled", "Doubled", "Came twice and were used once: the device sent them again. No harm."],
  ["reordered", "Reordered", "Came out of order and were put in order. No harm."],
  ["replayed", "Replayed", "Sent later than measured: the connection was away."],
  ["overflows", "Buffer full", "The device’s buffer was full while the connection was away."],
  ["restarts", "Restarts", "The device started again: check its supply."],
  ["clockJumps", "Clock jumps", "Its clock was set or leapt: check its firmware."],
  ["rateChanges", "Rate changes", "It says another rate than before: check its firmware."],
  [
    "saturated",
    "Saturated samples",
    "At the end of the amplifier’s range: broken wire or overload.",
  ],
  ["missing", "Missing samples", "The amplifier gave nothing, or no weight that can be."],
  ["misshapen", "Wrong channels", "Frames with another number of channels than configured."],
  ["uncalibrated", "Other calibration", "Frames that name another calibration than configured."],
  ["refused", "Unreadable", "Messages that were no frames: check its firmware."],
];
