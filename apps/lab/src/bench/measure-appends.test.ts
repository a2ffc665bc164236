import { openTestStore } from "@saunter/shop/store/store-fixture";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterAll, expect, it } from "vitest";
import { fillJournal, measureAppends } from "./measure-appends.ts";

const folders = createScratchFolders();
afterAll(() => folders.remove());

it("appends as many events as it is reported to, and says how fast", async () => {
  const folder = folders.make();
  const measured = await measureAppends({ writers: 4, events: 50, folder });
  expect(measured.eventsPerSecond).toBeGreaterThan(0);
  expect(measured.latencyMsP99).toBeGreaterThan(0);
  const store = openTestStore(folder);
  expect(store.position()).toBe(50);
  await store.close();
});

it("fills a journal with as many events as it is reported to, and tells how far it is", async () => {
  const folder = folders.make();
  const reported: number[] = [];
  await fillJournal({ events: 1001, folder, onFilled: (events) => void reported.push(events) });
  expect(reported).toEqual([500, 1000, 1001]);
  const store = openTestStore(folder);
  expect(store.position()).toBe(1001);
  await store.close();
});
