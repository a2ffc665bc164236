import { describe, expect, it } from "vitest";
import { createGatePassages } from "./gate-passages.ts";

const WITHIN_MS = 10_000;

describe("who passes a gate that counts", () => {
  it("is of the entry that was admitted first, as many as it is for", () => {
    const passages = createGatePassages(WITHIN_MS);
    passages.admit({ visitId: "one", partySize: 1, atMs: 0 });
    passages.admit({ visitId: "two", partySize: 2, atMs: 1000 });
    const passed = [2000, 3000, 4000, 5000].map((nowMs) => passages.passIn(nowMs));
    expect(passed).toEqual(["one", "two", "two", null]);
    expect(passages.takeUnpassed(60_000)).toEqual([]);
  });

  it("is nobody's after the time to pass, and the visit is told once to have none", () => {
    const passages = createGatePassages(WITHIN_MS);
    passages.admit({ visitId: "gone", partySize: 1, atMs: 0 });
    passages.admit({ visitId: "half", partySize: 2, atMs: 0 });
    expect(passages.passIn(WITHIN_MS)).toBe("gone");
    expect(passages.passIn(WITHIN_MS)).toBe("half");
    passages.admit({ visitId: "late", partySize: 1, atMs: WITHIN_MS });
    expect(passages.takeUnpassed(2 * WITHIN_MS)).toEqual([]);
    expect(passages.passIn(2 * WITHIN_MS + 1)).toBeNull();
    expect(passages.takeUnpassed(2 * WITHIN_MS + 1)).toEqual(["late"]);
    expect(passages.takeUnpassed(2 * WITHIN_MS + 1)).toEqual([]);
  });

  it("is not said to have stayed out where the gate was offline in their time", () => {
    const passages = createGatePassages(WITHIN_MS);
    passages.admit({ visitId: "uncertain", partySize: 1, atMs: 0 });
    passages.markUncertain();
    passages.admit({ visitId: "gone", partySize: 1, atMs: 1 });
    expect(passages.takeUnpassed(WITHIN_MS + 2)).toEqual(["gone"]);
  });
});
