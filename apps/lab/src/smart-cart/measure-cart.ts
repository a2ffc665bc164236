/** What the published page of the smart cart measures of trips, and what it costs. */
import { DEFAULT_SMART_CART } from "@saunter/engine/parameters/smart-cart";
import type { CartObservation } from "@saunter/engine/smart-cart/cart-observation";
import { createRandom } from "@saunter/numerics/random";
import { DISHONEST_HABITS } from "@saunter/sim/smart-cart/cart-habits";
import { drawCartWorld } from "@saunter/sim/smart-cart/draw-cart-world";
import { playRecording, recordTrip, type TripTask } from "./play-trip.ts";

/** As many honest trips, and an eighth as many of each dishonest habit, from a seed on. */
export function listTasks(firstSeed: number, honest: number): TripTask[] {
  const tasks: TripTask[] = [];
  for (let at = 0; at < honest; at++) tasks.push({ habit: "honest", seed: firstSeed + at });
  for (const habit of DISHONEST_HABITS) {
    for (let at = 0; at < honest / 8; at++) tasks.push({ habit, seed: firstSeed + at });
  }
  return tasks;
}

/** Share of a core that two trays at 80 Hz take, in as many trips. */
export function measureCoreShare(firstSeed: number, trips: number): number {
  let cpuS = 0;
  let tripS = 0;
  let seed = firstSeed;
  for (let at = 0; at < trips; seed++) {
    const { physics } = drawCartWorld(createRandom(seed).fork("world"));
    if (physics.sampleRateHz !== 80) continue;
    at++;
    const recording = recordTrip({ habit: "honest", seed });
    const observations = recording.observations.flatMap((one): CartObservation[] =>
      one.kind === "weights" ? [one, { ...one, tray: 1 }] : [one],
    );
    const before = process.cpuUsage();
    playRecording({ ...recording, observations });
    const { system, user } = process.cpuUsage(before);
    cpuS += (system + user) / 1e6;
    tripS += (observations.at(-1)!.timestampMs - observations[0]!.timestampMs) / 1000;
  }
  return cpuS / tripS;
}

/** Share of pairs of different products whose weights are within two standard deviations of an item of each other. */
export function measureAlike(firstSeed: number, worlds: number): number {
  const { itemSpread, itemSpreadG } = DEFAULT_SMART_CART;
  let alike = 0;
  let pairs = 0;
  for (let seed = firstSeed; seed < firstSeed + worlds; seed++) {
    const { products } = drawCartWorld(createRandom(seed).fork("world"));
    for (const one of products) {
      for (const other of products) {
        if (one === other) continue;
        pairs++;
        const spreadG = Math.hypot(itemSpread * one.weightG, itemSpreadG);
        if (Math.abs(one.weightG - other.weightG) < 2 * spreadG) alike++;
      }
    }
  }
  return alike / pairs;
}
