import { checkInteger } from "./input-checks.ts";

/** One way to pair rows with columns. */
export interface Assignment {
  /** For each row its column, or -1 (only where there are more rows than columns). */
  readonly columnOfRow: Int32Array;
  /** Sum of the pairs' costs, in the matrix's unit. */
  readonly cost: number;
}

/** Working memory for problems of up to the size it was made for; reused, it saves allocations. */
export interface AssignmentScratch {
  readonly sizeMax: number;
  readonly rowPrice: Float64Array;
  readonly columnPrice: Float64Array;
  readonly distance: Float64Array;
  readonly previousRow: Int32Array;
  readonly columnOfRow: Int32Array;
  readonly rowOfColumn: Int32Array;
  readonly openColumns: Int32Array;
  readonly rowsSeen: Int32Array;
  readonly transposed: Float64Array;
}

/** Rows or columns of one problem. */
export const ASSIGNMENT_SIZE_MAX = 10_000;
/** Solutions of one `assignKBest` call. */
export const ASSIGNMENT_K_MAX = 10_000;
/** Sums along a path stay finite below this for every permitted size. */
const COST_MAGNITUDE_MAX = 1e300;

/** Working memory for matrices with at most `rowsMax` rows and `columnsMax` columns. */
export function createAssignmentScratch(rowsMax: number, columnsMax: number): AssignmentScratch {
  checkInteger(rowsMax, 0, ASSIGNMENT_SIZE_MAX, "rowsMax");
  checkInteger(columnsMax, 0, ASSIGNMENT_SIZE_MAX, "columnsMax");
  return allocateScratch(Math.max(rowsMax, columnsMax), rowsMax * columnsMax);
}

function allocateScratch(size: number, transposedLength: number): AssignmentScratch {
  return {
    sizeMax: size,
    rowPrice: new Float64Array(size),
    columnPrice: new Float64Array(size),
    distance: new Float64Array(size),
    previousRow: new Int32Array(size),
    columnOfRow: new Int32Array(size),
    rowOfColumn: new Int32Array(size),
    openColumns: new Int32Array(size),
    rowsSeen: new Int32Array(size),
    transposed: new Float64Array(transposedLength),
  };
}

function checkCosts(costs: Float64Array, rows: number, columns: number): void {
  checkInteger(rows, 0, ASSIGNMENT_SIZE_MAX, "rows");
  checkInteger(columns, 0, ASSIGNMENT_SIZE_MAX, "columns");
  if (costs.length !== rows * columns) {
    throw new RangeError(`costs needs ${rows} x ${columns} entries, got ${costs.length}`);
  }
  for (let i = 0; i < costs.length; i++) {
    const cost = costs[i];
    // One comparison refuses NaN and -Infinity as well.
    if (!(cost >= -COST_MAGNITUDE_MAX)) throw new RangeError(`costs[${i}] is refused: ${cost}`);
    if (cost > COST_MAGNITUDE_MAX && cost !== Number.POSITIVE_INFINITY) {
      throw new RangeError(`costs[${i}] is refused: ${cost}`);
    }
  }
}

/** `costs` turned over into `out`: entry (r, c) becomes (c, r). */
function transposeInto(
  costs: Float64Array,
  rows: number,
  columns: number,
  out: Float64Array,
): void {
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) out[c * rows + r] = costs[r * columns + c];
  }
}

/**
 * Shortest augmenting path from the unassigned row `start` to an unassigned column, by Dijkstra on
 * the reduced costs; then the prices and the pairs along it are brought up to date. Every turn of
 * the loop closes one column, so it ends after at most `columns` turns whatever the costs hold.
 * Returns false when no path of finite cost exists.
 */
