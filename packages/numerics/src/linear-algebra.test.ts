import fc from "fast-check";
import { expect, test } from "vitest";
import { cholesky, logDeterminant, solveCholesky } from "./linear-algebra.ts";

/** A positive definite matrix: B Bᵀ plus 1 on the diagonal, so that its condition stays mild. */
const definite = fc.integer({ min: 1, max: 6 }).chain((size) => {
  const entries = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), {
    minLength: size * size,
    maxLength: size * size,
  });
  return entries.map((b) => {
    const matrix = new Float64Array(size * size);
    for (let r = 0; r < size; r++) {
      for (let c = 0; c < size; c++) {
        let sum = r === c ? 1 : 0;
        for (let k = 0; k < size; k++) sum += b[r * size + k] * b[c * size + k];
        matrix[r * size + c] = sum;
      }
    }
    return { size, matrix };
  });
});

function multiply(matrix: Float64Array, size: number, vector: ArrayLike<number>): number[] {
  return Array.from({ length: size }, (_, r) => {
    let sum = 0;
    for (let c = 0; c < size; c++) sum += matrix[r * size + c] * vector[c];
    return sum;
  });
}

/** Determinant by Laplace's expansion along the first row. */
function expandDeterminant(rows: number[][]): number {
  if (rows.length === 0) return 1;
  return rows[0].reduce((sum, entry, column) => {
    const minor = rows.slice(1).map((row) => row.filter((_, c) => c !== column));
    return sum + (column % 2 === 0 ? entry : -entry) * expandDeterminant(minor);
  }, 0);
}

function factor(matrix: Float64Array, size: number): Float64Array {
  const lower = cholesky(matrix, size);
  if (lower === null) throw new Error("expected a positive definite matrix");
  return lower;
}

function buildHilbert(size: number): Float64Array {
  return Float64Array.from(
    { length: size * size },
    (_, i) => 1 / (Math.floor(i / size) + (i % size) + 1),
  );
}

test("the factor agrees with a published example", () => {
  // Wikipedia, "Cholesky decomposition", first example; whole numbers, so exact.
  const matrix = Float64Array.of(4, 12, -16, 12, 37, -43, -16, -43, 98);
  expect(factor(matrix, 3)).toEqual(Float64Array.of(2, 0, 0, 6, 1, 0, -8, 5, 3));
  expect(logDeterminant(factor(matrix, 3), 3)).toBeCloseTo(Math.log(36), 14);
});

// Truths: determinants of Hilbert matrices, OEIS A005249. Tolerance: their condition number times
// epsilon, which is what any solver in double precision can promise.
test.each([
  [1, 1, 1e-15],
  [2, 12, 1e-14],
  [3, 2160, 1e-13],
  [4, 6048000, 1e-11],
  [5, 266716800000, 1e-10],
  [6, 186313420339200000, 1e-8],
])("the log determinant of the Hilbert matrix of size %d is known", (size, inverse, tolerance) => {
  const value = logDeterminant(factor(buildHilbert(size), size), size);
  expect(Math.abs(value + Math.log(inverse))).toBeLessThan(tolerance);
});

test("the factor times its transpose gives the matrix back", () => {
  fc.assert(
    fc.property(definite, ({ size, matrix }) => {
      const lower = factor(matrix, size);
      for (let r = 0; r < size; r++) {
        for (let c = 0; c < size; c++) {
          let sum = 0;
          for (let k = 0; k < size; k++) sum += lower[r * size + k] * lower[c * size + k];
          expect(sum).toBeCloseTo(matrix[r * size + c], 10);
          if (c > r) expect(lower[r * size + c]).toBe(0);
        }
      }
    }),
  );
});

