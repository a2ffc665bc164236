import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterAll, describe, expect, it } from "vitest";
import { choosePassPhrase, findPassPhrase, PASS_PHRASE_VARIABLE } from "./pass-phrase.ts";

const LONG = "seven purple ladders";

describe("a backup's pass phrase", () => {
  const folders = createScratchFolders();
  const folder = folders.make();
  afterAll(folders.remove);
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const ofVariable = { environment: { [PASS_PHRASE_VARIABLE]: LONG }, ask: null };
  const nothing = { environment: {}, ask: null };
  const typing = (...answers: string[]) => ({
    environment: {},
    ask: async () => answers.shift()!,
  });

  it("is a file's first line, else the variable's, else what is typed", async () => {
    const file = write("phrase", `${"x".repeat(12)}\nmore\n`);
    expect(await choosePassPhrase(file, ofVariable)).toBe("x".repeat(12));
    expect(await choosePassPhrase(undefined, ofVariable)).toBe(LONG);
    expect(await choosePassPhrase(undefined, typing(LONG, LONG))).toBe(LONG);
    expect(await findPassPhrase(undefined, typing("short"))).toBe("short");
    expect(await findPassPhrase(file, nothing)).toBe("x".repeat(12));
  });

  it.each([
    [
      "too short",
      () => choosePassPhrase(undefined, typing("x".repeat(11), "x".repeat(11))),
      /too short/,
    ],
    [
      "typed otherwise again",
      () => choosePassPhrase(undefined, typing(LONG, `${LONG}.`)),
      /differ/,
    ],
    ["not given", () => choosePassPhrase(undefined, nothing), /--pass-phrase-file/],
    ["not given to read", () => findPassPhrase(undefined, nothing), /--pass-phrase-file/],
  ])("is refused where it is %s", async (_, choosing, words) => {
    await expect(choosing()).rejects.toThrow(words);
  });

  it("is no empty file's, and no long one's", async () => {
    await expect(findPassPhrase(write("empty", "\n"), nothing)).rejects.toThrow(/first line/);
    await expect(findPassPhrase(write("long", "x".repeat(5000)), nothing)).rejects.toThrow(/long/);
  });
});
