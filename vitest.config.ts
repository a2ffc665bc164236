import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Lines of a pure package that its tests run, per cent of the whole package. */
const LINES_MIN = 95;
/** The slowest tests simulate minutes of a shop; on a busy machine they take their time. */
const TIMEOUT_MS = 60_000;

export default defineConfig({
  test: {
    include: ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts", "test/**/*.test.ts"],
    // Tests of screens wait more than they work: each core has one.
    maxWorkers: availableParallelism(),
    testTimeout: TIMEOUT_MS,
    hookTimeout: TIMEOUT_MS,
    coverage: {
      provider: "v8",
      include: ["packages/*/src/**/*.ts"],
      exclude: ["**/*.test.ts", "**/*.bench.ts", "**/*-builders.ts"],
      reporter: ["text-summary", "json-summary"],
      reportOnFailure: true,
      thresholds: {
        "packages/numerics/src/**": { lines: LINES_MIN },
        "packages/perception/src/**": { lines: LINES_MIN },
        "packages/sim/src/**": { lines: LINES_MIN },
        "packages/commerce/src/**": { lines: LINES_MIN },
      },
    },
  },
});
