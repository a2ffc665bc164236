import { describe, expect, it } from "vitest";
import type { Appearance } from "./draw-people.ts";
import { createPeopleMover } from "./move-people.ts";
import { createSnapshotHistory, type Spot } from "./snapshot-history.ts";

const FRAME_MS = 1000 / 60;
const spot = (number: number, x: number, y = 0): Spot => [
  ...[number, x, y, 90],
  ...[null, null, null, null],
];

function openMover(isStill = false) {
  const history = createSnapshotHistory();
  const appearances = new Map<number, Appearance>();
  const findAppearance = (number: number): Appearance => appearances.get(number) ?? "shopper";
  const mover = createPeopleMover({ history, findAppearance, isStill: () => isStill });
  /** Frame by frame up to a moment. Gives how far somebody was moved in each, centimetres. */
  const live = (fromMs: number, untilMs: number, number = 1): number[] => {
    const steps: number[] = [];
    let before = Number.NaN;
    for (let atMs = fromMs; atMs <= untilMs; atMs += FRAME_MS) {
      mover.move(atMs, FRAME_MS);
      const x = mover.list().find((one) => one.number === number)?.x ?? Number.NaN;
      steps.push(x - before);
      before = x;
    }
    return steps.slice(1);
  };
  return { history, appearances, mover, live };
}

describe("people who are drawn", () => {
  it("glide, where pictures of them come ten times a second", () => {
    const { history, mover, live } = openMover();
    // 120 cm a second.
    for (let at = 0; at <= 20; at++) history.add([{ atMs: 100 * at, people: [spot(1, 12 * at)] }]);
    const steps = live(0, 1900).slice(60);
    expect(Math.max(...steps)).toBeLessThan(2.4);
    expect(Math.min(...steps)).toBeGreaterThan(1.6);
    // Not far behind where they are.
    expect(mover.list()[0]!.x).toBeGreaterThan(228 - 20);
  });

  it("stand still while their joints tremble, and nothing is drawn", () => {
    const { history, mover, live } = openMover();
    for (let at = 0; at <= 20; at++) {
      history.add([{ atMs: 100 * at, people: [spot(1, 100 + (at % 2))] }]);
    }
    live(0, 1000);
    expect(mover.move(1000 + FRAME_MS, FRAME_MS)).toBe(false);
    expect(Math.max(...live(1000, 1900).map(Math.abs))).toBe(0);
  });

  it("are elsewhere at once where nobody could have walked to", () => {
    const { history, mover } = openMover();
    history.add([
      { atMs: 0, people: [spot(1, 0)] },
      { atMs: 1000, people: [spot(1, 800)] },
    ]);
    mover.move(0, FRAME_MS);
    mover.move(1000, FRAME_MS);
    expect(mover.list()[0]!.x).toBe(800);
  });

  it("go on from where they were drawn when the list has them in another order", () => {
    const { history, mover } = openMover();
    history.add([{ atMs: 0, people: [spot(1, 0), spot(2, 60)] }]);
    history.add([{ atMs: 100, people: [spot(2, 64), spot(1, 4)] }]);
    history.add([{ atMs: 200, people: [spot(2, 68), spot(1, 8)] }]);
    mover.move(0, FRAME_MS);
    mover.move(150, FRAME_MS);
    expect(mover.list().map(({ number }) => number)).toEqual([2, 1]);
    const [two, one] = mover.list();
    expect(two!.x).toBeGreaterThan(60);
    expect(two!.x).toBeLessThan(66);
    expect(one!.x).toBeGreaterThan(0);
    expect(one!.x).toBeLessThan(6);
  });

  it("are redrawn when they look otherwise, come, or are forgotten", () => {
    const { history, appearances, mover } = openMover();
    expect(mover.move(0, FRAME_MS)).toBe(false);
    history.add([{ atMs: 0, people: [spot(1, 0)] }]);
    expect(mover.move(0, FRAME_MS)).toBe(true);
    expect(mover.move(0, FRAME_MS)).toBe(false);
    appearances.set(1, "flagged");
    expect(mover.move(0, FRAME_MS)).toBe(true);
    history.keepOnly(new Set());
    expect(mover.move(0, FRAME_MS)).toBe(true);
    expect(mover.list()).toEqual([]);
  });

  it("are waited for a moment where the next picture is late", () => {
    const { history, mover } = openMover();
    history.add([{ atMs: 0, people: [spot(1, 0)] }]);
    mover.move(900, FRAME_MS);
    expect(mover.list()).toHaveLength(1);
    mover.move(2600, FRAME_MS);
    expect(mover.list()).toHaveLength(0);
  });

  it("leave a trail where they walk, and none where they stand", () => {
    const { history, mover, live } = openMover();
    for (let at = 0; at <= 20; at++) {
      history.add([{ atMs: 100 * at, people: [spot(1, 12 * at), spot(2, 500)] }]);
    }
    live(0, 2000);
    mover.trail(2000);
    const [walker, stander] = mover.list();
    expect(stander!.trailLength).toBe(0);
    const xs = Array.from({ length: walker!.trailLength }, (_, at) => walker!.trail[2 * at]!);
    expect(xs.length).toBeGreaterThan(3);
    expect(xs).toEqual(xs.toSorted((a, b) => a - b));
    expect(xs.at(-1)!).toBeLessThanOrEqual(walker!.x + 24);
  });

  it("leave footprints that stay where they are while the last ones go", () => {
    const { history, mover, live } = openMover();
    const places = new Set<number>();
    let most = 0;
    for (let at = 0; at <= 40; at++) {
      history.add([{ atMs: 100 * at, people: [spot(1, 12 * at)] }]);
      live(100 * Math.max(0, at - 1), 100 * at);
      mover.trail(100 * at + 37);
      const [walker] = mover.list();
      most = Math.max(most, walker!.trailLength);
      for (let print = 0; print < walker!.trailLength; print++) {
        places.add(walker!.trail[2 * print]!);
      }
    }
    expect(most).toBe(10);
    // One for every second snapshot, whichever of them the trail began with.
    expect([...places].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, at) => 24 * at),
    );
  });

  it("have none of another's trail where they take their place in the list", () => {
    const { history, mover } = openMover();
    for (let at = 0; at <= 20; at++) history.add([{ atMs: 100 * at, people: [spot(1, 12 * at)] }]);
    mover.move(2000, FRAME_MS);
    mover.trail(2000);
    expect(mover.list()[0]!.trailLength).toBeGreaterThan(0);
    for (const atMs of [2100, 2200]) history.add([{ atMs, people: [spot(2, 500)] }]);
    mover.move(2150, FRAME_MS);
    expect(mover.list()).toMatchObject([{ number: 2, trailLength: 0 }]);
  });

  it("neither glide nor leave trails for whoever wants nothing to move", () => {
    const { history, mover } = openMover(true);
    for (let at = 0; at <= 20; at++) history.add([{ atMs: 100 * at, people: [spot(1, 12 * at)] }]);
    mover.move(0, FRAME_MS);
    mover.move(1000, FRAME_MS);
    mover.trail(1000);
    // All the way, but for what is trembling.
    expect(mover.list()[0]!.x).toBeCloseTo(120 - 2.5, 5);
    expect(mover.list()[0]!.trailLength).toBe(0);
  });
});
