/**
 * Crops as cameras would show them, of pictures of products: small, blurred, turned, in other light, part
 * of it behind a hand, before shelves and floors. And crops in which nothing is held.
 */
import type { Random } from "@saunter/numerics/random";
import { CROP_PX_MAX, CROP_PX_MIN, type HandCrop } from "./hand-crop.ts";
import { CUTOUT_PX, type ProductCutout } from "./product-cutout.ts";

export interface CropVariation {
  readonly sidePxMin: number;
  readonly sidePxMax: number;
}

export const ALL_SIZES: CropVariation = { sidePxMin: CROP_PX_MIN, sidePxMax: CROP_PX_MAX };

/** A product in a hand, before something. */
export function drawHeld(
  cutout: ProductCutout,
  others: readonly ProductCutout[],
  random: Random,
  { sidePxMin, sidePxMax }: CropVariation = ALL_SIZES,
): HandCrop {
  const sidePx = random.integer(sidePxMin, sidePxMax);
  const colours = drawBackground(sidePx, others, random);
  // Of the box about the hand, so much is the product's longer side.
  const size = random.uniform(0.5, 1.1);
  const middle = { x: 0.5 + random.normal(0, 0.15), y: 0.5 + random.normal(0, 0.15) };
  paste(colours, sidePx, cutout, { ...middle, size, random });
  drawHand(colours, sidePx, middle, size, random);
  return finish(colours, sidePx, random);
}

/** A hand that holds nothing, or no hand at all. */
export function drawEmpty(
  others: readonly ProductCutout[],
  random: Random,
  { sidePxMin, sidePxMax }: CropVariation = ALL_SIZES,
): HandCrop {
  const sidePx = random.integer(sidePxMin, sidePxMax);
  const colours = drawBackground(sidePx, others, random);
  if (random.chance(0.8)) {
    const middle = { x: 0.5 + random.normal(0, 0.15), y: 0.5 + random.normal(0, 0.15) };
    drawHand(colours, sidePx, middle, random.uniform(0.2, 0.8), random);
  }
  return finish(colours, sidePx, random);
}

type Colours = Float32Array;

/** Floors, clothes and shelves: a gradient, with stripes or blocks, or with products far behind. */
function drawBackground(sidePx: number, others: readonly ProductCutout[], random: Random): Colours {
  const colours = new Float32Array(sidePx * sidePx * 3);
  const from = drawGround(random);
  const to = from.map((value) => value * random.uniform(0.7, 1.3));
  const across = random.uniform(-1, 1);
  for (let at = 0; at < sidePx * sidePx; at++) {
    const x = (at % sidePx) / sidePx;
    const y = Math.floor(at / sidePx) / sidePx;
    const share = Math.max(
      0,
      Math.min(1, 0.5 + across * (x - 0.5) + (1 - Math.abs(across)) * (y - 0.5)),
    );
    for (let axis = 0; axis < 3; axis++)
      colours[3 * at + axis] = from[axis]! + share * (to[axis]! - from[axis]!);
  }
  if (random.chance(0.6)) drawBlocks(colours, sidePx, random);
  if (others.length > 0 && random.chance(0.3)) {
    for (let count = random.integer(1, 5); count > 0; count--) {
      const placed = { x: random.uniform(-0.1, 1.1), y: random.uniform(-0.1, 1.1) };
      paste(colours, sidePx, random.pick(others), {
        ...placed,
        size: random.uniform(0.15, 0.4),
        random,
      });
    }
  }
  return colours;
}

/** Mostly grey, as floors and shelves are; clothes of any colour. */
function drawGround(random: Random): number[] {
  const light = random.uniform(20, 235);
  const spread = random.chance(0.75) ? 8 : 35;
  return [0, 1, 2].map(() => Math.max(0, Math.min(255, light + random.normal(0, spread))));
}

function drawBlocks(colours: Colours, sidePx: number, random: Random): void {
  for (let count = random.integer(1, 4); count > 0; count--) {
    const ground = drawGround(random);
    const isStripe = random.chance(0.5);
    const left = isStripe ? 0 : random.integer(0, sidePx - 1);
    const top = random.integer(0, sidePx - 1);
    const right = isStripe ? sidePx : left + random.integer(1, sidePx);
    const bottom = top + random.integer(1, Math.ceil(sidePx / (isStripe ? 5 : 2)));
    for (let y = top; y < Math.min(sidePx, bottom); y++)
      for (let x = left; x < Math.min(sidePx, right); x++)
        for (let axis = 0; axis < 3; axis++) colours[3 * (y * sidePx + x) + axis] = ground[axis]!;
  }
}

interface Placed {
  /** Middle, and the longer side, as shares of the crop. */
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly random: Random;
}

