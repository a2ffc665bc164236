import { Check } from "typebox/value";
import { describe, expect, it } from "vitest";
import { SCREEN_ACT_REQUEST, SCREEN_LIMITS, type ScreenAct } from "./screen.ts";

const { actIdChars, codeChars, listItemChars, listItems, quantityMax, weightGMax } = SCREEN_LIMITS;

const isTaken = (act: ScreenAct, actId = "a"): boolean => Check(SCREEN_ACT_REQUEST, { actId, act });
const item = { itemId: "a", text: "milk", gtin: null };
const put = { kind: "simulate-put", thingId: "a", name: "milk", gtin: null } as const;

describe("an act of the screen", () => {
  it.each<[string, number, (size: number) => boolean]>([
    ["a code", codeChars, (size) => isTaken({ kind: "scan", code: "1".repeat(size) })],
    ["a search", listItemChars, (size) => isTaken({ kind: "search", text: "a".repeat(size) })],
    ["its id", actIdChars, (size) => isTaken({ kind: "own-things" }, "a".repeat(size))],
    ["a quantity", quantityMax, (size) => isTaken({ kind: "choose", gtin: "1", quantity: size })],
    ["a tare", weightGMax, (size) => isTaken({ kind: "tare", weightG: size })],
    ["a thing", weightGMax, (size) => isTaken({ ...put, weightG: size })],
    [
      "a list",
      listItems,
      (size) => isTaken({ kind: "set-list", items: Array.from({ length: size }, () => item) }),
    ],
  ])("takes %s up to its bound, and no further", (_, bound, take) => {
    expect(take(bound)).toBe(true);
    expect(take(bound + 1)).toBe(false);
  });

  it("has no fields of another", () => {
    expect(
      Check(SCREEN_ACT_REQUEST, { actId: "a", act: { kind: "own-things", lineId: "b" } }),
    ).toBe(false);
    expect(Check(SCREEN_ACT_REQUEST, { actId: "a", act: { kind: "open-drawer" } })).toBe(false);
  });
});
