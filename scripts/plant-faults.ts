/**
 * Plants faults in a copy of the code, one at a time, and checks that a test finds each.
 *
 *     npm run plant-faults                      run the tests named with each fault
 *     npm run plant-faults -- --only refund     only faults whose area or words contain this
 *     npm run plant-faults -- --all             run all tests of code for each, which takes hours
 *     npm run plant-faults -- --out FILE        also write the table to a file
 *     npm run plant-faults -- --check           only check that each can be planted in the code as it is
 *
 * The copy is of the last commit. Exits with 1 if a fault isn't found.
 */
import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Area, Fault } from "./plant-faults/fault.ts";
import { AREAS, FAULTS } from "./plant-faults/faults.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const PROJECTS = ["counted", "code", "simulated"];
/** Only started if needed: it builds the pages first. */
const SCREENS_PROJECT = "screens";
/** A fault can make tests wait forever. */
const RUN_MS_MAX = 15 * 60_000;

function git(...args: readonly string[]): string {
  return execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
}

/** A worktree of the last commit that links to the installed packages. */
function makeCopy(): string {
  const copy = join(mkdtempSync(join(tmpdir(), "saunter-faults-")), "copy");
  git("worktree", "add", "--quiet", "--detach", copy, "HEAD");
  const [from, to] = [join(root, "node_modules"), join(copy, "node_modules")];
  mkdirSync(join(to, "@saunter"), { recursive: true });
  for (const name of readdirSync(from)) {
    if (name !== "@saunter" && name !== ".cache") symlinkSync(join(from, name), join(to, name));
  }
  for (const name of readdirSync(join(from, "@saunter"))) {
    // Workspace links point to the packages and apps of the copy.
    const place = /(packages|apps)\/[^/]+\/?$/.exec(readlinkSync(join(from, "@saunter", name)));
    if (place === null) throw new Error(`@saunter/${name} is not a workspace`);
    symlinkSync(join(copy, place[0]), join(to, "@saunter", name));
  }
  return copy;
}

function removeCopy(copy: string): void {
  git("worktree", "remove", "--force", copy);
  rmSync(join(copy, ".."), { recursive: true, force: true });
}

interface FailedTest {
  readonly file: string;
  readonly test: string;
  /** No test of the file ran: it could not be loaded or prepared. */
  readonly isWholeFile?: boolean;
}

interface Finding {
  readonly foundBy: FailedTest | null;
  readonly seconds: number;
}

/** @param tests if empty, all tests of code */
function findFault(copy: string, fault: Fault, tests: readonly string[]): Finding {
  const path = join(copy, fault.file);
  const before = readFileSync(path, "utf8");
  writeFileSync(path, plant(before, fault));
  const startMs = performance.now();
  try {
    const foundBy = runTests(copy, tests);
    return { foundBy, seconds: (performance.now() - startMs) / 1000 };
  } finally {
    writeFileSync(path, before);
  }
}

function plant(code: string, { file, text, planted, fault, variant }: Fault): string {
  const times = code.split(text).length - 1;
  if (times === 1) return code.replace(text, () => planted);
  throw new Error(
    `"${fault}: ${variant}" must occur once in ${file}, but occurs ${times} times: ${text}`,
  );
}