function augment(
  costs: Float64Array,
  columns: number,
  start: number,
  scratch: AssignmentScratch,
): boolean {
  const { rowPrice, columnPrice, distance, previousRow } = scratch;
  const { columnOfRow, rowOfColumn, openColumns, rowsSeen } = scratch;
  for (let c = 0; c < columns; c++) {
    distance[c] = Number.POSITIVE_INFINITY;
    openColumns[c] = c;
  }
  let openCount = columns;
  let seenCount = 0;
  let row = start;
  let reached = 0;
  let sink = -1;
  while (sink < 0) {
    rowsSeen[seenCount++] = row;
    const offset = row * columns;
    const base = reached - rowPrice[row];
    let nearest = Number.POSITIVE_INFINITY;
    let nearestAt = -1;
    for (let i = 0; i < openCount; i++) {
      const c = openColumns[i];
      const through = base + costs[offset + c] - columnPrice[c];
      if (through < distance[c]) {
        distance[c] = through;
        previousRow[c] = row;
      }
      const d = distance[c];
      // Among equals an unassigned column ends the search at once.
      if (d < nearest || (d === nearest && nearestAt >= 0 && rowOfColumn[c] < 0)) {
        nearest = d;
        nearestAt = i;
      }
    }
    if (nearestAt < 0) return false;
    reached = nearest;
    const closed = openColumns[nearestAt];
    // Closed columns gather behind the open ones; the price update below reads them from there.
    openColumns[nearestAt] = openColumns[--openCount];
    openColumns[openCount] = closed;
    if (rowOfColumn[closed] < 0) sink = closed;
    else row = rowOfColumn[closed];
  }
  rowPrice[start] += reached;
  for (let i = 1; i < seenCount; i++) {
    const seen = rowsSeen[i];
    rowPrice[seen] += reached - distance[columnOfRow[seen]];
  }
  for (let i = openCount; i < columns; i++) {
    const closed = openColumns[i];
    columnPrice[closed] -= reached - distance[closed];
  }
  flipPath(start, sink, scratch);
  return true;
}

/** Pairs every column on the path to `sink` with the row it was reached from. */
function flipPath(start: number, sink: number, scratch: AssignmentScratch): void {
  const { previousRow, columnOfRow, rowOfColumn } = scratch;
  let column = sink;
  for (;;) {
    const row = previousRow[column];
    rowOfColumn[column] = row;
    const next = columnOfRow[row];
    columnOfRow[row] = column;
    if (row === start) return;
    column = next;
  }
}

/** Fills scratch.columnOfRow for rows <= columns. Returns false when infeasible. */
function solveWide(
  costs: Float64Array,
  rows: number,
  columns: number,
  scratch: AssignmentScratch,
): boolean {
  scratch.rowPrice.fill(0, 0, rows);
  scratch.columnPrice.fill(0, 0, columns);
  scratch.columnOfRow.fill(-1, 0, rows);
  scratch.rowOfColumn.fill(-1, 0, columns);
  for (let row = 0; row < rows; row++) {
    if (!augment(costs, columns, row, scratch)) return false;
  }
  return true;
}

function sumCost(costs: Float64Array, columns: number, columnOfRow: Int32Array): number {
  let sum = 0;
  for (let r = 0; r < columnOfRow.length; r++) {
    if (columnOfRow[r] >= 0) sum += costs[r * columns + columnOfRow[r]];
  }
  return sum;
}

/** The same pairs seen from the columns: for each of `count` columns its row or -1. */
function invert(partnerOf: Int32Array, count: number): Int32Array {
  const inverse = new Int32Array(count).fill(-1);
  for (let i = 0; i < partnerOf.length; i++) if (partnerOf[i] >= 0) inverse[partnerOf[i]] = i;
  return inverse;
}

/**
 * Minimum-cost assignment of a `rows` x `columns` matrix, row-major: min(rows, columns) pairs, each
 * row and each column in at most one. Infinity forbids a pair; null when the finite pairs do not
 * reach that many. No rows or no columns give the empty assignment of cost 0. Shortest augmenting
 * paths in the rectangular form of Jonker & Volgenant 1987 by Crouse 2016, "On implementing 2D
 * rectangular assignment algorithms", IEEE Trans. AES 52(4); O(min(rows, columns)^2 max(...)).
 *
 * RangeError when the length is not rows * columns, on NaN, -Infinity or a finite cost beyond
 * 1e300, or when `scratch` is too small. To leave a row out at a price, add a column of that price.
 */
export function assign(
  costs: Float64Array,
  rows: number,
  columns: number,
  scratch?: AssignmentScratch,
): Assignment | null {
  checkCosts(costs, rows, columns);
  const isWide = rows <= columns;
  const sizeNeeded = Math.max(rows, columns);
  const transposedNeeded = isWide ? 0 : costs.length;
  const memory = scratch ?? allocateScratch(sizeNeeded, transposedNeeded);
  if (memory.sizeMax < sizeNeeded || memory.transposed.length < transposedNeeded) {
    throw new RangeError(`scratch for ${memory.sizeMax} is too small for ${rows} x ${columns}`);
  }
  if (isWide) {
    if (!solveWide(costs, rows, columns, memory)) return null;
    const columnOfRow = memory.columnOfRow.slice(0, rows);
    return { columnOfRow, cost: sumCost(costs, columns, columnOfRow) };
  }
  transposeInto(costs, rows, columns, memory.transposed);
  if (!solveWide(memory.transposed, columns, rows, memory)) return null;
  const columnOfRow = invert(memory.columnOfRow.subarray(0, columns), rows);
  return { columnOfRow, cost: sumCost(costs, columns, columnOfRow) };
}

