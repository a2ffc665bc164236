import { describe, expect, it } from "vitest";
import { matchesEventType } from "./match-event-type.ts";

describe("patterns of event types", () => {
  it.each([
    [["*"], "receipt.drafted", true],
    [["receipt.drafted"], "receipt.drafted", true],
    [["receipt.*"], "receipt.drafted", true],
    [["cart.*", "receipt.*"], "receipt.drafted", true],
    [["receipt"], "receipt.drafted", false],
    [["receipt.*"], "receipts.drafted", false],
    [["receipt.draft"], "receipt.drafted", false],
    [[], "receipt.drafted", false],
  ])("%j meets %s: %s", (patterns, type, isMet) => {
    expect(matchesEventType(patterns, type)).toBe(isMet);
  });
});
