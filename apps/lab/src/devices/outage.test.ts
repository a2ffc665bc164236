/** The broker is away for a minute while people shop: no receipt that is wrong is accepted. */
import type { ScenarioName } from "@saunter/sim/scenarios";
import { createSimulation } from "@saunter/sim/simulate";
import { beforeAll, describe, expect, it } from "vitest";
import { breakBroker, type Kept, type Outage } from "./break-broker.ts";
import { carryDirectly } from "./play-devices.ts";
import { listWrong, playDirectly, playLive, type Sent, sendAll } from "./play-live.ts";
import { formatLines } from "./settle-receipts.ts";

const OUTAGE_MS = 60_000;

function simulate(scenario: ScenarioName, seed: number, shoppers: number) {
  const simulation = createSimulation({ seed, scenario, shoppers });
  const observations = [...simulation.observations()];
  const { events, receipts } = simulation.truth();
  const truth = new Map(
    receipts.map(({ products, targetId }): [string, string] => [targetId, formatLines(products)]),
  );
  const taken = events[Math.floor(events.length / 2)]!;
  // From some seconds before somebody takes something: in mid-visit.
  const fromMs = 1000 * taken.timestamp - 15_000;
  return { shop: simulation.shop, observations, truth, fromMs };
}

describe.each([
  ["everyday", 3, 6],
  ["busy", 2, 14],
] as const)("in a shop that is %s (seed %i)", (scenario, seed, shoppers) => {
  let world: ReturnType<typeof simulate>;
  let sent: Sent;
  beforeAll(() => {
    world = simulate(scenario, seed, shoppers);
    sent = sendAll(world.observations);
  });
  const play = (kept: Kept) => {
    const outage: Outage = { fromMs: world.fromMs, toMs: world.fromMs + OUTAGE_MS };
    const arrivals = carryDirectly(breakBroker(sent.deliveries, outage, kept));
    return playLive(world.shop, sent, arrivals);
  };

  it("what controllers kept is replayed in order, and receipts are right or reviewed", () => {
    const { observations, shop, truth } = world;
    const { receipts, reports } = play("replayed");
    for (const { counts, faults } of reports) {
      expect(counts.replayed).toBeGreaterThan(0);
      expect(counts).toMatchObject({ lost: 0, late: 0, doubled: 0, reordered: 0, restarts: 0 });
      expect(faults.map(({ kind }) => kind)).toEqual([]);
    }
    const wrong = listWrong(playDirectly(shop, observations), truth);
    expect(listWrong(receipts, truth).filter((one) => !wrong.includes(one))).toEqual([]);
  });

  it("what is lost is counted, and receipts are right or reviewed", () => {
    const { receipts, reports } = play("lost");
    for (const { counts } of reports) expect(counts.lost).toBeGreaterThan(0);
    expect(listWrong(receipts, world.truth)).toEqual([]);
    expect([...receipts.values()].some(({ needsReview }) => needsReview)).toBe(true);
  });
});
