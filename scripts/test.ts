/**
 * Checks a change: types, lint, docs, tests.
 *
 *     npm test                      everything, in about ten minutes on two cores
 *     npm test -- packages/sim      types, lint, docs, and the tests whose path contains that
 *
 *     CI=true npm test              also coverage, and more seeds and kills
 *
 * What takes longer is run by `npm run prove`. Tests that check a sample of many cases take it from the
 * commit, and long tests take turns (test/turns.ts). SAUNTER_SEED repeats the samples and the turn of another run.
 *
 * The last line is `N passed, N failed`, followed by `, N skipped` if tests were skipped.
 */
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { TURNS } from "../test/turns.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const data = join(root, "../shared/data");
const IS_CI = process.env.CI !== undefined;
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
    /** Why the file could not be loaded. */
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
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
  const before = { ...tally };
  const skippedByFile = existsSync(resultsFile) ? countTests(tally) : new Map<string, number>();
  if (tally.passed + tally.failed === before.passed + before.failed) {
    console.log("tests: FAILED, no test ran");
    tally.failed++;
  } else if (code !== 0 && tally.failed === before.failed) {
    // Too little coverage, or an error outside of any test.
    console.log("tests: FAILED as a whole, for the reason above");
    tally.failed++;
  }
  reportSkipped(skippedByFile);
}

function countTests(tally: Tally): Map<string, number> {
  const results: Results = JSON.parse(readFileSync(resultsFile, "utf8"));
  const skippedByFile = new Map<string, number>();
  for (const { name, status, message, assertionResults } of results.testResults) {
    const failures = assertionResults.filter((test) => test.status === "failed");
    const failed = failures.length;
    for (const { fullName, failureMessages } of failures) {
      failedTests.push(`${relative(root, name)}: ${fullName}\n${failureMessages.join("\n")}`);
    }
    if (failed === 0 && status === "failed")
      failedTests.push(`${relative(root, name)}\n${message}`);
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

/** Power cuts of the simulated process, and kills of the real one. */
const TORTURE_SEEDS = IS_CI ? 500 : 100;
const CRASH_KILLS = 20;

/** The first 32 bits of the commit; 1 if this is no checkout. */
function findSeed(): string {
  const { status, stdout } = spawnSync("git", ["rev-parse", "HEAD"], { cwd: root });
  return status === 0 ? String(Number.parseInt(String(stdout).slice(0, 8), 16)) : "1";
}

const IN_MEMORY = "/dev/shm";
const SCRATCH_BYTES_MIN = 4e9;

/**
 * Puts temporary files of tests in memory if there's room: tests open thousands of databases, each of which waits for
 * the disk.
 */
function useMemoryForScratch(): void {
  if (process.env.TMPDIR !== undefined || !existsSync(IN_MEMORY)) return;
  const { bavail, bsize } = statfsSync(IN_MEMORY);
  if (bavail * bsize < SCRATCH_BYTES_MIN) return;
  const folder = mkdtempSync(join(IN_MEMORY, "saunter-test-"));
  // PostgreSQL runs as another user if tests run as root.
  chmodSync(folder, 0o711);
  process.env.TMPDIR = folder;
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => process.exit(1));
  }
}

/** Printed again at the end: Vitest's own list is thousands of lines further up. */
const failedTests: string[] = [];
const filters = process.argv.slice(2);
useMemoryForScratch();
const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
// Programs that tests start are compiled once.
process.env.NODE_COMPILE_CACHE ??= join(root, "node_modules/.cache/saunter/compiled");
process.env.SAUNTER_SEED ??= findSeed();
if (filters.length === 0 && !IS_CI && process.env.SAUNTER_TESTS !== "all") {
  process.env.SAUNTER_TURN ??= String(Number(process.env.SAUNTER_SEED) % TURNS.length);
}
console.log(
  `Node ${process.version}, samples of seed ${process.env.SAUNTER_SEED}, tests of turn ${process.env.SAUNTER_TURN ?? "all"}`,
);
await Promise.all([
  runCheck("types", "typescript/bin/tsc", ["-b"], tally),
  runCheck("lint", "@biomejs/biome/bin/biome", ["check", "."], tally),
  runCheck("docs", "../scripts/check-docs.ts", [], tally),
  runCheck("planted faults", "../scripts/plant-faults.ts", ["--check"], tally),
]);
/** Measuring coverage takes a third of a test's time, so it is done only in CI, for these alone. */
const COUNTED = "--project=counted";
const OTHERS = ["code", "simulated", "screens"].map((name) => `--project=${name}`);
const API_COVERAGE = "--project=api-coverage";
if (filters.length > 0) await runTests([COUNTED, ...OTHERS, ...filters], tally);
else {
  if (IS_CI) {
    await runTests([COUNTED, "--coverage"], tally);
    await runTests([...OTHERS, API_COVERAGE], tally);
  } else await runTests([COUNTED, ...OTHERS, API_COVERAGE], tally);
  await runSaunter(["torture", "--seeds", String(TORTURE_SEEDS), "--json"], tally);
  if (IS_CI) await runSaunter(["crash", "--kills", String(CRASH_KILLS), "--json"], tally);
}
if (failedTests.length > 0) {
  console.log(`\nFailed tests:\n\n${failedTests.map((test) => test.slice(0, 2000)).join("\n\n")}`);
}
const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : "";
console.log(`\n${tally.passed} passed, ${tally.failed} failed${skipped}`);
process.exitCode = tally.failed === 0 ? 0 : 1;
