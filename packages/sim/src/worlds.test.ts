import type { Observation } from "@saunter/engine/observation";
import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { SAMPLE_RATES_HZ } from "./draw-physics.ts";
import { DEFAULT_PHYSICS } from "./physics.ts";
import { MIX_NAMES, MIXES } from "./visit-mixes.ts";
import type { TrueEvent, TrueReceipt } from "./world.ts";
import { simulateVisit, type VisitSimulation, WORLD_NAMES, WORLDS } from "./worlds.ts";

interface Recorded {
  readonly visit: VisitSimulation;
  readonly observations: readonly Observation[];
  readonly events: readonly TrueEvent[];
  readonly receipts: readonly TrueReceipt[];
  /** Units on the shelves before and after. */
  readonly stock: readonly [number, number];
}

function record(options: Parameters<typeof simulateVisit>[0]): Recorded {
  const visit = simulateVisit(options);
  const observations: Observation[] = [];
  const count = () => visit.control.listStock().reduce((sum, { units }) => sum + units, 0);
  let before = 0;
  for (const observation of visit.observations()) {
    if (observations.length === 0) before = count();
    observations.push(observation);
  }
  const stock = [before, count()] as const;
  return { visit, observations, ...visit.truth(), stock };
}

/** FNV-1a over times, samples, names and joints. */
function hashOf(observations: readonly Observation[]): number {
  let hash = 0x811c9dc5;
  const add = (bytes: Uint8Array) => {
    for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  };
  const text = new TextEncoder();
  for (const observation of observations) {
    add(new Uint8Array(Float64Array.of(observation.timestampMs).buffer));
    if (observation.kind === "plates") add(new Uint8Array(observation.samplesG.buffer));
    else {
      for (const { shopperId, joints } of observation.shoppers) {
        add(text.encode(shopperId));
        add(new Uint8Array(joints.buffer));
      }
    }
  }
  return hash;
}

/** What each shopper should leave with, from the events. */
function settle(events: readonly TrueEvent[]): Map<string, Map<string, number>> {
  const carts = new Map<string, Map<string, number>>();
  const add = (id: string, barcode: string, by: number) => {
    const cart = carts.get(id) ?? new Map<string, number>();
    carts.set(id, cart.set(barcode, (cart.get(barcode) ?? 0) + by));
    expect(cart.get(barcode)).toBeGreaterThanOrEqual(0);
  };
  for (const { kind, targetId, otherId, barcode } of events) {
    if (kind === "pickup") add(targetId, barcode, 1);
    else if (kind === "putback") add(targetId, barcode, -1);
    else if (kind === "handover") {
      add(targetId, barcode, -1);
      add(otherId!, barcode, 1);
    }
  }
  return carts;
}

function expectConserved({ events, receipts, stock }: Recorded): void {
  const carts = settle(events);
  let sold = 0;
  for (const { targetId, products } of receipts) {
    const left = [...(carts.get(targetId) ?? [])].filter(([, units]) => units > 0);
    const bought = products.map(({ barcode, quantity }) => [barcode, quantity]);
    expect(bought).toEqual(left.sort(([a], [b]) => (a < b ? -1 : 1)));
    for (const { quantity } of products) sold += quantity;
  }
  expect(stock[0] - stock[1]).toBe(sold);
}

