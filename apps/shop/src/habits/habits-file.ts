/** What is known of a shop's people, beside its database. */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NO_HABITS, rateHabits, type ShopHabits } from "@saunter/engine/shop-habits";
import { PRIVATE_FILE } from "../store/private-files.ts";

const FILE = "habits.json";

export function writeHabits(folder: string, habits: ShopHabits): string {
  const path = join(folder, FILE);
  writeFileSync(`${path}.new`, `${JSON.stringify(habits, null, 2)}\n`, { mode: PRIVATE_FILE });
  renameSync(`${path}.new`, path);
  return path;
}

/** None where there is no file. Throws where it says something else than counts. */
export function readHabits(folder: string): ShopHabits {
  const path = join(folder, FILE);
  if (!existsSync(path)) return NO_HABITS;
  try {
    const read: ShopHabits = JSON.parse(readFileSync(path, "utf8"));
    const { handovers, presses } = read;
    rateHabits({ handovers, presses });
    return { handovers, presses };
  } catch (error) {
    throw new Error(`${path} has no counts of habits; remove it, or run saunter calibrate`, {
      cause: error,
    });
  }
}
