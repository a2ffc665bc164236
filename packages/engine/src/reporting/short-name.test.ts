import { describe, expect, it } from "vitest";
import { SENTENCE_NAME_MAX, shortenName } from "./short-name.ts";

describe("a name in a sentence", () => {
  it("stays as it is up to so many characters, and is cut from one more on", () => {
    const longest = "x".repeat(SENTENCE_NAME_MAX);
    expect(shortenName(longest)).toBe(longest);
    expect(shortenName(`${longest}y`)).toBe(`${"x".repeat(SENTENCE_NAME_MAX - 1)}…`);
  });

  it("is cut between characters, and never before a space", () => {
    expect(shortenName("🥑".repeat(SENTENCE_NAME_MAX))).toBe("🥑".repeat(SENTENCE_NAME_MAX));
    expect(shortenName("🥑".repeat(SENTENCE_NAME_MAX + 1))).toBe(
      `${"🥑".repeat(SENTENCE_NAME_MAX - 1)}…`,
    );
    const spaced = `${"x".repeat(SENTENCE_NAME_MAX - 2)} and more`;
    expect(shortenName(spaced)).toBe(`${"x".repeat(SENTENCE_NAME_MAX - 2)}…`);
  });
});
