import fc from "fast-check";
import { expect, test } from "vitest";
import { EIGEN_SIZE_MAX, findEigen } from "./symmetric-eigen.ts";

const symmetric = fc.integer({ min: 1, max: 9 }).chain((size) =>
  fc
    .array(fc.double({ min: -5, max: 5, noNaN: true }), {
      minLength: size * size,
      maxLength: size * size,
    })
    .map((entries) => ({
      size,
      matrix: Float64Array.from(entries, (_, i) => {
        const [row, column] = [Math.floor(i / size), i % size];
        return entries[Math.max(row, column) * size + Math.min(row, column)];
      }),
    })),
);

test("a matrix times its eigenvector is the vector times its value, and vectors are orthonormal", () => {
  fc.assert(
    fc.property(symmetric, ({ size, matrix }) => {
      const { values, vectors } = findEigen(matrix, size);
      for (let i = 0; i < size; i++) {
        if (i > 0) expect(values[i]).toBeGreaterThanOrEqual(values[i - 1]);
        for (let row = 0; row < size; row++) {
          let product = 0;
          let inner = 0;
          for (let k = 0; k < size; k++) {
            product += matrix[row * size + k] * vectors[i * size + k];
            inner += vectors[row * size + k] * vectors[i * size + k];
          }
          expect(product).toBeCloseTo(values[i] * vectors[i * size + row], 10);
          expect(inner).toBeCloseTo(row === i ? 1 : 0, 10);
        }
      }
    }),
  );
});

test("2 1 1 2 has the eigenvalues 1 and 3", () => {
  const { values } = findEigen(Float64Array.of(2, 1, 1, 2), 2);
  expect(values[0]).toBeCloseTo(1, 14);
  expect(values[1]).toBeCloseTo(3, 14);
});

test("sizes past the bound, wrong lengths and what is not finite are refused", () => {
  const size = EIGEN_SIZE_MAX;
  expect(findEigen(new Float64Array(size * size), size).values[0]).toBe(0);
  expect(() => findEigen(new Float64Array((size + 1) ** 2), size + 1)).toThrow(RangeError);
  expect(() => findEigen(new Float64Array(3), 2)).toThrow(RangeError);
  expect(() => findEigen(Float64Array.of(Number.NaN), 1)).toThrow(RangeError);
});
