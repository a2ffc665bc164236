import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { measureChanges, measureNoise, readLoadCell } from "./measure-load-cell.ts";

const REAL = join(import.meta.dirname, "../../../../../shared/data/loadcell/fill.csv");

describe("a recording of a load cell", () => {
  it("has the noise, the spikes and the changes that were put into it", () => {
    const random = createRandom(8);
    const folder = mkdtempSync(join(tmpdir(), "load-cell-"));
    const path = join(folder, "cell.csv");
    const lines: string[] = [];
    for (let at = 0; at < 3000; at++) {
      const levelG = at < 1000 ? 0 : at < 2000 ? 750 : 400;
      const spikeG = at % 200 === 100 ? 5000 : 0;
      lines.push(`${100 + at / 10},${levelG + spikeG + random.normal(0, 0.5)}`);
    }
    writeFileSync(path, `${lines.join("\n")}\n`);
    const recording = readLoadCell(path);
    rmSync(folder, { recursive: true });
    expect(recording.sampleRateHz).toBeCloseTo(10, 6);
    const { noiseG, spikeGMax, spikes } = measureNoise(recording);
    expect(Math.abs(noiseG - 0.54)).toBeLessThan(0.06);
    expect(spikes).toBe(15);
    expect(Math.abs(spikeGMax - 5000)).toBeLessThan(5);
    const { delaysMs, falseChanges } = measureChanges(recording);
    expect(delaysMs).toHaveLength(2);
    expect(Math.max(...delaysMs)).toBeLessThanOrEqual(500);
    expect(falseChanges).toBe(0);
  });

  it.skipIf(!existsSync(REAL))("that is real shows its changes alone, within a second", () => {
    const recording = readLoadCell(REAL);
    expect(measureNoise(recording)).toMatchObject({ quiet: 9806, spikes: 89 });
    const { delaysMs, falseChanges } = measureChanges(recording);
    expect(delaysMs).toHaveLength(5);
    expect(Math.max(...delaysMs)).toBeLessThanOrEqual(1000);
    expect(falseChanges).toBe(0);
  });
});
