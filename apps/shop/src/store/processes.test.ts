import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterAll, describe, expect, it } from "vitest";
import { lockFolder } from "./process-lock.ts";
import { killAppenders, openTestStore, readAll, startAppender } from "./store-fixture.ts";

const folders = createScratchFolders();
afterAll(() => {
  killAppenders();
  folders.remove();
});

describe("a shop's folder", () => {
  it("belongs to one process, and to the next when that is killed", async () => {
    const folder = folders.make();
    const first = startAppender(folder, 3);
    await first.waitFor((line) => line === "rests");
    const second = startAppender(folder);
    expect(await second.exited).toBe(3);
    await expect(second.waitFor((line) => line === "database-locked")).resolves.toBeDefined();
    expect(() => openTestStore(folder)).toThrow(/another process has the shop in .*stop it first/);
    expect(await first.kill()).toBe(3);
    const third = startAppender(folder, 1);
    await third.waitFor((line) => line === "open 3");
    await third.waitFor((line) => line === "4");
    await third.kill();
    const store = openTestStore(folder);
    expect(store.position()).toBe(4);
    await store.close();
  });

  it("keeps every event that was acknowledged, whenever its process is killed", async () => {
    const folder = folders.make();
    let told = 0;
    for (const more of [1, 20, 60, 150]) {
      const appender = startAppender(folder);
      await appender.waitFor((line) => Number(line) >= told + more);
      told = await appender.kill();
      const store = openTestStore(folder);
      expect(store.position()).toBeGreaterThanOrEqual(told);
      expect(readAll(store).map(({ position }) => position)).toEqual(
        Array.from({ length: store.position() }, (_, at) => at + 1),
      );
      told = store.position();
      await store.close();
    }
    expect(told).toBeGreaterThan(230);
  });

  it("is refused to a second store of the same process", async () => {
    const folder = folders.make();
    const store = openTestStore(folder);
    expect(() => openTestStore(folder)).toThrow(
      expect.objectContaining({ code: "database-locked" }),
    );
    await store.close();
    await openTestStore(folder).close();
  });

  it("says what to do where its lock is damaged", () => {
    const folder = folders.make();
    writeFileSync(join(folder, "shop.lock"), "x".repeat(5000));
    expect(() => lockFolder(folder)).toThrow(/shop\.lock is damaged; delete it/);
  });

  it("says what the disk says where there is none", () => {
    expect(() => lockFolder(join(folders.make(), "nowhere"))).toThrow(
      expect.objectContaining({ code: "disk-failing" }),
    );
  });
});
