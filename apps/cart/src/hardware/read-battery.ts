/** What Linux says of a battery: the files of its folder under /sys/class/power_supply. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";

export interface Battery {
  /** Full: 1. */
  readonly share: number;
  readonly isCharging: boolean;
}

/** Null where there is none, or it says nothing that makes sense. */
export async function readBattery(folder: string): Promise<Battery | null> {
  const [capacity, status] = await Promise.all(
    ["capacity", "status"].map((name) => readFile(join(folder, name), "utf8").catch(() => "")),
  );
  const percent = capacity!.trim() === "" ? Number.NaN : Number(capacity);
  if (!(percent >= 0 && percent <= 100)) return null;
  return { share: percent / 100, isCharging: /^(Charging|Full)/.test(status!) };
}
