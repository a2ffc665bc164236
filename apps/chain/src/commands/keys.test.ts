import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { Command } from "commander";
import { afterEach, describe, expect, it, vi } from "vitest";
import { CREDENTIALS_FILE, KEYS_FILE, writeHub } from "../hub/write-hub.ts";
import { addKeysCommands } from "./keys.ts";

const PLAN = { servers: [{ name: "hub-1", host: "10.0.0.1" }], dataFolder: "/d", tls: null };

describe("keys that are renewed by the command", () => {
  const folders = createScratchFolders();
  afterEach(() => {
    vi.restoreAllMocks();
    folders.remove();
  });

  async function makeHub() {
    const folder = folders.make();
    await writeHub(folder, PLAN);
    return {
      folder,
      read: (name: string) => readFileSync(join(folder, name), "utf8"),
      renew: async (what: string) => {
        vi.spyOn(process.stdout, "write").mockReturnValue(true);
        const program = new Command();
        addKeysCommands(program);
        await program.parseAsync(["keys", "renew", what, "--folder", folder], { from: "user" });
      },
    };
  }

  it("leave no credentials of those before, so that new ones are signed with the servers' files", async () => {
    const { folder, read, renew } = await makeHub();
    const before = [read(KEYS_FILE), read(CREDENTIALS_FILE)];
    await renew("hub");
    expect(existsSync(join(folder, CREDENTIALS_FILE))).toBe(false);
    await writeHub(folder, PLAN);
    expect(read(KEYS_FILE)).not.toBe(before[0]);
    expect(read(CREDENTIALS_FILE)).not.toBe(before[1]);
  });

  it("are not there beside credentials of the former, whatever breaks in between", async () => {
    const { folder, read, renew } = await makeHub();
    const before = read(KEYS_FILE);
    // What cannot be removed.
    rmSync(join(folder, CREDENTIALS_FILE));
    mkdirSync(join(folder, CREDENTIALS_FILE));
    await expect(renew("hub")).rejects.toThrow();
    expect(read(KEYS_FILE)).toBe(before);
  });

  it("are not forgotten where the database cannot say that they may be", async () => {
    const { read, renew } = await makeHub();
    await renew("sealing");
    const before = read(KEYS_FILE);
    await expect(renew("sealing-finish")).rejects.toThrow("--config");
    expect(read(KEYS_FILE)).toBe(before);
  });

  it("stay beside their credentials where only what seals is new", async () => {
    const { read, renew } = await makeHub();
    const before = read(CREDENTIALS_FILE);
    await renew("sealing");
    expect(read(CREDENTIALS_FILE)).toBe(before);
  });
});
