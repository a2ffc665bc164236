import { rmSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import type { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CapturedIo, createCapturedIo } from "../command-line/captured-io.ts";
import { runCommandLine } from "../command-line/run-command-line.ts";
import { SHOP_PROJECTIONS } from "../projections/shop-projections.ts";
import { appendPicks, damage, openTestStore, tamper } from "../store/store-fixture.ts";
import { addJournalCommand } from "./journal.ts";
import { pipeText } from "./pipe-text.ts";

const folders = createScratchFolders();
afterAll(() => folders.remove());

function runJournal(captured: CapturedIo, ...args: string[]): Promise<number> {
  const { io } = captured;
  const pipeOut = async (texts: Iterable<string>): Promise<void> => {
    for (const text of texts) io.writeOut(text);
  };
  return runCommandLine(["journal", ...args], "1.2.3", io, (program: Command) =>
    addJournalCommand(program, { io, pipeOut }),
  );
}

async function fill(folder: string): Promise<void> {
  const store = openTestStore(folder);
  await appendPicks(store, 12);
  await store.close();
}

/** The projection that the gates are in. */
const { name: GATES } = SHOP_PROJECTIONS.find(({ tables }) => tables.includes("gates"))!;

let folder: string;
beforeAll(async () => {
  folder = folders.make();
  await fill(folder);
});

describe("journal verify", () => {
  it("says how many events and streams there are, and that projections are equal", async () => {
    const captured = createCapturedIo();
    expect(await runJournal(captured, "verify", "--data", folder)).toBe(0);
    expect(captured.out()).toMatch(
      /^events {7}12\nstreams {6}10\nhead {9}[\w-]{43}\nprojections {2}equal when rebuilt\n$/,
    );
  });

  it("fails on damaged rows beside the journal, and names them", async () => {
    const wrong = folders.make();
    const schema = "CREATE TABLE IF NOT EXISTS things (a TEXT PRIMARY KEY, b INTEGER) STRICT;";
    const store = openTestStore(wrong, { schema });
    await store.transact((tx) => tx.db.exec("INSERT INTO things VALUES ('one', 1), ('two', 2)"));
    await store.close();
    const [whole, damaged] = [createCapturedIo(), createCapturedIo()];
    expect(await runJournal(whole, "verify", "--data", wrong)).toBe(0);
    damage(wrong, "UPDATE things SET b = 3 WHERE a = 'two'");
    expect(await runJournal(damaged, "verify", "--data", wrong)).toBe(1);
    expect(damaged.out()).toContain("damaged      things two\n");
    expect(damaged.err()).toContain("the next start takes them out");
  });

  it("fails on projections that differ, and says how they are mended", async () => {
    const wrong = folders.make();
    await fill(wrong);
    tamper(wrong, (db) => db.exec("INSERT INTO gates VALUES ('west', 'closed')"));
    const captured = createCapturedIo();
    expect(await runJournal(captured, "verify", "--data", wrong)).toBe(1);
    expect(captured.out()).toContain(`projections  differ: ${GATES}\n`);
    expect(captured.err()).toContain("then saunter restore of that backup");
  });

  it("fails if nothing says how far the journal went", async () => {
    const unmarked = folders.make();
    await fill(unmarked);
    rmSync(join(unmarked, "journal.head"));
    const captured = createCapturedIo();
    expect(await runJournal(captured, "verify", "--data", unmarked)).toBe(1);
    expect(captured.err()).toMatch(/journal\.head.*is missing or damaged/);
  });

  it("says what the next start rebuilds", async () => {
    const behind = folders.make();
    await fill(behind);
    tamper(behind, (db) => db.prepare("DELETE FROM projections WHERE name = ?").run(GATES));
    const captured = createCapturedIo();
    expect(await runJournal(captured, "verify", "--data", behind)).toBe(0);
    expect(captured.out()).toContain(`; the next start rebuilds: ${GATES}\n`);
  });

  it("fails on damage, and on a folder without a shop, without a trace", async () => {
    const cut = folders.make();
    await fill(cut);
    tamper(cut, (db) => db.exec("DELETE FROM journal WHERE position = 12"));
    for (const [data, message] of [
      [
        cut,
        /^saunter: the journal ends at event 11, but 12 were written; .*saunter restore --data FOLDER --force FILE/,
      ],
      [folders.make(), /^saunter: there is no database at .*shop\.db\n$/],
    ] as const) {
      const captured = createCapturedIo();
      expect(await runJournal(captured, "verify", "--data", data)).toBe(1);
      expect(captured.err()).toMatch(message);
      expect(captured.err()).not.toContain("    at ");
    }
  });

  it.each([[["verify"]], [["export"]], [["forget", "--data", "x"]]])(
    "refuses %j as usage",
    async (args) => {
      expect(await runJournal(createCapturedIo(), ...args)).toBe(2);
    },
  );
});

describe("journal export", () => {
  it("prints the events as lines of JSON, and nothing else", async () => {
    const captured = createCapturedIo();
    expect(await runJournal(captured, "export", "--data", folder)).toBe(0);
    const events = captured
      .out()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(events[0]).toMatchObject({ stream: "shopper-0", event: { type: "CartTold" } });
  });

  it("fails at the first event that is another", async () => {
    const wrong = folders.make();
    await fill(wrong);
    tamper(wrong, (db) => db.exec("UPDATE journal SET at_ms = 1 WHERE position = 2"));
    const captured = createCapturedIo();
    expect(await runJournal(captured, "export", "--data", wrong)).toBe(1);
    expect(captured.out()).toBe("");
    expect(captured.err()).toContain("from event 2 on");
  });
});

describe("text on a pipe", () => {
  it("is taken no faster than it is read", async () => {
    let taken = 0;
    let read = 0;
    let aheadMax = 0;
    function* texts(): Generator<string> {
      for (; taken < 200; taken++) {
        aheadMax = Math.max(aheadMax, taken - read);
        yield "x".repeat(1000);
      }
    }
    const out = new Writable({
      highWaterMark: 4000,
      write: (_chunk, _encoding, done) => {
        read++;
        setImmediate(done);
      },
    });
    await pipeText(texts(), out);
    expect(out.writableEnded).toBe(false);
    expect(aheadMax).toBeLessThan(40);
    await new Promise((resolve) => void out.end(() => resolve(null)));
    expect(read).toBe(200);
  });
});
