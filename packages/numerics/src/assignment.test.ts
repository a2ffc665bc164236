import fc from "fast-check";
import { expect, test } from "vitest";
import { type Assignment, assign, assignKBest, createAssignmentScratch } from "./assignment.ts";
import { createRandom } from "./random.ts";

const FORBIDDEN = Number.POSITIVE_INFINITY;

interface Problem {
  readonly rows: number;
  readonly columns: number;
  readonly costs: Float64Array;
}

/** Every full assignment of finite cost, by trying all of them, cheapest first. */
function enumerateAssignments({ rows, columns, costs }: Problem): Assignment[] {
  const found: Assignment[] = [];
  const pairsWanted = Math.min(rows, columns);
  const columnOfRow = new Int32Array(rows).fill(-1);
  const visit = (row: number, pairs: number, cost: number, taken: number): void => {
    if (pairs + (rows - row) < pairsWanted) return;
    if (row === rows) {
      found.push({ columnOfRow: columnOfRow.slice(), cost });
      return;
    }
    for (let column = 0; column < columns; column++) {
      const next = cost + costs[row * columns + column];
      if ((taken & (1 << column)) !== 0 || next === FORBIDDEN) continue;
      columnOfRow[row] = column;
      visit(row + 1, pairs + 1, next, taken | (1 << column));
    }
    columnOfRow[row] = -1;
    visit(row + 1, pairs, cost, taken);
  };
  visit(0, 0, 0, 0);
  return found
    .filter((each) => each.columnOfRow.filter((c) => c >= 0).length === pairsWanted)
    .sort((a, b) => a.cost - b.cost);
}

function expectValid({ rows, columns, costs }: Problem, { columnOfRow, cost }: Assignment): void {
  expect(columnOfRow.length).toBe(rows);
  const taken = [...columnOfRow].filter((column) => column >= 0);
  expect(taken.length).toBe(Math.min(rows, columns));
  expect(new Set(taken).size).toBe(taken.length);
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    if (columnOfRow[row] >= 0) sum += costs[row * columns + columnOfRow[row]];
  }
  expect(cost).toBeCloseTo(sum, 9);
  expect(Number.isFinite(cost)).toBe(true);
}

function problems(sizeMax: number, entry: fc.Arbitrary<number>): fc.Arbitrary<Problem> {
  const sizes = fc.integer({ min: 1, max: sizeMax });
  return fc.tuple(sizes, sizes).chain(([rows, columns]) => {
    const size = rows * columns;
    return fc.array(entry, { minLength: size, maxLength: size }).map((costs) => {
      return { rows, columns, costs: Float64Array.from(costs) };
    });
  });
}

const wholeCosts = fc.integer({ min: -9, max: 9 });
const sparseCosts = fc.oneof(wholeCosts, fc.constant(FORBIDDEN));
const realCosts = fc.double({ min: -1e3, max: 1e3, noNaN: true });

test.each([
  ["whole numbers with many ties", wholeCosts],
  ["half of the pairs forbidden", sparseCosts],
  ["real numbers", realCosts],
])("assign finds what trying everything finds: %s", (_, entry) => {
  fc.assert(
    fc.property(problems(6, entry), (problem) => {
      const all = enumerateAssignments(problem);
      const solved = assign(problem.costs, problem.rows, problem.columns);
      if (all.length === 0) {
        expect(solved).toBeNull();
        return;
      }
      expectValid(problem, solved as Assignment);
      expect(solved?.cost).toBeCloseTo(all[0].cost, 9);
    }),
    { numRuns: 300 },
  );
});

test.each([
  ["whole numbers with many ties", wholeCosts],
  ["half of the pairs forbidden", sparseCosts],
  ["real numbers", realCosts],
])("assignKBest ranks as sorting everything does: %s", (_, entry) => {
  fc.assert(
    fc.property(problems(4, entry), fc.integer({ min: 1, max: 40 }), (problem, k) => {
      const all = enumerateAssignments(problem);
      const best = assignKBest(problem.costs, problem.rows, problem.columns, k);
      expect(best.length).toBe(Math.min(k, all.length));
      best.forEach((each, i) => {
        expectValid(problem, each);
        expect(each.cost).toBeCloseTo(all[i].cost, 9);
      });
      expect(new Set(best.map((each) => each.columnOfRow.join())).size).toBe(best.length);
    }),
    { numRuns: 300 },
  );
});

// Truths: SciPy 1.17, linear_sum_assignment. Whole costs, so the sums are exact and so is the test.
const scipyTruths = [
  [30, 40, 0, 782],
  [60, 25, 0, 347],
  [40, 40, 0, 1343],
  [30, 40, 3, 2323],
  [200, 150, 0, 1073],
] as const;

test.each(scipyTruths)(
  "a %d x %d matrix with only every %d-th pair permitted agrees with SciPy",
  (rows, columns, every, truth) => {
    const costs = new Float64Array(rows * columns);
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        const cost = (r * r * 31 + c * c * 17 + r * c * 101 + r * 7 + c * 13) % 1009;
        costs[r * columns + c] = every > 0 && (r + c) % every !== 0 ? FORBIDDEN : cost;
      }
    }
    const solved = assign(costs, rows, columns);
    expectValid({ rows, columns, costs }, solved as Assignment);
    expect(solved?.cost).toBe(truth);
    expect(assignKBest(costs, rows, columns, 1)[0].cost).toBe(truth);
  },
);

