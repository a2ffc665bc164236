import { existsSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { TURNS } from "./test/turns.ts";

/** Lines of a pure package that its tests run, per cent of a whole package. */
const LINES_MIN = 95;
/** The parts that move money, each counted alone. */
const MONEY_PARTS = [
  ...["money", "cart", "tax", "payment"].map((part) => `packages/commerce/src/${part}/**`),
  ...["payments", "domain"].map((part) => `apps/shop/src/${part}/**`),
];
/**
 * No test may fail because the machine is busy: these only end what hangs, and are far above what the
 * slowest test takes beside a busy loop on each core.
 */
const TIMEOUT_MS = 600_000;
const POLL_MS = 120_000;

/** What has a coverage threshold, and what tests it. */
const PURE = ["numerics", "engine", "vision", "sim", "commerce"];
const COUNTED = [
  ...PURE.map((name) => `packages/${name}/src/**/*.test.ts`),
  ...["payments", "domain"].map((part) => `apps/shop/src/${part}/**/*.test.ts`),
  // Parts of commerce that need a shop's journal to be tested.
  ...[
    ...["shop/src/publish/to-public-event", "shop/src/projections/read-sales"],
    "lab/src/torture/public-events",
  ].map((name) => `apps/${name}.test.ts`),
  "test/engine-*.test.ts",
];
const SCREENS = ["test/screens/**/*.test.ts"];
/**
 * Long simulations. Measuring their coverage takes half as long again and shows nothing: their parts
 * have tests of their own, which are counted.
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
  "packages/vision/src/cameras/camera-drift-rates",
  ...["alternatives", "hands", "parameters", "properties"].map((name) => `test/engine-${name}`),
].map((name) => `${name}.test.ts`);
/** Whether the tests called the whole API, which is known after all others have ended. */
const API_COVERAGE = "apps/shop/src/http/api-coverage.test.ts";
const NOT_OURS = "**/node_modules/**";

/** Which of the tests in turns are run; all of them if it isn't set. */
const TURN = process.env.SAUNTER_TURN;
const LEFT_OUT = TURN === undefined ? [] : TURNS.filter((_, turn) => turn !== Number(TURN)).flat();
for (const file of TURNS.flat()) {
  if (!existsSync(new URL(file, import.meta.url)))
    throw new Error(`test/turns.ts: no file ${file}`);
}

/** Started for the first test that needs a database. */
const SHARED_POSTGRES = "apps/chain/src/database/shared-postgres-fixture.ts";

/** Twice as many as there are cores: many tests wait for pages, servers or other processes. */
const WORKERS = 2 * availableParallelism();

/** The longest files start first, so that none of them runs alone at the end. */
const LONGEST = [
  ...["screens/demo", "screens/bad-states", "lab/src/torture/torture", "screens/shop-keeping"],
  ...["screens/kiosk", "pipeline/camera-troubles", "screens/shopper-themes", "screens/restart"],
  ...["evidence/keep-clips", "lab/src/worlds/worlds", "test/engine-parameters", "screens/floor"],
  ...["screens/review", "vision/src/cameras/refine-cameras", "test/engine-previews"],
  ...["http/foreign-ids", "packages/sim/src/worlds", "packages/sim/src/simulate"],
].map((name) => `/${name}.test.ts`);

/** Of other files, those of these projects first: in them a few take as long as hundreds elsewhere. */
const LONG_PROJECTS = ["simulated", "screens", "code"];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rankOf = ({ moduleId, project }: TestSpecification): number => {
      const rank = LONGEST.findIndex((end) => moduleId.endsWith(end));
      const ofProject = LONG_PROJECTS.indexOf(project.name);
      if (rank >= 0) return rank;
      return LONGEST.length + (ofProject < 0 ? LONG_PROJECTS.length : ofProject);
    };
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}

const shared = {
  testTimeout: TIMEOUT_MS,
  hookTimeout: TIMEOUT_MS,
  expect: { poll: { timeout: POLL_MS } },
  provide: { apiRecordFolder: join(tmpdir(), `saunter-api-record-${process.pid}`) },
  maxWorkers: WORKERS,
  passWithNoTests: true,
  // Files that follow each other in a worker share their imports, which take longer than most tests.
  isolate: false,
};

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    // A group of tests may have none in a sample; scripts/test.ts fails if no test ran at all.
    passWithNoTests: true,
    projects: [
      {
        test: {
          name: "counted",
          ...shared,
          include: COUNTED,
          exclude: [...SIMULATED, ...LEFT_OUT, NOT_OURS],
        },
      },
      {
        test: {
          name: "code",
          ...shared,
          include: ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts", "test/**/*.test.ts"],
          exclude: [...COUNTED, ...SCREENS, ...SIMULATED, API_COVERAGE, ...LEFT_OUT, NOT_OURS],
          globalSetup: ["test/remove-api-record.ts", SHARED_POSTGRES],
        },
      },
      {
        test: {
          name: "simulated",
          ...shared,
          include: SIMULATED,
          exclude: [...LEFT_OUT, NOT_OURS],
        },
      },
      {
        test: {
          name: "screens",
          ...shared,
          globalSetup: ["test/screens/build-pages.ts", SHARED_POSTGRES],
          include: SCREENS,
          exclude: [...LEFT_OUT, NOT_OURS],
        },
      },
      {
        test: {
          name: "api-coverage",
          ...shared,
          include: [API_COVERAGE],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Run by `npm run prove` alone.
        test: {
          name: "proof",
          ...shared,
          globalSetup: "test/screens/build-pages.ts",
          include: ["{packages,apps}/*/src/**/*.proof.ts", "test/**/*.proof.ts"],
        },
      },
    ],
    coverage: {
      provider: "v8",
      include: [...PURE.map((name) => `packages/${name}/src/**/*.ts`), ...MONEY_PARTS],
      exclude: [
        "**/*.test.ts",
        "**/*.proof.ts",
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
