import { JOINT_STRIDE, type Observation } from "@saunter/engine/observation";
import { describe, expect, it } from "vitest";
import type { Avatar } from "./avatar.ts";
import { makeFloorPlan, toWorld } from "./floor-plan.ts";
import type { Point } from "./floor-plan-types.ts";
import { findFreeShare } from "./obstacles.ts";
import { createSimulation, type Simulation } from "./simulate.ts";
import type { TrueEvent, TrueReceipt } from "./world.ts";

const FLOOR = {
  ...makeFloorPlan({ gondolas: 8, shelves: 2, plates: 6, perRow: 2 }),
  entrance: { x: -1.5, y: -4 },
  exit: { x: -1.5, y: 0 },
  doorAisle: -1,
};

function startShop(shoppersAtOnce = 0) {
  const events: TrueEvent[] = [];
  const receipts: TrueReceipt[] = [];
  const parties: (readonly string[])[] = [];
  const simulation: Simulation = createSimulation({
    seed: 5,
    scenario: "busy",
    floor: FLOOR,
    shoppersAtOnce,
    minutes: Number.POSITIVE_INFINITY,
    onEvent: (event) => void events.push(event),
    onReceipt: (receipt) => void receipts.push(receipt),
    onParty: (ids) => void parties.push(ids),
  });
  const stream = simulation.observations();
  const seen = new Map<string, Point[]>();
  const see = (observation: Observation): void => {
    if (observation.kind !== "joints") return;
    for (const { shopperId, joints } of observation.shoppers) {
      const places = seen.get(shopperId) ?? [];
      seen.set(shopperId, places);
      const place = { x: joints[JOINT_STRIDE]!, y: joints[JOINT_STRIDE + 1]! };
      if (!Number.isNaN(place.x)) places.push(place);
    }
  };
  let startMs = Number.NaN;
  /** Lets the shop go on until something holds; says whether it did in time. */
  const runUntil = (isDone: () => boolean, seconds = 60): boolean => {
    const first = stream.next().value!;
    if (Number.isNaN(startMs)) startMs = first.timestampMs;
    see(first);
    for (const untilMs = first.timestampMs + 1000 * seconds; ; ) {
      if (isDone()) return true;
      const observation = stream.next().value!;
      see(observation);
      if (observation.timestampMs > untilMs) return false;
    }
  };
  const pass = (seconds: number): void => void runUntil(() => false, seconds);
  const lastOf = (avatar: Avatar): Point => seen.get(avatar.shopperId)!.at(-1)!;
  return { simulation, events, receipts, parties, seen, runUntil, pass, lastOf };
}

const AT = { gondola: 6, shelf: 1, plate: 2 };

