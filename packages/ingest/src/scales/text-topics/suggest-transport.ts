/** How a controller that has announced itself is taken into the configuration, or why it cannot be. */
import { DEVICE_ID_PATTERN } from "@saunter/protocol/devices/scale-frame";
import { GRAMS_PER_UNIT, type WeightUnit } from "@saunter/protocol/devices/weight-units";
import type { AnnouncedDevice, AnnouncedSensor } from "./announcements.ts";

export interface SuggestedTransport {
  readonly deviceId: string;
  readonly kind: "esphome" | "tasmota";
  /** A channel each: names of ESPHome's sensors, or paths in Tasmota's message. */
  readonly channels: readonly {
    readonly sensor: string;
    readonly unit: WeightUnit | "counts";
  }[];
}

export type Suggestion =
  | { readonly ok: true; readonly transport: SuggestedTransport }
  /** What to do about it, in a sentence. */
  | { readonly ok: false; readonly problem: string };

interface Place {
  readonly deviceId: string;
  readonly kind: SuggestedTransport["kind"];
  readonly sensor: string;
}

const DEVICE_ID = new RegExp(DEVICE_ID_PATTERN);
const SENSOR = /^[\w-]+$/;
const VALUE = /value_json((?:\.[\w-]+|\['[\w-]+'\])+)/;

export function suggestTransport({ sensors }: AnnouncedDevice): Suggestion {
  const weighing = sensors.flatMap((sensor) => {
    const unit = findUnit(sensor.unit);
    return unit === null ? [] : [{ ...sensor, unit }];
  });
  if (weighing.length === 0) {
    return refuse("None of its sensors weighs: give them the unit g, kg, lb, oz or none.");
  }
  const placed = weighing.flatMap((sensor) => {
    const place = findPlace(sensor);
    return place === null ? [] : [{ ...place, unit: sensor.unit }];
  });
  const [first] = placed;
  if (first === undefined) {
    return refuse(
      "Its topics are neither ESPHome's (DEVICE/sensor/SENSOR/state) nor Tasmota's (tele/DEVICE/SENSOR): use a plug-in.",
    );
  }
  const { deviceId, kind } = first;
  if (!DEVICE_ID.test(deviceId)) {
    return refuse(
      `Its topics begin with ${deviceId}: lower-case letters, digits and hyphens are needed there.`,
    );
  }
  const own = placed.filter((place) => place.deviceId === deviceId && place.kind === kind);
  const channels = own.map(({ sensor, unit }) => ({ sensor, unit }));
  return { ok: true, transport: { deviceId, kind, channels } };
}

/** Without a unit it may be what an amplifier counts; null where it is no weight. */
function findUnit(unit: string | null): WeightUnit | "counts" | null {
  if (unit === null) return "counts";
  return Object.hasOwn(GRAMS_PER_UNIT, unit) ? (unit as WeightUnit) : null;
}

function findPlace({ stateTopic, valueTemplate }: AnnouncedSensor): Place | null {
  const parts = stateTopic?.split("/") ?? [];
  const [first, second, third, fourth, ...rest] = parts;
  if (first === "tele" && third === "SENSOR" && parts.length === 3) {
    const path = VALUE.exec(valueTemplate ?? "")?.[1];
    if (path === undefined) return null;
    const sensor = path.replaceAll(/\['([\w-]+)'\]/g, ".$1").slice(1);
    return { kind: "tasmota", deviceId: second!, sensor };
  }
  const isEsphome = second === "sensor" && fourth === "state" && rest.length === 0;
  if (!isEsphome || !SENSOR.test(third!)) return null;
  return { kind: "esphome", deviceId: first!, sensor: third! };
}

function refuse(problem: string): Suggestion {
  return { ok: false, problem };
}
