import { USER_NAME_CHARS_MAX } from "@saunter/protocol/limits";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldName, readName } from "./names.ts";

describe("names", () => {
  it.each([
    ["Ann Lee", "aNN lEE"],
    ["Zoë", "Zoe\u0308"],
    ["ﬁona", "FIONA"],
    ["Ａnn", "ann"],
    ["Strauß", "STRAUSS"],
    ["STRAUẞ", "strauss"],
    ["Σίσυφος", "ΣΊΣΥΦΟΣ"],
  ])("%s and %s are one", (one, other) => {
    expect(foldName(one)).toBe(foldName(other));
  });

  it("that differ in a letter are two", () => {
    expect(foldName("Ann")).not.toBe(foldName("Anna"));
    expect(foldName("Zoe")).not.toBe(foldName("Zoë"));
  });

  it("are folded once and for all", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."aAßẞéÉﬁΣςøØÅ1 -") }), (name) => {
        const folded = foldName(name);
        expect(foldName(folded)).toBe(folded);
        expect(foldName(name.toUpperCase())).toBe(folded);
      }),
    );
  });

  it("are kept composed and without spaces around them", () => {
    expect(readName("  Zoe\u0308 van Dam ")).toEqual({ ok: true, value: "Zoë van Dam" });
  });

  it("have a length within bounds", () => {
    expect(readName("a".repeat(USER_NAME_CHARS_MAX)).ok).toBe(true);
    expect(readName("a".repeat(USER_NAME_CHARS_MAX + 1)).ok).toBe(false);
    // Each character becomes eighteen.
    expect(readName("\ufdfa".repeat(USER_NAME_CHARS_MAX)).ok).toBe(false);
    expect(readName("").ok).toBe(false);
    expect(readName("   ").ok).toBe(false);
  });

  it.each(["an\u200bna", "an\u00adna", "an\nna", "an\u202ena", "a  b", "\ud800"])(
    "with what is not seen are refused: %j",
    (name) => {
      const read = readName(name);
      expect(read).toMatchObject({ ok: false, refusal: { code: "input-invalid" } });
      expect(JSON.stringify(read)).not.toContain(name);
    },
  );
});
