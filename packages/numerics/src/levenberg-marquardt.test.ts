import fc from "fast-check";
import { expect, test } from "vitest";
import {
  findLoss,
  findWeight,
  fitLeastSquares,
  invertDefinite,
  type LeastSquaresProblem,
  type RobustLoss,
} from "./levenberg-marquardt.ts";
import { createRandom } from "./random.ts";

/** y = a + b x, each y with the sd. */
function makeLine(xs: readonly number[], ys: readonly number[], sd: number): LeastSquaresProblem {
  return {
    residualCount: xs.length,
    evaluate: ([a, b], residuals) => {
      xs.forEach((x, i) => {
        residuals[i] = (a + b * x - ys[i]) / sd;
      });
      return true;
    },
  };
}

test("a line is what the closed formula says, its covariance too", () => {
  const points = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), {
    minLength: 4,
    maxLength: 20,
  });
  fc.assert(
    fc.property(points, (ys) => {
      const xs = ys.map((_, i) => i);
      const { parameters, covariance } = fitLeastSquares(makeLine(xs, ys, 0.5), [0, 0]);
      const n = xs.length;
      const meanX = xs.reduce((sum, x) => sum + x, 0) / n;
      const meanY = ys.reduce((sum, y) => sum + y, 0) / n;
      const spread = xs.reduce((sum, x) => sum + (x - meanX) ** 2, 0);
      const slope = xs.reduce((sum, x, i) => sum + (x - meanX) * (ys[i] - meanY), 0) / spread;
      expect(parameters[1]).toBeCloseTo(slope, 7);
      expect(parameters[0]).toBeCloseTo(meanY - slope * meanX, 7);
      expect(covariance?.[3]).toBeCloseTo(0.25 / spread, 7);
      expect(covariance?.[0]).toBeCloseTo(0.25 * (1 / n + meanX ** 2 / spread), 7);
      expect(covariance?.[1]).toBeCloseTo((-0.25 * meanX) / spread, 7);
    }),
  );
});

/** Rosenbrock (1960), started where everybody starts it: a narrow bent valley, least at (1, 1). */
const rosenbrock: LeastSquaresProblem = {
  residualCount: 2,
  evaluate: ([x, y], residuals) => {
    residuals[0] = 10 * (y - x * x);
    residuals[1] = 1 - x;
    return true;
  },
};

test("Rosenbrock's valley is followed to its end, with derivatives that are given or not", () => {
  const given: LeastSquaresProblem = {
    ...rosenbrock,
    differentiate: ([x], jacobian) => {
      jacobian.set([-20 * x, 10, -1, 0]);
    },
  };
  for (const problem of [rosenbrock, given]) {
    const { parameters, isConverged, cost } = fitLeastSquares(problem, [-1.2, 1]);
    expect(isConverged).toBe(true);
    expect(cost).toBeLessThan(1e-18);
    expect(parameters[0]).toBeCloseTo(1, 8);
    expect(parameters[1]).toBeCloseTo(1, 8);
  }
});

// Certified values: NIST StRD, nonlinear regression, data set Misra1a (first start).
test("Misra1a comes out as certified", () => {
  const xs = [77.6, 114.9, 141.1, 190.8, 239.9, 289, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1];
  xs.push(689.1, 760);
  const ys = [10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.4];
  ys.push(75.47, 81.78);
  const problem: LeastSquaresProblem = {
    residualCount: 14,
    evaluate: ([b1, b2], residuals) => {
      xs.forEach((x, i) => {
        residuals[i] = ys[i] - b1 * (1 - Math.exp(-b2 * x));
      });
      return true;
    },
    differentiate: ([b1, b2], jacobian) => {
      xs.forEach((x, i) => {
        jacobian[2 * i] = Math.exp(-b2 * x) - 1;
        jacobian[2 * i + 1] = -b1 * x * Math.exp(-b2 * x);
      });
    },
  };
  const { parameters, cost, covariance } = fitLeastSquares(problem, [500, 1e-4]);
  expect(parameters[0] / 238.94212918).toBeCloseTo(1, 8);
  expect(parameters[1] / 5.5015643181e-4).toBeCloseTo(1, 8);
  expect(cost / 0.12455138894).toBeCloseTo(1, 8);
  expect(Math.sqrt(covariance![0] * (cost / 12)) / 2.7070075241).toBeCloseTo(1, 6);
});