describe("an avatar", () => {
  it("comes in by itself, as a party of its own", () => {
    const shop = startShop();
    shop.pass(1);
    const avatar = shop.simulation.control.addAvatar();
    expect(avatar.state()).toBe("waiting");
    expect(avatar.order({ kind: "leave" })).toBe("not-inside");
    shop.pass(3);
    expect(avatar.state()).toBe("inside");
    expect(shop.parties).toEqual([[avatar.shopperId]]);
    const { x, y } = shop.lastOf(avatar);
    expect(Math.hypot(x - FLOOR.entrance.x, y - FLOOR.entrance.y)).toBeGreaterThan(0.9);
  });

  it("with an entry of its own comes in once it is admitted, and is nobody's party", () => {
    const shop = startShop();
    shop.pass(1);
    const { avatar, comeIn } = shop.simulation.control.prepareAvatar();
    shop.pass(10);
    expect(avatar.state()).toBe("waiting");
    comeIn();
    shop.pass(3);
    expect(avatar.state()).toBe("inside");
    expect(shop.parties).toEqual([]);
  });

  it("that was admitted comes in whoever else does, and leaves by itself then", () => {
    const shop = startShop();
    shop.pass(1);
    const { control } = shop.simulation;
    const forgotten = control.addAvatar();
    const first = control.prepareAvatar();
    first.comeIn();
    const second = control.prepareAvatar();
    second.comeIn();
    shop.pass(25);
    expect([forgotten, first.avatar, second.avatar].map(({ state }) => state())).toEqual([
      ...["waiting", "gone", "inside"],
    ]);
    expect(shop.parties).toEqual([]);
  });

  it("walks where it is told, along shelves and never through them", () => {
    const shop = startShop();
    shop.pass(1);
    const avatar = shop.simulation.control.addAvatar();
    shop.pass(3);
    const before = shop.lastOf(avatar);
    avatar.order({ kind: "move", x: 0, y: 1 });
    shop.pass(1);
    expect(shop.lastOf(avatar).y - before.y).toBeGreaterThan(0.5);
    avatar.order({ kind: "move", x: 1, y: 0.4 });
    shop.pass(8);
    avatar.order({ kind: "move", x: 0, y: 0 });
    shop.pass(1);
    const stopped = shop.lastOf(avatar);
    shop.pass(1);
    expect(
      Math.hypot(shop.lastOf(avatar).x - stopped.x, shop.lastOf(avatar).y - stopped.y),
    ).toBeLessThan(0.2);
    for (const place of shop.seen.get(avatar.shopperId)!) {
      // Joints jitter: a body's width is left out.
      expect(findFreeShare(FLOOR, place, { x: place.x + 1e-3, y: place.y }, -0.1)).toBe(1);
    }
  });

  it("goes to a place, and stands before a shelf where the place is within it", () => {
    const shop = startShop();
    shop.pass(1);
    const avatar = shop.simulation.control.addAvatar();
    shop.pass(3);
    const farFrom = (x: number, y: number): number =>
      Math.hypot(shop.lastOf(avatar).x - x, shop.lastOf(avatar).y - y);
    expect(avatar.order({ kind: "go", to: { x: -1, y: -2 } })).toBeNull();
    shop.pass(6);
    expect(farFrom(-1, -2)).toBeLessThan(0.3);
    const [plan] = FLOOR.gondolas;
    const within = toWorld(plan!, (plan!.plateCount * plan!.plateWidthM) / 2, 0.1);
    avatar.order({ kind: "go", to: within });
    shop.pass(15);
    expect(farFrom(within.x, within.y)).toBeLessThan(0.7);
    for (const place of shop.seen.get(avatar.shopperId)!) {
      expect(findFreeShare(FLOOR, place, { x: place.x + 1e-3, y: place.y }, -0.1)).toBe(1);
    }
  });

  it("stays in the shop, however long and far it is told to walk", () => {
    const shop = startShop();
    shop.pass(1);
    const avatar = shop.simulation.control.addAvatar();
    shop.pass(3);
    avatar.order({ kind: "move", x: -1, y: 0 });
    shop.pass(20);
    expect(shop.lastOf(avatar).x).toBeGreaterThan(FLOOR.entrance.x - 2);
    avatar.order({ kind: "go", to: { x: 500, y: 0 } });
    shop.pass(5);
    expect(shop.lastOf(avatar).x).toBeLessThan(FLOOR.entrance.x + 2);
    avatar.order({ kind: "leave" });
    expect(shop.runUntil(() => avatar.state() === "gone")).toBe(true);
  });

  it("walks up to a shelf, takes of it, and the plates feel it", () => {
    const shop = startShop();
    shop.pass(1);
    const { control } = shop.simulation;
    const unitsAt = (): number =>
      control
        .listStock()
        .filter(({ gondola, shelf, plates }) => gondola === 6 && shelf === 1 && plates.includes(2))
        .reduce((sum, { units }) => sum + units, 0);
    const before = unitsAt();
    const avatar = control.addAvatar();
    shop.pass(3);
    expect(avatar.order({ kind: "take", at: AT })).toBeNull();
    expect(shop.runUntil(() => shop.events.length > 0)).toBe(true);
    const [event] = shop.events;
    expect(event).toMatchObject({
      kind: "pickup",
      targetId: avatar.shopperId,
      gondola: 6,
      shelf: 1,
    });
    expect(unitsAt()).toBe(before - 1);
    expect(avatar.carried()).toEqual([{ barcode: event!.barcode, quantity: 1 }]);
    expect(event!.grams).toBeLessThan(0);
  });

  it("puts back where it was, or elsewhere, and leaves with what it carries", () => {
    const shop = startShop();
    shop.pass(1);
    const avatar = shop.simulation.control.addAvatar();
    shop.pass(3);
    avatar.order({ kind: "take", at: AT });
    shop.runUntil(() => shop.events.length === 1);
    avatar.order({ kind: "take", at: { ...AT, shelf: 2 } });
    shop.runUntil(() => shop.events.length === 2);
    const [first, second] = shop.events as [TrueEvent, TrueEvent];
    shop.pass(2);
    expect(avatar.order({ kind: "put", barcode: first.barcode, at: null })).toBeNull();
    shop.runUntil(() => shop.events.length === 3);
    expect(shop.events[2]).toMatchObject({ kind: "putback", barcode: first.barcode, shelf: 1 });
    shop.pass(2);
    avatar.order({ kind: "leave" });
    expect(shop.runUntil(() => shop.receipts.length === 1)).toBe(true);
    expect(shop.receipts).toEqual([
      { targetId: avatar.shopperId, products: [{ barcode: second.barcode, quantity: 1 }] },
    ]);
    expect(avatar.state()).toBe("gone");
    const { x, y } = shop.lastOf(avatar);
    expect(Math.hypot(x - FLOOR.exit.x, y - FLOOR.exit.y)).toBeLessThan(0.4);
  });

  it("gives up a walk for another order, and ends what its hand has begun", () => {
    const shop = startShop();
    shop.pass(1);
    const avatar = shop.simulation.control.addAvatar();
    shop.pass(3);
    avatar.order({ kind: "take", at: AT });
    shop.pass(0.5);
    avatar.order({ kind: "move", x: -1, y: 0 });
    shop.pass(10);
    expect(shop.events).toEqual([]);
    avatar.order({ kind: "take", at: AT });
    shop.runUntil(() => shop.events.length === 1);
    avatar.order({ kind: "leave" });
    shop.pass(30);
    expect(shop.receipts).toMatchObject([{ products: [{ quantity: 1 }] }]);
  });

  it("is told what it cannot do", () => {
    const shop = startShop();
    shop.pass(1);
    const avatar = shop.simulation.control.addAvatar();
    shop.pass(3);
    expect(avatar.order({ kind: "take", at: { ...AT, plate: 99 } })).toBe("no-such-place");
    expect(avatar.order({ kind: "put", barcode: "none", at: null })).toBe("not-carried");
    expect(avatar.order({ kind: "put", barcode: "none", at: { ...AT, shelf: 9 } })).toBe(
      "no-such-place",
    );
    const stock = shop.simulation.control.listStock();
    const units = stock.find(({ gondola, shelf, plates }) => {
      return gondola === AT.gondola && shelf === AT.shelf && plates.includes(AT.plate);
    })!.units;
    for (let taken = 1; taken <= units; taken++) {
      avatar.order({ kind: "take", at: AT });
      shop.runUntil(() => shop.events.length === taken);
      shop.pass(2);
    }
    expect(avatar.order({ kind: "take", at: AT })).toBe("nothing-there");
  });

  it("waits until nobody else is at the entrance, and has the gate for itself", () => {
    const shop = startShop(6);
    shop.pass(20);
    const avatar = shop.simulation.control.addAvatar();
    expect(shop.runUntil(() => avatar.state() === "inside")).toBe(true);
    const at = shop.parties.findIndex(([id]) => id === avatar.shopperId);
    expect(shop.parties[at]).toEqual([avatar.shopperId]);
    const count = shop.parties.length;
    shop.pass(4);
    expect(shop.parties).toHaveLength(count);
  });
});

