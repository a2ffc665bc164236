/**
 * What a camera usually shows, and what is otherwise now: people whom the pose model does not find are
 * covered by that. Means of small blocks are compared, in three colours.
 *
 * What stands at a place for some minutes becomes what is usual there: the colour that is seen there more
 * than all others together (Boyer and Moore, "MJRTY", 1991, with time for votes), so that whoever walks by
 * changes nothing. Where somebody was found nothing is learnt, and about what moves nothing either: no
 * part of a person who stands still becomes usual while another part of them sways.
 */
import type { ColourImage, ImageSize } from "../cameras/colour-image.ts";
import { splitEvenly } from "./small-image.ts";

/** Side of a block, pixels of the small picture. */
export const BLOCK_PX = 4;
const COLOURS = 3;
/** Steps of colour by which a block that has not changed may differ: noise of camera and compression. */
export const MOVED_STEPS = 10;
/** The same for two looks at what stands still. */
const SAME_STEPS = 8;
/** All of a picture may grow brighter or darker by this share at once without having moved. */
export const LIGHT_SHARE_MAX = 0.15;
/** Darker than this the share says nothing, steps. */
const DARK_STEPS = 16;
/** Where more than this share has moved the light has, or somebody is close: all of it is covered. */
export const MOVED_SHARE_MAX = 0.4;
/** Net time for which something must be seen there to be the background. */
export const USUAL_AFTER_MS = 300_000;
/** Two looks that lie farther apart say nothing of the time between. */
const LOOK_MS_MAX = 1000;
/** Blocks about one that becomes usual in which nothing may move: about a head; and for which share of that time. */
const STILL_BLOCKS = 6;
const STILL_SHARE = 0.1;
/** Blocks that are covered about each that has moved. */
const SPREAD_BLOCKS = 2;
/** How fast what is usual follows the light, a look. */
const FOLLOW_SHARE = 0.02;
const SAMPLE_STRIDE = 13;

export interface Moved {
  readonly columns: number;
  readonly rows: number;
  /** 1 where a block is not as usual, or next to one that is not. */
  readonly blocks: Uint8Array;
  /** All is covered: it is not known what moved. */
  readonly isAll: boolean;
}

export interface BackgroundImage {
  /**
   * What is not as usual in a picture, which is learnt from but where somebody was found.
   *
   * @param found of each pixel, above 0 where somebody was found
   */
  see(image: ColourImage, found: Uint8Array, timestampMs: number): Moved;
}

interface State {
  readonly columns: number;
  readonly rows: number;
  readonly lefts: Int32Array;
  readonly tops: Int32Array;
  /** [block, colour]. */
  readonly now: Float32Array;
  readonly usual: Float32Array;
  readonly isKnown: Uint8Array;
  /** What may become usual, and for how long it was seen. */
  readonly wanted: Float32Array;
  readonly votesMs: Float32Array;
  /** Since when it has looked like that, net of when nobody looked. */
  readonly quietMs: Float32Array;
  readonly changed: Uint8Array;
  lastMs: number;
}

export function createBackgroundImage(
  size: ImageSize,
  usualAfterMs = USUAL_AFTER_MS,
): BackgroundImage {
  const columns = Math.max(1, Math.floor(size.widthPx / BLOCK_PX));
  const rows = Math.max(1, Math.floor(size.heightPx / BLOCK_PX));
  const blocks = columns * rows;
  const state: State = {
    columns,
    rows,
    lefts: splitEvenly(size.widthPx, columns),
    tops: splitEvenly(size.heightPx, rows),
    now: new Float32Array(blocks * COLOURS),
    usual: new Float32Array(blocks * COLOURS),
    isKnown: new Uint8Array(blocks),
    wanted: new Float32Array(blocks * COLOURS),
    votesMs: new Float32Array(blocks),
    quietMs: new Float32Array(blocks),
    changed: new Uint8Array(blocks),
    lastMs: Number.NEGATIVE_INFINITY,
  };
  return {
    see: (image, found, timestampMs) => {
      averageBlocks(state, image);
      const light = measureLight(state, state.usual, state.isKnown);
      const share = compare(state, light);
      const tookMs = timestampMs - state.lastMs;
      state.lastMs = timestampMs;
      const lookMs = tookMs > 0 && tookMs <= LOOK_MS_MAX ? tookMs : 0;
      vote(state, findFound(state, image, found), lookMs, usualAfterMs);
      const isDark = light.some((times) => Math.abs(times - 1) > LIGHT_SHARE_MAX);
      const blocksMoved = spread(state.changed, columns, rows, SPREAD_BLOCKS);
      takeIn(state, usualAfterMs);
      return { columns, rows, blocks: blocksMoved, isAll: isDark || share > MOVED_SHARE_MAX };
    },
  };
}

function averageBlocks({ columns, rows, lefts, tops, now }: State, image: ColourImage): void {
  const { rgb, widthPx } = image;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [left, right] = [lefts[column]!, lefts[column + 1]!];
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let y = tops[row]!; y < tops[row + 1]!; y++) {
        const end = (y * widthPx + right) * COLOURS;
        for (let at = (y * widthPx + left) * COLOURS; at < end; at += COLOURS) {
          red += rgb[at]!;
          green += rgb[at + 1]!;
          blue += rgb[at + 2]!;
        }
      }
      const count = (right - left) * (tops[row + 1]! - tops[row]!);
      const into = (row * columns + column) * COLOURS;
      now[into] = red / count;
      now[into + 1] = green / count;
      now[into + 2] = blue / count;
    }
  }
}

