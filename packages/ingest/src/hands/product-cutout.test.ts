import { describe, expect, it } from "vitest";
import { drawPicture, type Rgb, WHITE } from "./cutout-fixture.ts";
import { CUTOUT_BYTES, CUTOUT_PX, cutOut } from "./product-cutout.ts";

const RED: Rgb = [200, 30, 35];
const BOX = { left: 14, right: 33, top: 8, bottom: 39 };

const alphaAt = (rgba: Uint8Array, x: number, y: number): number =>
  rgba[4 * (y * CUTOUT_PX + x) + 3]!;

describe("a product's picture", () => {
  it("loses its background", () => {
    const cutout = cutOut(drawPicture(RED, [30, 80, 190]))!;
    expect(cutout).toMatchObject(BOX);
    expect([alphaAt(cutout.rgba, 2, 2), alphaAt(cutout.rgba, 20, 24)]).toEqual([0, 255]);
  });

  it("loses a background that gets darker by and by, as shadows do", () => {
    const picture = drawPicture(RED, RED);
    for (let at = 0; at < CUTOUT_PX * CUTOUT_PX; at++) {
      if (picture[4 * at] === RED[0]) continue;
      for (let axis = 0; axis < 3; axis++) picture[4 * at + axis]! -= Math.floor(at / CUTOUT_PX);
    }
    expect(cutOut(picture)).toMatchObject(BOX);
  });

  it("keeps what is white on it, where its background is a little darker", () => {
    const cutout = cutOut(drawPicture(RED, [252, 252, 252], [232, 228, 215]))!;
    expect(alphaAt(cutout.rgba, 20, 24)).toBe(255);
  });

  it("is taken as it is where it was cut out already", () => {
    const cutout = cutOut(drawPicture(WHITE, WHITE, null))!;
    expect(cutout).toMatchObject(BOX);
  });

  it("is taken whole where nothing stands out from it", () => {
    const cutout = cutOut(drawPicture(WHITE, WHITE))!;
    expect(cutout).toMatchObject({ left: 0, right: CUTOUT_PX - 1, top: 0, bottom: CUTOUT_PX - 1 });
  });

  it("is none where all of it is transparent; bytes of another size are refused", () => {
    expect(cutOut(new Uint8Array(CUTOUT_BYTES))).toBeNull();
    expect(() => cutOut(new Uint8Array(12))).toThrow(RangeError);
  });
});
