import { describe, expect, it } from "vitest";
import { createFloodGate, KEPT_AT_ONCE_MAX, KEPT_EVERY_MS } from "./flood-gate.ts";

describe("the gate before what is set aside", () => {
  const countKept = (gate: ReturnType<typeof createFloodGate>, shopId: string, nowMs: number) =>
    Array.from({ length: 1000 }, () => gate.isKept(shopId, nowMs)).filter(Boolean).length;

  it("keeps the first of a shop's, and one a minute after them", () => {
    const gate = createFloodGate();
    expect(countKept(gate, "north", 5)).toBe(KEPT_AT_ONCE_MAX);
    expect(countKept(gate, "north", 5 + KEPT_EVERY_MS - 1)).toBe(0);
    expect(countKept(gate, "north", 5 + KEPT_EVERY_MS)).toBe(1);
    expect(countKept(gate, "north", 5 + 4 * KEPT_EVERY_MS)).toBe(3);
  });

  it("keeps each shop's apart", () => {
    const gate = createFloodGate();
    countKept(gate, "north", 5);
    expect(countKept(gate, "south", 5)).toBe(KEPT_AT_ONCE_MAX);
  });

  it("never keeps more at once, however long it was quiet, or the clock is set back", () => {
    const gate = createFloodGate();
    expect(countKept(gate, "north", 1000 * KEPT_EVERY_MS)).toBe(KEPT_AT_ONCE_MAX);
    expect(countKept(gate, "north", 0)).toBe(0);
    expect(countKept(gate, "north", 9000 * KEPT_EVERY_MS)).toBe(KEPT_AT_ONCE_MAX);
  });
});
