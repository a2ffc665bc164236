/** Figures that take long to measure are out of date once a small sample of the same gives others. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  compareSamples,
  describeStale,
  PUBLISHED_PAGES,
  readSample,
  takeSample,
} from "@saunter/lab/published/published-pages";
import type { SampleName } from "@saunter/lab/published/samples";
import { expect, it } from "vitest";
import { ROOT } from "../docs/.vitepress/pages.ts";

it.each(Object.keys(PUBLISHED_PAGES) as SampleName[])(
  "the figures of %s are those of the code",
  { timeout: 120_000 },
  async (name) => {
    const published = readSample(readFileSync(join(ROOT, PUBLISHED_PAGES[name].file), "utf8"));
    expect(published, describeStale(name, [])).not.toBeNull();
    const differing = compareSamples(published!, await takeSample(name));
    expect(differing, describeStale(name, differing)).toEqual([]);
  },
);
