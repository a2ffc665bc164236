import { describe, expect, it } from "vitest";
import type { ColourImage } from "../cameras/colour-image.ts";
import { makeKeypoints } from "./keypoints-fixture.ts";
import { toLab } from "./lab-colour.ts";
import { measureClothing, TORSO_PX_MIN } from "./measure-clothing.ts";

const SIZE = { widthPx: 100, heightPx: 120 };
const SHIRT = [40, 90, 200] as const;
const TROUSERS = [20, 20, 20] as const;
const WALL = [220, 210, 200] as const;

/** Somebody before a wall: their shirt from 30 to 70, of a breadth of 40, trousers below. */
function drawPerson(logo = false): ColourImage {
  const rgb = new Uint8Array(SIZE.widthPx * SIZE.heightPx * 3);
  for (let at = 0; at < SIZE.widthPx * SIZE.heightPx; at++) {
    const [x, y] = [at % SIZE.widthPx, Math.floor(at / SIZE.widthPx)];
    const isBody = x >= 30 && x < 70 && y >= 28;
    const isLogo = logo && x > 44 && x < 56 && y > 38 && y < 46;
    const worn = y < 70 ? SHIRT : TROUSERS;
    rgb.set(isLogo ? [255, 0, 0] : isBody ? worn : WALL, at * 3);
  }
  return { rgb, ...SIZE };
}

const SHOULDERS = { 5: [66, 30, 0.9], 6: [34, 30, 0.9] } as const;
const HIPS = { 11: [60, 70, 0.9], 12: [40, 70, 0.9] } as const;

function expectShirt(colour: Float64Array | null): void {
  for (const [axis, value] of toLab(...SHIRT).entries())
    expect(colour![axis]).toBeCloseTo(value, 9);
}

describe("measureClothing", () => {
  it("is the colour between shoulders and hips, whatever is printed on it", () => {
    expectShirt(measureClothing(drawPerson(), makeKeypoints({ ...SHOULDERS, ...HIPS })));
    expectShirt(measureClothing(drawPerson(true), makeKeypoints({ ...SHOULDERS, ...HIPS })));
  });

  it("is found where hips are not seen, and from the side", () => {
    expectShirt(measureClothing(drawPerson(), makeKeypoints(SHOULDERS)));
    const side = { 5: [51, 30, 0.9], 6: [49, 30, 0.9], 11: [51, 70, 0.9], 12: [49, 70, 0.9] };
    expectShirt(measureClothing(drawPerson(), makeKeypoints(side as never)));
  });

  it("is not told where too little is seen", () => {
    expect(measureClothing(drawPerson(), makeKeypoints({ 5: [66, 30, 0.9], ...HIPS }))).toBeNull();
    const outside = { 5: [-40, 30, 0.9], 6: [-60, 30, 0.9] } as const;
    expect(measureClothing(drawPerson(), makeKeypoints(outside))).toBeNull();
    const sized = (lengthPx: number) =>
      makeKeypoints({ ...SHOULDERS, 11: [60, 30 + lengthPx, 0.9], 12: [40, 30 + lengthPx, 0.9] });
    expect(measureClothing(drawPerson(), sized(TORSO_PX_MIN - 0.01))).toBeNull();
    expectShirt(measureClothing(drawPerson(), sized(TORSO_PX_MIN)));
  });
});
