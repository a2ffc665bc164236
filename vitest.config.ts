import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Lines of a pure package that its tests run, per cent of a whole package. */
const LINES_MIN = 95;
/** Where money is moved, each part by itself. */
const MONEY_PARTS = [
  ...["money", "cart", "tax", "payment"].map((part) => `packages/commerce/src/${part}/**`),
  ...["payments", "shop"].map((part) => `apps/edge/src/${part}/**`),
];
/** The slowest tests simulate minutes of a shop; on a busy machine they take their time. */
const TIMEOUT_MS = 120_000;

const SCREENS = ["test/screens/**/*.test.ts", "test/measurements.test.ts"];

/** What is looked for until it is there comes late on a busy machine, too. */
const POLL_MS = 10_000;

const shared = {
  ...{ testTimeout: TIMEOUT_MS, hookTimeout: TIMEOUT_MS },
  expect: { poll: { timeout: POLL_MS } },
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...{ name: "code", ...shared },
          include: ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts", "test/**/*.test.ts"],
          exclude: [...SCREENS, "**/node_modules/**"],
          maxWorkers: availableParallelism(),
          // Files that follow each other in a worker share what they import: loading it took longer
          // than most of them.
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // A browser and a shop each, which wait for each other more than they compute.
        test: {
          ...{ name: "screens", ...shared },
          globalSetup: "test/screens/build-pages.ts",
          include: SCREENS,
          maxWorkers: availableParallelism() + 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
    coverage: {
      provider: "v8",
      include: ["packages/*/src/**/*.ts", ...MONEY_PARTS],
      exclude: [
        "**/*.test.ts",
        "**/*.bench.ts",
        "**/*-builders.ts",
        "**/*-fixture.ts",
        "**/*-suite.ts",
      ],
      reporter: ["text-summary", "json-summary"],
      reportOnFailure: true,
      thresholds: {
        "packages/numerics/src/**": { lines: LINES_MIN },
        "packages/perception/src/**": { lines: LINES_MIN },
        "packages/sim/src/**": { lines: LINES_MIN },
        "packages/commerce/src/**": { lines: LINES_MIN },
        ...Object.fromEntries(MONEY_PARTS.map((glob) => [glob, { lines: LINES_MIN }])),
      },
    },
  },
});