describe("simulateVisit", () => {
  for (const world of WORLD_NAMES) {
    for (const mix of MIX_NAMES) {
      it(`records ${world}, ${mix}: time in order, items conserved, everybody tagged`, () => {
        for (const seed of [1, 2, 3]) {
          const recorded = record({ world, mix, seed });
          const { visit, observations, events, receipts } = recorded;
          let lastMs = 0;
          for (const { timestampMs } of observations) {
            expect(timestampMs).toBeGreaterThanOrEqual(lastMs);
            lastMs = timestampMs;
          }
          const lengthS = (lastMs - observations[0]!.timestampMs) / 1000;
          expect(lengthS).toBeGreaterThan(20);
          expect(lengthS).toBeLessThan(150);
          expect(receipts.length).toBeGreaterThanOrEqual(1);
          expect(receipts.length).toBeLessThanOrEqual(5);
          expectConserved(recorded);
          const ids = new Set(receipts.map(({ targetId }) => targetId));
          expect(new Set(visit.tags().keys())).toEqual(ids);
          for (const event of events) {
            expect(ids.has(event.targetId)).toBe(true);
            expect(event.otherId !== undefined).toBe(event.kind === "handover");
            expect(event.untilTimestamp !== undefined).toBe(event.kind === "hold");
          }
        }
      });
    }
  }

  it("gives the same stream, truth and tags for the same seed", () => {
    const options = { world: "drawn", mix: "adversarial", seed: 11 } as const;
    const first = record(options);
    const again = record(options);
    const hash = hashOf(first.observations);
    expect(hashOf(again.observations)).toBe(hash);
    expect(again.events).toEqual(first.events);
    expect([...again.visit.tags()]).toEqual([...first.visit.tags()]);
    // And when it is run once more.
    expect(hashOf([...first.visit.observations()])).toBe(hash);
    expect([...first.visit.tags()]).toEqual([...again.visit.tags()]);
    expect(hashOf(record({ ...options, seed: 12 }).observations)).not.toBe(hash);
  });

  it("takes sensors that are given in place of those that it would draw", () => {
    const { tracker, amplifiers } = DEFAULT_PHYSICS;
    const slow = { ...amplifiers[0]!, sampleRateHz: 5, batchSamples: 1 };
    const physics = {
      ...DEFAULT_PHYSICS,
      tracker: { ...tracker, frameRateHz: 7 },
      amplifiers: [amplifiers[0]!, slow],
    };
    const recorded = record({ world: "drawn", mix: "everyday", seed: 4, physics });
    const { observations } = recorded;
    const lengthS = (observations.at(-1)!.timestampMs - observations[0]!.timestampMs) / 1000;
    const frames = observations.filter(({ kind }) => kind === "joints").length;
    expect(frames / lengthS).toBeGreaterThan(6.5);
    expect(frames / lengthS).toBeLessThan(7.5);
    const samples = (gondola: number) =>
      observations.reduce((sum, one) => {
        return one.kind === "plates" && one.gondola === gondola ? sum + one.sampleCount : sum;
      }, 0);
    expect(samples(1) / lengthS).toBeCloseTo(60, -0.5);
    expect(samples(2) / lengthS).toBeCloseTo(5, -0.1);
    expectConserved(recorded);
  });

  it("has shops of three to five gondolas with near weights beside each other", () => {
    const weights: number[] = [];
    let near = 0;
    let all = 0;
    for (let seed = 0; seed < 20; seed++) {
      const { floor, shop } = simulateVisit({ world: "measured", mix: "everyday", seed });
      expect(floor.gondolas.length).toBeGreaterThanOrEqual(3);
      expect(floor.gondolas.length).toBeLessThanOrEqual(5);
      for (const plan of floor.gondolas) {
        expect(plan.shelfHeightsM).toHaveLength(6);
        expect(plan.plateCount).toBeGreaterThanOrEqual(9);
        expect(plan.plateCount).toBeLessThanOrEqual(12);
      }
      for (const facing of shop.facings) {
        expect(facing.plates.length).toBeLessThanOrEqual(4);
        const { weightG } = shop.products.get(facing.barcode!)!;
        weights.push(weightG);
        all++;
        const isNear = shop.facings.some((other) => {
          if (other.gondola !== facing.gondola || other.shelf !== facing.shelf) return false;
          if (other.barcode === facing.barcode) return false;
          return Math.abs(shop.products.get(other.barcode!)!.weightG / weightG - 1) < 0.05;
        });
        if (isNear) near++;
      }
    }
    expect(Math.min(...weights)).toBeGreaterThanOrEqual(25);
    expect(Math.max(...weights)).toBeLessThanOrEqual(1500);
    expect(near / all).toBeGreaterThan(0.4);
  });

  /** Sixty visits, gone through once for all tests that ask for them. */
  const adversarial: { readonly events: readonly TrueEvent[]; readonly tags: string[] }[] = [];
  const listAdversarial = () => {
    for (let seed = adversarial.length; seed < 60; seed++) {
      const { visit, events } = record({ world: "measured", mix: "adversarial", seed });
      adversarial.push({ events, tags: [...visit.tags().values()].flatMap((own) => [...own]) });
    }
    return adversarial;
  };

  it("does everything that a mix names, and tags it", () => {
    const tags = new Set<string>();
    const kinds = new Map<string, number>();
    for (const { events, tags: own } of listAdversarial()) {
      for (const tag of own) tags.add(tag);
      for (const { kind } of events) kinds.set(kind, 1 + (kinds.get(kind) ?? 0));
    }
    const named = Object.keys(MIXES.adversarial.actions).filter((name) => name !== "gesture");
    const meetings = ["receive", "handshake", "point", "basket", "wave", "putBackGiven"];
    expect([...tags]).toEqual(expect.arrayContaining([...named, ...meetings, "besidePress"]));
    for (const kind of ["pickup", "putback", "hold", "handover"]) {
      expect(kinds.get(kind)).toBeGreaterThan(20);
    }
  });

  it("is mostly plain in the everyday mix, and mostly not in the adversarial one", () => {
    const sharesOf = (visits: readonly { readonly events: readonly TrueEvent[] }[]) => {
      const events = visits.flatMap((visit) => visit.events);
      return (kind: TrueEvent["kind"]) =>
        events.filter((event) => event.kind === kind).length / events.length;
    };
    const seeds = Array.from({ length: 40 }, (_, k) => 100 + k);
    const everyday = sharesOf(
      seeds.map((seed) => ({
        events: record({ world: "measured", mix: "everyday", seed }).events,
      })),
    );
    expect(everyday("hold")).toBeGreaterThan(0.01);
    expect(everyday("hold")).toBeLessThan(0.07);
    expect(everyday("handover")).toBeLessThan(0.02);
    expect(sharesOf(listAdversarial())("hold")).toBeGreaterThan(0.12);
  });

  it("lets one take while another presses on the same shelf", () => {
    let together = 0;
    for (let seed = 0; seed < 60; seed++) {
      const { events } = record({ world: "heavy-hands", mix: "adversarial", seed });
      const holds = events.filter(({ kind }) => kind === "hold");
      together += events.filter((event) => {
        return holds.some((hold) => {
          const isThere = hold.gondola === event.gondola && hold.shelf === event.shelf;
          const isOther = event.kind === "pickup" && event.targetId !== hold.targetId;
          const { timestamp, untilTimestamp } = hold;
          return (
            isThere && isOther && event.timestamp > timestamp && event.timestamp < untilTimestamp!
          );
        });
      }).length;
    }
    expect(together).toBeGreaterThan(2);
  });

  it("keeps people apart in the everyday mix", () => {
    let [near, all] = [0, 0];
    for (let seed = 0; seed < 20; seed++) {
      const { observations } = record({ world: "measured", mix: "everyday", seed });
      for (const observation of observations) {
        if (observation.kind !== "joints") continue;
        const heads = observation.shoppers.map(({ joints }) => joints);
        heads.forEach((a, k) => {
          for (const b of heads.slice(k + 1)) {
            all++;
            if (Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!) < 0.3) near++;
          }
        });
      }
    }
    expect(all).toBeGreaterThan(5000);
    expect(near / all).toBeLessThan(0.02);
  });

  it("refuses a world or a mix that it does not know", () => {
    const world = "nowhere" as "drawn";
    const mix = "never" as "everyday";
    expect(() => simulateVisit({ world, mix: "everyday", seed: 1 })).toThrow(RangeError);
    expect(() => simulateVisit({ world: "drawn", mix, seed: 1 })).toThrow(RangeError);
  });
});

