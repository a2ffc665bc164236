import { GATE_FAULT_KINDS } from "@saunter/protocol/http/gate-device-routes";
import { describe, expect, it } from "vitest";
import { showBritish } from "../../words-fixture.ts";
import { type GateFault, wordGate, wordGateFault, wordPassages } from "./gate-words.ts";

showBritish();

const fault = (kind: GateFault["kind"]): GateFault => ({ kind, sinceMs: 0, message: "" });

describe("a gate", () => {
  it("is what its gravest fault says, else its door", () => {
    const faults = [fault("code-reader-offline"), fault("tamper"), fault("offline")];
    expect(wordGate({ faults, state: "closed" })).toEqual(["wrong", "tampered with"]);
    expect(wordGate({ faults: faults.slice(0, 1), state: "open" })[0]).toBe("warning");
    expect(wordGate({ faults: [], state: "open" })).toEqual(["now", "open"]);
    expect(wordGate({ faults: [], state: "closed" })).toEqual(["sure", "closed"]);
    expect(wordGate({ faults: [], state: null })).toEqual(["sure", "OK"]);
  });

  it("has words of its own for each fault", () => {
    const words = GATE_FAULT_KINDS.map((kind) => wordGateFault({ kind })[1]);
    expect(new Set(words).size).toBe(GATE_FAULT_KINDS.length);
  });

  it("says how many passed, and how many of them without an entry", () => {
    const counts = { in: 12, out: 11, withoutEntry: 0, refused: 3 };
    expect(wordPassages({ counts })).toBe("12 in, 11 out");
    const some = { ...counts, withoutEntry: 2 };
    expect(wordPassages({ counts: some })).toBe("12 in, 11 out, 2 without an entry");
  });
});
