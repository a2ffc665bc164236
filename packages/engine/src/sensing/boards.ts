/**
 * Boards that load cells bear as a whole. The sum of the cells is weighed as one plate is; where a
 * change lies is given by its centre of pressure, the mean of the cells' places weighted by what each
 * gained: x = sum(d_i x_i) / sum(d_i). Each facing of a board is a place at which the change may have
 * been made, and products of two facings together are explained by their sum and their moment.
 */
import { normalCdf, normalLogDensity } from "@saunter/numerics/statistics";
import { HISTORY_BINS } from "../limits.ts";
import type { PlateBatch } from "../observation.ts";
import type { BoardParameters } from "../parameters/boards.ts";
import { findPitch, type ShopIndex } from "../shop-index.ts";
import type { Board, Facing, ShopModel } from "../shop-model.ts";
import type {
  BoardChange,
  BoardLayout,
  BoardSpot,
  Centre,
  GondolaBoards,
  SpotLoad,
} from "./board-types.ts";
import type { ShelfChange } from "./changes.ts";
import { binTimeMs, type GondolaFrontEnd, readBinMean } from "./front-end.ts";

/** @param shelfCount rows of the gondola's readings. */
export function layOutBoards(index: ShopIndex, gondola: number, shelfCount: number): GondolaBoards {
  const own = (index.shop.boards ?? []).filter((board) => board.gondola === gondola);
  const layouts = own.map((board, at): BoardLayout => {
    const pitchM = findPitch(index, gondola, board.shelf);
    const widthM = board.plates.length * pitchM;
    // A cell's fault is reported before its consequences.
    const [cellRow, sumRow] = [shelfCount + 2 * at, shelfCount + 2 * at + 1];
    return { board, spots: listSpots(index, board, pitchM), widthM, sumRow, cellRow };
  });
  return { layouts, shelfCount, bySumRow: new Map(layouts.map((one) => [one.sumRow, one])) };
}

function listSpots({ shop }: ShopIndex, board: Board, pitchM: number): BoardSpot[] {
  const left = new Set(board.plates);
  const groups: { plates: readonly number[]; barcode: string | null }[] = [];
  for (const facing of shop.facings) {
    if (facing.gondola !== board.gondola || facing.shelf !== board.shelf) continue;
    const plates = facing.plates.filter((plate) => board.plates.includes(plate));
    if (plates.length === 0) continue;
    for (const plate of plates) left.delete(plate);
    groups.push({ plates, barcode: facing.barcode });
  }
  let run: number[] = [];
  for (const plate of left) {
    if (run.length > 0 && plate !== run.at(-1)! + 1) {
      groups.push({ plates: run, barcode: null });
      run = [];
    }
    run.push(plate);
  }
  if (run.length > 0) groups.push({ plates: run, barcode: null });
  const first = board.plates[0]!;
  return groups.map(({ plates, barcode }) => ({
    plate: plates[plates.length >> 1]!,
    plates,
    barcode,
    fromM: (plates[0]! - first) * pitchM,
    toM: (plates.at(-1)! + 1 - first) * pitchM,
  }));
}

/**
 * A gondola's batch with two rows more for each of its boards: its cells, which are taken out of the
 * row of their shelf, and their sum as plate 1. The batch itself where there are none.
 */
export function addBoardRows({ layouts }: GondolaBoards, batch: PlateBatch): PlateBatch {
  if (layouts.length === 0) return batch;
  const { sampleCount, shelfCount, plateCount, samplesG } = batch;
  const cellsMost = Math.max(...layouts.map(({ board }) => board.cells.length));
  const columns = Math.max(plateCount, cellsMost + 1);
  const rows = shelfCount + 2 * layouts.length;
  const widened = new Float32Array(sampleCount * rows * columns).fill(Number.NaN);
  for (let sample = 0; sample < sampleCount; sample++) {
    const to = sample * rows * columns;
    for (let shelf = 0; shelf < shelfCount; shelf++) {
      const from = (sample * shelfCount + shelf) * plateCount;
      widened.set(samplesG.subarray(from, from + plateCount), to + shelf * columns);
    }
    for (const { board, sumRow, cellRow } of layouts) {
      let sum = 0;
      for (const [at, { channel }] of board.cells.entries()) {
        const cell = to + board.shelf * columns + channel;
        const exists = board.shelf < shelfCount && channel < plateCount;
        const value = exists ? widened[cell]! : Number.NaN;
        widened[to + cellRow * columns + at + 1] = value;
        if (exists) widened[cell] = Number.NaN;
        sum += value;
      }
      widened[to + sumRow * columns + 1] = sum;
    }
  }
  return { ...batch, shelfCount: rows, plateCount: columns, samplesG: widened };
}

const NO_CENTRE: Centre = { alongM: Number.NaN, errorM: Number.POSITIVE_INFINITY };

