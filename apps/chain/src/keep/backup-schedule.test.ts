import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterAll, describe, expect, it } from "vitest";
import { backUpDue, findBackupAgeMs } from "./backup-schedule.ts";

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 10, 30, 3);

describe("backups that the process makes", () => {
  const folders = createScratchFolders();
  afterAll(folders.remove);
  const make = async (path: string): Promise<void> => writeFileSync(path, "backup");

  it("are made when the newest is old enough, and so many stay beside what is not theirs", async () => {
    const folder = join(folders.make(), "backups");
    const schedule = { folder, everyMs: 24 * HOUR_MS, keep: 2 };
    expect(findBackupAgeMs(folder, START_MS)).toBeNull();
    let made = 0;
    for (let hour = 0; hour <= 72; hour++) {
      const path = await backUpDue(schedule, START_MS + hour * HOUR_MS, make);
      if (path !== null) made++;
      if (hour === 0) writeFileSync(join(folder, "monday.backup"), "mine");
    }
    expect(made).toBe(4);
    expect(readdirSync(folder).toSorted()).toEqual([
      "chain-2026-12-02T03-00-00Z.backup",
      "chain-2026-12-03T03-00-00Z.backup",
      "monday.backup",
    ]);
    expect(findBackupAgeMs(folder, START_MS + 73 * HOUR_MS)).toBe(HOUR_MS);
  });

  it("go on after the clock was wrong, and keep those whose time is known", async () => {
    const folder = folders.make();
    const schedule = { folder, everyMs: HOUR_MS, keep: 2 };
    await backUpDue(schedule, Date.UTC(2099, 0, 1), make);
    expect(findBackupAgeMs(folder, START_MS)).toBeNull();
    for (let hour = 0; hour < 3; hour++) {
      expect(await backUpDue(schedule, START_MS + hour * HOUR_MS, make)).not.toBeNull();
    }
    expect(readdirSync(folder).toSorted()).toEqual([
      "chain-2026-11-30T04-00-00Z.backup",
      "chain-2026-11-30T05-00-00Z.backup",
    ]);
  });

  it("leave the former where one fails, and are tried again", async () => {
    const folder = folders.make();
    const schedule = { folder, everyMs: HOUR_MS, keep: 1 };
    await backUpDue(schedule, START_MS, make);
    const failing = backUpDue(schedule, START_MS + HOUR_MS, async () => {
      throw new Error("the disk is full");
    });
    await expect(failing).rejects.toThrow("full");
    expect(findBackupAgeMs(folder, START_MS + HOUR_MS)).toBe(HOUR_MS);
    expect(await backUpDue(schedule, START_MS + HOUR_MS, make)).not.toBeNull();
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it("remove what a process that was killed has left, and nothing of one that is at work", async () => {
    const folder = folders.make();
    // Linux gives no process such a number.
    const left = "chain-2026-11-30T01-00-00Z.backup.4194305.partial";
    const own = `chain-2026-11-30T02-00-00Z.backup.${process.pid}.partial`;
    for (const name of [left, own]) writeFileSync(join(folder, name), "");
    await backUpDue({ folder, everyMs: HOUR_MS, keep: 1 }, START_MS, make);
    expect(readdirSync(folder)).toContain(own);
    expect(readdirSync(folder)).not.toContain(left);
  });
});
