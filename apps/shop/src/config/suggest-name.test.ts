import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countEdits, formatSuggestion, suggestName } from "./suggest-name.ts";

const KNOWN = ["name", "legalName", "currency", "timeZone", "in", "out"];

describe("suggestName", () => {
  it.each([
    ["nam", "name"],
    ["nmae", "name"],
    ["Currancy", "currency"],
    ["timezone", "timeZone"],
    ["inn", "in"],
    ["legalname", "legalName"],
  ])("takes %s for %s", (name, meant) => {
    expect(suggestName(name, KNOWN)).toBe(meant);
  });

  it.each(["", "x", "colour", "currencies of all", "x".repeat(61)])(
    "does not guess at %j",
    (name) => {
      expect(suggestName(name, KNOWN)).toBeNull();
    },
  );

  it("lets two letters of six differ, and one of five", () => {
    expect(suggestName("abcdxx", ["abcdef"])).toBe("abcdef");
    expect(suggestName("abcxx", ["abcde"])).toBeNull();
  });

  it("is named at the end of a message, or not at all", () => {
    expect(formatSuggestion("nam", KNOWN)).toBe('; did you mean "name"?');
    expect(formatSuggestion("colour", KNOWN)).toBe("");
  });
});

describe("countEdits", () => {
  it.each([
    ["", "", 0],
    ["", "abc", 3],
    ["kitten", "sitting", 3],
    ["ab", "ba", 1],
    ["ca", "abc", 3],
  ])("of %j and %j is right", (a, b, edits) => {
    expect(countEdits(a, b)).toBe(edits);
  });

  it("is the same both ways, at most the longer length, and 0 of equals alone", () => {
    const word = fc.string({ maxLength: 8 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const edits = countEdits(a, b);
        expect(edits).toBe(countEdits(b, a));
        expect(edits).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(edits === 0).toBe(a === b);
      }),
    );
  });
});
