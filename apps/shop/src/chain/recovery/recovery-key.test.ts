import { statSync } from "node:fs";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterEach, describe, expect, it } from "vitest";
import {
  createRecoverySeal,
  nameRecoveryKeyFile,
  openRecoveryKey,
  parseRecoveryKey,
  readRecoveryKey,
} from "./recovery-key.ts";

const folders = createScratchFolders();
afterEach(folders.remove);

describe("a recovery key", () => {
  it("is made once, and its owner alone can read its file", () => {
    const folder = folders.make();
    expect(readRecoveryKey(folder)).toBeNull();
    const key = openRecoveryKey(folder);
    expect(key).toMatch(/^([0-9A-F]{4}-){7}[0-9A-F]{4}$/);
    expect([openRecoveryKey(folder), readRecoveryKey(folder)]).toEqual([key, key]);
    expect(statSync(nameRecoveryKeyFile(folder)).mode & 0o777).toBe(0o600);
    expect(openRecoveryKey(folders.make())).not.toBe(key);
  });

  it.each([
    ["0123456789abcdef0123456789abcdef", "0123-4567-89AB-CDEF-0123-4567-89AB-CDEF"],
    [" 0123-4567-89ab-cdef 0123-4567-89ab-cdef\n", "0123-4567-89AB-CDEF-0123-4567-89AB-CDEF"],
    ["0123-4567", null],
    ["", null],
    ["0123456789abcdef0123456789abcdeg", null],
  ])("is read however it was typed: %j", (text, key) => {
    expect(parseRecoveryKey(text)).toBe(key);
  });

  it("opens what was sealed with it for the same shop, and nothing else", () => {
    const [key, other] = [openRecoveryKey(folders.make()), openRecoveryKey(folders.make())];
    const sealed = createRecoverySeal(key).seal("north", Buffer.from("users"));
    expect(Buffer.from(createRecoverySeal(key).open("north", sealed)!).toString()).toBe("users");
    expect(createRecoverySeal(key).open("south", sealed)).toBeNull();
    expect(createRecoverySeal(other).open("north", sealed)).toBeNull();
    expect(Buffer.from(sealed).includes("users")).toBe(false);
  });
});
