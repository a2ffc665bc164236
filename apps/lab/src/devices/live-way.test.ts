/** By way of its devices and a broker, a shop writes the receipts that it writes directly. */

import type { EngineOptions } from "@saunter/engine/engine";
import type { KnownOffset } from "@saunter/engine/engine-types";
import type { Observation } from "@saunter/engine/observation";
import { openBrokerClient } from "@saunter/ingest/scales/mqtt/broker-client";
import { openLocalBroker } from "@saunter/ingest/scales/mqtt/local-broker";
import { HAS_MOSQUITTO, startMosquitto } from "@saunter/ingest/scales/mqtt/mosquitto-fixture";
import { DEFAULT_PHYSICS } from "@saunter/sim/physics";
import { createSimulation } from "@saunter/sim/simulate";
import { describe, expect, it } from "vitest";
import { carryOverBroker } from "./carry-over-broker.ts";
import { PREFIX } from "./play-devices.ts";
import {
  listVerdicts,
  playDirectly,
  playLive,
  type Receipts,
  type Sent,
  sendAll,
} from "./play-live.ts";

const keyOf = (deviceId: string): string => `key-of-${deviceId}`;

function simulate(seed: number, shoppers: number) {
  const simulation = createSimulation({ seed, scenario: "everyday", shoppers });
  const observations = [...simulation.observations()];
  return { shop: simulation.shop, observations };
}

describe("through a broker", () => {
  it("inside the process, receipts are those of the direct way", async () => {
    const { shop, observations } = simulate(3, 5);
    const direct = listVerdicts(playDirectly(shop, observations));
    expect(direct).toHaveLength(5);
    const sent = sendAll(observations);
    const arrivals = await carryOverBroker(sent.deliveries, async (sink) => {
      const checkDevice = (deviceId: string, key: string) => key === keyOf(deviceId);
      const listens = { host: "127.0.0.1", port: 0, prefix: PREFIX, checkDevice };
      const local = await openLocalBroker(listens, sink);
      return { close: local.close, broker: { url: `mqtt://127.0.0.1:${local.port}`, keyOf } };
    });
    const { receipts, reports } = playLive(shop, sent, arrivals);
    expect(listVerdicts(receipts)).toEqual(direct);
    for (const { counts } of reports) expect(counts).toMatchObject({ lost: 0, late: 0 });
  });

  it.skipIf(!HAS_MOSQUITTO)("of the shop's own, too", async () => {
    const { shop, observations } = simulate(4, 2);
    const direct = listVerdicts(playDirectly(shop, observations));
    const sent = sendAll(observations);
    const arrivals = await carryOverBroker(sent.deliveries, async (sink) => {
      const mosquitto = await startMosquitto();
      const reads = { prefix: PREFIX, clientId: "shop", user: null, password: null, caFile: null };
      const reader = await openBrokerClient({ url: mosquitto.url, ...reads }, sink);
      const close = async (): Promise<void> => {
        await reader.close();
        await mosquitto.kill();
      };
      return { close, broker: { url: mosquitto.url, keyOf } };
    });
    expect(listVerdicts(playLive(shop, sent, arrivals).receipts)).toEqual(direct);
  });

  it("with a controller on each shelf, too", () => {
    const { shop, observations } = simulate(5, 3);
    const direct = listVerdicts(playDirectly(shop, observations));
    expect(direct).toHaveLength(3);
    const { receipts } = playLive(shop, sendAll(observations, { split: "shelf" }));
    expect(listVerdicts(receipts)).toEqual(direct);
  });
});

describe("a recording of what a live shop read", () => {
  // As open-shop-process.ts sets the engine of live scales.
  const live = (sent: Sent, knownOffset: KnownOffset | null): Partial<EngineOptions> => ({
    ...{ isZeroed: true, alignsClocks: true, knownOffset },
    awaitedGondolas: sent.emulated.devices.map(({ gondola }) => gondola),
  });

  function play(scenario: "adversarial" | "busy", seed: number, known: KnownOffset | null) {
    const simulation = createSimulation({ seed, scenario, shoppers: 6 });
    const sent = sendAll([...simulation.observations()]);
    const recorded: Observation[] = [];
    const onObservation = (observation: Observation) => void recorded.push(observation);
    const options = { engine: live(sent, known), onObservation };
    const { receipts } = playLive(simulation.shop, sent, undefined, undefined, options);
    return { receipts, replayed: playDirectly(simulation.shop, recorded) };
  }

  it.each([
    ["busy", 9],
    ["adversarial", 11],
  ] as const)("gives the same receipts and flags: %s", (scenario, seed) => {
    const known = { offsetMs: 0, sdMs: 40, appliedMs: 0 };
    const { receipts, replayed } = play(scenario, seed, known);
    expect(listVerdicts(receipts)).toHaveLength(6);
    expect(listVerdicts(receipts)).toEqual(listVerdicts(replayed));
  });

  it("is accepted by a new shop, too, of those who leave once it knows its clocks", () => {
    const { receipts, replayed } = play("adversarial", 11, null);
    const lines = (all: Receipts) => [...all].map(([id, one]) => `${id}: ${one.lines}`).sort();
    expect(lines(receipts)).toEqual(lines(replayed));
    const count = (all: Receipts) => [...all.values()].filter((one) => !one.needsReview).length;
    expect(count(replayed)).toBe(5);
    expect(count(receipts)).toBeGreaterThanOrEqual(3);
  });
});

describe("at another rate", () => {
  it.each([10, 20, 60, 80])("of %i samples a second receipts are as directly", (sampleRateHz) => {
    const { shop, observations } = simulateAt(sampleRateHz, 5, 3);
    const direct = listVerdicts(playDirectly(shop, observations));
    expect(direct).toHaveLength(3);
    expect(listVerdicts(playLive(shop, sendAll(observations)).receipts)).toEqual(direct);
  });
});

function simulateAt(sampleRateHz: number, seed: number, shoppers: number) {
  const amplifiers = DEFAULT_PHYSICS.amplifiers.map((amplifier) => ({
    ...amplifier,
    sampleRateHz,
    batchSamples: Math.max(1, Math.round(sampleRateHz / 5)),
  }));
  const physics = { ...DEFAULT_PHYSICS, amplifiers };
  const simulation = createSimulation({ seed, scenario: "everyday", shoppers, physics });
  const observations: Observation[] = [...simulation.observations()];
  return { shop: simulation.shop, observations };
}
