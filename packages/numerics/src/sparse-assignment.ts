import { checkInteger, checkSameLength } from "./input-checks.ts";

/** Pairs of rows and columns that may be made; pair i joins rows[i] and columns[i]. */
export interface SparsePairs {
  readonly rowCount: number;
  readonly columnCount: number;
  /** In [0, rowCount). */
  readonly rows: ArrayLike<number>;
  /** In [0, columnCount). */
  readonly columns: ArrayLike<number>;
  /** What each pair is worth: not negative, at most 1e300. */
  readonly gains: ArrayLike<number>;
}

/** Sums along a path stay finite below this. */
const GAIN_MAX = 1e300;

function checkPairs({ rowCount, columnCount, rows, columns, gains }: SparsePairs): void {
  checkInteger(rowCount, 0, Number.MAX_SAFE_INTEGER, "rowCount");
  checkInteger(columnCount, 0, Number.MAX_SAFE_INTEGER, "columnCount");
  checkSameLength(rows.length, columns.length, "rows and columns");
  checkSameLength(rows.length, gains.length, "rows and gains");
  for (let i = 0; i < rows.length; i++) {
    checkInteger(rows[i], 0, rowCount - 1, "every row");
    checkInteger(columns[i], 0, columnCount - 1, "every column");
    if (!(gains[i] >= 0 && gains[i] <= GAIN_MAX)) {
      throw new RangeError(`gains[${i}] must be in [0, ${GAIN_MAX}], got ${gains[i]}`);
    }
  }
}

/** The assignment so far, prices that prove it best, and the memory of one search. */
interface Search {
  /** Pairs of row r: pairsByRow[rowStarts[r]] to pairsByRow[rowStarts[r + 1] - 1]. */
  readonly rowStarts: Int32Array;
  readonly pairsByRow: Int32Array;
  readonly pairOfRow: Int32Array;
  readonly rowOfColumn: Int32Array;
  readonly rowPrice: Float64Array;
  readonly columnPrice: Float64Array;
  /** Infinity between searches, as far as columns were reached. */
  readonly distance: Float64Array;
  /** The pair by which a column was reached. */
  readonly pairTo: Int32Array;
  readonly isClosed: Uint8Array;
}

function createSearch({ rowCount, columnCount, rows }: SparsePairs): Search {
  const rowStarts = new Int32Array(rowCount + 1);
  for (let i = 0; i < rows.length; i++) rowStarts[rows[i] + 1]++;
  for (let row = 0; row < rowCount; row++) rowStarts[row + 1] += rowStarts[row];
  const next = rowStarts.slice();
  const pairsByRow = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) pairsByRow[next[rows[i]]++] = i;
  return {
    rowStarts,
    pairsByRow,
    pairOfRow: new Int32Array(rowCount).fill(-1),
    rowOfColumn: new Int32Array(columnCount).fill(-1),
    rowPrice: new Float64Array(rowCount),
    columnPrice: new Float64Array(columnCount),
    distance: new Float64Array(columnCount).fill(Number.POSITIVE_INFINITY),
    pairTo: new Int32Array(columnCount),
    isClosed: new Uint8Array(columnCount),
  };
}

/** Columns by distance, nearest first; a column that came nearer is in it twice. */
class Heap {
  readonly #keys: number[] = [];
  readonly #columns: number[] = [];

  push(key: number, column: number): void {
    let at = this.#keys.length;
    this.#keys.push(key);
    this.#columns.push(column);
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (this.#keys[above] <= key) break;
      this.#keys[at] = this.#keys[above];
      this.#columns[at] = this.#columns[above];
      at = above;
    }
    this.#keys[at] = key;
    this.#columns[at] = column;
  }

