import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assign } from "./assignment.ts";
import { assignSparse, type SparsePairs } from "./sparse-assignment.ts";

/** Pairs of a matrix whose entries are gains, null where there is no pair. */
function listPairs(matrix: readonly (readonly (number | null)[])[]): SparsePairs {
  const listed = matrix.flatMap((entries, row) =>
    entries.flatMap((gain, column) => (gain === null ? [] : [{ row, column, gain }])),
  );
  return {
    rowCount: matrix.length,
    columnCount: matrix[0]?.length ?? 0,
    rows: listed.map(({ row }) => row),
    columns: listed.map(({ column }) => column),
    gains: listed.map(({ gain }) => gain),
  };
}

/** The columns that rows were given, -1 for none. */
function findColumns(pairs: SparsePairs): number[] {
  return Array.from(assignSparse(pairs), (pair) => (pair < 0 ? -1 : pairs.columns[pair]));
}

interface Outcome {
  readonly gain: number;
  readonly count: number;
}

/** Adds up an assignment, and makes sure that it is one. */
function addUp(pairs: SparsePairs, pairOfRow: Int32Array): Outcome {
  const columns = new Set<number>();
  const outcome = { gain: 0, count: 0 };
  for (const [row, pair] of pairOfRow.entries()) {
    if (pair < 0) continue;
    expect(pairs.rows[pair]).toBe(row);
    expect(columns.has(pairs.columns[pair])).toBe(false);
    columns.add(pairs.columns[pair]);
    outcome.gain += pairs.gains[pair];
    outcome.count++;
  }
  return outcome;
}

/** The slow, obvious version: every way to give each row one of its columns, or none. */
function listOutcomes(pairs: SparsePairs, row = 0, taken: readonly number[] = []): Outcome[] {
  if (row === pairs.rowCount) return [{ gain: 0, count: 0 }];
  const outcomes = listOutcomes(pairs, row + 1, taken);
  for (let pair = 0; pair < pairs.rows.length; pair++) {
    const column = pairs.columns[pair];
    if (pairs.rows[pair] !== row || taken.includes(column)) continue;
    for (const { gain, count } of listOutcomes(pairs, row + 1, [...taken, column])) {
      outcomes.push({ gain: gain + pairs.gains[pair], count: count + 1 });
    }
  }
  return outcomes;
}

function matrices(sizeMax: number, shareOfPairs: number): fc.Arbitrary<(number | null)[][]> {
  return fc
    .tuple(fc.integer({ min: 1, max: sizeMax }), fc.integer({ min: 1, max: sizeMax }))
    .chain(([rows, columns]) => {
      const gain = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.double({ min: 0, max: 9 }));
      const entry = fc
        .tuple(fc.double({ min: 0, max: 1, noNaN: true }), gain)
        .map(([chance, value]) => (chance < shareOfPairs && value >= 0 ? value : null));
      const line = fc.array(entry, { minLength: columns, maxLength: columns });
      return fc.array(line, { minLength: rows, maxLength: rows });
    });
}

describe("assignSparse", () => {
  it("gives up the best pair where two others are worth more together", () => {
    expect(
      findColumns(
        listPairs([
          [5, 4],
          [4, null],
        ]),
      ),
    ).toEqual([1, 0]);
    expect(
      findColumns(
        listPairs([
          [9, 4],
          [4, null],
        ]),
      ),
    ).toEqual([0, -1]);
  });

  it("leaves rows and columns out that have nothing to be paired with", () => {
    const pairs = listPairs([
      [null, null, 1],
      [null, null, null],
      [null, null, 2],
    ]);
    expect(findColumns(pairs)).toEqual([-1, -1, 2]);
    expect(findColumns(listPairs([]))).toEqual([]);
  });

  it("is worth as much as the best of all assignments", () => {
    fc.assert(
      fc.property(matrices(5, 0.6), (matrix) => {
        const pairs = listPairs(matrix);
        const best = Math.max(...listOutcomes(pairs).map(({ gain }) => gain));
        expect(addUp(pairs, assignSparse(pairs)).gain).toBeCloseTo(best, 9);
      }),
    );
  });

  it("makes as many pairs as can be made, the cheapest, from gains above all costs", () => {
    fc.assert(
      fc.property(matrices(5, 0.4), (matrix) => {
        const size = Math.min(matrix.length, matrix[0].length);
        const reach = 10 * (size + 1);
        const costs = listPairs(matrix);
        const pairs = { ...costs, gains: Array.from(costs.gains, (cost) => reach - cost) };
        const outcomes = listOutcomes(costs);
        const most = Math.max(...outcomes.map(({ count }) => count));
        const least = Math.min(
          ...outcomes.filter(({ count }) => count === most).map(({ gain }) => gain),
        );
        const made = addUp(costs, assignSparse(pairs));
        expect(made.count).toBe(most);
        expect(made.gain).toBeCloseTo(least, 9);
      }),
    );
  });

  it("is worth as much as `assign` on the whole matrix", () => {
    fc.assert(
      fc.property(matrices(40, 0.15), (matrix) => {
        const pairs = listPairs(matrix);
        const costs = Float64Array.from(matrix.flat(), (gain) => -(gain ?? 0));
        const { cost } = assign(costs, matrix.length, matrix[0].length)!;
        expect(addUp(pairs, assignSparse(pairs)).gain).toBeCloseTo(-cost, 9);
      }),
    );
  });

  it("takes a chain through more rows than a matrix can hold", () => {
    // Row i may have column i for 2, or column i - 1 for 3: all but the first have the better one.
    const count = 30_000;
    const ends = Array.from({ length: count }, (_, i) => i);
    const pairs: SparsePairs = {
      rowCount: count,
      columnCount: count,
      rows: [...ends, ...ends.slice(1)],
      columns: [...ends, ...ends.slice(0, -1)],
      gains: [...ends.map(() => 2), ...ends.slice(1).map(() => 3)],
    };
    expect(addUp(pairs, assignSparse(pairs))).toEqual({ gain: 3 * (count - 1), count: count - 1 });
  });

  it.each<[string, Partial<SparsePairs>]>([
    ["a row out of range", { rows: [0, 2] }],
    ["a column out of range", { columns: [0, -1] }],
    ["lists of different lengths", { columns: [0] }],
    ["gains of another length", { gains: [1, 2, 3] }],
    ["a negative gain", { gains: [1, -1] }],
    ["a gain that is no number", { gains: [1, Number.NaN] }],
    ["an infinite gain", { gains: [1, Number.POSITIVE_INFINITY] }],
    ["a count that is no whole number", { rowCount: 1.5 }],
  ])("refuses %s", (_, fault) => {
    const good = { rowCount: 2, columnCount: 2, rows: [0, 1], columns: [0, 1], gains: [1, 2] };
    expect(findColumns(good)).toEqual([0, 1]);
    expect(() => assignSparse({ ...good, ...fault })).toThrow(RangeError);
  });
});