/** How many times brighter each colour of the whole is than before: the median over blocks. */
function measureLight({ now }: State, before: Float32Array, isKnown: Uint8Array | null): number[] {
  const blocks = now.length / COLOURS;
  const times = new Float32Array(Math.ceil(blocks / SAMPLE_STRIDE));
  return Array.from({ length: COLOURS }, (_, colour) => {
    let count = 0;
    for (let block = 0; block < blocks; block += SAMPLE_STRIDE) {
      if (isKnown !== null && isKnown[block] === 0) continue;
      const at = block * COLOURS + colour;
      times[count++] = (now[at]! + DARK_STEPS) / (before[at]! + DARK_STEPS);
    }
    return count === 0 ? 1 : times.subarray(0, count).sort()[count >> 1]!;
  });
}

function measureSteps(now: number, before: number, light: number): number {
  return Math.abs(now + DARK_STEPS - light * (before + DARK_STEPS));
}

/** Writes what has changed, and has what is usual follow where nothing has. Returns the share of it. */
function compare({ now, usual, isKnown, changed }: State, light: readonly number[]): number {
  let count = 0;
  for (let block = 0; block < changed.length; block++) {
    const at = block * COLOURS;
    let most = 0;
    for (let colour = 0; colour < COLOURS; colour++) {
      const steps = measureSteps(now[at + colour]!, usual[at + colour]!, light[colour]!);
      if (steps > most) most = steps;
    }
    const isChanged = isKnown[block] === 0 || most > MOVED_STEPS;
    changed[block] = Number(isChanged);
    if (isChanged) {
      count++;
      continue;
    }
    for (let index = at; index < at + COLOURS; index++)
      usual[index]! += FOLLOW_SHARE * (now[index]! - usual[index]!);
  }
  return count / changed.length;
}

/** Blocks of which a pixel shows somebody who was found. */
function findFound(
  { columns, rows, lefts, tops }: State,
  { widthPx }: ImageSize,
  found: Uint8Array,
): Uint8Array {
  const blocks = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let most = 0;
      for (let y = tops[row]!; y < tops[row + 1]! && most === 0; y++) {
        for (let x = lefts[column]!; x < lefts[column + 1]!; x++) most |= found[y * widthPx + x]!;
      }
      blocks[row * columns + column] = Number(most > 0);
    }
  }
  return blocks;
}

function vote(state: State, found: Uint8Array, lookMs: number, usualAfterMs: number): void {
  const { now, wanted, votesMs, quietMs } = state;
  const light = measureLight(state, wanted, null).map((times) =>
    Math.max(1 - LIGHT_SHARE_MAX, Math.min(1 + LIGHT_SHARE_MAX, times)),
  );
  for (let block = 0; block < votesMs.length; block++) {
    if (found[block] === 1) {
      quietMs[block] = 0;
      continue;
    }
    const at = block * COLOURS;
    let most = 0;
    for (let colour = 0; colour < COLOURS; colour++) {
      const steps = measureSteps(now[at + colour]!, wanted[at + colour]!, light[colour]!);
      if (steps > most) most = steps;
    }
    if (most <= SAME_STEPS) {
      votesMs[block] = Math.min(usualAfterMs, votesMs[block]! + lookMs);
      quietMs[block]! += lookMs;
      for (let index = at; index < at + COLOURS; index++)
        wanted[index]! += FOLLOW_SHARE * (now[index]! - wanted[index]!);
      continue;
    }
    quietMs[block] = 0;
    votesMs[block]! -= lookMs;
    if (votesMs[block]! > 0) continue;
    votesMs[block] = 0;
    wanted.set(now.subarray(at, at + COLOURS), at);
  }
}

/** What has stood still for long enough, with all that has changed about it, is usual from now on. */
function takeIn(state: State, usualAfterMs: number): void {
  const { columns, rows, changed, votesMs, quietMs, wanted, usual, isKnown } = state;
  const isReady = (block: number): boolean =>
    changed[block] === 1 && votesMs[block]! >= usualAfterMs;
  if (!changed.some((_, block) => isReady(block))) return;
  const stillMs = STILL_SHARE * usualAfterMs;
  const restless = changed.map((one, block) => Number(one === 1 && quietMs[block]! < stillMs));
  const near = spread(restless, columns, rows, STILL_BLOCKS);
  for (let block = 0; block < changed.length; block++) {
    if (!isReady(block) || near[block] === 1) continue;
    const at = block * COLOURS;
    usual.set(wanted.subarray(at, at + COLOURS), at);
    isKnown[block] = 1;
  }
}

/** What is set, and all that is no more than so many blocks from it across and down. */
function spread(blocks: Uint8Array, columns: number, rows: number, by: number): Uint8Array {
  const across = new Uint8Array(blocks.length);
  const all = new Uint8Array(blocks.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (blocks[row * columns + column] === 0) continue;
      const from = row * columns + Math.max(0, column - by);
      across.fill(1, from, row * columns + Math.min(columns - 1, column + by) + 1);
    }
  }
  for (let row = 0; row < rows; row++) {
    for (let y = Math.max(0, row - by); y <= Math.min(rows - 1, row + by); y++) {
      for (let column = 0; column < columns; column++)
        all[y * columns + column]! |= across[row * columns + column]!;
    }
  }
  return all;
}