describe("worlds", () => {
  it("have a character each, and draw afresh for every seed", () => {
    const characters = WORLD_NAMES.map((name) => WORLDS[name].character);
    expect(new Set(characters).size).toBe(WORLD_NAMES.length);
    for (const name of WORLD_NAMES) {
      const [a, b] = [1, 2].map((seed) => WORLDS[name].drawPhysics(createRandom(seed)));
      expect(a).not.toEqual(b);
      expect(WORLDS[name].drawPhysics(createRandom(1))).toEqual(a);
    }
  });

  it("differ in what they are named for", () => {
    const draw = (name: (typeof WORLD_NAMES)[number], seed: number) =>
      WORLDS[name].drawPhysics(createRandom(seed));
    const rates = new Set<number>();
    for (let seed = 0; seed < 40; seed++) {
      for (const amplifier of draw("hobby-amplifiers", seed).amplifiers) {
        expect(amplifier.settlingConversions).toBe(4);
        expect(amplifier.spikesPerMinute).toBeGreaterThan(0);
        expect(amplifier.sampleRateHz).toBeLessThanOrEqual(80);
      }
      const boards = draw("soft-boards", seed);
      expect(boards.contact.ringShareMax).toBeGreaterThan(0.1);
      expect(boards.cell.leakLagS).toBeGreaterThan(0);
      expect(draw("creeping-cells", seed).cell.creepShareMax).toBeGreaterThan(0);
      expect(draw("heavy-hands", seed).press.maxG).toBeGreaterThan(500);
      expect(draw("families", seed).body.childShare).toBeGreaterThan(0.2);
      expect(draw("poor-cameras", seed).tracker.slowErrorM[7]).toBeGreaterThan(0.05);
      for (const { sampleRateHz } of draw("drawn", seed).amplifiers) rates.add(sampleRateHz);
    }
    expect(rates.size).toBe(SAMPLE_RATES_HZ.length);
  });
});
