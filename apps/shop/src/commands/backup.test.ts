import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import type { Command } from "commander";
import { afterAll, describe, expect, it } from "vitest";
import { type CapturedIo, createCapturedIo } from "../command-line/captured-io.ts";
import { runCommandLine } from "../command-line/run-command-line.ts";
import { PROBLEM_TABLE } from "../http/problem-table.ts";
import { appendPicks, openTestStore } from "../store/store-fixture.ts";
import { addBackupCommand } from "./backup.ts";
import {
  createPassPhrases,
  PASS_PHRASE_CHARS_MIN,
  PASS_PHRASE_VARIABLE,
  type PassPhraseDependencies,
} from "./pass-phrase.ts";
import { addRestoreCommand } from "./restore.ts";

const folders = createScratchFolders();
afterAll(() => folders.remove());

const GIVEN = { environment: { [PASS_PHRASE_VARIABLE]: "tin rain moss ladder" }, ask: null };

function run(captured: CapturedIo, ...args: string[]): Promise<number> {
  return runWith(GIVEN, captured, ...args);
}

function runWith(
  given: PassPhraseDependencies,
  { io }: CapturedIo,
  ...args: string[]
): Promise<number> {
  const passPhrases = createPassPhrases(given);
  return runCommandLine(args, "1.2.3", io, (program: Command) => {
    addBackupCommand(program, { io, passPhrases });
    addRestoreCommand(program, { io, passPhrases, restoreByChain: async () => {} });
  });
}

describe("backup and restore", () => {
  it("copy a shop that runs, and put the copy back where the shop has stopped", async () => {
    const [data, file] = [folders.make(), join(folders.make(), "monday.db")];
    const store = openTestStore(data);
    await appendPicks(store, 12);
    const backedUp = createCapturedIo();
    expect(await run(backedUp, "backup", "--data", data, "--out", file)).toBe(0);
    expect(backedUp.out()).toMatch(/monday\.db: 12 events, 0\.\d MB, verified, encrypted\.\n$/);
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

  it("put a backup in place of a damaged journal by the command that the error names", async () => {
    const [data, file] = [folders.make(), join(folders.make(), "monday.db")];
    const store = openTestStore(data);
    await appendPicks(store, 3);
    await run(createCapturedIo(), "backup", "--data", data, "--out", file);
    await appendPicks(store, 1);
    await store.close();
    const database = join(data, "shop.db");
    writeFileSync(database, readFileSync(database).fill(1, 100));
    let message = "";
    try {
      openTestStore(data);
    } catch (error) {
      message = String(error);
    }
    for (const text of [message, PROBLEM_TABLE["journal-corrupt"].advice]) {
      const [, command = ""] = /[`(]saunter ([^`)]*)[`)]/.exec(text) ?? [];
      const args = command.replace("FOLDER", data).replace("FILE", file).split(" ");
      const restored = createCapturedIo();
      expect([text, await run(restored, ...args), restored.err()]).toEqual([text, 0, ""]);
    }
    const again = openTestStore(data);
    expect(again.position()).toBe(3);
    await again.close();
  });

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

  it("check a backup without a shop", async () => {
    const [data, place] = [folders.make(), folders.make()];
    const store = openTestStore(data);
    await appendPicks(store, 7);
    await store.close();
    const file = join(place, "monday.backup");
    await run(createCapturedIo(), "backup", "--data", data, "--out", file);
    const checked = createCapturedIo();
    expect(await run(checked, "restore", "--check", file)).toBe(0);
    expect(checked.out()).toMatch(
      /monday\.backup: 7 events in 7 streams, verified, encrypted; .* It can be restored\.\n$/,
    );
    expect(readdirSync(place)).toEqual(["monday.backup"]);
    writeFileSync(file, readFileSync(file).subarray(0, -1));
    const cut = createCapturedIo();
    expect(await run(cut, "restore", "--check", file)).toBe(1);
    expect(cut.err()).toMatch(/^saunter: .*monday\.backup is incomplete or was altered/);
  });

  it("write no backup that is not encrypted unless they are told to, and warn then", async () => {
    const [data, place] = [folders.make(), folders.make()];
    await openTestStore(data).close();
    const file = join(place, "monday.db");
    const none = { environment: {}, ask: null };
    const refused = createCapturedIo();
    expect(await runWith(none, refused, "backup", "--data", data, "--out", file)).toBe(1);
    expect(refused.err()).toMatch(
      /--pass-phrase-file or SAUNTER_BACKUP_PASS_PHRASE.*--unencrypted/,
    );
    expect(existsSync(file)).toBe(false);
    const open = createCapturedIo();
    const args = ["backup", "--data", data, "--out", file, "--unencrypted"];
    expect(await runWith(none, open, ...args)).toBe(0);
    expect(open.err()).toMatch(/^Warning: this backup is not encrypted/);
    expect(readFileSync(file).includes("SQLite format 3")).toBe(true);
    // As backups of before are, which need no pass phrase.
    const restored = createCapturedIo();
    const to = join(place, "new");
    expect(await runWith(none, restored, "restore", "--data", to, file)).toBe(0);
    const both = createCapturedIo();
    expect(await run(both, ...args, "--pass-phrase-file", file)).toBe(1);
    expect(both.err()).toContain("not both");
  });

  it("take the pass phrase of a file, or ask for it twice, and say what is wrong with it", async () => {
    const [data, place] = [folders.make(), folders.make()];
    await openTestStore(data).close();
    const [file, secret] = [join(place, "monday.backup"), join(place, "secret")];
    const backUp = async (given: PassPhraseDependencies, ...more: string[]) => {
      const captured = createCapturedIo();
      const code = await runWith(given, captured, "backup", "--data", data, "--out", file, ...more);
      return { code, err: captured.err() };
    };
    const typed = (...answers: string[]) => ({
      environment: {},
      ask: async () => answers.shift()!,
    });
    const short = "x".repeat(PASS_PHRASE_CHARS_MIN - 1);
    expect((await backUp(typed(short))).err).toContain("too short");
    expect((await backUp(typed(`${short}x`, `${short}y`))).err).toContain("differ");
    writeFileSync(secret, "\n");
    expect((await backUp(GIVEN, "--pass-phrase-file", secret)).err).toContain("no pass phrase");
    writeFileSync(secret, "x".repeat(5000));
    expect((await backUp(GIVEN, "--pass-phrase-file", secret)).err).toContain("too long");
    expect(existsSync(file)).toBe(false);
    expect(await backUp(typed(`${short}x`, `${short}x`))).toEqual({ code: 0, err: "" });

    writeFileSync(secret, `${short}x\nanything else\n`);
    const check = async (given: PassPhraseDependencies, ...more: string[]) => {
      const captured = createCapturedIo();
      const code = await runWith(given, captured, "restore", "--check", file, ...more);
      return { code, err: captured.err() };
    };
    expect(await check(GIVEN, "--pass-phrase-file", secret)).toEqual({ code: 0, err: "" });
    expect(await check(typed(`${short}x`))).toEqual({ code: 0, err: "" });
    expect((await check(GIVEN)).err).toMatch(/^saunter: this is not the pass phrase of /);
    expect((await check({ environment: {}, ask: null })).err).toContain("--pass-phrase-file");
  });
});
