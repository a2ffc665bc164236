import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Lines of a pure package that its tests run, per cent of a whole package. */
const LINES_MIN = 95;
/** Where money is moved, each part by itself. */
const MONEY_PARTS = [
  ...["money", "cart", "tax", "payment"].map((part) => `packages/commerce/src/${part}/**`),
  ...["payments", "domain"].map((part) => `apps/shop/src/${part}/**`),
];
/** The slowest tests simulate minutes of a shop; on a busy machine they take their time. */
const TIMEOUT_MS = 120_000;

/** What is held to so many lines, and what tests it. */
const PURE = ["numerics", "engine", "vision", "sim", "commerce"];
const COUNTED = [
  ...PURE.map((name) => `packages/${name}/src/**/*.test.ts`),
  ...["payments", "domain"].map((part) => `apps/shop/src/${part}/**/*.test.ts`),
  // Parts of commerce that need a shop's journal to be seen.
  ...["publish/to-public-event", "projections/read-sales"].map(
    (name) => `apps/shop/src/${name}.test.ts`,
  ),
  "test/engine-*.test.ts",
];
const SCREENS = ["test/screens/**/*.test.ts"];
/**
 * Films and days of a shop, simulated whole. Counting the lines that they run makes them take half as
 * long again and tells nothing: what they are made of has tests of its own, which are counted.
 */
const SIMULATED = [
  ...["apps/lab/src/torture/torture", "apps/lab/src/torture/offline", "apps/lab/src/worlds/worlds"],
  "apps/lab/src/evaluate/baseline-accuracy",
  ...["faulty-devices", "layouts", "live-way", "outage"].map(
    (name) => `apps/lab/src/devices/${name}`,
  ),
  ...["broken-films", "camera-troubles", "rest-live", "watch-films"].map(
    (name) => `packages/ingest/src/pipeline/${name}`,
  ),
  ...["refine-by-watching", "watch"].map((name) => `apps/shop/src/commands/${name}`),
  "apps/shop/src/capabilities/evidence/keep-clips",
  ...["packages/sim/src/layout-receipts", "packages/vision/src/cameras/camera-drift-rates"],
  ...["alternatives", "hands", "parameters", "properties"].map((name) => `test/engine-${name}`),
].map((name) => `${name}.test.ts`);
/** Whether the tests of code have seen the whole API: known when they have ended. */
const API_COVERAGE = "apps/shop/src/http/api-coverage.test.ts";

/** So many files run at once where some of them wait for pages. */
const WAITING_WORKERS = availableParallelism() + 1;

/** What is looked for until it is there comes late on a busy machine, too. */
const POLL_MS = 10_000;

/**
 * They go first, in this order: begun last, as such small files are, they would run when all others have
 * ended. Each takes ten seconds or more; those at the head wait most, and leave a core to the rest.
 */
const LONGEST = [
  ...["packages/sim/src/layout-receipts", "test/screens/demo"],
  ...["test/screens/bad-states", "apps/lab/src/torture/torture", "test/screens/shop-keeping"],
  ...["test/screens/kiosk", "packages/ingest/src/pipeline/camera-troubles"],
  ...["test/screens/shopper-themes", "test/screens/restart"],
  ...["apps/shop/src/capabilities/evidence/keep-clips", "apps/lab/src/worlds/worlds"],
  ...["test/engine-parameters", "test/screens/floor", "test/screens/review"],
  ...["apps/shop/src/http/foreign-ids", "packages/sim/src/worlds", "packages/sim/src/simulate"],
].map((name) => `/${name}.test.ts`);

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rankOf = ({ moduleId }: TestSpecification): number => {
      const rank = LONGEST.findIndex((end) => moduleId.endsWith(end));
      return rank < 0 ? LONGEST.length : rank;
    };
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}

const shared = {
  testTimeout: TIMEOUT_MS,
  hookTimeout: TIMEOUT_MS,
  expect: { poll: { timeout: POLL_MS } },
  provide: { apiRecordFolder: join(tmpdir(), `saunter-api-record-${process.pid}`) },
};

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: "counted",
          ...shared,
          include: COUNTED,
          exclude: [...SIMULATED, "**/node_modules/**"],
          maxWorkers: availableParallelism(),
          // Files that follow each other in a worker share what they import: loading it took longer
          // than most of them.
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "code",
          ...shared,
          include: ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts", "test/**/*.test.ts"],
          exclude: [...COUNTED, ...SCREENS, ...SIMULATED, API_COVERAGE, "**/node_modules/**"],
          globalSetup: "test/remove-api-record.ts",
          maxWorkers: WAITING_WORKERS,
          // As above.
          isolate: false,
          // All that follow but the last are one group: those that compute have the cores while screens wait.
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "simulated",
          ...shared,
          include: SIMULATED,
          maxWorkers: WAITING_WORKERS,
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // A browser and a shop each, which wait for each other more than they compute.
        test: {
          name: "screens",
          ...shared,
          globalSetup: "test/screens/build-pages.ts",
          include: SCREENS,
          maxWorkers: WAITING_WORKERS,
          // As above: each file loaded the whole of the shop's process.
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "api-coverage",
          ...shared,
          include: [API_COVERAGE],
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
    coverage: {
      provider: "v8",
      include: [...PURE.map((name) => `packages/${name}/src/**/*.ts`), ...MONEY_PARTS],
      exclude: [
        "**/*.test.ts",
        "**/*.bench.ts",
        "**/*-builders.ts",
        "**/*-fixture.ts",
        "**/*-suite.ts",
      ],
      reporter: ["text-summary", "json-summary"],
      reportOnFailure: true,
      thresholds: Object.fromEntries(
        [...PURE.map((name) => `packages/${name}/src/**`), ...MONEY_PARTS].map((glob) => [
          glob,
          { lines: LINES_MIN },
        ]),
      ),
    },
  },
});
