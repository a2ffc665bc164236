/**
 * All that has to hold before a change is taken: types, lint, tests and their coverage.
 *
 *     npm test                      everything
 *     npm test -- packages/sim      types, lint, and the tests whose path holds that
 *
 *     CI=true npm test              and what takes minutes: the process tortured, and killed
 *
 * The last line is `N passed, N failed`, with `, N skipped` where tests were skipped.
 */
import { spawnSync } from "node:child_process";
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

/** Runs a tool of node_modules on this very Node; its output goes straight to the terminal. */
function runTool(path: string, args: readonly string[]): number {
  const run = spawnSync(process.execPath, [join(root, "node_modules", path), ...args], {
    cwd: root,
    stdio: "inherit",
  });
  if (run.error !== undefined) console.error(run.error.message);
  return run.status ?? 1;
}

function runCheck(name: string, path: string, args: readonly string[], tally: Tally): void {
  const startMs = performance.now();
  const passed = runTool(path, args) === 0;
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  console.log(`${name}: ${passed ? "passed" : "FAILED"} (${seconds} s)`);
  if (passed) tally.passed++;
  else tally.failed++;
}

function runSaunter(args: readonly string[], tally: Tally): void {
  runCheck(args.join(" "), "../apps/edge/bin/saunter.mjs", args, tally);
}

function runTests(filters: readonly string[], tally: Tally): void {
  rmSync(resultsFile, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${resultsFile}`];
  const coverage = filters.length === 0 ? ["--coverage"] : [];
  const code = runTool("vitest/vitest.mjs", ["run", ...reporters, ...coverage, ...filters]);
  const failedBefore = tally.failed;
  const skippedByFile = existsSync(resultsFile) ? countTests(tally) : new Map<string, number>();
  if (code !== 0 && tally.failed === failedBefore) {
    // Too little coverage, an error outside of any test, or no test at all.
    console.log("tests: FAILED as a whole, for the reason above");
    tally.failed++;
  }
  tellSkipped(skippedByFile);
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

function tellSkipped(skippedByFile: ReadonlyMap<string, number>): void {
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

const filters = process.argv.slice(2);
const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
console.log(`Node ${process.version}`);
runCheck("types", "typescript/bin/tsc", ["-b"], tally);
runCheck("lint", "@biomejs/biome/bin/biome", ["check", "."], tally);
runTests(filters, tally);
if (process.env.CI !== undefined && filters.length === 0) {
  runSaunter(["torture", "--seeds", String(TORTURE_SEEDS), "--json"], tally);
  runSaunter(["crash", "--kills", String(CRASH_KILLS), "--json"], tally);
}
const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : "";
console.log(`\n${tally.passed} passed, ${tally.failed} failed${skipped}`);
process.exitCode = tally.failed === 0 ? 0 : 1;
