import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type CapturedIo, createCapturedIo } from "@saunter/shop/command-line/captured-io";
import { runCommandLine } from "@saunter/shop/command-line/run-command-line";
import { addBackupCommand } from "@saunter/shop/commands/backup";
import { createPassPhrases, PASS_PHRASE_VARIABLE } from "@saunter/shop/commands/pass-phrase";
import { addRestoreCommand } from "@saunter/shop/commands/restore";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import type { Command } from "commander";
import { afterAll, describe, expect, it } from "vitest";
import { openBusyShop } from "./busy-shop.ts";

const CHILD = fileURLToPath(new URL("crash-child.ts", import.meta.url));

const folders = createScratchFolders();
afterAll(() => folders.remove());

function run({ io }: CapturedIo, ...args: string[]): Promise<number> {
  const environment = { [PASS_PHRASE_VARIABLE]: "tin rain moss ladder" };
  const passPhrases = createPassPhrases({ environment, ask: null });
  return runCommandLine(args, "1.2.3", io, (program: Command) => {
    addBackupCommand(program, { io, passPhrases });
    addRestoreCommand(program, { io, passPhrases, restoreByChain: async () => {} });
  });
}

describe("backup and restore", () => {
  it("copy the whole process under load, and restore over the folder of the process that died", async () => {
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
      await expect.poll(last).toBeGreaterThan(200);
      const before = last();
      const backedUp = createCapturedIo();
      expect(await run(backedUp, "backup", "--data", data, "--out", file)).toBe(0);
      const events = Number(/: (\d+) events/.exec(backedUp.out())?.[1]);
      expect(events).toBeGreaterThanOrEqual(before);
      await expect.poll(last).toBeGreaterThan(events);
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
  });
});
