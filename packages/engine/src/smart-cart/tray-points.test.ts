import { createRandom, type Random } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import {
  addSample,
  createTrayPoints,
  findFlat,
  readUnrestG,
  type TrayPoints,
} from "./tray-points.ts";

const SPIKE_G = 15;
const POINT_HZ = 40;
const WANTED = [{ leastMs: 200, evidenceMin: 3 }];

function fill(
  random: Random,
  count: number,
  readG: (at: number) => number,
  noiseG: number,
  points: TrayPoints = createTrayPoints(),
): TrayPoints {
  const from = points.timesMs.length;
  for (let at = 0; at < count; at++) {
    const sampleG = readG(at) + random.normal(0, noiseG);
    addSample(points, ((from + at) * 1000) / POINT_HZ, POINT_HZ, sampleG, SPIKE_G);
  }
  return points;
}

describe("points of a tray", () => {
  it("are means of 25 ms, or samples where these are rarer", () => {
    for (const [rateHz, seen, lastG] of [
      [5, 8, 19],
      [40, 20, 19],
      [80, 10, 18.5],
      [320, 2, 11.5],
    ] as const) {
      const points = createTrayPoints();
      for (let at = 0; at < 20; at++) {
        addSample(points, (at * 1000) / rateHz, rateHz, at, SPIKE_G);
      }
      expect(points.weightsG).toHaveLength(seen);
      expect(points.weightsG.at(-1)).toBe(lastG);
    }
  });

  it("differ from one to the next by their noise", () => {
    const points = fill(createRandom(2), 60, () => 1e5, 2);
    expect(readUnrestG(points)).toBeGreaterThan(1.4);
    expect(readUnrestG(points)).toBeLessThan(2.6);
  });

  it("have a level that is right within its error, however they ring about it", () => {
    const random = createRandom(1);
    const runs = 300;
    let [inside, sharp] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const turns = random.uniform(0.08, 0.48);
      const left = Math.exp(-random.uniform(0.03, 0.2));
      const phase = random.uniform(0, 2 * Math.PI);
      const swingG = random.uniform(5, 200);
      const noiseG = random.uniform(0.2, 1);
      const points = fill(random, 10, () => 0, noiseG);
      const ringG = (at: number): number =>
        swingG * left ** at * Math.cos(phase + 2 * Math.PI * turns * at);
      fill(random, 16, (at) => 500 + ringG(at), noiseG, points);
      const options = { levelG: 0, sinceMs: (10 * 1000) / POINT_HZ, noiseG };
      const [flat] = findFlat(points, options, WANTED);
      if (Math.abs(flat!.levelG - 500) < 3 * flat!.errorG) inside++;
      if (flat!.errorG < 0.1 * swingG + noiseG) sharp++;
    }
    expect(inside / runs).toBeGreaterThan(0.95);
    expect(sharp / runs).toBeGreaterThan(0.85);
  });

  it("have none while they go one way", () => {
    const random = createRandom(3);
    const rising = fill(random, 12, () => 0, 0.5);
    fill(random, 12, (at) => 30 * at, 0.5, rising);
    const since = { levelG: 0, sinceMs: (12 * 1000) / POINT_HZ, noiseG: 0.5 };
    expect(findFlat(rising, since, WANTED)).toEqual([null]);
  });

  it("lose a single one that is elsewhere, and no swing", () => {
    const random = createRandom(4);
    const spiked = fill(random, 20, (at) => (at === 12 ? 5000 : 100), 0.5);
    expect(Math.abs(spiked.weightsG[12]! - 100)).toBeLessThan(3);
    const swinging = fill(random, 20, (at) => (at % 2 === 0 ? 50 : -50), 0.5);
    expect(Math.abs(swinging.weightsG[12]! - 50)).toBeLessThan(3);
  });
});