/**
 * The centre of pressure of a change and its standard error.
 *
 * @param changesG what each cell gained, signed.
 * @param errorsG standard error of each.
 */
export function findCentre(
  { cells }: Pick<Board, "cells">,
  changesG: readonly number[],
  errorsG: readonly number[],
  { cellGainSpread, centreErrorLeastM }: BoardParameters,
): Centre {
  const isSpread = cells.some(({ alongM }) => alongM !== cells[0]!.alongM);
  const totalG = changesG.reduce((sum, changeG) => sum + changeG, 0);
  if (!isSpread || !Number.isFinite(totalG) || totalG === 0) return NO_CENTRE;
  let moment = 0;
  for (const [at, { alongM }] of cells.entries()) moment += alongM * changesG[at]!;
  const alongM = moment / totalG;
  let variance = centreErrorLeastM ** 2;
  for (const [at, cell] of cells.entries()) {
    // d x / d d_i = (x_i - x) / sum(d)
    const lever = (cell.alongM - alongM) / totalG;
    const errorG = Math.hypot(errorsG[at]!, cellGainSpread * changesG[at]!);
    variance += (lever * errorG) ** 2;
  }
  return { alongM, errorM: Math.sqrt(variance) };
}

/**
 * A change of the sum of a board's cells, which is reported for the board's own shelf from here on.
 *
 * @param sinceMs when the board's change before this one had settled.
 */
export function toBoardChange(
  layout: BoardLayout,
  frontEnd: GondolaFrontEnd,
  change: ShelfChange,
  sinceMs: number,
  parameters: BoardParameters,
): ShelfChange {
  const { beforeMs, afterMs, departedMs } = parameters;
  const { board } = layout;
  const changesG: number[] = [];
  const errorsG: number[] = [];
  for (const at of board.cells.keys()) {
    const { startMs, settledMs } = change;
    const fromMs = Math.max(sinceMs, startMs - departedMs - beforeMs);
    const before = readBetween(frontEnd, layout.cellRow, at + 1, fromMs, startMs - departedMs);
    const after = readBetween(frontEnd, layout.cellRow, at + 1, settledMs, settledMs + afterMs);
    changesG.push(after.mean - before.mean);
    errorsG.push(Math.hypot(before.error, after.error));
  }
  const centre = findCentre(board, changesG, errorsG, parameters);
  const [sum] = change.plates;
  const plate = board.plates[board.plates.length >> 1]!;
  return {
    ...change,
    shelf: board.shelf,
    plates: [{ ...sum!, plate }],
    beside: new Map(),
    board: { layout, cellsG: changesG, ...centre },
  };
}

/** By how much a board's sum changed while one of its cells stepped, grams. */
export function measureSum(
  { sumRow }: BoardLayout,
  frontEnd: GondolaFrontEnd,
  { settledMs, startMs }: Pick<ShelfChange, "settledMs" | "startMs">,
  { afterMs, beforeMs, departedMs }: BoardParameters,
): number {
  const fromMs = startMs - departedMs;
  const before = readBetween(frontEnd, sumRow, 1, fromMs - beforeMs, fromMs);
  return readBetween(frontEnd, sumRow, 1, settledMs, settledMs + afterMs).mean - before.mean;
}

/** Mean of a cell's bins in a time, and its standard error; NaN where there are none. */
function readBetween(
  frontEnd: GondolaFrontEnd,
  row: number,
  column: number,
  fromMs: number,
  toMs: number,
): { readonly mean: number; readonly error: number } {
  const oldest = Math.max(frontEnd.historyFrom, frontEnd.binCount - HISTORY_BINS);
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (let bin = frontEnd.binCount - 1; bin >= oldest; bin--) {
    const atMs = binTimeMs(frontEnd, bin);
    if (atMs < fromMs) break;
    const value = readBinMean(frontEnd, row, column, bin);
    if (atMs > toMs || !Number.isFinite(value)) continue;
    count++;
    sum += value;
    squares += value * value;
  }
  const mean = sum / count;
  const variance = Math.max(0, squares / count - mean * mean);
  // Bins of a ringing board are not independent: half of the gain of averaging is counted.
  return { mean, error: Math.sqrt((2 * variance) / count) };
}

/**
 * log of how much likelier a change is there if it was made at a spot than if anywhere on the board,
 * each spot being as likely before.
 */
