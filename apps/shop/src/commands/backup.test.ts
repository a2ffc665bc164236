import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { openBusyShop } from "@saunter/lab/torture/busy-shop";
import type { Command } from "commander";
import { afterAll, describe, expect, it } from "vitest";
import { type CapturedIo, createCapturedIo } from "../command-line/captured-io.ts";
import { runCommandLine } from "../command-line/run-command-line.ts";
import { appendPicks, createScratchFolders, openTestStore } from "../store/store-fixture.ts";
import { addBackupCommand } from "./backup.ts";
import { addRestoreCommand } from "./restore.ts";

/** A whole process, busy with everything at once. */
const CHILD = fileURLToPath(new URL("../../../lab/src/torture/crash-child.ts", import.meta.url));

const folders = createScratchFolders();
afterAll(() => folders.remove());

function run(captured: CapturedIo, ...args: string[]): Promise<number> {
  const { io } = captured;
  return runCommandLine(args, "1.2.3", io, (program: Command) => {
    addBackupCommand(program, { io });
    addRestoreCommand(program, { io });
  });
}

describe("backup and restore", () => {
  it("copy a shop that runs, and put the copy back where the shop has stopped", async () => {
    const [data, file] = [folders.make(), join(folders.make(), "monday.db")];
    const store = openTestStore(data);
    await appendPicks(store, 12);
    const backedUp = createCapturedIo();
    expect(await run(backedUp, "backup", "--data", data, "--out", file)).toBe(0);
    expect(backedUp.out()).toMatch(/monday\.db: 12 events, 0\.\d MB, verified\.\n$/);
    expect(statSync(file).size).toBeGreaterThan(10_000);

    const running = createCapturedIo();
    expect(await run(running, "restore", "--data", data, file)).toBe(1);
    expect(running.err()).toMatch(/^saunter: another process has the shop in .*; stop it first\n$/);
    await appendPicks(store, 1);
    await store.close();

    const newer = createCapturedIo();
    expect(await run(newer, "restore", "--data", data, file)).toBe(1);
    expect(newer.err()).toMatch(/has 13 events, and the backup, with 12, .*--force/);

    const forced = createCapturedIo();
    expect(await run(forced, "restore", "--data", data, file, "--force")).toBe(0);
    expect(forced.out()).toMatch(
      /: 12 events restored from .*monday\.db\.\nWhat was there before is in .*replaced-1\.\n$/,
    );
    const again = openTestStore(data);
    expect(again.position()).toBe(12);
    await again.close();
  });

  it("copy the whole process under load, and put it back over the folder of the one that died", async () => {
    const [data, file] = [folders.make(), join(folders.make(), "rush.db")];
    const told = new Map<number, string>();
    const child = spawn(process.execPath, [CHILD, data, "5"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const died = once(child, "close");
    createInterface({ input: child.stdout }).on("line", (line) => {
      const [position, digest] = line.split(" ");
      if (digest !== undefined) told.set(Number(position), digest);
    });
    try {
      const last = (): number => Math.max(0, ...told.keys());
      await expect.poll(last, { timeout: 30_000 }).toBeGreaterThan(200);
      const before = last();
      const backedUp = createCapturedIo();
      expect(await run(backedUp, "backup", "--data", data, "--out", file)).toBe(0);
      const events = Number(/: (\d+) events/.exec(backedUp.out())?.[1]);
      expect(events).toBeGreaterThanOrEqual(before);
      await expect.poll(last, { timeout: 30_000 }).toBeGreaterThan(events);
      const running = createCapturedIo();
      expect(await run(running, "restore", "--data", data, file, "--force")).toBe(1);
      expect(running.err()).toContain("another process has the shop");
      child.kill("SIGKILL");
      await died;
      const newer = createCapturedIo();
      expect(await run(newer, "restore", "--data", data, file)).toBe(1);
      expect(newer.err()).toContain("--force");
      expect(await run(createCapturedIo(), "restore", "--data", data, file, "--force")).toBe(0);
      const restored = await openBusyShop(data, 5);
      // Whoever was notified of an event by then has it, and all before it: hashes are over those too.
      const { hash } = restored.store.db
        .prepare("SELECT hash FROM journal WHERE position = ?")
        .get(before)!;
      expect(restored.store.position()).toBeGreaterThanOrEqual(events);
      expect(hash).toBe(told.get(before));
      await restored.close();
    } finally {
      child.kill("SIGKILL");
    }
  }, 120_000);

  it("put a backup into a new folder, and say of nothing that it was set aside", async () => {
    const [data, file] = [folders.make(), join(folders.make(), "monday.db")];
    await openTestStore(data).close();
    await run(createCapturedIo(), "backup", "--data", data, "--out", file);
    const to = join(folders.make(), "new");
    const captured = createCapturedIo();
    expect(await run(captured, "restore", "--data", to, file)).toBe(0);
    expect(captured.out()).toMatch(/^.*new: 0 events restored from .*\n$/);
    expect(readdirSync(to)).toContain("shop.db");
  });

  it("say without a trace why they do not", async () => {
    const data = folders.make();
    const captured = createCapturedIo();
    expect(await run(captured, "backup", "--data", data, "--out", join(data, "x.db"))).toBe(1);
    expect(await run(captured, "restore", "--data", data, join(data, "x.db"))).toBe(1);
    expect(captured.err()).toMatch(/^saunter: there is no database at .*\nsaunter: there is no/);
    expect(captured.err()).not.toContain("    at ");
  });

  it.each([
    [["backup", "--data", "x"]],
    [["backup", "--out", "x"]],
    [["restore", "--data", "x"]],
    [["restore", "x"]],
  ])("refuse %j as usage", async (args) => {
    expect(await run(createCapturedIo(), ...args)).toBe(2);
  });
});
