import type { Observation } from "@saunter/engine/observation";
import type { FloorZone } from "@saunter/ingest/cameras/cameras-config";
import { isInside } from "@saunter/numerics/polygon";
import { SCENARIO_NAMES as CONFIGURED } from "@saunter/shop/config/scenario-names";
import type { FloorConfig, SourceConfig } from "@saunter/shop/config/shop-config";
import { findBody } from "@saunter/shop/domain/door-watch";
import type { SensorSource } from "@saunter/shop/sensors/sensor-source";
import { ONLY_GATE } from "@saunter/shop/sensors/source-doors";
import { SCENARIO_NAMES } from "@saunter/sim/scenarios";
import { createSimulation } from "@saunter/sim/simulate";
import { describe, expect, it } from "vitest";
import { simulateSensors } from "./simulated-source.ts";

const START_MS = 1_772_442_000_000;
const SIMULATED: Extract<SourceConfig, { kind: "simulated" }> = {
  kind: "simulated",
  seed: 3,
  scenario: "busy",
  speed: 2,
  shoppersAtOnce: null,
};

const open = (source: typeof SIMULATED, floor: FloorConfig | null = null) =>
  simulateSensors(source, { shopModel: null, floor }, { startMs: START_MS, isChangeable: false });

const NEVER = new AbortController().signal;

/** The first observations of a source. */
async function take(source: SensorSource, count: number): Promise<Observation[]> {
  const taken: Observation[] = [];
  for await (const chunk of source.observations(NEVER)) {
    taken.push(...chunk);
    if (taken.length >= count) break;
  }
  return taken;
}

/** Everything of a plate batch or a frame, to compare. */
const describeAll = (observations: readonly Observation[]): string => JSON.stringify(observations);

describe("a simulated source", () => {
  it("may do what a configuration knows by name", () => {
    expect(CONFIGURED).toEqual(SCENARIO_NAMES);
  });

  it("is the simulation of its seed, from the time that it was opened at", async () => {
    const source = open(SIMULATED);
    expect([source.pace!.speed, source.isLive]).toEqual([2, false]);
    const taken = await take(source, 300);
    expect(taken[0]!.timestampMs).toBeGreaterThanOrEqual(START_MS);
    expect(taken[0]!.timestampMs).toBeLessThan(START_MS + 1000);
    const simulation = createSimulation({
      seed: 3,
      scenario: "busy",
      startMs: START_MS,
      minutes: Number.POSITIVE_INFINITY,
    });
    const stream = simulation.observations();
    const same = Array.from({ length: 300 }, () => stream.next().value!);
    expect(describeAll(taken)).toBe(describeAll(same));
    expect(source.shop.products.size).toBe(simulation.shop.products.size);
  });

  it("has one gate, where its people come in and go out", async () => {
    const source = open(SIMULATED);
    const { entrance } = createSimulation({ seed: 3, scenario: "busy" }).floor;
    expect(source.doors).toHaveLength(1);
    const { gateId, direction, zone } = source.doors[0]!;
    expect([gateId, direction]).toEqual([ONLY_GATE, "both"]);
    expect(isInside(entrance, zone!)).toBe(true);
    expect(isInside({ x: entrance.x + 1, y: entrance.y }, zone!)).toBe(false);
  });

  it("has people come in and go out where the configuration has its gates", async () => {
    const square = (x: number): FloorZone => [
      { x, y: -3 },
      { x: x + 1, y: -3 },
      { x: x + 1, y: -2 },
      { x, y: -2 },
    ];
    const floor: FloorConfig = {
      entrance: square(0),
      exit: square(4),
      gates: [
        { id: "out", name: "Out", direction: "out", zone: square(4) },
        { id: "in", name: "In", direction: "in", zone: square(0) },
      ],
    };
    const source = open({ ...SIMULATED, scenario: "quiet" }, floor);
    const places = new Map<string, { first: Float64Array; last: Float64Array }>();
    for (const observation of await take(source, 4000)) {
      if (observation.kind !== "joints") continue;
      for (const { shopperId, joints } of observation.shoppers) {
        const first = places.get(shopperId)?.first ?? joints;
        places.set(shopperId, { first, last: joints });
      }
    }
    const [one] = [...places.values()];
    expect(isInside(findBody(one!.first)!, { corners: square(0) })).toBe(true);
    expect(isInside(findBody(one!.last)!, { corners: square(4) })).toBe(true);
    expect(places.size).toBeGreaterThan(1);
  });

  it("tells every listener of each party before its people are seen", async () => {
    const source = open(SIMULATED);
    const told: string[] = [];
    const alsoTold: string[] = [];
    source.onParty((ids) => void told.push(...ids));
    source.onParty((ids) => void alsoTold.push(...ids));
    let seen = 0;
    for await (const [observation] of source.observations(NEVER)) {
      if (observation!.kind !== "joints") continue;
      for (const { shopperId } of observation!.shoppers) {
        expect(told).toContain(shopperId);
        seen++;
      }
      if (seen > 100) break;
    }
    expect(told.length).toBeGreaterThan(0);
    expect(alsoTold).toEqual(told);
  });

  it("has so many people at once as the configuration says", async () => {
    const source = open({ ...SIMULATED, shoppersAtOnce: 1 });
    for (const observation of await take(source, 3000)) {
      if (observation.kind !== "joints") continue;
      expect(observation.shoppers.length).toBeLessThanOrEqual(1);
    }
  });
});
