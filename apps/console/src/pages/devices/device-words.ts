/** How a controller is, in a word. */
import type { Answer } from "@saunter/client/api";
import { formatGrams } from "../../parts/grams.ts";
import { words } from "../../words.ts";
import type { State } from "../health/health-row.tsx";

export type Device = Answer<"GET /v1/devices">["devices"][number];
export type Firmware = NonNullable<Answer<"GET /v1/devices">["firmware"]>;
export type UnknownDevice = Answer<"GET /v1/devices">["unknown"][number];
export type AnnouncedDevice = Answer<"GET /v1/devices">["announced"][number];
export type Fault = Device["faults"][number];
export type Channel = Device["channels"][number];

/** What gives wrong weights, or none, is wrong; what only needs a look is a warning. */
const TONES: Readonly<Record<Fault["kind"], State[0]>> = {
  silent: "wrong",
  dead: "wrong",
  saturated: "wrong",
  stuck: "wrong",
  uncalibrated: "wrong",
  misshapen: "wrong",
  refused: "wrong",
  intermittent: "wrong",
  noisy: "warning",
  drifting: "warning",
  late: "warning",
  "lost-frames": "warning",
  restarted: "warning",
  "clock-jump": "warning",
  "wrong-rate": "warning",
};

export function wordFault({ kind }: Pick<Fault, "kind">): State {
  return [TONES[kind], words.texts.devices.faults[kind]];
}

/** The gravest first. */
export function sortFaults(faults: readonly Fault[]): Fault[] {
  const isGrave = ({ kind }: Fault): boolean => TONES[kind] === "wrong";
  return [...faults].sort((a, b) => Number(isGrave(b)) - Number(isGrave(a)));
}

export function wordDevice({ faults, lastFrameMs }: Pick<Device, "faults" | "lastFrameMs">): State {
  const [worst] = sortFaults(faults);
  if (worst !== undefined) return wordFault(worst);
  const { ok, waiting } = words.texts.devices.states;
  return lastFrameMs === null ? ["now", waiting] : ["sure", ok];
}

type Place = NonNullable<Channel["place"]>;

/** Index 0 of a gondola's readings is no shelf: its door's contact is there. */
export const isDoor = ({ shelf }: Place): boolean => shelf === 0;

/** What a channel weighs, which is a plate and no door. */
export const isWeighing = ({ place }: Channel): boolean => place !== null && !isDoor(place);

/** "shelf 2, plate 3", "door". */
export function namePlace(place: Place | null): string {
  const t = words.texts.devices.places;
  if (place === null) return t.unused;
  return isDoor(place) ? t.door : t.plate(place.shelf, place.plate);
}

/** "12.4 kg", "open", "no reading". */
export function wordReading(place: Place | null, value: number | null): string {
  const t = words.texts.devices.readings;
  if (value === null) return t.none;
  if (place === null || !isDoor(place)) return formatGrams(value);
  return value > 0.5 ? t.open : t.closed;
}

/** "Channel 3 (shelf 2, plate 3) gives no readings: check its wires." */
export function describeFault({ channel, kind, message, place }: Fault): string {
  const where = place === null ? null : namePlace(place);
  return words.texts.devices.fault({ channel, kind, message, place: where });
}

export function wordTransport({ transport }: Pick<Device, "transport">): string {
  return words.texts.devices.transports[transport];
}

/** "80 samples/s", "80 set, 72.1 measured". */
export function wordRate({ measuredRateHz, setRateHz }: Device): string {
  const t = words.texts.devices.rates;
  if (setRateHz === null) return t.unknown;
  const set = formatRate(setRateHz);
  return measuredRateHz === null ? t.set(set) : t.measured(set, formatRate(measuredRateHz));
}

export function formatRate(rateHz: number): string {
  return formatNumber(rateHz, { maximumFractionDigits: 1 });
}

/** As the language that is shown has it: 3.4 is "3,4" in German. */
export function formatNumber(value: number, options: Intl.NumberFormatOptions): string {
  const { locale } = words.choice.value!;
  return new Intl.NumberFormat(locale, { useGrouping: false, ...options }).format(value);
}

/** "+12 ppm": parts in a million, as makers of quartz crystals say it. */
export function wordDrift({ clockDrift }: Pick<Device, "clockDrift">): string {
  const ppm = Math.round(1e6 * clockDrift);
  const sign = ppm < 0 ? "−" : ppm > 0 ? "+" : "";
  return words.texts.devices.facts.ppm(`${sign}${Math.abs(ppm)}`);
}

/** In the order in which they are listed. */
export const COUNTS = [
  "frames",
  "lost",
  "late",
  "doubled",
  "reordered",
  "replayed",
  "overflows",
  "restarts",
  "clockJumps",
  "rateChanges",
  "saturated",
  "missing",
  "misshapen",
  "uncalibrated",
  "refused",
] as const satisfies readonly (keyof Device["counts"])[];