export function weighSpot(
  { layout, alongM, errorM }: BoardChange,
  { fromM, toM }: Pick<BoardSpot, "fromM" | "toM">,
  { strayShare, outsideShare, besideErrors }: BoardParameters,
): number {
  const { spots, widthM } = layout;
  if (!Number.isFinite(alongM)) return -Math.log(spots.length);
  const inside = normalCdf((toM - alongM) / errorM) - normalCdf((fromM - alongM) / errorM);
  const share = (inside / (toM - fromM)) * widthM;
  // Nothing that only lies or presses on a board has its centre beside it.
  const isOutside = Math.abs(alongM - widthM / 2) > widthM / 2 + besideErrors * errorM;
  const stray = isOutside ? strayShare * outsideShare : strayShare;
  return Math.log(((1 - strayShare) * share + stray) / spots.length);
}

/** log of how much likelier a change lies there if two loads, what left being below 0, made it than if anywhere on the board. */
export function weighMoment(
  { layout, alongM, errorM }: BoardChange,
  loads: readonly SpotLoad[],
  { strayShare }: BoardParameters,
): number {
  if (!Number.isFinite(alongM)) return 0;
  const totalG = loads.reduce((sum, { weightG, count }) => sum + weightG * count, 0);
  let centreM = 0;
  let variance = errorM * errorM;
  for (const { spot, weightG, count } of loads) {
    const share = (weightG * count) / totalG;
    centreM += (share * (spot.fromM + spot.toM)) / 2;
    // Each unit lies anywhere in its facing.
    variance += (share * share * (spot.toM - spot.fromM) ** 2) / 12 / count;
  }
  const density = Math.exp(normalLogDensity(alongM, centreM, Math.sqrt(variance)));
  return Math.log((1 - strayShare) * density * layout.widthM + strayShare);
}

/** The spot of a board that stands for a place; null of a plate that weighs by itself. */
export function findSpot(
  index: ShopIndex,
  where: { readonly gondola: number; readonly shelf: number },
  plate: number,
): { readonly board: Board; readonly plates: readonly number[] } | null {
  for (const board of index.shop.boards ?? []) {
    if (board.gondola !== where.gondola || board.shelf !== where.shelf) continue;
    if (!board.plates.includes(plate)) continue;
    const spot = listSpots(index, board, 1).find((one) => one.plates.includes(plate));
    return { board, plates: spot?.plates ?? [plate] };
  }
  return null;
}

/** The label of a row that was made for a board, in place of a shelf's and a plate's number; null for a plate. */
export function nameBoardRow(
  { layouts, shelfCount }: GondolaBoards,
  shelf: number,
  plate: number,
): string | null {
  if (shelf < shelfCount) return null;
  for (const { board, sumRow, cellRow } of layouts) {
    const [first, last] = [board.plates[0]!, board.plates.at(-1)!];
    const where = `shelf ${board.shelf}, board of plates ${first}–${last}`;
    if (shelf === sumRow) return where;
    if (shelf === cellRow) return `${where}, cell at ${board.cells[plate - 1]?.channel}`;
  }
  return null;
}

/**
 * What keeps a board from being used, in a sentence; null where nothing does.
 *
 * @param others boards that are used already.
 */
export function findBoardFault(
  { gondola, shelf, plates, cells }: Board,
  others: readonly Board[],
  facings: readonly Facing[],
): string | null {
  const here = others.filter((one) => one.gondola === gondola && one.shelf === shelf);
  const channels = cells.map(({ channel }) => channel);
  if (new Set(plates).size < plates.length) return "a plate is named twice";
  if (plates.at(-1)! - plates[0]! >= plates.length) return "its plates are not neighbours";
  if (new Set(channels).size < channels.length) return "two cells are read at one place";
  const shared = plates.find((plate) => here.some((one) => one.plates.includes(plate)));
  if (shared !== undefined) return `plate ${shared} is on another board already`;
  const taken = channels.find((channel) =>
    here.some((one) => one.cells.some((cell) => cell.channel === channel)),
  );
  if (taken !== undefined) return `another board has a cell at ${taken} already`;
  const own = [...plates, ...here.flatMap((one) => one.plates)];
  const alone = facings
    .filter((facing) => facing.gondola === gondola && facing.shelf === shelf)
    .flatMap((facing) => facing.plates)
    .filter((plate) => !own.includes(plate));
  const doubled = channels.find((channel) => alone.includes(channel));
  if (doubled !== undefined) return `plate ${doubled} weighs by itself, and a cell is read there`;
  return null;
}

/** Where readings of a shelf have what weighs some of its plates: the cells of their boards, or they themselves. */
export function listChannels(
  { boards = [] }: Pick<ShopModel, "boards">,
  gondola: number,
  shelf: number,
  plates: readonly number[],
): readonly number[] {
  if (boards.length === 0) return plates;
  const channels = plates.flatMap((plate) => {
    const board = boards.find(
      (one) => one.gondola === gondola && one.shelf === shelf && one.plates.includes(plate),
    );
    return board?.cells.map(({ channel }) => channel) ?? [plate];
  });
  return [...new Set(channels)].sort((a, b) => a - b);
}