/**
 * The best solution of one part of Murty's partition: rows before `fixedRows` keep their columns,
 * row `fixedRows` may not take those in `refused`.
 */
interface Part {
  readonly columnOfRow: Int32Array;
  readonly cost: number;
  readonly fixedRows: number;
  readonly refused: readonly number[];
}

/** A wide problem with room for its own parts. */
interface PartWorkspace {
  readonly costs: Float64Array;
  readonly rows: number;
  readonly columns: number;
  readonly partCosts: Float64Array;
  readonly partColumns: Int32Array;
  readonly isTaken: Uint8Array;
  readonly scratch: AssignmentScratch;
}

/** Solves one part on its free rows and columns alone. Null when it holds no solution. */
function solvePart(
  work: PartWorkspace,
  parent: Int32Array,
  fixedRows: number,
  refused: readonly number[],
): Part | null {
  const { costs, rows, columns, partCosts, partColumns, isTaken, scratch } = work;
  isTaken.fill(0);
  for (let r = 0; r < fixedRows; r++) isTaken[parent[r]] = 1;
  let freeColumns = 0;
  for (let c = 0; c < columns; c++) if (isTaken[c] === 0) partColumns[freeColumns++] = c;
  for (let r = fixedRows, at = 0; r < rows; r++) {
    for (let i = 0; i < freeColumns; i++) partCosts[at++] = costs[r * columns + partColumns[i]];
  }
  for (let i = 0; i < freeColumns; i++) {
    if (refused.includes(partColumns[i])) partCosts[i] = Number.POSITIVE_INFINITY;
  }
  if (!solveWide(partCosts, rows - fixedRows, freeColumns, scratch)) return null;
  const columnOfRow = parent.slice();
  for (let r = fixedRows; r < rows; r++) {
    columnOfRow[r] = partColumns[scratch.columnOfRow[r - fixedRows]];
  }
  return { columnOfRow, cost: sumCost(costs, columns, columnOfRow), fixedRows, refused };
}

/** Inserts by cost and forgets what can no longer be among the best `countMax`. */
function insertPart(pending: Part[], part: Part, countMax: number): void {
  let low = 0;
  let high = pending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pending[middle].cost <= part.cost) low = middle + 1;
    else high = middle;
  }
  pending.splice(low, 0, part);
  if (pending.length > countMax) pending.length = countMax;
}

/** Murty's search on a wide problem (rows <= columns): the cheapest `k` parts, in order. */
function searchBestParts(
  costs: Float64Array,
  rows: number,
  columns: number,
  k: number,
): readonly Part[] {
  const work: PartWorkspace = {
    costs,
    rows,
    columns,
    partCosts: new Float64Array(rows * columns),
    partColumns: new Int32Array(columns),
    isTaken: new Uint8Array(columns),
    scratch: allocateScratch(columns, 0),
  };
  const found: Part[] = [];
  const pending: Part[] = [];
  const first = solvePart(work, new Int32Array(rows).fill(-1), 0, []);
  if (first !== null) pending.push(first);
  while (found.length < k) {
    const best = pending.shift();
    if (best === undefined) break;
    found.push(best);
    for (let row = best.fixedRows; row < rows && found.length < k; row++) {
      const refusedBefore = row === best.fixedRows ? best.refused : [];
      const refused = [...refusedBefore, best.columnOfRow[row]];
      const part = solvePart(work, best.columnOfRow, row, refused);
      if (part !== null) insertPart(pending, part, k - found.length);
    }
  }
  return found;
}

/**
 * The `k` cheapest assignments, all different, from the cheapest; fewer when there are not as many,
 * and none when the problem is infeasible. Murty 1968, "An algorithm for ranking all the
 * assignments in order of increasing cost", Operations Research 16(3). Matrix, meaning of Infinity
 * and errors as in `assign`; `k` in [1, 10000]. Up to k * min(rows, columns) solves.
 */
export function assignKBest(
  costs: Float64Array,
  rows: number,
  columns: number,
  k: number,
): Assignment[] {
  checkInteger(k, 1, ASSIGNMENT_K_MAX, "k");
  checkCosts(costs, rows, columns);
  if (rows <= columns) {
    return searchBestParts(costs, rows, columns, k).map(({ columnOfRow, cost }) => {
      return { columnOfRow, cost };
    });
  }
  const transposed = new Float64Array(costs.length);
  transposeInto(costs, rows, columns, transposed);
  return searchBestParts(transposed, columns, rows, k).map((part) => {
    return { columnOfRow: invert(part.columnOfRow, rows), cost: part.cost };
  });
}