test("the log determinant agrees with Laplace's expansion", () => {
  fc.assert(
    fc.property(definite, ({ size, matrix }) => {
      const rows = Array.from({ length: size }, (_, r) => [
        ...matrix.subarray(r * size, (r + 1) * size),
      ]);
      // The determinant is at least 1; the expansion's own rounding sets the tolerance.
      const scale = Math.max(...matrix) ** size;
      const slow = expandDeterminant(rows);
      const value = Math.exp(logDeterminant(factor(matrix, size), size));
      expect(Math.abs(value - slow)).toBeLessThanOrEqual(1e-9 * slow + 1e-12 * scale);
    }),
  );
});

test("the solution multiplied by the matrix is the right-hand side", () => {
  const sides = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), {
    minLength: 6,
    maxLength: 6,
  });
  fc.assert(
    fc.property(definite, sides, ({ size, matrix }, side) => {
      const rightHandSide = Float64Array.from(side.slice(0, size));
      const solution = solveCholesky(factor(matrix, size), size, rightHandSide);
      const product = multiply(matrix, size, solution);
      for (let i = 0; i < size; i++) expect(product[i]).toBeCloseTo(rightHandSide[i], 9);
    }),
  );
});

test("the answer may take the right-hand side's place, which otherwise stays as it was", () => {
  const lower = factor(Float64Array.of(4, 2, 2, 3), 2);
  const side = Float64Array.of(8, 7);
  const solution = solveCholesky(lower, 2, side);
  expect(side).toEqual(Float64Array.of(8, 7));
  expect(solveCholesky(lower, 2, side, side)).toBe(side);
  expect(side).toEqual(solution);
  expect(solution[0]).toBeCloseTo(1.25, 14);
  expect(solution[1]).toBeCloseTo(1.5, 14);
});

test("only the lower triangle is read", () => {
  expect(cholesky(Float64Array.of(4, 99, 2, 3), 2)).toEqual(
    cholesky(Float64Array.of(4, 2, 2, 3), 2),
  );
});

test("a matrix that is not positive definite has no factor", () => {
  expect(cholesky(Float64Array.of(1, 2, 2, 1), 2)).toBeNull();
  expect(cholesky(Float64Array.of(-1), 1)).toBeNull();
  expect(cholesky(Float64Array.of(0), 1)).toBeNull();
});

test("a matrix singular but for rounding has no factor", () => {
  // Found by the property below when the limit was size * epsilon.
  const [p, q] = [0.2253181328929081, 0.6002076444832937];
  expect(cholesky(Float64Array.of(p * p, p * q, p * q, q * q), 2)).toBeNull();
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.1, max: 3, noNaN: true }), { minLength: 2, maxLength: 5 }),
      (v) => {
        const size = v.length;
        const matrix = Float64Array.from(
          { length: size * size },
          (_, i) => v[Math.floor(i / size)] * v[i % size],
        );
        expect(cholesky(matrix, size)).toBeNull();
      },
    ),
  );
});

const one = Float64Array.of(1);
const refusals: [string, () => unknown, RegExp][] = [
  ["a matrix of no size", () => cholesky(new Float64Array(0), 0), /size must be an integer/],
  ["a wrong length", () => cholesky(one, 2), /matrix needs 2 x 2 entries, got 1/],
  ["a NaN entry", () => cholesky(Float64Array.of(Number.NaN), 1), /matrix\[0\]/],
  ["a short right-hand side", () => solveCholesky(one, 1, new Float64Array(0)), /rightHandSide/],
  ["a short out", () => solveCholesky(one, 1, one, new Float64Array(2)), /out and size/],
  ["a NaN side", () => solveCholesky(one, 1, Float64Array.of(Number.NaN)), /rightHandSide\[0\]/],
  ["a factor with a zero pivot", () => logDeterminant(Float64Array.of(0), 1), /diagonal/],
  ["a factor of the wrong length", () => logDeterminant(one, 3), /lower needs 3 x 3/],
];

test.each(refusals)("%s is refused", (_, act, message) => {
  expect(act).toThrow(RangeError);
  expect(act).toThrow(message);
});