/** The part of Vitest's JSON report used here. */
interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** Returns the first test that fails; null if all pass. */
function runTests(
  copy: string,
  tests: readonly string[],
  options: readonly string[] = [],
): FailedTest | null {
  const report = join(copy, "..", "report.json");
  rmSync(report, { force: true });
  const hasScreens = tests.some((path) => path.startsWith("test/screens/"));
  const projects = hasScreens ? [...PROJECTS, SCREENS_PROJECT] : PROJECTS;
  const args = [
    ...["run", "--bail=1", "--reporter=json", `--outputFile=${report}`],
    ...projects.map((name) => `--project=${name}`),
    ...[...options, ...tests],
  ];
  const vitest = join(copy, "node_modules/vitest/vitest.mjs");
  const { status, signal, error } = spawnSync(process.execPath, [vitest, ...args], {
    cwd: copy,
    stdio: "ignore",
    timeout: RUN_MS_MAX,
  });
  if (signal !== null) return { file: tests.join(" "), test: "a test that never ends" };
  if (error !== undefined) throw error;
  if (!existsSync(report)) throw new Error("the tests did not run");
  const { testResults }: Report = JSON.parse(readFileSync(report, "utf8"));
  if (status === 0) {
    const hasRun = testResults.some(({ assertionResults }) =>
      assertionResults.some((test) => test.status === "passed"),
    );
    if (hasRun) return null;
    throw new Error(`all tests were skipped, see their titles: ${tests.join(" ")}`);
  }
  for (const { name, assertionResults } of testResults) {
    const failed = assertionResults.find((test) => test.status === "failed");
    if (failed !== undefined) return { file: name.slice(copy.length + 1), test: failed.fullName };
  }
  // Files cancelled by --bail have failed, too, but have no message.
  const broken = testResults.find(({ status: ofFile, message }) => ofFile === "failed" && message);
  if (broken === undefined) throw new Error("the run failed, but no test did");
  return {
    file: broken.name.slice(copy.length + 1),
    test: broken.message.split("\n")[0]!,
    isWholeFile: true,
  };
}

/** Throws if one of these tests fails without a fault: it would find every fault. */
function checkPass(copy: string, tests: readonly FailedTest[]): void {
  const [whole, single] = [true, false].map((isWhole) =>
    tests.filter(({ isWholeFile = false }) => isWholeFile === isWhole),
  );
  const names = new Set(single!.map(({ test }) => test.replaceAll(/[^\w ]/g, ".")));
  for (const [some, options] of [
    [whole!, []],
    [single!, [`--testNamePattern=${[...names].join("|")}`]],
  ] as const) {
    if (some.length === 0) continue;
    const failed = runTests(copy, [...new Set(some.map(({ file }) => file))], options);
    if (failed !== null) throw new Error(`${failed.file} fails without a fault: ${failed.test}`);
  }
}

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    all: { type: "boolean", default: false },
    out: { type: "string" },
    check: { type: "boolean", default: false },
  },
});
const chosen = FAULTS.filter(({ area, fault, variant }) =>
  `${area}: ${fault}: ${variant}`.includes(values.only),
);
if (chosen.length === 0) throw new Error(`no fault contains "${values.only}"`);
if (values.check) {
  for (const one of chosen) {
    plant(readFileSync(join(root, one.file), "utf8"), one);
    const missing = one.tests.find((path) => !existsSync(join(root, path)));
    if (missing !== undefined)
      throw new Error(`"${one.variant}" names a test that is gone: ${missing}`);
  }
  process.exit(0);
}
const copy = makeCopy();
const lines = ["| area | fault | where | found by | seconds |", "|---|---|---|---|---:|"];
const foundBy: FailedTest[] = [];
const foundCounts = new Map<Area, number>();
try {
  for (const one of chosen) plant(readFileSync(join(copy, one.file), "utf8"), one);
  console.log(lines.join("\n"));
  for (const one of chosen) {
    const { foundBy: by, seconds } = findFault(copy, one, values.all ? [] : one.tests);
    if (by !== null) {
      foundBy.push(by);
      foundCounts.set(one.area, (foundCounts.get(one.area) ?? 0) + 1);
    }
    const words = by === null ? "**not found**" : `\`${by.file}\`: ${by.test}`;
    const row = [one.area, one.fault, one.variant, words.replaceAll("|", "\\|")];
    lines.push(`| ${[...row, seconds.toFixed(0)].join(" | ")} |`);
    console.log(lines.at(-1));
  }
  checkPass(copy, foundBy);
} finally {
  removeCopy(copy);
}
const commit = git("rev-parse", "--short", "HEAD");
const summary = [
  ...AREAS.flatMap((area) => {
    const { length } = chosen.filter((one) => one.area === area);
    return length === 0 ? [] : [`- ${area}: ${foundCounts.get(area) ?? 0} of ${length} found`];
  }),
  `\n${foundBy.length} of ${chosen.length} found, commit ${commit}`,
].join("\n");
console.log(`\n${summary}`);
if (values.out !== undefined) writeFileSync(values.out, `${lines.join("\n")}\n\n${summary}\n`);
process.exitCode = foundBy.length === chosen.length ? 0 : 1;
