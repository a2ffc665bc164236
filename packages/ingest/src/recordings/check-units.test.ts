import { existsSync } from "node:fs";
import { join } from "node:path";
import { simulateVisit, WORLD_NAMES } from "@saunter/sim/worlds";
import { sampleTests } from "@saunter/testing/sample";
import { describe, expect, it as vitestIt } from "vitest";
import { checkUnits } from "./check-units.ts";
import { findRecordings } from "./find-recordings.ts";
import { readObservations } from "./read-observations.ts";
import { RecordingError } from "./recording-codes.ts";
import { REAL_RECORDINGS } from "./recording-fixture.ts";
import { RECORDING_FOLDERS } from "./recording-folders.ts";
import { RECORDING_LIMITS } from "./recording-limits.ts";
import { checkWrittenUnits, type WrittenUnits } from "./unit-fixture.ts";

const it = sampleTests(vitestIt, 0.34);

async function gather<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}

async function findError(units: WrittenUnits): Promise<RecordingError> {
  const error = await checkWrittenUnits(units).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(RecordingError);
  return error as RecordingError;
}

describe("a recording", () => {
  it.each([
    { title: "kilograms", units: { plates: 0.001 }, says: "read kilograms, not grams" },
    { title: "pounds", units: { plates: 1 / 453.592 }, says: "read pounds, not grams" },
    { title: "ounces", units: { plates: 1 / 28.3495 }, says: "read ounces, not grams" },
    { title: "tenths of a gram", units: { plates: 10 }, says: "read tenths of a gram, not grams" },
  ])("of plates in $title is an error that says what to do", async ({ units, says }) => {
    const error = await findError(units);
    expect(error.code).toBe("plates-unit");
    expect(error.file).toMatch(/plate_data\.json$/);
    expect(error.message.replace("reads ", "read ")).toContain(says);
    expect(error.message).toMatch(/(Multiply|Divide) the readings by [\d.]+/);
  });

  it.each([
    { title: "metres", joints: 0.0254, unit: "metres" },
    { title: "centimetres", joints: 2.54, unit: "centimetres" },
    { title: "millimetres", joints: 25.4, unit: "millimetres" },
  ])("of joints in $title is an error that names the unit", async ({ joints, unit }) => {
    const error = await findError({ joints });
    expect(error).toMatchObject({ code: "joints-unit" });
    expect(error.file).toMatch(/full_targets\.json$/);
    expect(error.message).toContain(`Joints are in ${unit}, not in inches`);
  });

  it("of positions or weights in another unit names the file of them", async () => {
    expect((await findError({ places: 39.37 })).file).toMatch(/planogram\.json$/);
    expect((await findError({ catalogue: 0.001 })).file).toMatch(/products\.json$/);
    expect((await findError({ catalogue: 1 / 28.3495 })).code).toBe("catalogue-unit");
  });

  it.each(WORLD_NAMES)("of a visit in the world %s has the right units", async (world) => {
    const check = (seed: number, mix: "everyday" | "adversarial") =>
      checkWrittenUnits({}, { world, mix, seed });
    await expect(check(3, "everyday")).resolves.toEqual({ warnings: [] });
    await expect(check(4, "adversarial")).resolves.toEqual({ warnings: [] });
  });

  it.skipIf(!existsSync(REAL_RECORDINGS))(
    "of the real shop, or acted again, has the right units",
    async () => {
      const dirs = await findRecordings(
        ["recordings", "reenacted"].map((name) => join(REAL_RECORDINGS, name)),
      );
      expect(dirs.length).toBeGreaterThanOrEqual(30);
      for (const dir of dirs) {
        const { chunks } = await RECORDING_FOLDERS.open(dir);
        const seen = await gather(chunks);
        const all = await gather((await readObservations(dir)).chunks);
        expect(seen).toEqual(all);
      }
    },
  );

  it("hold no more back than they may, each chunk once and in order", async () => {
    const { shop, observations } = simulateVisit({ world: "measured", mix: "everyday", seed: 1 });
    const chunks = [...observations()].map((one) => [one]);
    for (const unitCheckValuesMax of [0, 50_000, 1e9]) {
      let taken = 0;
      let given = 0;
      let held = 0;
      const source = (async function* () {
        for (const chunk of chunks) {
          taken++;
          yield chunk;
        }
      })();
      for await (const chunk of checkUnits("visit", shop, source, {
        ...RECORDING_LIMITS,
        unitCheckValuesMax,
      })) {
        expect(chunk).toBe(chunks[given++]);
        held = Math.max(held, taken - given);
      }
      expect(given).toBe(chunks.length);
      // A frame without anybody has no values.
      if (unitCheckValuesMax === 0) expect(held).toBeLessThan(3);
      else expect(held).toBeGreaterThan(10);
    }
  });
});
