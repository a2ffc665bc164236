import type { EngineOutput } from "@saunter/engine/engine-types";
import { EXAMPLE_PICK } from "@saunter/ingest/recordings/recording-example";
import { describe, expect, it } from "vitest";
import { createTeller, formatWarning } from "./format-outputs.ts";

type Status = "provisional" | "revised" | "final" | "retracted";

function reportAll(outputs: readonly EngineOutput[]): (string | null)[] {
  const tell = createTeller((barcode) => barcode);
  return outputs.map((output) => tell(output, EXAMPLE_PICK.timestampMs)?.trim() ?? null);
}

function interact(status: Status, quantity = 1): EngineOutput {
  return { kind: "interaction", status, interaction: { ...EXAMPLE_PICK, quantity } };
}

function fill(probability: number, targetId = "1"): EngineOutput {
  const { timestampMs } = EXAMPLE_PICK;
  return {
    kind: "cart",
    timestampMs,
    targetId,
    lines: [{ barcode: "y", quantity: 1 }],
    probability,
  };
}

const PICK = "0.00 s  pick      …9202: 1 x 0071142008582  (gondola 1, shelf 5, plate 11)  98 %";

describe("printed outputs", () => {
  it("tells an interaction that turns final unchanged once", () => {
    expect(reportAll([interact("provisional"), interact("final")])).toEqual([PICK, null]);
    expect(reportAll([interact("final")])).toEqual([PICK]);
  });

  it("marks what is revised and what is withdrawn", () => {
    const [, revised, withdrawn] = reportAll([
      interact("provisional"),
      interact("revised", 2),
      interact("retracted", 2),
    ]);
    expect(revised).toMatch(/: 2 x .* {2}\[revised\]$/);
    expect(withdrawn).toMatch(/: 2 x .* {2}\[withdrawn\]$/);
  });

  it("tells a cart again only when it reads differently", () => {
    expect(reportAll([fill(0.991), fill(0.992), fill(0.9), fill(0.9, "2")])).toEqual([
      "0.00 s  cart      1: 1 x y  99 %",
      null,
      "0.00 s  cart      1: 1 x y  90 %",
      "0.00 s  cart      2: 1 x y  90 %",
    ]);
  });

  it("tells of an empty cart only once there was something in it", () => {
    const empty = { ...fill(0.99), lines: [] } as EngineOutput;
    expect(reportAll([empty, fill(0.99), empty])).toEqual([
      null,
      "0.00 s  cart      1: 1 x y  99 %",
      "0.00 s  cart      1: empty  99 %",
    ]);
  });

  it("tells where a warning was met", () => {
    const warning = { code: "odd", message: "It is odd.", count: 2 };
    expect(formatWarning(warning)).toBe("warning: odd: It is odd. (2 times)\n");
    expect(formatWarning({ ...warning, count: 1, file: "a.json", line: 3 })).toBe(
      "warning: odd: a.json:3: It is odd.\n",
    );
    expect(formatWarning({ ...warning, file: "a.json", line: null })).toBe(
      "warning: odd: a.json: It is odd. (2 times)\n",
    );
  });
});
