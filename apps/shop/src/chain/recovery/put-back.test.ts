import { join } from "node:path";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterEach, expect, it } from "vitest";
import { backupStore } from "../../store/backup.ts";
import { appendPicks, openTestStore, readAll } from "../../store/store-fixture.ts";
import { putBackWithEvents } from "./put-back.ts";

const folders = createScratchFolders();
afterEach(folders.remove);

it("a backup that is put back has all events that came after it", async () => {
  const folder = folders.make();
  const file = join(folders.make(), "before.backup");
  const store = openTestStore(folder);
  await appendPicks(store, 12);
  await store.close();
  await backupStore(folder, file);
  const later = openTestStore(folder, {
    schema: "CREATE TABLE IF NOT EXISTS later (id INTEGER PRIMARY KEY) STRICT;",
  });
  await appendPicks(later, 40);
  const events = readAll(later);
  await later.close();
  expect(await putBackWithEvents(file, folder)).toEqual({
    kept: 40,
    setAside: join(folder, "replaced-1"),
  });
  const again = openTestStore(folder);
  expect(readAll(again)).toEqual(events);
  expect(again.db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'later'").all()).toEqual([]);
  expect(again.db.prepare("SELECT * FROM damaged_rows").all()).toEqual([]);
  await again.close();
});
