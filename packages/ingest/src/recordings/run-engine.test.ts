import type { EngineOutput } from "@saunter/engine/engine-types";
import type { Observation } from "@saunter/engine/observation";
import { describe, expect, it } from "vitest";
import { runEngine, type SteppedEngine } from "./run-engine.ts";

function createBatch(gondola: number, timestampMs: number): Observation {
  return {
    kind: "plates",
    gondola,
    timestampMs,
    sampleRateHz: 60,
    sampleCount: 12,
    shelfCount: 2,
    plateCount: 2,
    samplesG: new Float32Array(48),
  };
}

const result = { receipts: [], interactions: [], warnings: [], findings: [], outputs: [] };

function createReportingEngine(): SteppedEngine & { seenMs: number[] } {
  const seenMs: number[] = [];
  return {
    seenMs,
    step: ({ timestampMs }): EngineOutput[] => {
      seenMs.push(timestampMs);
      return [{ kind: "warning", code: "seen", message: String(timestampMs) }];
    },
    finish: () => result,
  };
}

describe("running an engine", () => {
  it("steps through the chunks in order and collects what is reported", async () => {
    const engine = createReportingEngine();
    const run = await runEngine(engine, [
      [createBatch(1, 1000), { kind: "joints", timestampMs: 1100, shoppers: [] }],
      [],
      [createBatch(1, 1200)],
    ]);
    expect(engine.seenMs).toEqual([1000, 1100, 1200]);
    expect(run.outputs).toHaveLength(3);
    expect(run.result).toBe(result);
    expect(run.startMs).toBe(1000);
  });

  it("counts recorded seconds by the gondola that read longest, not by the clock", async () => {
    const year = 365 * 24 * 3600 * 1000;
    const { recordedSeconds } = await runEngine(createReportingEngine(), [
      [createBatch(1, 1000), createBatch(2, 1000), createBatch(1, 1200), createBatch(1, year)],
    ]);
    expect(recordedSeconds).toBeCloseTo(0.6);
  });

  it("waits for the pace before each observation and tells outputs as they come", async () => {
    const told: string[] = [];
    await runEngine(createReportingEngine(), [[createBatch(1, 0), createBatch(1, 200)]], {
      pace: async (timestampMs) => void told.push(`wait ${timestampMs}`),
      onOutput: (output) => {
        if (output.kind === "warning") told.push(output.message);
      },
      onChunk: () => void told.push("chunk"),
    });
    expect(told).toEqual(["wait 0", "0", "wait 200", "200", "chunk"]);
  });

  it("finishes an engine that saw nothing", async () => {
    const run = await runEngine(createReportingEngine(), []);
    expect(run).toMatchObject({ recordedSeconds: 0, outputs: [] });
    expect(run.startMs).toBeNaN();
  });
});
