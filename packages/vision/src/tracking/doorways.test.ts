import { describe, expect, it } from "vitest";
import {
  createDoorways,
  findComingRate,
  findGoingRate,
  learnComing,
  learnGoing,
  learnPresence,
} from "./doorways.ts";

const STAY_S = 20;
const DENSITY = { people: 10, areaM2: 100 };

describe("doorways", () => {
  it("are anywhere at first: people come and go as they stay", () => {
    const doorways = createDoorways(STAY_S);
    for (const [x, y] of [[0, 0] as const, [-7, 30] as const]) {
      expect(findGoingRate(doorways, x, y)).toBeCloseTo(1 / STAY_S);
      expect(findComingRate(doorways, x, y, DENSITY)).toBeCloseTo(10 / STAY_S / 100);
    }
  });

  it("are where people came and went, and not where they only were", () => {
    const doorways = createDoorways(STAY_S);
    for (let visit = 0; visit < 100; visit++) {
      doorways.seconds += 60;
      learnComing(doorways, 0.5, 0.5);
      learnPresence(doorways, 0.5, 0.5, 3);
      learnPresence(doorways, 10, 10, 50);
      learnPresence(doorways, -10.5, 0.5, 3);
      learnGoing(doorways, -10.5, 0.5);
    }
    const goingAt = (x: number, y: number): number => findGoingRate(doorways, x, y);
    expect(goingAt(-10.5, 0.5)).toBeGreaterThan(0.2);
    expect(goingAt(0.5, 0.5)).toBeLessThan(0.01);
    expect(goingAt(10, 10)).toBeLessThan(0.001);
    const comingAt = (x: number, y: number): number => findComingRate(doorways, x, y, DENSITY);
    // One a minute, through a cell of 2.25 m².
    expect(comingAt(0.5, 0.5)).toBeGreaterThan(5 * comingAt(10, 10));
    expect(comingAt(0.5, 0.5)).toBeCloseTo(1 / 60 / 2.25, 2);
    expect(comingAt(10, 10)).toBeLessThan(0.001);
    expect(comingAt(50, 50)).toBeLessThan(0.001);
  });

  it("are found wherever on the floor, also where places are below zero", () => {
    const doorways = createDoorways(STAY_S);
    learnGoing(doorways, -0.1, -0.1);
    const rest = findGoingRate(doorways, 0.1, 0.1);
    expect(findGoingRate(doorways, -0.2, -0.2)).toBeGreaterThan(rest);
    expect(findGoingRate(doorways, -0.2, 0.2)).toBe(rest);
  });
});
