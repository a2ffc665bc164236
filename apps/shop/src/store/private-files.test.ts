import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NO_HABITS } from "@saunter/engine/shop-habits";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { writeHabits } from "../habits/habits-file.ts";
import { openKey } from "../process/process-keys.ts";
import { backupStore, restoreBackup } from "./backup.ts";
import { describeTightened, type Tightened, tightenFolder } from "./private-files.ts";
import { appendPicks, openTestStore } from "./store-fixture.ts";

const folders = createScratchFolders();
afterAll(() => folders.remove());

const readMode = (path: string): number => statSync(path).mode & 0o777;

/** Each file and folder below a folder, by its name from there, with its rights. */
function listModes(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return Object.fromEntries(
    entries.map((name) => [name, readMode(join(folder, name)).toString(8)]),
  );
}

/** A process whose new files everybody could write. */
function openUmask(): void {
  const before = process.umask(0);
  onTestFinished(() => void process.umask(before));
}

describe("files of a shop", () => {
  it("can be read by their owner alone, whatever the umask allows", async () => {
    openUmask();
    const place = folders.make();
    const folder = join(place, "data");
    const store = openTestStore(folder);
    await appendPicks(store, 3);
    openKey(folder, "sessions");
    writeHabits(folder, NO_HABITS);
    await backupStore(folder, join(place, "monday.db"));
    expect(listModes(place)).toEqual({
      data: "700",
      "data/habits.json": "600",
      "data/journal.head": "600",
      "data/keys": "700",
      "data/keys/sessions.pem": "600",
      "data/shop.db": "600",
      "data/shop.db-shm": "600",
      "data/shop.db-wal": "600",
      "data/shop.lock": "600",
      "data/shop.lock-journal": "600",
      "monday.db": "600",
    });
    await store.close();
    await restoreBackup(join(place, "monday.db"), folder, { force: false });
    const restored = listModes(folder);
    const { keys, "replaced-1": aside, ...files } = restored;
    expect([keys, aside]).toEqual(["700", "700"]);
    expect(new Set(Object.values(files))).toEqual(new Set(["600"]));
  });

  it("that were wider are tightened when the shop opens, and it is said", async () => {
    const folder = folders.make();
    await openTestStore(folder).close();
    openKey(folder, "sessions");
    const aside = join(folder, "replaced-1");
    mkdirSync(aside);
    writeFileSync(join(aside, "shop.db"), "");
    for (const name of ["shop.db", "keys/sessions.pem", "replaced-1/shop.db"]) {
      chmodSync(join(folder, name), 0o644);
    }
    for (const name of ["", "keys", "replaced-1"]) chmodSync(join(folder, name), 0o755);
    const reports: Tightened[] = [];
    const onTightened = (tightened: Tightened) => void reports.push(tightened);
    await openTestStore(folder, { onTightened }).close();
    await openTestStore(folder, { onTightened }).close();
    expect(reports).toHaveLength(1);
    expect(reports[0]!.changed).toHaveLength(6);
    expect(describeTightened(reports[0]!)).toBe(
      "6 files and folders of the shop could be read by other users of this machine; now only by the shop's own",
    );
    expect(readMode(folder)).toBe(0o700);
    expect(readMode(join(folder, "keys", "sessions.pem"))).toBe(0o600);
    expect(readMode(join(aside, "shop.db"))).toBe(0o600);
  });

  it("are tightened; a folder of everybody's, other folders and what links lead to are not", () => {
    const [folder, elsewhere] = [folders.make(), join(folders.make(), "list.csv")];
    writeFileSync(elsewhere, "");
    chmodSync(elsewhere, 0o644);
    symlinkSync(elsewhere, join(folder, "list.csv"));
    mkdirSync(join(folder, "pictures"));
    chmodSync(join(folder, "pictures"), 0o755);
    chmodSync(folder, 0o1777);
    expect(tightenFolder(folder)).toEqual({ changed: [], stillOpen: [] });
    expect(readMode(elsewhere)).toBe(0o644);
    expect(describeTightened(tightenFolder(folder))).toBeNull();
  });

  it("that cannot be tightened are named", () => {
    expect(describeTightened({ changed: [], stillOpen: ["/data/shop.db"] })).toBe(
      "1 file or folder of the shop can be read by other users of this machine, and that cannot be changed: /data/shop.db",
    );
  });
});
