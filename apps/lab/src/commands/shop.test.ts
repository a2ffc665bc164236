import {
  createBlindEngine,
  createExampleEngine,
} from "@saunter/ingest/recordings/recording-example";
import { type CapturedIo, createCapturedIo } from "@saunter/shop/command-line/captured-io";
import { runCommandLine } from "@saunter/shop/command-line/run-command-line";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { addShopCommand } from "./shop.ts";

function runShop(
  captured: CapturedIo,
  createEngine: typeof createBlindEngine,
  ...args: string[]
): Promise<number> {
  return runCommandLine(["shop", ...args], "1.2.3", captured.io, (program: Command) =>
    addShopCommand(program, { io: captured.io, createEngine }),
  );
}

const SHORT = ["--scenario", "quiet", "--minutes", "0.05"];

describe("shop", () => {
  it("prints lines where there is no terminal, and the receipts at the end", async () => {
    const captured = createCapturedIo();
    expect(await runShop(captured, createExampleEngine, ...SHORT, "--speed", "max")).toBe(0);
    const out = captured.out();
    expect(out).toMatch(/^Saunter, simulated shop "quiet"\n/);
    expect(out).toContain("pick      …9202: 1 x 0071142008582");
    expect(out).toContain("receipt   17: empty  total 0.00  60 %  review: a hand was there");
    expect(out).toMatch(/The shop is closed\. \d+ shoppers have left it\.\n$/);
    expect(out).not.toContain("\x1b");
  });

  it("redraws one screen in a terminal and leaves it as it found it", async () => {
    const captured = createCapturedIo({ outIsTerminal: true, columns: 60, rows: 20 });
    await runShop(captured, createExampleEngine, ...SHORT);
    const out = captured.out();
    expect(out.startsWith("\x1b[?1049h\x1b[?25l")).toBe(true);
    expect(out.split("\x1b[H").length).toBeGreaterThan(5);
    expect(out.split("\x1b[?25h\x1b[?1049l")).toHaveLength(2);
    expect(out.slice(out.lastIndexOf("\x1b[?1049l"))).toContain("Last receipts");
  });

  it("keeps pace with the clock", async () => {
    const captured = createCapturedIo();
    await runShop(captured, createBlindEngine, ...SHORT, "--speed", "2");
    const sleptMs = captured.sleptMs.reduce((sum, ms) => sum + ms, 0);
    expect(sleptMs).toBeGreaterThan(1000);
    expect(sleptMs).toBeLessThan(120_000);
  });

  it("closes tidily on Ctrl-C", async () => {
    const captured: CapturedIo = createCapturedIo({
      outIsTerminal: true,
      sleep: async () => captured.interrupt(),
    });
    expect(await runShop(captured, createBlindEngine, "--scenario", "quiet")).toBe(0);
    expect(captured.out()).toContain("\x1b[?25h\x1b[?1049l");
    expect(captured.out()).toMatch(/The shop is closed\./);
  });

  it("gives the terminal back when the engine fails", async () => {
    const captured = createCapturedIo({ outIsTerminal: true });
    const createFailing = () => ({
      ...createBlindEngine({ facings: [], products: new Map() }),
      step: () => {
        throw new Error("the ledger does not add up");
      },
    });
    expect(await runShop(captured, createFailing)).toBe(1);
    expect(captured.out()).toContain("\x1b[?25h\x1b[?1049l");
    expect(captured.err()).toContain("the ledger does not add up");
  });
});
