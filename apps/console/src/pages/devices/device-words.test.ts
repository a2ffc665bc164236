import { describe, expect, it, vi } from "vitest";
import { words } from "../../words.ts";
import { showBritish } from "../../words-fixture.ts";
import {
  type Device,
  describeFault,
  type Fault,
  namePlace,
  sortFaults,
  wordDevice,
  wordDrift,
  wordRate,
  wordReading,
} from "./device-words.ts";

showBritish();

const fault = (kind: Fault["kind"], channel: number | null = null): Fault => ({
  kind,
  channel,
  place: channel === null ? null : { shelf: 2, plate: channel },
  sinceMs: 0,
  message: "trembles: check its wires",
});

describe("a controller", () => {
  it("is as bad as the gravest of its faults, which comes first", () => {
    const faults = [fault("lost-frames"), fault("noisy", 1), fault("dead", 2)];
    expect(wordDevice({ faults, lastFrameMs: 5 })).toEqual(["wrong", "no readings"]);
    expect(sortFaults(faults).map(({ kind }) => kind)).toEqual(["dead", "lost-frames", "noisy"]);
    expect(wordDevice({ faults: [], lastFrameMs: 5 })).toEqual(["sure", "OK"]);
    expect(wordDevice({ faults: [], lastFrameMs: null })).toEqual(["now", "waiting"]);
  });

  it("says which of its channels has a fault, and where it weighs", () => {
    expect(describeFault(fault("noisy", 3))).toBe(
      "Channel 3 (shelf 2, plate 3) trembles: check its wires.",
    );
    expect(describeFault({ ...fault("dead", 4), place: { shelf: 0, plate: 0 } })).toBe(
      "Channel 4 (door) trembles: check its wires.",
    );
    expect(describeFault(fault("late"))).toBe("It trembles: check its wires.");
  });

  it("has a door that is open or closed, and plates that weigh", () => {
    const door = { shelf: 0, plate: 0 };
    expect([1, 0, null].map((value) => wordReading(door, value))).toEqual([
      "open",
      "closed",
      "no reading",
    ]);
    expect(wordReading({ shelf: 1, plate: 1 }, 12_400)).toBe("12.4 kg");
    expect([null, door, { shelf: 2, plate: 3 }].map(namePlace)).toEqual([
      "not used",
      "door",
      "shelf 2, plate 3",
    ]);
  });

  it("has a rate as it is set and as it is measured, and a drift in parts in a million", () => {
    const rate = (setRateHz: number | null, measuredRateHz: number | null) =>
      wordRate({ setRateHz, measuredRateHz } as Device);
    expect(rate(null, null)).toBe("not known yet");
    expect(rate(80, null)).toBe("80 samples/s set");
    expect(rate(80, 72.13)).toBe("80 samples/s set, 72.1 measured");
    expect([0, 12.4e-6, -31e-6].map((clockDrift) => wordDrift({ clockDrift }))).toEqual([
      "0 ppm",
      "+12 ppm",
      "−31 ppm",
    ]);
  });

  it("is told in the language that is shown, whatever was shown before", async () => {
    vi.stubGlobal("document", { documentElement: {} });
    await words.show({ language: "de", locale: "de-DE" });
    vi.unstubAllGlobals();
    expect(wordDevice({ faults: [fault("dead", 2)], lastFrameMs: 5 })).toEqual([
      "wrong",
      "keine Messwerte",
    ]);
    expect(describeFault(fault("dead", 2))).toMatch(/^Kanal 2 \(Regal 2, Platte 2\): Liefert/);
    expect(wordRate({ setRateHz: 80, measuredRateHz: 72.13 } as Device)).toBe(
      "80 Messungen/s eingestellt, 72,1 gemessen",
    );
  });
});
