import { existsSync } from "node:fs";
import { join } from "node:path";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { Command } from "commander";
import { afterEach, expect, it } from "vitest";
import { readRecoveryKey } from "../chain/recovery/recovery-key.ts";
import { createCapturedIo } from "../command-line/captured-io.ts";
import { openTestStore } from "../store/store-fixture.ts";
import { addRecoveryKeyCommand } from "./recovery-key.ts";

const folders = createScratchFolders();
afterEach(folders.remove);

function print(data: string) {
  const { io } = createCapturedIo();
  const written: string[] = [];
  const program = new Command();
  addRecoveryKeyCommand(program, { io: { ...io, writeOut: (text) => void written.push(text) } });
  program.parse(["recovery-key", "--data", data], { from: "user" });
  return written;
}

it("the key of a shop is printed, the same each time", async () => {
  const folder = folders.make();
  await openTestStore(folder).close();
  const first = print(folder);
  expect(first).toEqual([`${readRecoveryKey(folder)}\n`]);
  expect(print(folder)).toEqual(first);
});

it("a folder without a shop gets no key: nobody writes down one that opens nothing", () => {
  const mistyped = join(folders.make(), "dta");
  expect(() => print(mistyped)).toThrow(`${mistyped} has no shop`);
  expect(existsSync(mistyped)).toBe(false);
});