const losses: RobustLoss[] = [
  { kind: "squared" },
  { kind: "huber", scaleSds: 1.5 },
  { kind: "cauchy", scaleSds: 2 },
];

test.each(losses)("the weight is the slope of the loss ($kind)", (loss) => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 100, noNaN: true }), (square) => {
      const step = 1e-5 * square;
      const slope = (findLoss(loss, square + step) - findLoss(loss, square - step)) / (2 * step);
      expect(findWeight(loss, square)).toBeCloseTo(slope, 4);
    }),
  );
});

test("robust weights leave a line where it is when a tenth of its points is wrong", () => {
  const random = createRandom(3);
  const xs = Array.from({ length: 60 }, (_, i) => i / 10);
  const ys = xs.map((x, i) => 1 + 2 * x + random.normal(0, 0.1) + (i % 10 === 7 ? 30 : 0));
  const problem = makeLine(xs, ys, 0.1);
  const plain = fitLeastSquares(problem, [0, 0]);
  expect(Math.abs(plain.parameters[0] - 1)).toBeGreaterThan(1);
  const robust = fitLeastSquares(problem, plain.parameters, { loss: losses[2] });
  expect(Math.abs(robust.parameters[0] - 1)).toBeLessThan(0.1);
  expect(Math.abs(robust.parameters[1] - 2)).toBeLessThan(0.03);
  expect(robust.weights[7]).toBeLessThan(0.01);
  const { parameters } = fitLeastSquares(problem, [0, 0], { loss: losses[1] });
  expect(Math.abs(parameters[1] - 2)).toBeLessThan(0.1);
});

test("residuals of one group are weighted together", () => {
  const xs = [0, 0, 1, 1, 2, 2];
  const fit = fitLeastSquares(makeLine(xs, [0, 0, 1, 1, 2, 90], 1), [0, 1], {
    loss: { kind: "cauchy", scaleSds: 1 },
    groupSize: 2,
  });
  expect(fit.weights.length).toBe(3);
  expect(fit.weights[2]).toBeLessThan(0.01);
});

test("steps into what makes no sense are not taken", () => {
  // The least of (log x - log 2)² from x = 9: a full step would go below zero.
  const { parameters } = fitLeastSquares(
    {
      residualCount: 1,
      evaluate: ([x], residuals) => {
        if (x <= 0) return false;
        residuals[0] = Math.log(x) - Math.log(2);
        return true;
      },
    },
    [90],
  );
  expect(parameters[0]).toBeCloseTo(2, 8);
});

test("a parameter that no residual determines has no covariance, and stays", () => {
  const { parameters, covariance } = fitLeastSquares(
    {
      residualCount: 2,
      evaluate: ([x], residuals) => {
        residuals.fill(x - 4);
        return true;
      },
    },
    [0, 7],
  );
  expect(parameters[0]).toBeCloseTo(4, 8);
  expect(parameters[1]).toBe(7);
  expect(covariance).toBeNull();
});

test("the inverse of a definite matrix is one, whatever its units", () => {
  const inverse = invertDefinite(Float64Array.of(4e12, 0, 2e6, 2), 2)!;
  expect(inverse[0] * 4e12 + inverse[1] * 2e6).toBeCloseTo(1, 9);
  expect(inverse[2] * 2e6 + inverse[3] * 2).toBeCloseTo(1, 9);
  expect(invertDefinite(Float64Array.of(1, 0, 1, 1), 2)).toBeNull();
});

test("sizes that do not fit and starts that make no sense are refused", () => {
  expect(() => fitLeastSquares(rosenbrock, [])).toThrow(RangeError);
  expect(() => fitLeastSquares(rosenbrock, [Number.NaN, 1])).toThrow(RangeError);
  expect(() =>
    fitLeastSquares(makeLine([1, 2, 3], [1, 2, 3], 1), [0, 0], { groupSize: 2 }),
  ).toThrow(RangeError);
  expect(() => fitLeastSquares({ ...rosenbrock, evaluate: () => false }, [0, 0])).toThrow(
    "makes no sense",
  );
});
