import { describe, expect, it } from "vitest";
import { readKey } from "./pressed-key.ts";

const read = (key: string, code: string, shiftKey = false) => readKey({ key, code, shiftKey });

describe("a key", () => {
  it("is its own Latin letter, wherever that is on the keyboard", () => {
    // A Dvorak keyboard has S on the key of ;, an AZERTY one A on that of Q.
    expect([read("s", "Semicolon"), read("a", "KeyQ"), read("A", "KeyQ", true)]).toEqual([
      ...["s", "a", "A"],
    ]);
    expect([read("é", "Digit2"), read("ö", "Semicolon"), read("ß", "Minus")]).toEqual([
      ...["é", "ö", "ß"],
    ]);
  });

  it.each([
    ["Arabic", "ع", "KeyU"],
    ["Cyrillic", "г", "KeyU"],
    ["Greek", "θ", "KeyU"],
    ["Hebrew", "ו", "KeyU"],
  ])("of a keyboard in %s is the letter of its place", (_, key, code) => {
    expect(read(key, code)).toBe("u");
    expect(read(key, code, true)).toBe("U");
  });

  it("is one letter where it types two", () => {
    expect(read("لا", "KeyB")).toBe("b");
  });

  it("is a digit where it types another script's", () => {
    expect([read("٣", "Digit3"), read("٣", "Numpad3"), read("۳", "Digit3")]).toEqual([
      ...["3", "3", "3"],
    ]);
    // "№" of a Cyrillic keyboard is no 3.
    expect(read("№", "Digit3", true)).toBe("№");
  });

  it("is a sign of its place where it types a letter there", () => {
    expect([read("ظ", "Slash"), read("؟", "Slash", true)]).toEqual(["/", "?"]);
    expect([read("و", "Comma"), read("ز", "Period")]).toEqual([",", "."]);
    expect(read(".", "Slash")).toBe(".");
  });

  it("keeps its name", () => {
    expect([read("Enter", "Enter"), read("ArrowUp", "ArrowUp"), read(" ", "Space")]).toEqual([
      ...["Enter", "ArrowUp", " "],
    ]);
  });
});
