/** What `npm run plant-faults` plants still has its place in the code. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../docs/.vitepress/pages.ts";
import { FAULTS } from "../scripts/plant-faults/faults.ts";

describe("faults that are planted to see them found", () => {
  it.each(FAULTS)("have one place: $fault, $variant", ({ file, planted, tests, text }) => {
    expect(readFileSync(join(ROOT, file), "utf8").split(text)).toHaveLength(2);
    expect(planted).not.toBe(text);
    for (const path of tests) expect(existsSync(join(ROOT, path)), path).toBe(true);
  });
});