describe("what can be changed while a simulation runs", () => {
  it("is nothing before it runs", () => {
    const { control } = createSimulation({ seed: 1, scenario: "quiet" });
    expect(() => control.listStock()).toThrow("has not begun");
  });

  it("is how many are in the shop", () => {
    const shop = startShop(0);
    shop.pass(30);
    expect(shop.seen.size).toBe(0);
    shop.simulation.control.setShoppersAtOnce(12);
    shop.pass(60);
    expect(shop.seen.size).toBeGreaterThan(8);
    shop.simulation.control.setShoppersAtOnce(0);
    const { size } = shop.seen;
    shop.pass(60);
    expect(shop.seen.size - size).toBeLessThanOrEqual(1);
  });

  it("is what they do, and how bad the sensors are", () => {
    const shop = startShop(4);
    shop.pass(20);
    shop.simulation.control.setScenario("hold");
    shop.pass(90);
    expect(shop.events.some(({ kind }) => kind === "hold")).toBe(true);
    expect(() => shop.simulation.control.setScenario("nothing" as "busy")).toThrow(RangeError);
  });

  it("makes plates as noisy as the scenario says, and quiet again", () => {
    const spreadOf = (scenarios: readonly ("quiet" | "noisy")[]): number => {
      const simulation = createSimulation({
        seed: 2,
        scenario: "quiet",
        shoppersAtOnce: 0,
        minutes: Number.POSITIVE_INFINITY,
      });
      const stream = simulation.observations();
      const readings: number[] = [];
      for (const scenario of scenarios) {
        stream.next();
        simulation.control.setScenario(scenario);
        // Nobody comes in: what is left is the plates' own noise.
        simulation.control.setShoppersAtOnce(0);
      }
      while (readings.length < 600) {
        const observation = stream.next().value!;
        if (observation.kind !== "plates" || observation.gondola !== 2) continue;
        const { plateCount, shelfCount, samplesG, sampleCount } = observation;
        for (let sample = 0; sample < sampleCount; sample++) {
          readings.push(samplesG[(sample * shelfCount + 1) * plateCount + 1]!);
        }
      }
      const mean = readings.reduce((sum, one) => sum + one, 0) / readings.length;
      return Math.sqrt(readings.reduce((sum, one) => sum + (one - mean) ** 2, 0) / readings.length);
    };
    const quiet = spreadOf(["quiet"]);
    expect(spreadOf(["noisy"]) / quiet).toBeGreaterThan(1.5);
    expect(spreadOf(["noisy", "quiet"]) / quiet).toBeLessThan(1.2);
  });
});
