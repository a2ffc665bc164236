import { describe, expect, it } from "vitest";
import { findFrameKey } from "./frame-keys.ts";

const NONE = { code: "", shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };

describe("keys of the frame", () => {
  it("open the search with / and with Ctrl or Command and K", () => {
    expect(findFrameKey({ ...NONE, key: "/" })).toBe("search");
    expect(findFrameKey({ ...NONE, key: "k", ctrlKey: true })).toBe("search");
    expect(findFrameKey({ ...NONE, key: "K", metaKey: true })).toBe("search");
  });

  it("are the same on a keyboard of another script", () => {
    expect(findFrameKey({ ...NONE, key: "ن", code: "KeyK", ctrlKey: true })).toBe("search");
    expect(findFrameKey({ ...NONE, key: "ظ", code: "Slash" })).toBe("search");
    expect(findFrameKey({ ...NONE, key: "؟", code: "Slash", shiftKey: true })).toBe("shortcuts");
  });

  it("list the shortcuts with ?", () => {
    expect(findFrameKey({ ...NONE, key: "?" })).toBe("shortcuts");
  });

  it("leave a letter alone, and what the browser does with others", () => {
    expect(findFrameKey({ ...NONE, key: "k" })).toBeNull();
    expect(findFrameKey({ ...NONE, key: "/", ctrlKey: true })).toBeNull();
    expect(findFrameKey({ ...NONE, key: "k", ctrlKey: true, altKey: true })).toBeNull();
    expect(findFrameKey({ ...NONE, key: "k", ctrlKey: true, metaKey: true })).toBeNull();
  });
});
