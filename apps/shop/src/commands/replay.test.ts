import {
  createExampleEngine,
  EXAMPLE_RECORDINGS,
} from "@saunter/ingest/recordings/recording-example";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { type CapturedIo, createCapturedIo } from "../command-line/captured-io.ts";
import { runCommandLine } from "../command-line/run-command-line.ts";
import { addReplayCommand } from "./replay.ts";

function runReplay(captured: CapturedIo, ...args: string[]): Promise<number> {
  const { io } = captured;
  const dependencies = { io, recordings: EXAMPLE_RECORDINGS, createEngine: createExampleEngine };
  return runCommandLine(["replay", ...args], "1.2.3", io, (program: Command) =>
    addReplayCommand(program, dependencies),
  );
}

describe("replay", () => {
  it("tells what happens relative to the start, each thing once, then the receipts", async () => {
    const captured = createCapturedIo();
    expect(await runReplay(captured, "a/first")).toBe(0);
    expect(captured.out().split("\n")).toEqual([
      "    2.50 s  pick      …9202: 1 x Spring water  (gondola 1, shelf 5, plate 11)  98 %",
      "    3.20 s  cart      …9202: 1 x Spring water  98 %",
      "",
      "shopper              receipt           exact          why",
      "3325379692103139202  1 x Spring water   98 %  accept",
      "17                   empty              60 %  review  a hand was there",
      "                                                      and a second one",
      "finding: plate 4 says nothing",
      "",
      "5.0 s recorded, 0.25 s of CPU time",
      "",
    ]);
  });

  it("puts warnings with their counts on stderr", async () => {
    const captured = createCapturedIo();
    await runReplay(captured, "a/first");
    expect(captured.err()).toBe(
      "warning: line-cut: The last line has no end.\n" +
        "warning: clock: A plate is late. (3 times)\n",
    );
  });

  it("prints one JSON object with ids as strings and times in seconds", async () => {
    const captured = createCapturedIo();
    expect(await runReplay(captured, "a/first", "--json")).toBe(0);
    expect(captured.err()).toBe("");
    expect(captured.out().trimEnd()).not.toContain("\n");
    const document = JSON.parse(captured.out());
    expect(document).toEqual({
      receipts: [
        {
          target_id: "3325379692103139202",
          products: [{ barcode: "0071142008582", quantity: 1 }],
          probability_exact: 0.98,
          needs_review: false,
          reasons: [],
        },
        {
          target_id: "17",
          products: [],
          probability_exact: 0.6,
          needs_review: true,
          reasons: ["a hand was there", "and a second one"],
        },
      ],
      interactions: [
        {
          id: "1",
          kind: "pick",
          timestamp: 1587532009.5,
          target_id: "3325379692103139202",
          barcode: "0071142008582",
          quantity: 1,
          weight_g: 621.7,
          gondola: 1,
          shelf: 5,
          plates: [11],
          probability: 0.98,
          decided: 1587532010.2,
          settled: 1587532009.6075,
        },
      ],
      warnings: [
        { code: "line-cut", message: "The last line has no end.", count: 1 },
        { code: "clock", message: "A plate is late.", count: 3 },
      ],
      findings: [expect.objectContaining({ kind: "plate-dead" })],
      recording_seconds: 5,
      cpu_seconds: 0.25,
    });
  });

  it("waits as long as it took, divided by the speed", async () => {
    const captured = createCapturedIo();
    await runReplay(captured, "a/first", "--speed", "2");
    expect(captured.sleptMs).toEqual([500, 500, 500, 500]);
    const fast = createCapturedIo();
    await runReplay(fast, "a/first", "--speed", "max");
    expect(fast.sleptMs).toEqual([]);
  });

  it.each([
    [["a/first", "--speed", "0"], "above 0"],
    [["a/first", "--speed", "fast"], "above 0"],
    [["a/first", "--quick"], "unknown option '--quick'"],
    [["a/first", "b"], "too many arguments"],
    [[], "missing required argument"],
  ])("refuses %j as usage", async (args, message) => {
    const captured = createCapturedIo();
    expect(await runReplay(captured, ...args)).toBe(2);
    expect(captured.err()).toContain(message);
    expect(captured.out()).toBe("");
  });
});
