/** Lines of the shop's configuration, as somebody copies them into it. */
import type { Calibration } from "./calibration.ts";
import type { Channel, Device, UnknownDevice } from "./device-words.ts";

/** Units that a configuration may name for a device that sends weights itself. */
const GRAMS_PER_UNIT = { g: 1, kg: 1000, lb: 453.592_37, oz: 28.349_523_125 } as const;
/** A measured scale that is so near to a unit's is that unit. */
const UNIT_SHARE_MAX = 0.03;

/** The `channels` of a controller, with what was measured in place of what was configured. */
export function writeChannels(
  { channels, unit }: Pick<Device, "channels" | "unit">,
  measured: ReadonlyMap<number, Calibration>,
): string {
  let last = 0;
  const lines = channels.flatMap((channel) => {
    const { channel: number, place } = channel;
    if (place === null) return [];
    const first = number === last + 1 ? [] : [`channel: ${number}`];
    last = number;
    const { plate, shelf } = place;
    const keys = [...first, `shelf: ${shelf}`, `plates: [${plate}]`];
    return [`  - { ${[...keys, ...writeScale(channel, unit, measured.get(number))].join(", ")} }`];
  });
  return ["channels:", ...lines].join("\n");
}

function writeScale(
  channel: Channel,
  unit: Device["unit"],
  measured: Calibration | undefined,
): string[] {
  const zero = measured?.zero ?? channel.zero;
  const grams = measured?.gramsPerCount ?? channel.gramsPerUnit;
  const named = nameUnit(grams);
  // What the amplifier counts has no unit, however near a factor may be to one.
  if (unit !== "counts" && named !== null) {
    return [`unit: ${named}`, ...(zero === 0 ? [] : [`zero: ${formatNumber(zero, 8)}`])];
  }
  return [
    "unit: counts",
    `zero: ${formatNumber(zero, 8)}`,
    `gramsPerCount: ${formatNumber(grams, 6)}`,
  ];
}

/** The unit that a device sends, by the grams of one of it; null where it is none that can be named. */
export function nameUnit(grams: number): keyof typeof GRAMS_PER_UNIT | null {
  for (const [name, exact] of Object.entries(GRAMS_PER_UNIT)) {
    if (Math.abs(grams / exact - 1) <= UNIT_SHARE_MAX) return name as keyof typeof GRAMS_PER_UNIT;
  }
  return null;
}

/** A controller that sends and is not configured, as it is added. */
export function writeDevice({ deviceId, shape }: UnknownDevice): string {
  const channels = shape?.channels ?? 1;
  const plates = channels === 1 ? "[1]" : `1-${channels}`;
  const scale = shape?.unit === "g" ? "unit: g" : "unit: counts, gramsPerCount: 1";
  return [
    "source:",
    "  devices:",
    `    - id: ${deviceId}`,
    "      gondola: 1  # the gondola that it weighs on",
    "      # transport: { kind: http }  # if it sends over HTTP",
    "      channels:",
    `        - { shelf: 1, plates: ${plates}, ${scale} }`,
  ].join("\n");
}

function formatNumber(value: number, digits: number): string {
  return Number(value.toPrecision(digits)).toString();
}
