import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cross,
  lookAt,
  measureLength,
  measureTurn,
  multiplyRotations,
  normalise,
  orthonormalise,
  type Point3,
  rotate,
  rotateBack,
  rotationFromVector,
  transpose,
  vectorFromRotation,
} from "./rotations.ts";

const coordinate = fc.double({ min: -1, max: 1, noNaN: true });
const direction = fc
  .record({ x: coordinate, y: coordinate, z: coordinate })
  .filter((v) => measureLength(v) > 0.01)
  .map(normalise);
const vector = fc
  .tuple(direction, fc.double({ min: 0, max: Math.PI, noNaN: true }))
  .map(([{ x, y, z }, angle]): Point3 => ({ x: x * angle, y: y * angle, z: z * angle }));

function expectClose(a: ArrayLike<number>, b: ArrayLike<number>, digits = 10): void {
  for (let i = 0; i < 9; i++) expect(a[i]).toBeCloseTo(b[i], digits);
}

describe("rotations", () => {
  it("are vectors and back, up to half a turn", () => {
    fc.assert(
      fc.property(vector, (v) => {
        const r = rotationFromVector(v);
        const back = vectorFromRotation(r);
        expect(measureLength(back)).toBeLessThanOrEqual(Math.PI + 1e-12);
        expectClose(rotationFromVector(back), r);
        if (measureLength(v) < Math.PI - 1e-6) {
          expect(back.x).toBeCloseTo(v.x, 8);
          expect(back.y).toBeCloseTo(v.y, 8);
          expect(back.z).toBeCloseTo(v.z, 8);
        }
      }),
    );
  });

  it("of exactly half a turn have their axis", () => {
    fc.assert(
      fc.property(direction, (axis) => {
        const { x, y, z } = axis;
        // 2 a aᵀ - I, without any sine.
        const half = Float64Array.of(
          ...[2 * x * x - 1, 2 * x * y, 2 * x * z],
          ...[2 * x * y, 2 * y * y - 1, 2 * y * z],
          ...[2 * x * z, 2 * y * z, 2 * z * z - 1],
        );
        const found = vectorFromRotation(half);
        expect(measureLength(found)).toBeCloseTo(Math.PI, 10);
        expect(measureLength(cross(found, axis))).toBeLessThan(1e-9);
      }),
    );
  });

  it("about z by a quarter turn x into y", () => {
    const r = rotationFromVector({ x: 0, y: 0, z: Math.PI / 2 });
    const turned = rotate(r, { x: 1, y: 0, z: 0 });
    expect(turned.x).toBeCloseTo(0, 14);
    expect(turned.y).toBeCloseTo(1, 14);
  });

  it("are undone by their transpose, and their product turns twice", () => {
    fc.assert(
      fc.property(vector, vector, direction, (v, w, a) => {
        const [r, s] = [rotationFromVector(v), rotationFromVector(w)];
        expectClose(multiplyRotations(r, transpose(r)), [1, 0, 0, 0, 1, 0, 0, 0, 1]);
        const twice = rotate(multiplyRotations(r, s), a);
        const back = rotateBack(s, rotateBack(r, twice));
        expect(back.x).toBeCloseTo(a.x, 10);
        expect(back.y).toBeCloseTo(a.y, 10);
        expect(back.z).toBeCloseTo(a.z, 10);
      }),
    );
  });

  it("that differ by a vector are its length apart", () => {
    fc.assert(
      fc.property(vector, vector, (v, w) => {
        const r = rotationFromVector(v);
        const turned = multiplyRotations(rotationFromVector(w), r);
        expect(measureTurn(turned, r)).toBeCloseTo(measureLength(w), 6);
      }),
    );
  });

  it("written with four digits are made rotations again", () => {
    fc.assert(
      fc.property(vector, (v) => {
        const r = rotationFromVector(v);
        const made = orthonormalise(r.map((x) => Math.round(x * 1e4) / 1e4));
        expectClose(multiplyRotations(made, transpose(made)), [1, 0, 0, 0, 1, 0, 0, 0, 1]);
        expectClose(made, r, 3);
      }),
    );
  });
});

describe("a camera that looks at a place", () => {
  it("has it on its axis, and the world's z upwards", () => {
    const r = lookAt({ x: 0, y: 0, z: 3 }, { x: 4, y: 4, z: 0 });
    const forward = rotate(r, normalise({ x: 4, y: 4, z: -3 }));
    expect(forward.z).toBeCloseTo(1, 12);
    const up = rotate(r, { x: 0, y: 0, z: 1 });
    expect(up.x).toBeCloseTo(0, 12);
    expect(up.y).toBeLessThan(0);
  });

  it("may look straight down", () => {
    const r = lookAt({ x: 0, y: 0, z: 3 }, { x: 0, y: 0, z: 0 });
    const north = rotate(r, { x: 0, y: 1, z: 0 });
    expect(north.y).toBeCloseTo(-1, 12);
    expect(rotate(r, { x: 1, y: 0, z: 0 }).x).toBeCloseTo(1, 12);
  });
});
