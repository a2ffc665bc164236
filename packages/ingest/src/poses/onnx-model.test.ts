import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DETECTION_STRIDE } from "@saunter/vision/fusion/pose-detection";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ColourImage } from "../cameras/colour-image.ts";
import { countCells, YOLO_POSE_VALUES } from "./decode-yolo.ts";
import { type ConstantModel, makeConstantModel } from "./onnx-fixture.ts";
import { loadOnnxModel } from "./onnx-model.ts";
import { hasVideos, hasYolox, REAL_YOLOX, readRealFrame, WHY_NOT } from "./pose-video-fixture.ts";

const SIZE = { widthPx: 64, heightPx: 64 };
const CELLS = countCells(SIZE);
const white: ColourImage = { rgb: new Uint8Array(64 * 64 * 3).fill(255), ...SIZE };

const hasReal = hasVideos && hasYolox;
const why = hasReal ? "" : WHY_NOT;

describe("A model of one's own", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "saunter-model-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function write(name: string, model: ConstantModel): string {
    const file = join(folder, name);
    writeFileSync(file, makeConstantModel(model));
    return file;
  }

  /** What comes of one that puts out these values. */
  async function run(
    input: ConstantModel["inputs"][number],
    shape: readonly number[],
    values: Float32Array,
  ) {
    const output = { name: "output", type: "float32" as const, shape, values };
    const model = await loadOnnxModel(write("model.onnx", { inputs: [input], outputs: [output] }));
    const poses = await model.find(white);
    await model.close();
    return poses.map(({ joints, colour }) => ({
      head: [...joints.subarray(0, DETECTION_STRIDE)].map((value) => Math.round(value * 10) / 10),
      wrist: joints[7 * DETECTION_STRIDE]!,
      lightness: colour?.[0],
    }));
  }

  const planar = { name: "images", type: "float32" as const, shape: [1, 3, 64, 64] };

  it("says which size it takes, where it is asked for another", async () => {
    const values = new Float32Array(CELLS * 6);
    const output = { name: "output", type: "float32" as const, shape: [1, CELLS, 6], values };
    const file = write("sized.onnx", { inputs: [planar], outputs: [output] });
    const refused = await loadOnnxModel(file, 128).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "size-refused" });
    expect(String(refused)).toMatch(/takes no such size: it takes 64 by 64 pixels, not 128/);
    await (await loadOnnxModel(file, 64)).close();
  });

  it("in YOLOX's layout finds each person once, and guesses what it can", async () => {
    const values = new Float32Array(CELLS * 6);
    // Two cells of the first stride say nearly the same: about 32, 32, 16 wide and 40 high.
    for (const [cell, score] of [
      [36, 0.9],
      [35, 0.8],
    ] as const)
      values.set([36 - cell, 0, Math.log(2), Math.log(5), 1, score], cell * 6);
    const poses = await run(planar, [1, CELLS, 6], values);
    expect(poses).toEqual([
      { head: [31.5, 14.1, 0.9], wrist: Number.NaN, lightness: expect.closeTo(100, 2) },
    ]);
  });

  it("in YOLO-pose's layout finds people with their joints", async () => {
    const values = new Float32Array(YOLO_POSE_VALUES * CELLS);
    const put = (at: number, value: number): void => values.set([value], at * CELLS + 3);
    for (const [at, value] of [32, 32, 20, 40, 0.8].entries()) put(at, value);
    for (const [at, value] of [30, 10, 1].entries()) put(5 + at, value);
    for (const [at, value] of [50, 40, 0.7].entries()) put(5 + 30 + at, value);
    const poses = await run(planar, [1, YOLO_POSE_VALUES, CELLS], values);
    expect(poses).toEqual([{ head: [29.5, 9.5, 1], wrist: 49.5, lightness: undefined }]);
  });

  it("in MoveNet's layouts finds people with their joints, whatever their pixels' type is", async () => {
    const values = new Float32Array(6 * 56);
    values.set([0.25, 0.5, 0.9], 0);
    values[55] = 0.9;
    for (const type of ["int32", "uint8", "float32"] as const) {
      const shape = [1, "height", "width", 3];
      const poses = await run({ name: "input", type, shape }, [1, 6, 56], values);
      // The input is 320 by 320.
      expect(poses).toMatchObject([{ head: [31.5, 15.5, 0.9] }]);
    }
    const single = new Float32Array(51).fill(0.5);
    const input = { name: "input", type: "int32" as const, shape: [1, 192, 192, 3] };
    expect(await run(input, [1, 1, 17, 3], single)).toMatchObject([{ head: [31.5, 31.5, 0.5] }]);
  });

  it("is refused where it is of another layout, no model, or not there", async () => {
    const output = { name: "scores", type: "float32" as const, shape: [1, 1000] };
    const file = write("classifier.onnx", { inputs: [planar], outputs: [output] });
    await expect(loadOnnxModel(file)).rejects.toThrow(
      /classifier.onnx is not understood: it takes images: float32 \[1, 3, 64, 64\] and puts out scores/,
    );
    const text = join(folder, "notes.onnx");
    writeFileSync(text, "no model");
    await expect(loadOnnxModel(text)).rejects.toThrow(/notes.onnx is no model that runs/);
    await expect(loadOnnxModel(join(folder, "nowhere.onnx"))).rejects.toThrow(/cannot be read/);
  });

  it.skipIf(!hasReal)(`finds who is in the real shop${why}`, async () => {
    const model = await loadOnnxModel(REAL_YOLOX);
    const poses = await model.find(readRealFrame("cam5", 2));
    await model.close();
    expect(poses).toHaveLength(1);
    const { joints, colour } = poses[0]!;
    expect(joints[1]).toBeLessThan(joints[DETECTION_STRIDE + 1]!);
    expect(joints[7 * DETECTION_STRIDE]).toBeNaN();
    expect(colour).toHaveLength(3);
  });
});
