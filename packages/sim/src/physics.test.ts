import type { Observation } from "@saunter/engine/observation";
import { describe, expect, it } from "vitest";
import { DEFAULT_PHYSICS } from "./physics.ts";
import { createSimulation, type SimulationOptions } from "./simulate.ts";

/** FNV-1a over times, samples and joints. */
function hashOf(observations: Iterable<Observation>): number {
  let hash = 0x811c9dc5;
  const add = (bytes: Uint8Array) => {
    for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  };
  for (const observation of observations) {
    add(new Uint8Array(Float64Array.of(observation.timestampMs).buffer));
    if (observation.kind === "plates") add(new Uint8Array(observation.samplesG.buffer));
    else for (const { joints } of observation.shoppers) add(new Uint8Array(joints.buffer));
  }
  return hash;
}

const options: SimulationOptions = { seed: 21, scenario: "adversarial", minutes: 0.4 };

describe("physics", () => {
  it("of the default are the measured world: the stream is what it was as constants", () => {
    // Of commit a4c28ba, which had the numbers in its code.
    const pinned = 136_362_789;
    expect(hashOf(createSimulation(options).observations())).toBe(pinned);
    const given = { ...options, physics: DEFAULT_PHYSICS };
    expect(hashOf(createSimulation(given).observations())).toBe(pinned);
  });

  it("change the stream when one of their numbers changes", () => {
    const plain = hashOf(createSimulation(options).observations());
    const { cell, body, tracker } = DEFAULT_PHYSICS;
    const changed = [
      { ...DEFAULT_PHYSICS, cell: { ...cell, gainSpread: 0.02 } },
      { ...DEFAULT_PHYSICS, body: { ...body, headMinM: 1.5 } },
      { ...DEFAULT_PHYSICS, tracker: { ...tracker, frameRateHz: 20 } },
    ];
    for (const physics of changed) {
      expect(hashOf(createSimulation({ ...options, physics }).observations())).not.toBe(plain);
    }
  });
});