test("Machol and Wien's product matrix, hard for every solver, has its known optimum", () => {
  const size = 60;
  const costs = Float64Array.from(
    { length: size * size },
    (_, i) => (Math.floor(i / size) + 1) * ((i % size) + 1),
  );
  // The antidiagonal: sum of i (n + 1 - i).
  expect(assign(costs, size, size)?.cost).toBe((size * (size + 1) * (size + 2)) / 6);
});

test("Murty's ranking of a 30 x 40 matrix starts at the optimum and never falls", () => {
  const random = createRandom(7);
  const costs = Float64Array.from({ length: 1200 }, () => random.next());
  const best = assignKBest(costs, 30, 40, 50);
  expect(best.length).toBe(50);
  expect(best[0].cost).toBe(assign(costs, 30, 40)?.cost);
  for (let i = 1; i < best.length; i++) {
    expect(best[i].cost).toBeGreaterThanOrEqual(best[i - 1].cost - 1e-12);
  }
  expect(new Set(best.map((each) => each.columnOfRow.join())).size).toBe(50);
});

test("a transposed problem has the same cost and the same pairs the other way round", () => {
  fc.assert(
    fc.property(problems(7, realCosts), ({ rows, columns, costs }) => {
      const turned = new Float64Array(costs.length);
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < columns; c++) turned[c * rows + r] = costs[r * columns + c];
      }
      const cost = assign(costs, rows, columns)?.cost ?? Number.NaN;
      expect(assign(turned, columns, rows)?.cost).toBeCloseTo(cost, 9);
    }),
  );
});

test("one scratch serves problems of many sizes and leaves nothing behind", () => {
  const scratch = createAssignmentScratch(6, 6);
  fc.assert(
    fc.property(problems(6, sparseCosts), ({ rows, columns, costs }) => {
      const alone = assign(costs, rows, columns);
      expect(assign(costs, rows, columns, scratch)).toEqual(alone);
    }),
  );
});

test("the costs handed in are not changed", () => {
  const costs = Float64Array.of(3, 1, FORBIDDEN, 2, 5, 4);
  const before = costs.slice();
  assign(costs, 3, 2);
  assignKBest(costs, 3, 2, 5);
  expect(costs).toEqual(before);
});

test("an infeasible problem returns null, and no ranking", () => {
  const everything = new Float64Array(12).fill(FORBIDDEN);
  expect(assign(everything, 3, 4)).toBeNull();
  expect(assign(everything, 4, 3)).toBeNull();
  expect(assignKBest(everything, 3, 4, 5)).toEqual([]);
  // Two rows that both need the one column.
  const starved = Float64Array.of(1, FORBIDDEN, FORBIDDEN, 2, FORBIDDEN, FORBIDDEN);
  expect(assign(starved, 2, 3)).toBeNull();
  expect(assignKBest(starved, 2, 3, 5)).toEqual([]);
});

test("no rows or no columns have the empty assignment", () => {
  const none = new Float64Array(0);
  expect(assign(none, 0, 0)).toEqual({ columnOfRow: new Int32Array(0), cost: 0 });
  expect(assign(none, 0, 5)).toEqual({ columnOfRow: new Int32Array(0), cost: 0 });
  expect(assign(none, 2, 0)).toEqual({ columnOfRow: Int32Array.of(-1, -1), cost: 0 });
  expect(assignKBest(none, 2, 0, 3)).toEqual([{ columnOfRow: Int32Array.of(-1, -1), cost: 0 }]);
});

test("costs at the permitted limit still give finite answers", () => {
  const solved = assign(Float64Array.of(1e300, -1e300, 1e300, 1e300, 0, 1e300), 2, 3);
  expect(solved?.cost).toBe(0);
});

const two = Float64Array.of(1, 2);
const refusals: [string, () => unknown, RegExp][] = [
  ["a NaN cost", () => assign(Float64Array.of(1, Number.NaN), 1, 2), /costs\[1\] is refused: NaN/],
  ["a cost of -Infinity", () => assign(Float64Array.of(-FORBIDDEN, 1), 1, 2), /costs\[0\]/],
  ["a cost beyond 1e300", () => assign(Float64Array.of(1, 2e300), 1, 2), /costs\[1\]/],
  ["a cost below -1e300", () => assign(Float64Array.of(1, -2e300), 1, 2), /costs\[1\]/],
  ["a wrong length", () => assign(two, 2, 2), /costs needs 2 x 2 entries, got 2/],
  ["a negative row count", () => assign(two, -1, 2), /rows must be an integer/],
  ["half a column", () => assign(two, 1, 1.5), /columns must be an integer/],
  ["too small a scratch", () => assign(two, 1, 2, createAssignmentScratch(1, 1)), /too small/],
  ["a scratch past the limit", () => createAssignmentScratch(1, 10_001), /columnsMax must be/],
  ["no solution asked for", () => assignKBest(two, 1, 2, 0), /k must be an integer in/],
  ["more solutions than the limit", () => assignKBest(two, 1, 2, 10_001), /k must be/],
  ["a NaN cost when ranking", () => assignKBest(Float64Array.of(Number.NaN), 1, 1, 1), /refused/],
];

test.each(refusals)("%s is refused", (_, act, message) => {
  expect(act).toThrow(RangeError);
  expect(act).toThrow(message);
});
