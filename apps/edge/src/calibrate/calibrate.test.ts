import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRandom } from "@saunter/numerics/random";
import { calibrateExact } from "@saunter/perception/calibration";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeScratchFolder } from "../torture/run-seed.ts";
import { createActs, visitShop } from "../torture/scripted-people.ts";
import { createWorld } from "../torture/simulated-world.ts";
import { collectOutcomes } from "./collect-outcomes.ts";
import { fitTable, type Outcome } from "./fit-table.ts";
import { fitShop, readCalibration, writeCalibration } from "./shop-calibration.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "saunter-calibrate-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Receipts of which the share `worth(p)` is exact. */
function drawOutcomes(count: number, worth: (probability: number) => number): Outcome[] {
  const random = createRandom(5);
  return Array.from({ length: count }, () => {
    const probability = random.uniform(0.4, 1);
    return { probability, exact: random.chance(worth(probability)) };
  });
}

describe("the fitted table", () => {
  it("rises, and is worth what came true", () => {
    const { inputs, values, counts } = fitTable(
      drawOutcomes(4000, (p) => p * p),
      40,
    );
    expect(inputs).toEqual([...inputs].sort((a, b) => a - b));
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4000);
    for (const [at, input] of inputs.entries()) {
      expect(Math.abs(values[at]! - input * input)).toBeLessThan(0.12);
    }
  });
});

describe("a shop's own calibration", () => {
  it("is the engine's where the shop has none", () => {
    const calibrate = readCalibration(folder);
    for (const p of [0.1, 0.7, 0.99]) expect(calibrate(p)).toBe(calibrateExact(p));
  });

  it("moves to what reviews have told, and is read again", () => {
    writeCalibration(folder, fitShop(drawOutcomes(3000, () => 0.6)));
    const calibrate = readCalibration(folder);
    expect(calibrate(0.95)).toBeLessThan(0.75);
    expect(calibrate(0.95)).toBeGreaterThan(0.5);
  });

  it("is not swung by a few labels", () => {
    writeCalibration(folder, fitShop(drawOutcomes(5, () => 0)));
    expect(readCalibration(folder)(0.999)).toBeGreaterThan(0.8);
  });

  it("says what to do about a file that is no table", () => {
    for (const text of [
      "{}",
      '{"inputs":[0.5,0.2],"values":[0.1,0.2]}',
      '{"inputs":[],"values":[]}',
    ]) {
      writeFileSync(join(folder, "calibration.json"), text);
      expect(() => readCalibration(folder)).toThrow(/no table of probabilities; remove it/);
    }
  });
});

describe("outcomes of a shop", () => {
  it("are known from reviews and contests, and from what was let stand", async () => {
    const root = makeScratchFolder();
    const runner = await createWorld(3, root, { entry: { offline: "all" } });
    const { world } = runner;
    world.hasFaults = false;
    const acts = createActs(world);
    for (let number = 0; number < 40; number++) {
      world.kernel.schedule(number * 60_000, () => void visitShop(world, acts, number));
    }
    const startMs = world.kernel.nowMs();
    await runner.run(startMs + 3 * 24 * 3_600_000);
    const { store } = (await world.whenServing()).shop;
    const { outcomes, unknownCount } = collectOutcomes(store, world.kernel.nowMs());
    const final = store.db
      .prepare("SELECT count(*) AS n FROM receipts WHERE status != 'draft'")
      .get();
    expect(outcomes.length + unknownCount).toBe(final?.n);
    expect(outcomes.filter(({ exact }) => exact).length).toBeGreaterThan(3);
    // Right after the visits nobody has had the time to contest anything.
    expect(collectOutcomes(store, startMs).outcomes.length).toBeLessThan(outcomes.length);
    await runner.close();
    rmSync(root, { recursive: true, force: true });
  });
});
