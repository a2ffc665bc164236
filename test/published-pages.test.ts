/** Figures that take long to measure are measured again once the engine, the tracker or the simulator gives others. */
import { readFileSync } from "node:fs";
import {
  compareSamples,
  describeStale,
  PUBLISHED_PAGES,
  readSample,
  takeSample,
} from "@saunter/lab/published/published-pages";
import type { SampleName } from "@saunter/lab/published/samples";
import { describe, expect, it } from "vitest";

/**
 * Known to be out of date: they wait for somebody to run their command on a quiet machine. A page that is written again
 * makes its test fail here until it is taken off the list.
 */
const OUT_OF_DATE: readonly SampleName[] = [];

const NAMES = Object.keys(PUBLISHED_PAGES) as SampleName[];

describe("published pages", () => {
  for (const name of NAMES) {
    const { file } = PUBLISHED_PAGES[name];
    const read = () => readSample(readFileSync(new URL(`../${file}`, import.meta.url), "utf8"));
    if (OUT_OF_DATE.includes(name)) {
      it(`${file} is out of date, and known to be`, { timeout: 120_000 }, async () => {
        const written = read();
        const today = await takeSample(name);
        expect(Object.keys(today).length).toBeGreaterThan(0);
        expect(written === null || compareSamples(written, today).length > 0).toBe(true);
      });
      continue;
    }
    it(`${file} tells what its sample gives today`, { timeout: 120_000 }, async () => {
      const written = read();
      expect(written, describeStale(name, [])).not.toBeNull();
      const differing = compareSamples(written!, await takeSample(name));
      expect(differing, describeStale(name, differing)).toEqual([]);
    });
  }
});
