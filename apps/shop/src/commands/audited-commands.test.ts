/** What is done at the command line is in the audit log, or is listed with the reason why it changes no rights. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SecurityEvent } from "@saunter/commerce/security/events";
import type { SecurityEventKind } from "@saunter/protocol/security-event-kinds";
import { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCapturedIo } from "../command-line/captured-io.ts";
import { runCommandLine } from "../command-line/run-command-line.ts";
import { LEAST_LINES } from "../config/config-fixture.ts";
import { BADGE_KEY_BYTES_MIN } from "../entry/entry-limits.ts";
import { markDemoMade } from "../people/demo-made.ts";
import { openPeopleStore } from "../people/people-fixture.ts";
import { findUserByName } from "../people/users.ts";
import { findNotes, recordNotes, removeNotes } from "../security/console-notes.ts";
import { addBackupCommand } from "./backup.ts";
import { addBadgeCommand } from "./badge.ts";
import { addJournalCommand } from "./journal.ts";
import { createPassPhrases, PASS_PHRASE_VARIABLE } from "./pass-phrase.ts";
import { addRestoreCommand } from "./restore.ts";
import { addUserCommand } from "./user.ts";

const PASSWORD = "tin rain moss kettle";
const NUMBER = "04:A2:24:9B";
const KEY = "k".repeat(BADGE_KEY_BYTES_MIN);
const PHRASE = "tin rain moss ladder";

let folder: string;
let data: string;
let config: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "saunter-audited-commands-"));
  data = join(folder, "data");
  config = join(folder, "shop.yaml");
  writeFileSync(
    config,
    `${LEAST_LINES}\nentry: { methods: { badge: { hashKeyEnv: BADGE_KEY } } }\n`,
  );
  writeFileSync(join(folder, "badges.csv"), `badge,staff\n${NUMBER},staff-3\n`);
});

afterAll(() => rmSync(folder, { recursive: true }));

function addCommands(program: Command, io = createCapturedIo().io): void {
  const passPhrases = createPassPhrases({
    environment: { [PASS_PHRASE_VARIABLE]: PHRASE },
    ask: null,
  });
  const ask = async () => PASSWORD;
  addUserCommand(program, { io, askPassword: ask, readPasswordLine: ask });
  const environment = { BADGE_KEY: KEY };
  addBadgeCommand(program, { io, environment, readLine: async () => NUMBER });
  addBackupCommand(program, { io, passPhrases });
  addRestoreCommand(program, { io, passPhrases, restoreByChain: async () => {} });
  addJournalCommand(program, { io, pipeOut: async () => {} });
}

/** Runs it, and returns what it has written, once the shop's process has taken up its note. */
async function run(...args: string[]): Promise<readonly SecurityEvent[]> {
  const before = (await look()).length;
  const captured = createCapturedIo();
  const add = (program: Command): void => addCommands(program, captured.io);
  expect(await runCommandLine(args, "1.2.3", captured.io, add), captured.err()).toBe(0);
  return (await look()).slice(before);
}

async function look(): Promise<SecurityEvent[]> {
  const { store } = openPeopleStore(data);
  const notes = findNotes(data);
  await store.transact((tx) => recordNotes(tx, notes));
  removeNotes(notes);
  const events = store.readStream("security-log").map(({ event }) => event as SecurityEvent);
  await store.close();
  return events;
}

const LISTS = "it lists and changes nothing";

const AUDITED: Readonly<Record<string, SecurityEventKind | string>> = {
  "user add": "user.added",
  "user list": LISTS,
  "user disable": "user.disabled",
  "user enable": "user.enabled",
  "user confirm": "user.confirmed",
  "user password": "user.password-changed",
  "user key": "user.key-changed",
  "user reset-second-factor": "user.second-factor-reset",
  "badge import": "badge.issued",
  "badge list": LISTS,
  "badge block": "badge.blocked",
  "badge unblock": "badge.unblocked",
  "badge remove": "badge.removed",
  backup: "backup.made",
  restore: "backup.restored",
  "journal verify": LISTS,
  "journal export": LISTS,
};

describe("commands that change a shop", () => {
  const seen = new Set<string>();
  const check = async (name: string, args: readonly string[], facts: object) => {
    const [event, ...others] = await run(...name.split(" "), ...args);
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      kind: AUDITED[name],
      principal: { kind: "console", id: null, via: "console" },
      ...facts,
    });
    seen.add(name);
    return event!;
  };
  const user = (name: string, ...args: string[]) => check(name, [...args, "--data", data], {});
  const badge = (name: string, ...args: string[]) =>
    check(name, [...args, "--config", config, "--data", data], { object: { kind: "badge" } });

  it("are all listed", () => {
    const program = new Command();
    addCommands(program);
    const names = program.commands.flatMap((command) =>
      command.commands.length === 0
        ? [command.name()]
        : command.commands.map((sub) => `${command.name()} ${sub.name()}`),
    );
    expect(names.sort()).toEqual(Object.keys(AUDITED).sort());
  });

  it("tell of users", async () => {
    const added = await user("user add", "Ann Lee", "--role", "operator");
    expect(added.changes.roles!.after).toEqual(["operator"]);
    await run("user", "add", "till", "--role", "device", "--key", "--data", data);
    await user("user disable", "Ann Lee");
    await user("user enable", "Ann Lee");
    await user("user password", "Ann Lee");
    await user("user reset-second-factor", "Ann Lee");
    await user("user key", "till");
    const { store } = openPeopleStore(data);
    const { userId } = findUserByName(store, "till")!;
    await store.transact((tx) => markDemoMade(tx, userId));
    await store.close();
    expect((await user("user confirm", "till")).object).toEqual({ kind: "user", id: userId });
  });

  it("tell of badges", async () => {
    await badge("badge import", join(folder, "badges.csv"));
    await badge("badge block", NUMBER);
    await badge("badge unblock", NUMBER);
    await badge("badge remove", NUMBER);
  });

  it("tell of backups, which are made while another process has the database", async () => {
    const file = join(folder, "monday.backup");
    await check("backup", ["--data", data, "--out", file], { object: { kind: "backup" } });
    // What is newer than the backup is set aside, and the log of it, too.
    const before = (await look()).slice(0, -1);
    await run("restore", "--data", data, file, "--force");
    const after = await look();
    expect(after.slice(0, -1)).toEqual(before);
    expect(after.at(-1)).toMatchObject({
      kind: AUDITED.restore,
      principal: { kind: "console" },
      object: { kind: "backup" },
    });
    seen.add("restore");
  });

  it("have all been run, and no name, password or badge is in the journal", async () => {
    const audited = Object.keys(AUDITED).filter((name) => AUDITED[name] !== LISTS);
    expect([...seen].sort()).toEqual(audited.sort());
    const text = JSON.stringify(await look());
    for (const secret of ["Ann Lee", PASSWORD, NUMBER, PHRASE]) expect(text).not.toContain(secret);
  });
});
