/** The shop's process is killed in mid-visit and starts again seconds later; the broker has kept what devices sent. */
import { restoreCart } from "@saunter/engine/engine";
import type { ReceiptLine } from "@saunter/engine/receipt-types";
import { createSimulation } from "@saunter/sim/simulate";
import { expect, it } from "vitest";
import { type Arrival, carryDirectly, createLiveReceiver, receiveAll } from "./play-devices.ts";
import { sendAll } from "./play-live.ts";
import { createReceiptCollector, formatLines } from "./settle-receipts.ts";

const AWAY_MS = 7000;
/** The process is killed so long before an interaction. */
const BEFORE_MS = 2500;
/** Interactions before that are in the journal. */
const DECIDED_MS = 6000;
/** The broker sends what it has kept as fast as the shop takes it. */
const KEPT_EVERY_MS = 0.2;

type Carts = ReadonlyMap<string, readonly ReceiptLine[]>;

function simulate(seed: number) {
  const simulation = createSimulation({ seed, scenario: "everyday", shoppers: 4 });
  const { deliveries, emulated } = sendAll([...simulation.observations()]);
  const { events, receipts } = simulation.truth();
  const timesMs = events.map(({ timestamp }) => 1000 * timestamp);
  const apartMs = timesMs.filter((timeMs, at) => timeMs - (timesMs[at - 1] ?? 0) > DECIDED_MS);
  return {
    shop: simulation.shop,
    devices: emulated.devices,
    arrivals: carryDirectly(deliveries),
    truth: new Map(receipts.map((one) => [one.targetId, formatLines(one.products)])),
    killedMs: apartMs[Math.floor(apartMs.length / 2)]! - BEFORE_MS,
  };
}

/** One run of the process. `carts`: those of shoppers who were inside when the one before ended. */
function run(
  { devices, shop }: Pick<ReturnType<typeof simulate>, "devices" | "shop">,
  arrivals: readonly Arrival[],
  carts: Carts = new Map(),
) {
  const now = new Map(carts);
  const seenMs = new Map<string, number>();
  const collector = createReceiptCollector(shop, (output) => {
    if (output.kind === "cart" && output.targetId !== null) now.set(output.targetId, output.lines);
  });
  for (const [shopperId, lines] of carts) restoreCart(collector.engine, shopperId, lines);
  const startedMs = arrivals[0]!.arrivalMs;
  const receiver = createLiveReceiver(devices, shop.facings, startedMs, (observation) => {
    collector.take(observation);
    if (observation.kind !== "joints") return;
    for (const { shopperId } of observation.shoppers) {
      seenMs.set(shopperId, observation.timestampMs);
    }
  });
  receiveAll(arrivals, receiver);
  const endedMs = arrivals.at(-1)!.arrivalMs;
  const inside = [...seenMs].filter(([, timeMs]) => endedMs - timeMs < 1000);
  return {
    inside: new Map(inside.map(([shopperId]) => [shopperId, now.get(shopperId) ?? []])),
    receipts: collector.finish(),
  };
}

function keep(arrivals: readonly Arrival[], untilMs: number): Arrival[] {
  const kept = arrivals.filter(({ arrivalMs }) => arrivalMs < untilMs);
  const keptMs = kept.length * KEPT_EVERY_MS;
  return arrivals.map((arrival, at) => ({
    ...arrival,
    arrivalMs:
      at < kept.length
        ? untilMs + at * KEPT_EVERY_MS
        : Math.max(arrival.arrivalMs, untilMs + keptMs),
  }));
}

it("what was taken while the process was away is on the receipts", () => {
  const found: string[] = [];
  const wanted: string[] = [];
  for (const seed of [1, 3, 4]) {
    const world = simulate(seed);
    const { arrivals, killedMs, truth } = world;
    const before = arrivals.filter(({ arrivalMs }) => arrivalMs < killedMs);
    const { inside } = run(world, before);
    const after = keep(arrivals.slice(before.length), killedMs + AWAY_MS);
    const { receipts } = run(world, after, inside);
    for (const shopperId of inside.keys()) {
      wanted.push(`${seed} ${shopperId}: ${truth.get(shopperId)}`);
      found.push(`${seed} ${shopperId}: ${receipts.get(shopperId)?.lines}`);
    }
  }
  expect(wanted.length).toBeGreaterThan(2);
  expect(found).toEqual(wanted);
});
