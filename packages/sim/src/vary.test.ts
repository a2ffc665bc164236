import type { JointFrame, Observation, PlateBatch } from "@saunter/engine/observation";
import type { ShopModel } from "@saunter/engine/shop-model";
import { describe, expect, it } from "vitest";
import { createSimulation } from "./simulate.ts";
import { HELD_MAX, varyObservations } from "./vary-observations.ts";
import { shareOfChangedFacings, varyPlanogram } from "./vary-planogram.ts";

function record(scenario: "busy" | "crowd", minutes: number) {
  const simulation = createSimulation({ seed: 21, scenario, minutes });
  return { observations: [...simulation.observations()], truth: simulation.truth(), simulation };
}

/** A plate's samples in a row. */
function seriesOf(
  observations: readonly Observation[],
  gondola: number,
  shelf: number,
  plate: number,
) {
  const values: number[] = [];
  for (const o of observations) {
    if (o.kind !== "plates" || o.gondola !== gondola) continue;
    const cells = o.shelfCount * o.plateCount;
    for (let i = 0; i < o.sampleCount; i++) {
      values.push(o.samplesG[i * cells + shelf * o.plateCount + plate]!);
    }
  }
  return values;
}

function spread(values: readonly number[]): number {
  const differences = values.slice(1).map((value, i) => Math.abs(value - values[i]!));
  return differences.sort((a, b) => a - b)[differences.length >> 1]!;
}

describe("varyObservations", () => {
  const { observations, truth } = record("crowd", 0.6);

  it("leaves the stream as it is when nothing is asked", () => {
    expect([...varyObservations(observations, { seed: 1 })]).toEqual(observations);
  });

  it("gives the same for the same seed, in the same order", () => {
    const options = {
      seed: 3,
      noiseScale: 2,
      dropoutShare: 0.2,
      mixUpRate: 0.5,
      touchesPerMinute: 30,
      truth,
    };
    const once = [...varyObservations(observations, options)];
    expect([...varyObservations(observations, options)]).toEqual(once);
    expect(once.map((o) => [o.kind, o.timestampMs])).toEqual(
      observations.map((o) => [o.kind, o.timestampMs]),
    );
    expect([...varyObservations(observations, { ...options, seed: 4 })]).not.toEqual(once);
  });

  it("doubles the noise around the slow level and keeps the steps", () => {
    const noisy = [...varyObservations(observations, { seed: 1, noiseScale: 2 })];
    const ratios = [1, 2, 3, 4, 5].map((gondola) => {
      const before = seriesOf(observations, gondola, 3, 4);
      return spread(seriesOf(noisy, gondola, 3, 4)) / spread(before);
    });
    for (const ratio of ratios) {
      // The running median takes a little of the ringing with it.
      expect(ratio).toBeGreaterThan(1.7);
      expect(ratio).toBeLessThan(2.3);
    }
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    for (const event of truth.events.slice(0, 8)) {
      const before = seriesOf(observations, event.gondola, event.shelf, event.plates[0]!);
      const after = seriesOf(noisy, event.gondola, event.shelf, event.plates[0]!);
      expect(mean(after.slice(-120))).toBeCloseTo(mean(before.slice(-120)), -1);
    }
  });

  it("adds forces that vanish", () => {
    const touched = [...varyObservations(observations, { seed: 2, touchesPerMinute: 40, truth })];
    const anywhere = [...varyObservations(observations, { seed: 2, touchesPerMinute: 40 })];
    for (const varied of [touched, anywhere]) {
      let forces = 0;
      for (const [i, o] of varied.entries()) {
        if (o.kind !== "plates") continue;
        const original = observations[i] as PlateBatch;
        const added = o.samplesG.map((value, k) => Math.abs(value - original.samplesG[k]!));
        if (added.some((value) => value > 5)) forces++;
      }
      expect(forces).toBeGreaterThan(15);
      const last = varied.filter((o) => o.kind === "plates").slice(-5);
      const lastBefore = observations.filter((o) => o.kind === "plates").slice(-5);
      expect(last).toEqual(lastBefore);
    }
  });

  it("hides joints and shoppers, throws joints off, ID switches names and wrists", () => {
    const options = { seed: 1, dropoutShare: 0.2, mixUpRate: 1 };
    const varied = [...varyObservations(observations, options)] as Observation[];
    let joints = 0;
    let hidden = 0;
    let people = 0;
    let lost = 0;
    let renamed = 0;
    for (const [i, o] of varied.entries()) {
      if (o.kind !== "joints") continue;
      const original = observations[i] as JointFrame;
      people += original.shoppers.length;
      lost += original.shoppers.length - o.shoppers.length;
      for (const shopper of o.shoppers) {
        const same = original.shoppers.find((one) => one.shopperId === shopper.shopperId);
        if (same === undefined) continue;
        const off = Math.abs(shopper.joints[0]! - same.joints[0]!);
        if (off > 0.25 && Math.abs(shopper.joints[4]! - same.joints[4]!) > 0.25) renamed++;
        for (let k = 0; k < 32; k += 4) {
          if (!Number.isFinite(same.joints[k]!)) continue;
          joints++;
          if (!Number.isFinite(shopper.joints[k]!)) hidden++;
        }
      }
    }
    expect(hidden / joints).toBeGreaterThan(0.17);
    expect(hidden / joints).toBeLessThan(0.25);
    expect(lost / people).toBeGreaterThan(0.02);
    expect(lost / people).toBeLessThan(0.12);
    expect(renamed).toBeGreaterThan(10);
  });

  it("holds back no more than a bound when a gondola falls silent", () => {
    const silentFromMs = observations[0]!.timestampMs + 5000;
    let taken = 0;
    function* source(): Generator<Observation> {
      for (const o of observations) {
        if (o.kind === "plates" && o.gondola === 3 && o.timestampMs > silentFromMs) continue;
        taken++;
        yield o;
      }
    }
    let given = 0;
    let most = 0;
    for (const o of varyObservations(source(), { seed: 1, noiseScale: 2 })) {
      if (o.timestampMs > 0) given++;
      most = Math.max(most, taken - given);
    }
    expect(given).toBe(taken);
    expect(most).toBeLessThanOrEqual(HELD_MAX + 1);
    expect(most).toBeGreaterThan(HELD_MAX - 3);
  });
});

describe("varyPlanogram", () => {
  const { simulation } = record("busy", 0.2);
  const shop = simulation.trueShop;

  it("makes so many placements wrong, by the seed", () => {
    for (const seed of [1, 2, 3, 4]) {
      const wrong = varyPlanogram(shop, { seed, wrongShare: 0.15 });
      const share = shareOfChangedFacings(shop, wrong);
      expect(share).toBeGreaterThan(0.135);
      expect(share).toBeLessThan(0.165);
      expect(varyPlanogram(shop, { seed, wrongShare: 0.15 })).toEqual(wrong);
      expect(wrong.products).toBe(shop.products);
    }
  });

  it("changes nothing where nothing can be", () => {
    expect(varyPlanogram(shop, { seed: 1, wrongShare: 0 })).toBe(shop);
    const barcode = shop.facings.find((facing) => facing.barcode !== null)!.barcode!;
    const lone: ShopModel = {
      facings: [{ ...shop.facings[0]!, barcode }],
      products: new Map([[barcode, shop.products.get(barcode)!]]),
    };
    expect(varyPlanogram(lone, { seed: 1, wrongShare: 1 }).facings[0]!.barcode).toBe(barcode);
    expect(shareOfChangedFacings({ facings: [], products: new Map() }, lone)).toBe(0);
  });
});
