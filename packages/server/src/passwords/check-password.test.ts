import { describe, expect, it } from "vitest";
import { findPasswordFault, PASSWORD_CHARS_MIN } from "./check-password.ts";

const EASY = expect.stringContaining("easy to guess");
const check = (password: string, names: readonly string[] = ["Ann Lee"]) =>
  findPasswordFault(password, names);

/** Unrelated words, cut to a length. */
const makePassword = (length: number) => "tin rain moss kettle ".repeat(20).slice(0, length);

describe("the rules for passwords", () => {
  it("require a length within bounds", async () => {
    expect(await check(makePassword(PASSWORD_CHARS_MIN))).toBeNull();
    expect(await check(makePassword(PASSWORD_CHARS_MIN - 1))).toContain("12 characters or more");
    expect(await check(makePassword(256))).toBeNull();
    expect(await check(makePassword(257))).toContain("256 characters or fewer");
  });

  it.each([
    // One character, or few, again and again.
    "aaaaaaaaaaaa",
    "abcabcabcabc",
    "dragondragon",
    "123qwe123qwe",
    // Rows of keys and numbers.
    "123456789012",
    "1q2w3e4r5t6y",
    "qwertzuiopasdf",
    // Leaked, also with signs and numbers around them or instead of letters.
    "193570356033",
    "bhrh0h2oof6xbqjeh",
    "passwordpassword",
    "Password2024!",
    "PASSWORD1234",
    "P@ssw0rd1234",
    "ｐａｓｓｗｏｒｄ１２３４",
    "letmein-12345",
    "Liverpool2024!",
    "!!Starwars1977",
    // Published: a comic's, our demonstration's.
    "correct horse battery staple",
    "Correct-Horse-Battery-Staple!",
    "walk in, walk out",
    "walkinwalkout1",
    "Saunter-2026-12-01",
  ])("refuse %s", async (password) => {
    expect(await check(password)).toEqual(EASY);
  });

  it.each([
    ["annabel-leeson", "Annabel-Leeson"],
    ["Ann Lee 2024!!", "ann lee"],
    ["!!!!!!!Zoe\u0308!!!!!!!", "zoë"],
    ["Wolfeschlegel2026", "wolfeschlegel"],
  ])("refuse %s of %s", async (password, name) => {
    expect(await check(password, [name])).toEqual(EASY);
  });

  it.each([
    "tin rain moss kettle",
    "dragon tin rain moss",
    "ann lee sings tonight",
    "83194-620557-cat",
    "seven purple ladders",
    "Fahrradkette-Mondschein",
    "kV8$wq!zR2#m",
  ])("accept %s", async (password) => {
    expect(await check(password)).toBeNull();
  });

  it("don't count what follows the first hundred characters", async () => {
    expect(await check(`${"a".repeat(100)}tin rain moss kettle`)).toEqual(EASY);
  });
});
