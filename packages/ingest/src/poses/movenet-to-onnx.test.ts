import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GraphNode, MoveNetFile } from "./movenet-files.ts";
import { convertToOnnx, HEADS, readHalf } from "./movenet-to-onnx.ts";
import { PoseModelError } from "./pose-model.ts";

/** A graph in which every head is what `node` makes. */
function makeGraph(node: Partial<GraphNode>): MoveNetFile {
  const heads = Object.values(HEADS).map(([name]) => ({ name, op: "Cast", input: ["made"] }));
  const made = { name: "made", op: "Placeholder", ...node };
  const input = { name: "pixels", op: "Placeholder" };
  return { modelTopology: { node: [...heads, made, input] }, weightsManifest: [] };
}

describe("convertToOnnx", () => {
  it("refuses a graph that holds what it does not know", () => {
    const convert = (node: Partial<GraphNode>) =>
      convertToOnnx({ file: makeGraph(node), weights: Buffer.alloc(0) });
    expect(convert({}).length).toBeGreaterThan(100);
    expect(() => convert({ op: "LSTM" })).toThrow(/the operator LSTM/);
    expect(() => convert({ op: "Cast", input: ["nowhere"] })).toThrow(/no nowhere/);
    expect(() => convert({ op: "_FusedConv2D", input: ["pixels", "pixels"] })).toThrow(
      /a filter pixels that is computed/,
    );
    expect(() => convert({ op: "ResizeBilinear", input: ["pixels", "pixels"] })).toThrow(
      PoseModelError,
    );
  });
});

describe("readHalf", () => {
  it("reads numbers of 16 bits", () => {
    const known = [
      [0x3c00, 1],
      [0xc000, -2],
      [0x7bff, 65_504],
      [0x0001, 2 ** -24],
      [0x3555, 0.333_251_953_125],
      [0x7c00, Number.POSITIVE_INFINITY],
      [0xfc00, Number.NEGATIVE_INFINITY],
    ] as const;
    for (const [bits, value] of known) expect(readHalf(bits)).toBe(value);
    expect(readHalf(0x7e00)).toBeNaN();
  });

  it("is larger the larger the bits are, below infinity", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0x7bfe }), (bits) => {
        expect(readHalf(bits + 1)).toBeGreaterThan(readHalf(bits));
        expect(readHalf(bits | 0x8000)).toBe(-readHalf(bits));
      }),
    );
  });
});
