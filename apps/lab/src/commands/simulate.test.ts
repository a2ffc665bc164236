import { createBlindEngine } from "@saunter/ingest/recordings/recording-example";
import { type CapturedIo, createCapturedIo } from "@saunter/shop/command-line/captured-io";
import { runCommandLine } from "@saunter/shop/command-line/run-command-line";
import type { Simulation } from "@saunter/sim/simulate";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { addSimulateCommand } from "./simulate.ts";

function runSimulate(captured: CapturedIo, ...args: string[]): Promise<number> {
  const { io } = captured;
  const dependencies = {
    io,
    createEngine: createBlindEngine,
    writeRecording: async (_dir: string, simulation: Simulation) => {
      for (const _ of simulation.observations());
    },
    compareSignals: async (_simulation: Simulation, dirs: readonly string[]) =>
      `compared with ${dirs.join(" and ")}\n`,
  };
  return runCommandLine(["simulate", ...args], "1.2.3", io, (program: Command) =>
    addSimulateCommand(program, dependencies),
  );
}

const SMALL = ["--scenario", "quiet", "--shoppers", "1", "--seed", "5"];

describe("simulate", () => {
  it("feeds the engine and prints its score", async () => {
    const captured = createCapturedIo();
    expect(await runSimulate(captured, ...SMALL)).toBe(0);
    expect(captured.out()).toMatch(/^quiet, seed 5: \d+ s, shoppers: 1\n/);
    expect(captured.out()).toMatch(/exact receipts +[01] of 1\n/);
    expect(captured.out()).toMatch(/\nevents +found .*\npicks +0 +1 +0 /);
  });

  it("gives the same score for the same seed", async () => {
    const [first, second] = [createCapturedIo(), createCapturedIo()];
    await runSimulate(first, ...SMALL, "--json");
    await runSimulate(second, ...SMALL, "--json");
    expect(second.out()).toBe(first.out());
    expect(JSON.parse(first.out())).toMatchObject({ seed: 5, overall: { receipts: 1 } });
  });

  it("writes a recording where --out says", async () => {
    const captured = createCapturedIo();
    expect(await runSimulate(captured, ...SMALL, "--out", "day-1")).toBe(0);
    expect(captured.out()).toMatch(/^day-1: 1 shoppers, \d+ events\.\n/);
    expect(captured.out()).toContain("saunter evaluate day-1");
  });

  it("compares its signals with those of recordings", async () => {
    const captured = createCapturedIo();
    await runSimulate(captured, ...SMALL, "--compare", "one", "two");
    expect(captured.out()).toBe("compared with one and two\n");
  });

  it("lists the scenarios in its help", async () => {
    const captured = createCapturedIo();
    expect(await runSimulate(captured, "--help")).toBe(0);
    expect(captured.out()).toContain("broken-tracks");
    expect(captured.out()).toContain("Examples:");
  });

  it.each([
    [["--scenario", "riot"], "Allowed choices are quiet, everyday, busy"],
    [["--seed", "-1"], "whole number"],
    [["--seed", "1.5"], "whole number"],
    [["--minutes", "0"], "above 0"],
    [["--shoppers", "0"], "from 1 to 9999"],
    [["--shopper", "1"], "unknown option"],
  ])("refuses %j as usage", async (args, message) => {
    const captured = createCapturedIo();
    expect(await runSimulate(captured, ...args)).toBe(2);
    expect(captured.err()).toContain(message);
  });
});