  /** The nearest column, taken out; -1 where there is none. */
  pop(): number {
    if (this.#keys.length === 0) return -1;
    const nearest = this.#columns[0];
    const key = this.#keys.pop()!;
    const column = this.#columns.pop()!;
    const count = this.#keys.length;
    if (count === 0) return nearest;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= count) break;
      if (below + 1 < count && this.#keys[below + 1] < this.#keys[below]) below++;
      if (this.#keys[below] >= key) break;
      this.#keys[at] = this.#keys[below];
      this.#columns[at] = this.#columns[below];
      at = below;
    }
    this.#keys[at] = key;
    this.#columns[at] = column;
    return nearest;
  }
}

/**
 * Gives the row `start` its place: along the shortest augmenting path, by Dijkstra on the reduced
 * costs, to a column that is free, or to a row (this one perhaps) that is best left out instead.
 */
function augment(pairs: SparsePairs, search: Search, start: number): void {
  const { rowStarts, pairsByRow, rowOfColumn, rowPrice, columnPrice } = search;
  const { distance, pairTo, isClosed } = search;
  const heap = new Heap();
  const touched: number[] = [];
  const closed: number[] = [];
  let row = start;
  let reached = 0;
  let rowLeft = start;
  let leftAt = Number.POSITIVE_INFINITY;
  let sink = -1;
  for (;;) {
    const base = reached - rowPrice[row];
    if (base < leftAt) {
      leftAt = base;
      rowLeft = row;
    }
    for (let at = rowStarts[row]; at < rowStarts[row + 1]; at++) {
      const pair = pairsByRow[at];
      const column = pairs.columns[pair];
      const through = base - pairs.gains[pair] - columnPrice[column];
      if (isClosed[column] === 1 || through >= distance[column]) continue;
      if (distance[column] === Number.POSITIVE_INFINITY) touched.push(column);
      distance[column] = through;
      pairTo[column] = pair;
      heap.push(through, column);
    }
    let nearest = heap.pop();
    while (nearest >= 0 && isClosed[nearest] === 1) nearest = heap.pop();
    if (nearest < 0 || distance[nearest] >= leftAt) break;
    if (rowOfColumn[nearest] < 0) {
      sink = nearest;
      break;
    }
    isClosed[nearest] = 1;
    closed.push(nearest);
    reached = distance[nearest];
    row = rowOfColumn[nearest];
  }
  const end = sink < 0 ? leftAt : distance[sink];
  rowPrice[start] += end;
  for (const column of closed) {
    rowPrice[rowOfColumn[column]] += end - distance[column];
    columnPrice[column] -= end - distance[column];
    isClosed[column] = 0;
  }
  for (const column of touched) distance[column] = Number.POSITIVE_INFINITY;
  flipPath(pairs, search, start, sink < 0 ? leaveOut(pairs, search, rowLeft) : sink);
}

/** Takes a row's pair away, and returns the column that it had, or -1. */
function leaveOut(pairs: SparsePairs, { pairOfRow }: Search, row: number): number {
  const pair = pairOfRow[row];
  pairOfRow[row] = -1;
  return pair < 0 ? -1 : pairs.columns[pair];
}

/** Pairs every column on the path that ends at `sink` with the row that it was reached from. */
function flipPath(pairs: SparsePairs, search: Search, start: number, sink: number): void {
  const { pairTo, pairOfRow, rowOfColumn } = search;
  let column = sink;
  while (column >= 0) {
    const pair = pairTo[column];
    const row = pairs.rows[pair];
    const previous = pairOfRow[row];
    pairOfRow[row] = pair;
    rowOfColumn[column] = row;
    column = row === start ? -1 : pairs.columns[previous];
  }
}

/**
 * The assignment of greatest total gain among the pairs given, each row and each column in at most
 * one; pairs that are not given are forbidden, and rows and columns may be left out. Returns for
 * each row the index of its pair, or -1. To make as many pairs as can be made, those of least total
 * cost, give each the gain R - cost with R above min(rowCount, columnCount) times the highest cost.
 *
 * Shortest augmenting paths over prices, as in `assign` (Edmonds & Karp 1972, "Theoretical
 * improvements in algorithmic efficiency for network flow problems", JACM 19(2)), on the pairs alone,
 * with a place of its own for every row that is left out. A search goes no farther than the end of
 * its path, so that parts that have no pair in common are as good as solved apart.
 * O(rows pairs log pairs), and rarely near that.
 *
 * RangeError on unequal lengths, on rows or columns out of range, or gains out of [0, 1e300].
 */
export function assignSparse(pairs: SparsePairs): Int32Array {
  checkPairs(pairs);
  const search = createSearch(pairs);
  for (let row = 0; row < pairs.rowCount; row++) augment(pairs, search, row);
  return search.pairOfRow;
}
