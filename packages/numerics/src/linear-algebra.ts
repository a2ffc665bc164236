import { checkInteger, checkSameLength, checkSeries } from "./input-checks.ts";

/** Rows of one dense matrix. */
export const MATRIX_SIZE_MAX = 4096;

/** A product, a division, a square root and the entries themselves each round once per step. */
const PIVOT_ROUNDINGS = 4;

function checkMatrix(matrix: Float64Array, size: number, name: string): void {
  checkInteger(size, 1, MATRIX_SIZE_MAX, "size");
  if (matrix.length !== size * size) {
    throw new RangeError(`${name} needs ${size} x ${size} entries, got ${matrix.length}`);
  }
  checkSeries(matrix, name);
}

/**
 * Cholesky factor of a symmetric positive definite `size` x `size` matrix, row-major: the lower
 * triangular L with L Lᵀ = matrix, zeros above its diagonal (Golub & Van Loan 2013, 4.2). Only the
 * matrix's lower triangle is read. Null when it is not positive definite to working precision: a
 * pivot that has lost all of its diagonal entry to rounding (4 * size * epsilon, after Higham 2002,
 * theorem 10.7) says nothing more. RangeError on a wrong length or an entry that is not finite.
 */
export function cholesky(matrix: Float64Array, size: number): Float64Array | null {
  checkMatrix(matrix, size, "matrix");
  const lower = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let rest = matrix[row * size + column];
      for (let k = 0; k < column; k++) rest -= lower[row * size + k] * lower[column * size + k];
      if (column < row) {
        lower[row * size + column] = rest / lower[column * size + column];
        continue;
      }
      const noise = PIVOT_ROUNDINGS * size * Number.EPSILON * matrix[row * size + row];
      if (!(rest > noise)) return null;
      lower[row * size + row] = Math.sqrt(rest);
    }
  }
  return lower;
}

function checkFactor(lower: Float64Array, size: number): void {
  checkMatrix(lower, size, "lower");
  for (let i = 0; i < size; i++) {
    const pivot = lower[i * size + i];
    if (!(pivot > 0)) throw new RangeError(`lower's diagonal must be above 0, got ${pivot}`);
  }
}

/**
 * Solves L Lᵀ x = rightHandSide for x, with the factor from `cholesky`: a forward and a backward
 * substitution. `out` receives the answer and is returned; it may be `rightHandSide` itself, and is
 * made when left out. RangeError on wrong lengths, entries that are not finite, a diagonal not
 * above 0.
 */
export function solveCholesky(
  lower: Float64Array,
  size: number,
  rightHandSide: Float64Array,
  out: Float64Array = new Float64Array(size),
): Float64Array {
  checkFactor(lower, size);
  checkSameLength(rightHandSide.length, size, "rightHandSide and size");
  checkSameLength(out.length, size, "out and size");
  checkSeries(rightHandSide, "rightHandSide");
  for (let row = 0; row < size; row++) {
    let rest = rightHandSide[row];
    for (let k = 0; k < row; k++) rest -= lower[row * size + k] * out[k];
    out[row] = rest / lower[row * size + row];
  }
  for (let row = size - 1; row >= 0; row--) {
    let rest = out[row];
    for (let k = row + 1; k < size; k++) rest -= lower[k * size + row] * out[k];
    out[row] = rest / lower[row * size + row];
  }
  return out;
}

/**
 * Natural log of the determinant of L Lᵀ, from the factor: twice the sum of its diagonal's logs, so
 * that nothing over- or underflows. RangeError as in `solveCholesky`.
 */
export function logDeterminant(lower: Float64Array, size: number): number {
  checkFactor(lower, size);
  let sum = 0;
  for (let i = 0; i < size; i++) sum += Math.log(lower[i * size + i]);
  return 2 * sum;
}
