import { createCapturedIo } from "@saunter/shop/command-line/captured-io";
import { runCommandLine } from "@saunter/shop/command-line/run-command-line";
import { describe, expect, it } from "vitest";
import type { TortureOptions } from "../torture/run-torture.ts";
import type { TortureSummary } from "../torture/torture-summary.ts";
import { addTortureCommand } from "./torture.ts";

const CLEAN: TortureSummary = {
  seeds: 3,
  lost: 0,
  doubled: 0,
  doubleCharges: 0,
  missingCharges: 0,
  unbalanced: 0,
  crashed: 0,
  events: 700,
  cuts: 9,
  failing: [],
};

async function run(summary: TortureSummary, ...args: string[]) {
  const captured = createCapturedIo();
  const asked: TortureOptions[] = [];
  const code = await runCommandLine(["torture", ...args], "1", captured.io, (program) =>
    addTortureCommand(program, {
      io: captured.io,
      runTorture: async (options) => {
        asked.push(options);
        options.onSeed?.(1);
        return summary;
      },
    }),
  );
  return { code, captured, asked: asked[0] };
}

describe("torture", () => {
  it("prints the totals as one line of JSON", async () => {
    const { code, captured } = await run(CLEAN, "--seeds", "3", "--json");
    expect(code).toBe(0);
    expect(captured.out()).toBe(
      '{"seeds":3,"lost":0,"doubled":0,"double_charges":0,"missing_charges":0,"unbalanced":0}\n',
    );
    expect(captured.progress).toEqual([]);
  });

  it("asks for the seeds and threads that were named, and shows how far it is", async () => {
    const { asked, captured } = await run(CLEAN, "--seeds", "3", "--from", "40", "--threads", "2");
    expect(asked).toMatchObject({ seeds: 3, from: 40, threads: 2 });
    expect(captured.progress).toEqual([1]);
    expect(captured.out()).toContain("3 seeds, 700 events, 9 power cuts");
  });

  it("fails where anything was found, and says how to see it again", async () => {
    const failing = [{ seed: 41, words: ["doubleCharges: v1x2"] }];
    const { code, captured } = await run({ ...CLEAN, doubleCharges: 1, failing });
    expect(code).toBe(1);
    expect(captured.out()).toContain("seed 41:\n  doubleCharges: v1x2");
    expect(captured.err()).toContain("saunter torture --from 41 --seeds 1");
  });

  it("counts a seed that did not end as a failure", async () => {
    const failing = [{ seed: 1, words: ["Error"] }];
    const { code, captured } = await run({ ...CLEAN, crashed: 1, failing }, "--json");
    expect(code).toBe(1);
    expect(JSON.parse(captured.out())).toMatchObject({ crashed: 1, failing });
  });

  it.each(["0", "-1", "many", "10000001"])("refuses %s seeds", async (seeds) => {
    expect((await run(CLEAN, "--seeds", seeds)).code).toBe(2);
  });
});
