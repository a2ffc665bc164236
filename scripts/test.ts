/**
 * All that has to hold before a change is taken: types, lint, tests and their coverage.
 *
 *     npm test                      everything
 *     npm test -- packages/sim      types, lint, and the tests whose path holds that
 *
 *     CI=true npm test              and what takes minutes: the process tortured, and killed
 *
 * What is held to so many lines comes first, on all cores, with its coverage; then all other tests, of
 * which those of screens wait while the rest compute. What is killed after so long a life is to have
 * done something by then, and has the machine to itself.
 *
 * The last line is `N passed, N failed`, with `, N skipped` where tests were skipped.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const data = join(root, "../shared/data");
const resultsFile = join(root, "node_modules/.cache/saunter/test-results.json");

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** The part of Vitest's JSON report that is read here. */
interface Results {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

interface ToolRun {
  readonly code: number;
  /** Why it could not be started; empty where it was. */
  readonly failure: string;
}

/** Runs a tool of node_modules on this very Node; its output goes straight to the terminal. */
function runTool(path: string, args: readonly string[]): Promise<ToolRun> {
  const child = spawn(process.execPath, [join(root, "node_modules", path), ...args], {
    cwd: root,
    stdio: "inherit",
  });
  return new Promise((resolve) => {
    child.on("error", ({ message }) => resolve({ code: 1, failure: `${message}\n` }));
    child.on("close", (code) => resolve({ code: code ?? 1, failure: "" }));
  });
}

async function runCheck(
  name: string,
  path: string,
  args: readonly string[],
  tally: Tally,
): Promise<void> {
  const startMs = performance.now();
  const { code, failure } = await runTool(path, args);
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  console.log(`${failure}${name}: ${code === 0 ? "passed" : "FAILED"} (${seconds} s)`);
  if (code === 0) tally.passed++;
  else tally.failed++;
}

function runSaunter(args: readonly string[], tally: Tally): Promise<void> {
  return runCheck(args.join(" "), "../apps/shop/bin/saunter.mjs", args, tally);
}

/** @param args Vitest's arguments: which tests to run, and how. */
async function runTests(args: readonly string[], tally: Tally): Promise<void> {
  rmSync(resultsFile, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${resultsFile}`];
  const { code, failure } = await runTool("vitest/vitest.mjs", ["run", ...reporters, ...args]);
  if (failure !== "") console.error(failure);
  const failedBefore = tally.failed;
  const skippedByFile = existsSync(resultsFile) ? countTests(tally) : new Map<string, number>();
  if (code !== 0 && tally.failed === failedBefore) {
    // Too little coverage, an error outside of any test, or no test at all.
    console.log("tests: FAILED as a whole, for the reason above");
    tally.failed++;
  }
  reportSkipped(skippedByFile);
}

function countTests(tally: Tally): Map<string, number> {
  const results: Results = JSON.parse(readFileSync(resultsFile, "utf8"));
  const skippedByFile = new Map<string, number>();
  for (const { name, status, assertionResults } of results.testResults) {
    const failed = assertionResults.filter((test) => test.status === "failed").length;
    const passed = assertionResults.filter((test) => test.status === "passed").length;
    const skipped = assertionResults.length - failed - passed;
    // A file that cannot be loaded has no tests, and has failed.
    tally.failed += failed === 0 && status === "failed" ? 1 : failed;
    tally.passed += passed;
    tally.skipped += skipped;
    if (skipped > 0) skippedByFile.set(relative(root, name), skipped);
  }
  return skippedByFile;
}

function reportSkipped(skippedByFile: ReadonlyMap<string, number>): void {
  if (skippedByFile.size === 0) return;
  const why = existsSync(data)
    ? "see their titles"
    : "the recordings and facts that they read, ../shared/data, are not there";
  console.log(`\nSkipped, because ${why}:`);
  for (const [file, count] of skippedByFile) console.log(`  ${file}: ${count}`);
}

/** Seeds and kills of a run in CI; their totals were once run in hundreds of times as many. */
const TORTURE_SEEDS = 2000;
const CRASH_KILLS = 50;
/** Seeds of one check: after each it is looked whether there is time for the next. */
const SEEDS_AT_ONCE = 250;
/** So many are run however late it is. */
const TORTURE_SEEDS_MIN = 500;
/** From the start of all: CI ends a run after 90 minutes, and a busy machine takes half as long again as a quiet one. */
const TORTURE_UNTIL_MS = 72 * 60_000;

/** On a busy machine, as many seeds as there is time for. */
async function torture(tally: Tally): Promise<void> {
  for (let done = 0; done < TORTURE_SEEDS; done += SEEDS_AT_ONCE) {
    if (done >= TORTURE_SEEDS_MIN && performance.now() > TORTURE_UNTIL_MS) {
      console.log(`torture: ${done} of ${TORTURE_SEEDS} seeds, since the time for it is over`);
      return;
    }
    const seeds = ["--from", String(done + 1), "--seeds", String(SEEDS_AT_ONCE)];
    await runSaunter(["torture", ...seeds, "--json"], tally);
  }
}

const CRASH = ["crash", "--kills", String(CRASH_KILLS), "--json"];

const filters = process.argv.slice(2);
const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
// Programs that tests start are compiled once.
process.env.NODE_COMPILE_CACHE ??= join(root, "node_modules/.cache/saunter/compiled");
console.log(`Node ${process.version}`);
await Promise.all([
  runCheck("types", "typescript/bin/tsc", ["-b"], tally),
  runCheck("lint", "@biomejs/biome/bin/biome", ["check", "."], tally),
]);
/** Whose lines are counted, and all others: counting takes a third of a test's time. */
const COUNTED = "--project=counted";
const OTHERS = ["code", "simulated", "screens"].map((name) => `--project=${name}`);
// Whether the whole API was seen is known only where all of its tests have run.
if (filters.length > 0) await runTests([COUNTED, ...OTHERS, ...filters], tally);
else {
  await runTests([COUNTED, "--coverage"], tally);
  await runTests([...OTHERS, "--project=api-coverage"], tally);
  if (process.env.CI !== undefined) {
    await torture(tally);
    await runSaunter(CRASH, tally);
  }
}
const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : "";
console.log(`\n${tally.passed} passed, ${tally.failed} failed${skipped}`);
process.exitCode = tally.failed === 0 ? 0 : 1;
