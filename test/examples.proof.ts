/** Every example runs alone and prints what it is there to show. */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const folder = fileURLToPath(new URL("../examples", import.meta.url));

const SHOWN: Readonly<Record<string, RegExp>> = {
  "01-replay-a-simulated-visit.ts": /accepted\n.* sure that the receipt is exact\n/,
  "02-read-a-recording.ts": /^skipped: there is no recording|\d+ frames of joints, 1 shoppers/m,
  "03-a-shop-of-your-own.ts":
    /^0\.\d s after the pick, the cart of ada holds 1\n.* ada, exact with probability (0\.9|1\.)\d+:\n {2}1 x tomato soup\n$/m,
};

function runExample(name: string, ...args: string[]): string {
  const run = spawnSync(process.execPath, [join(folder, name), ...args], { encoding: "utf8" });
  expect(run.stderr).toBe("");
  expect(run.status).toBe(0);
  return run.stdout;
}

describe("examples", () => {
  it("are all known here", () => {
    const names = readdirSync(folder).filter((name) => name.endsWith(".ts"));
    expect(names.sort()).toEqual(Object.keys(SHOWN).sort());
  });

  it.each(Object.entries(SHOWN))("%s runs alone", (name, shown) => {
    expect(runExample(name)).toMatch(shown);
  });

  it("the one that reads a recording says so where there is none", () => {
    expect(runExample("02-read-a-recording.ts", "nowhere")).toMatch(/^skipped: /);
  });
});
