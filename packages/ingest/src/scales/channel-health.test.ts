import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { createChannelHealth } from "./channel-health.ts";

const START_MS = 1_000_000;

/** Plays a second channel of two; returns the faults that were there, each with the second at which it was first. */
function play(
  seconds: number,
  rateHz: number,
  read: (second: number) => number,
  saturatedFrom = Number.POSITIVE_INFINITY,
): string[] {
  const health = createChannelHealth();
  const told: string[] = [];
  const perFrame = Math.max(1, Math.round(rateHz / 10));
  for (let sample = 0; sample < seconds * rateHz; sample += perFrame) {
    const samplesG = new Float32Array(2 * perFrame);
    let saturated = 0;
    for (let at = 0; at < perFrame; at++) {
      const second = (sample + at) / rateHz;
      samplesG[2 * at + 1] = second >= saturatedFrom ? Number.NaN : read(second);
      if (second >= saturatedFrom) saturated++;
    }
    health.take(START_MS + (1000 * sample) / rateHz, samplesG, 1, 2, saturated);
    const kind = health.fault?.kind;
    if (kind !== undefined && !told.some((one) => one.startsWith(kind))) {
      told.push(`${kind} ${Math.floor(sample / rateHz)}`);
    }
  }
  return told;
}

const kinds = (told: readonly string[]) => told.map((one) => one.split(" ")[0]);

describe.each([5, 10, 80, 320])("a channel at %s samples a second", (rateHz) => {
  const random = createRandom(rateHz);
  const rest = (spreadG = 1.5) => 4000 + random.normal(0, spreadG);

  it("is well at rest, however long, and with whatever noise its amplifier has", () => {
    for (const spreadG of [0.05, 1.5, 12])
      expect(play(300, rateHz, () => rest(spreadG))).toEqual([]);
  });

  it("is well where goods are taken, put back and pressed", () => {
    const read = (second: number) => {
      const taken = -350 * Math.floor(second / 9);
      const press = second % 21 < 6 ? 600 * Math.sin((second % 21) / 2) : 0;
      return rest() + taken + press;
    };
    expect(play(240, rateHz, read)).toEqual([]);
  });

  it("is well where it shows whole grams and stands still", () => {
    expect(play(120, rateHz, (second) => 4000 - 250 * Math.floor(second / 40))).toEqual([]);
  });

  it("is well where its last digit is 20 g, which it trembles over for a while and then does not", () => {
    const read = (second: number): number => {
      const levelG = 60_000 + (second % 50 < 25 ? 10 : 0);
      return 20 * Math.round((levelG + random.normal(0, 2)) / 20);
    };
    expect(play(240, rateHz, read)).toEqual([]);
  });

  it.each([
    ["dead", (second: number) => (second < 30 ? rest() : Number.NaN)],
    ["intermittent", (second: number) => (second < 30 || random.chance(0.5) ? rest() : Number.NaN)],
    ["stuck", (second: number) => (second < 30 ? rest() : 4000.25)],
    ["noisy", (second: number) => rest(second < 30 ? 1.5 : 40)],
    ["drifting", (second: number) => rest(0.5) + 4 * Math.max(0, second - 30)],
  ] as const)("is told to be %s within 15 s, and nothing else", (kind, read) => {
    const told = play(60, rateHz, read);
    expect(kinds(told)).toEqual([kind]);
    expect(Number(told[0]!.split(" ")[1])).toBeLessThanOrEqual(45);
  });

  it("is told to be saturated within 15 s", () => {
    const told = play(60, rateHz, () => rest(), 30);
    expect(kinds(told)).toEqual(["saturated"]);
    expect(Number(told[0]!.split(" ")[1])).toBeLessThanOrEqual(45);
  });
});
