/** The outside truth of what is converted here: the same model as TensorFlow.js runs it. */
import { createRandom } from "@saunter/numerics/random";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MULTIPOSE_STRIDE } from "./decode-movenet.ts";
import { createLetterboxer, fitLetterbox, type Size } from "./letterbox.ts";
import { startMoveNetNatively } from "./movenet-native.ts";
import { PEOPLE_MAX } from "./movenet-people.ts";
import type { MoveNetRunner } from "./movenet-runner.ts";
import { startMoveNetInWasm } from "./movenet-wasm.ts";
import { hasVideos, readRealFrame, WHY_NOT } from "./pose-video-fixture.ts";

/** Sums of millions of products in another order. */
const OFF_MAX = 1e-3;
/** Where two cells are as high as each other but for that, either may be a point's. */
const TIES_SHARE_MAX = 0.03;
const why = hasVideos ? "" : WHY_NOT;

/** Somebody as a child draws them, before a wall: head, trunk, arms and legs. */
function drawSomebody({ widthPx, heightPx }: Size, seed: number): Float32Array {
  const random = createRandom(seed);
  const drawn = new Float32Array(widthPx * heightPx * 3).fill(150);
  const paint = (left: number, top: number, width: number, height: number, light: number): void => {
    for (let y = Math.round(top); y < Math.min(heightPx, top + height); y++)
      for (let x = Math.round(left); x < Math.min(widthPx, left + width); x++)
        drawn.fill(light, (y * widthPx + x) * 3, (y * widthPx + x) * 3 + 3);
  };
  for (const share of [0.3, 0.7]) {
    const [x, top] = [widthPx * share + random.uniform(-20, 20), random.uniform(5, 25)];
    paint(x - 9, top, 18, 22, 210);
    paint(x - 18, top + 24, 36, 60, 60);
    for (const side of [-27, 19]) paint(x + side, top + 26, 8, 52, 190);
    for (const side of [-16, 2]) paint(x + side, top + 84, 14, 70, 30);
  }
  return drawn.map((value) => Math.round(value + random.uniform(-6, 6)));
}

describe("MoveNet, run natively", () => {
  let native: MoveNetRunner;
  let wasm: MoveNetRunner;
  beforeAll(async () => {
    [native, wasm] = await Promise.all([startMoveNetNatively(), startMoveNetInWasm()]);
  });
  afterAll(async () => {
    await Promise.all([native.close(), wasm.close()]);
  });

  async function expectSame(drawn: Float32Array, input: Size): Promise<void> {
    const [own, other] = [await native.run(drawn, input, 0), await wasm.run(drawn, input, 0)];
    expect(own).toHaveLength(PEOPLE_MAX * MULTIPOSE_STRIDE);
    expect(other).toHaveLength(own.length);
    let ties = 0;
    for (let at = 0; at < own.length; at++) {
      const off = Math.abs(own[at]! - other[at]!);
      const isPlace = at % MULTIPOSE_STRIDE < 51;
      if (!isPlace) expect(off).toBeLessThan(OFF_MAX * 10);
      else if (off > OFF_MAX) ties++;
    }
    expect(ties / own.length).toBeLessThan(TIES_SHARE_MAX);
  }

  it("says the same as TensorFlow.js of people that are drawn, whatever the size is", async () => {
    for (const [seed, input] of [
      { widthPx: 320, heightPx: 192 },
      { widthPx: 192, heightPx: 256 },
      { widthPx: 384, heightPx: 224 },
    ].entries())
      await expectSame(drawSomebody(input, seed), input);
  });

  it.skipIf(!hasVideos)(`says the same of who is in the real shop${why}`, async () => {
    const input = { widthPx: 320, heightPx: 192 };
    for (const atS of [1, 4, 8]) {
      const image = readRealFrame("cam3", atS);
      const { draw } = createLetterboxer(fitLetterbox(image, input), 0);
      await expectSame(draw(image).map(Math.round), input);
    }
  });
});
