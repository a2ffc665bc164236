/** The shop's scale controllers, as its configuration has them. */
import type { ChannelCalibration } from "./channel-values.ts";
import type { ChannelPlace, GondolaShape } from "./gondola-assembler.ts";

/** A channel: where its readings belong, and how they become grams. */
export interface ScaleChannel extends ChannelPlace, ChannelCalibration {}

export interface ScaleDevice {
  readonly deviceId: string;
  readonly gondola: number;
  /** Of the calibration that its channels have; readings by another are not used. Null: any. */
  readonly calibrationId: number | null;
  /** In the controller's order; null for one that is not connected to anything. */
  readonly channels: readonly (ScaleChannel | null)[];
}

/** Where readings of a gondola have its door's contact: no shelf and no plate is there. */
export const DOOR_PLACE: ChannelPlace = { shelf: 0, plate: 0 };

export const isDoor = ({ shelf }: ChannelPlace): boolean => shelf === DOOR_PLACE.shelf;

/** What a gondola's readings look like: all shelves and plates that its controllers or its planogram have. */
export function shapeGondolas(
  devices: readonly ScaleDevice[],
  planogram: readonly {
    readonly gondola: number;
    readonly shelf: number;
    readonly plates: readonly number[];
  }[] = [],
): GondolaShape[] {
  const gondolas = [...new Set(devices.map(({ gondola }) => gondola))].sort((a, b) => a - b);
  return gondolas.map((gondola) => {
    const own = devices.filter((device) => device.gondola === gondola);
    const places = own.flatMap(({ channels }) => channels.filter((place) => place !== null));
    const rows = planogram.filter((row) => row.gondola === gondola);
    const shelves = [...places, ...rows].map(({ shelf }) => shelf);
    const plates = [...places.map(({ plate }) => plate), ...rows.flatMap((row) => row.plates)];
    return {
      gondola,
      shelfCount: Math.max(0, ...shelves) + 1,
      plateCount: Math.max(0, ...plates) + 1,
      devices: new Map(own.map(({ channels, deviceId }) => [deviceId, channels])),
    };
  });
}
