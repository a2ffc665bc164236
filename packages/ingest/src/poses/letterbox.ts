/**
 * A picture made to fit a model's input: its shape is kept, it lies at the top left, and the rest is
 * filled with one grey. Where it shrinks, each pixel is the mean of what it stands for; where it grows,
 * pixels are interpolated.
 */
import type { ColourImage } from "../cameras/colour-image.ts";

export interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface Letterbox {
  readonly source: Size;
  readonly input: Size;
  /** The part of the input that shows the picture. */
  readonly shown: Size;
  /** Pixels of the input for each of the picture. */
  readonly scaleX: number;
  readonly scaleY: number;
}

export function fitLetterbox(source: Size, input: Size): Letterbox {
  const scale = Math.min(input.widthPx / source.widthPx, input.heightPx / source.heightPx);
  const shown = {
    widthPx: Math.max(1, Math.min(input.widthPx, Math.round(source.widthPx * scale))),
    heightPx: Math.max(1, Math.min(input.heightPx, Math.round(source.heightPx * scale))),
  };
  return {
    source,
    input,
    shown,
    scaleX: shown.widthPx / source.widthPx,
    scaleY: shown.heightPx / source.heightPx,
  };
}

/**
 * The picture's pixel for a place of the input. The input is measured from its edge, so that its first
 * pixel reaches from 0 to 1; the middle of the picture's first pixel is 0.
 */
export function toImageX({ scaleX }: Letterbox, x: number): number {
  return x / scaleX - 0.5;
}

export function toImageY({ scaleY }: Letterbox, y: number): number {
  return y / scaleY - 0.5;
}

/** Which pixels of a line go into each of a shorter or longer one, and by how much. */
interface Taps {
  readonly firsts: Int32Array;
  readonly counts: Int32Array;
  /** `stride` for each pixel that is made. */
  readonly weights: Float32Array;
  readonly stride: number;
}

function makeTaps(fromPx: number, toPx: number): Taps {
  const step = fromPx / toPx;
  const stride = Math.ceil(Math.max(1, step)) + 1;
  const taps = {
    firsts: new Int32Array(toPx),
    counts: new Int32Array(toPx),
    stride,
    weights: new Float32Array(toPx * stride),
  };
  for (let to = 0; to < toPx; to++) {
    // As wide as a pixel at least: then this is linear interpolation.
    const middle = (to + 0.5) * step;
    const half = Math.max(1, step) / 2;
    const first = Math.max(0, Math.floor(middle - half));
    const last = Math.min(fromPx - 1, Math.ceil(middle + half) - 1);
    taps.firsts[to] = first;
    taps.counts[to] = last - first + 1;
    let sum = 0;
    for (let from = first; from <= last; from++) {
      const share = Math.min(from + 1, middle + half) - Math.max(from, middle - half);
      taps.weights[to * stride + from - first] = share;
      sum += share;
    }
    for (let at = 0; at <= last - first; at++) taps.weights[to * stride + at]! /= sum;
  }
  return taps;
}

export interface Letterboxer {
  readonly letterbox: Letterbox;
  /** The input, row by row, red, green and blue, 0 to 255; rewritten by the next call. */
  draw(image: ColourImage): Float32Array;
}

/** @param fill 0 to 255, of what the picture leaves free */
export function createLetterboxer(letterbox: Letterbox, fill: number): Letterboxer {
  const { source, input, shown } = letterbox;
  const rowTaps = makeTaps(source.heightPx, shown.heightPx);
  const columnTaps = makeTaps(source.widthPx, shown.widthPx);
  const line = new Float32Array(source.widthPx * 3);
  const drawn = new Float32Array(input.widthPx * input.heightPx * 3).fill(fill);
  return {
    letterbox,
    draw: ({ rgb, widthPx, heightPx }) => {
      if (widthPx !== source.widthPx || heightPx !== source.heightPx)
        throw new RangeError("an image of another size than the letterbox is for");
      for (let row = 0; row < shown.heightPx; row++) {
        addRows(rgb, rowTaps, row, line);
        shrinkLine(line, columnTaps, drawn.subarray(row * input.widthPx * 3));
      }
      return drawn;
    },
  };
}

function addRows(rgb: Uint8Array, taps: Taps, row: number, line: Float32Array): void {
  const { length } = line;
  const first = taps.firsts[row]!;
  line.fill(0);
  for (let tap = 0; tap < taps.counts[row]!; tap++) {
    const weight = taps.weights[row * taps.stride + tap]!;
    const from = (first + tap) * length;
    for (let at = 0; at < length; at++) line[at] = line[at]! + weight * rgb[from + at]!;
  }
}

function shrinkLine(line: Float32Array, taps: Taps, into: Float32Array): void {
  const { firsts, counts, weights, stride } = taps;
  for (let column = 0; column < firsts.length; column++) {
    let [red, green, blue] = [0, 0, 0];
    let from = firsts[column]! * 3;
    for (let tap = 0; tap < counts[column]!; tap++, from += 3) {
      const weight = weights[column * stride + tap]!;
      red += weight * line[from]!;
      green += weight * line[from + 1]!;
      blue += weight * line[from + 2]!;
    }
    into[column * 3] = red;
    into[column * 3 + 1] = green;
    into[column * 3 + 2] = blue;
  }
}

/** Whole numbers of what was drawn. `from` with a function takes forty times as long. */
export function roundInto<Whole extends Int32Array | Uint8Array>(
  Type: new (length: number) => Whole,
  drawn: Float32Array,
): Whole {
  const whole = new Type(drawn.length);
  for (let at = 0; at < drawn.length; at++) whole[at] = drawn[at]! + 0.5;
  return whole;
}

/** One letterboxer for pictures of each size that comes; cameras mostly have one or two. */
export function createLetterboxers(
  findInput: (source: Size) => Size,
  fill: number,
): (image: Size) => Letterboxer {
  const made = new Map<string, Letterboxer>();
  return ({ widthPx, heightPx }) => {
    const key = `${widthPx}x${heightPx}`;
    let letterboxer = made.get(key);
    if (letterboxer === undefined) {
      if (made.size >= SIZES_MAX) made.clear();
      const source = { widthPx, heightPx };
      letterboxer = createLetterboxer(fitLetterbox(source, findInput(source)), fill);
      made.set(key, letterboxer);
    }
    return letterboxer;
  };
}

/** Sizes of pictures that are prepared for. */
export const SIZES_MAX = 16;
