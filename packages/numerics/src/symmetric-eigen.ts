import { checkInteger, checkSeries } from "./input-checks.ts";

/** Jacobi's method is made for small matrices. */
export const EIGEN_SIZE_MAX = 64;
const SWEEPS_MAX = 60;

export interface SymmetricEigen {
  /** Rising. */
  readonly values: Float64Array;
  /** Row-major; row i is the eigenvector of values[i], of length 1. */
  readonly vectors: Float64Array;
}

/** Turns rows and columns p and q so that the entry between them is zero. */
function rotate(a: Float64Array, v: Float64Array, size: number, p: number, q: number): void {
  const apq = a[p * size + q];
  const theta = (a[q * size + q] - a[p * size + p]) / (2 * apq);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (let k = 0; k < size; k++) {
    const [akp, akq] = [a[k * size + p], a[k * size + q]];
    a[k * size + p] = c * akp - s * akq;
    a[k * size + q] = s * akp + c * akq;
  }
  for (let k = 0; k < size; k++) {
    const [apk, aqk] = [a[p * size + k], a[q * size + k]];
    a[p * size + k] = c * apk - s * aqk;
    a[q * size + k] = s * apk + c * aqk;
    const [vpk, vqk] = [v[p * size + k], v[q * size + k]];
    v[p * size + k] = c * vpk - s * vqk;
    v[q * size + k] = s * vpk + c * vqk;
  }
  a[p * size + q] = 0;
  a[q * size + p] = 0;
}

/**
 * Eigenvalues and eigenvectors of a symmetric `size` x `size` matrix, row-major, by Jacobi's cyclic
 * rotations (Golub & Van Loan 2013, 8.5). RangeError on a wrong length, an entry that is not finite,
 * or a size above EIGEN_SIZE_MAX.
 */
export function findEigen(matrix: Float64Array, size: number): SymmetricEigen {
  checkInteger(size, 1, EIGEN_SIZE_MAX, "size");
  if (matrix.length !== size * size) {
    throw new RangeError(`matrix needs ${size} x ${size} entries, got ${matrix.length}`);
  }
  checkSeries(matrix, "matrix");
  const a = matrix.slice();
  const v = new Float64Array(size * size);
  for (let i = 0; i < size; i++) v[i * size + i] = 1;
  for (let sweep = 0; sweep < SWEEPS_MAX; sweep++) {
    let isDone = true;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        const scale = Math.abs(a[p * size + p]) + Math.abs(a[q * size + q]);
        const off = Math.abs(a[p * size + q]);
        if (off === 0 || off <= Number.EPSILON * 1e-3 * scale) continue;
        isDone = false;
        rotate(a, v, size, p, q);
      }
    }
    if (isDone) break;
  }
  const order = Array.from({ length: size }, (_, i) => i);
  order.sort((i, j) => a[i * size + i] - a[j * size + j]);
  const vectors = new Float64Array(size * size);
  order.forEach((from, to) => {
    vectors.set(v.subarray(from * size, (from + 1) * size), to * size);
  });
  return { values: Float64Array.from(order, (i) => a[i * size + i]), vectors };
}