/** Places to look at in each pixel, along and across: large pictures are made small. */
const SAMPLES = 2;

/** Turned any way up to lying on its side, and seen somewhat from the side or above. */
function paste(colours: Colours, sidePx: number, cutout: ProductCutout, placed: Placed): void {
  const { random } = placed;
  const { left, right, top, bottom, rgba } = cutout;
  const longer = Math.max(right - left, bottom - top) + 1;
  const scale = longer / (placed.size * sidePx);
  const turn = random.chance(0.8) ? random.normal(0, 0.5) : random.uniform(-Math.PI, Math.PI);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const narrow = random.uniform(0.7, 1);
  const low = random.uniform(0.7, 1);
  const [middleX, middleY] = [(left + right) / 2, (top + bottom) / 2];
  for (let at = 0; at < sidePx * sidePx; at++) {
    let opaque = 0;
    const sums = [0, 0, 0];
    for (let sample = 0; sample < SAMPLES * SAMPLES; sample++) {
      const dx = (at % sidePx) + ((sample % SAMPLES) + 0.5) / SAMPLES - placed.x * sidePx;
      const dy =
        Math.floor(at / sidePx) +
        (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES -
        placed.y * sidePx;
      const x = Math.round(middleX + ((cos * dx + sin * dy) * scale) / narrow);
      const y = Math.round(middleY + ((-sin * dx + cos * dy) * scale) / low);
      if (!(x >= left && x <= right && y >= top && y <= bottom)) continue;
      const from = 4 * (y * CUTOUT_PX + x);
      if (rgba[from + 3]! < 128) continue;
      opaque++;
      for (let axis = 0; axis < 3; axis++) sums[axis]! += rgba[from + axis]!;
    }
    if (opaque === 0) continue;
    const share = opaque / (SAMPLES * SAMPLES);
    for (let axis = 0; axis < 3; axis++) {
      const before = colours[3 * at + axis]!;
      colours[3 * at + axis] = (1 - share) * before + (share * sums[axis]!) / opaque;
    }
  }
}

/** A hand, and the arm behind it, from one side; of any colour that hands have, and in sleeves. */
function drawHand(
  colours: Colours,
  sidePx: number,
  middle: { readonly x: number; readonly y: number },
  size: number,
  random: Random,
): void {
  const light = random.uniform(0.25, 1);
  const skin = [235 * light, (150 + 50 * light) * light, (95 + 75 * light) * light];
  const from = random.uniform(0, 2 * Math.PI);
  // So far into the product the fingers come.
  const into = random.uniform(0.25, 0.6) * size;
  const handX = middle.x + Math.cos(from) * into;
  const handY = middle.y + Math.sin(from) * into;
  const radius = random.uniform(0.1, 0.2);
  for (let at = 0; at < sidePx * sidePx; at++) {
    const dx = ((at % sidePx) + 0.5) / sidePx - handX;
    const dy = (Math.floor(at / sidePx) + 0.5) / sidePx - handY;
    const along = Math.cos(from) * dx + Math.sin(from) * dy;
    const beside = Math.abs(-Math.sin(from) * dx + Math.cos(from) * dy);
    const isHand = Math.hypot(dx, dy) < radius || (along > 0 && beside < 0.7 * radius);
    if (isHand) for (let axis = 0; axis < 3; axis++) colours[3 * at + axis] = skin[axis]!;
  }
}

/** Blur, light, the camera's idea of white, and noise. */
function finish(colours: Colours, sidePx: number, random: Random): HandCrop {
  const times = random.integer(0, 2);
  for (let count = 0; count < times; count++) blur(colours, sidePx);
  const bright = Math.exp(random.normal(0, 0.15));
  const contrast = Math.exp(random.normal(0, 0.12));
  const cast = [0, 1, 2].map(() => Math.exp(random.normal(0, 0.06)));
  const noise = random.uniform(1, 7);
  const rgb = new Uint8Array(colours.length);
  for (const [at, value] of colours.entries()) {
    const lit = (128 + (value - 128) * contrast) * bright * cast[at % 3]!;
    rgb[at] = Math.max(0, Math.min(255, Math.round(lit + random.normal(0, noise))));
  }
  return { sidePx, rgb };
}

function blur(colours: Colours, sidePx: number): void {
  for (const step of [3, 3 * sidePx]) {
    const before = colours.slice();
    for (let at = 0; at < colours.length; at++) {
      const low = at - step >= 0 ? before[at - step]! : before[at]!;
      const high = at + step < before.length ? before[at + step]! : before[at]!;
      colours[at] = 0.25 * low + 0.5 * before[at]! + 0.25 * high;
    }
  }
}
