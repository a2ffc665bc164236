/**
 * Plants faults in a copy of the code, one at a time, and sees whether a test finds each.
 *
 *     npm run plant-faults                      each with the tests that are to find it
 *     npm run plant-faults -- --only refund     those whose words hold that
 *     npm run plant-faults -- --all             each with all tests of code, which takes hours
 *     npm run plant-faults -- --out FILE        writes the table there, too
 *
 * The copy is of the last commit. Exits with 1 where a fault is not found.
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
import { FAULTS, type Fault } from "./plant-faults/faults.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const PROJECTS = ["counted", "code", "simulated"].map((name) => `--project=${name}`);
/** A fault may well make tests wait for what never comes. */
const RUN_MS_MAX = 15 * 60_000;

function git(...args: readonly string[]): string {
  return execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
}

/** A worktree of the last commit, with what is installed here linked into it. */
function makeCopy(): string {
  const copy = join(mkdtempSync(join(tmpdir(), "saunter-faults-")), "copy");
  git("worktree", "add", "--quiet", "--detach", copy, "HEAD");
  const [from, to] = [join(root, "node_modules"), join(copy, "node_modules")];
  mkdirSync(join(to, "@saunter"), { recursive: true });
  for (const name of readdirSync(from)) {
    if (name !== "@saunter" && name !== ".cache") symlinkSync(join(from, name), join(to, name));
  }
  for (const name of readdirSync(join(from, "@saunter"))) {
    // Links of workspaces go to packages and apps: here to the copy's own.
    const place = /(packages|apps)\/[^/]+\/?$/.exec(readlinkSync(join(from, "@saunter", name)));
    if (place === null) throw new Error(`@saunter/${name} is no workspace`);
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
}

interface Finding {
  readonly foundBy: FailedTest | null;
  readonly seconds: number;
}

/** @param tests all of code where empty */
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
    `"${fault}: ${variant}" needs once in ${file}, and is there ${times} times: ${text}`,
  );
}

/** The part of Vitest's JSON report that is read here. */
interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** The first test that failed; null where none did. */
function runTests(copy: string, tests: readonly string[]): FailedTest | null {
  const report = join(copy, "..", "report.json");
  rmSync(report, { force: true });
  const args = ["run", "--bail=1", "--reporter=json", `--outputFile=${report}`, ...PROJECTS];
  const vitest = join(copy, "node_modules/vitest/vitest.mjs");
  const { status, signal, error } = spawnSync(process.execPath, [vitest, ...args, ...tests], {
    cwd: copy,
    stdio: "ignore",
    timeout: RUN_MS_MAX,
  });
  if (signal !== null) return { file: tests.join(" "), test: "a test that never ends" };
  if (error !== undefined) throw error;
  if (status === 0) return null;
  if (!existsSync(report)) throw new Error("the tests did not run");
  const { testResults }: Report = JSON.parse(readFileSync(report, "utf8"));
  for (const { name, assertionResults } of testResults) {
    const failed = assertionResults.find((test) => test.status === "failed");
    if (failed !== undefined) return { file: name.slice(copy.length + 1), test: failed.fullName };
  }
  // Files whose tests were called off have failed as well, without a word.
  const broken = testResults.find(({ status: ofFile, message }) => ofFile === "failed" && message);
  if (broken === undefined) throw new Error("the tests failed, and none of them did");
  return { file: broken.name.slice(copy.length + 1), test: broken.message.split("\n")[0]! };
}

/** Throws where a test fails with nothing planted: it would find every fault. */
function checkPasses(copy: string, { file, test }: FailedTest): void {
  if (sound.has(`${file} ${test}`)) return;
  const name = test.replaceAll(/[^\w ]/g, ".");
  const failed = runTests(copy, [file, `--testNamePattern=${name}`]);
  if (failed !== null) throw new Error(`nothing is planted, and ${file} fails: ${failed.test}`);
  sound.add(`${file} ${test}`);
}

const sound = new Set<string>();

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    all: { type: "boolean", default: false },
    out: { type: "string" },
  },
});
const chosen = FAULTS.filter(({ fault, variant }) => `${fault}: ${variant}`.includes(values.only));
if (chosen.length === 0) throw new Error(`no fault has "${values.only}" in its words`);
const copy = makeCopy();
const lines = ["| fault | where | found by | seconds |", "|---|---|---|---:|"];
let missed = 0;
try {
  for (const one of chosen) plant(readFileSync(join(copy, one.file), "utf8"), one);
  console.log(lines.join("\n"));
  for (const one of chosen) {
    const { foundBy: by, seconds } = findFault(copy, one, values.all ? [] : one.tests);
    if (by === null) missed++;
    else checkPasses(copy, by);
    const words = by === null ? "**not found**" : `\`${by.file}\`: ${by.test}`;
    const row = [one.fault, one.variant, words.replaceAll("|", "\\|")];
    lines.push(`| ${[...row, seconds.toFixed(0)].join(" | ")} |`);
    console.log(lines.at(-1));
  }
} finally {
  removeCopy(copy);
}
const commit = git("rev-parse", "--short", "HEAD");
const summary = `${chosen.length - missed} of ${chosen.length} found, commit ${commit}`;
console.log(`\n${summary}`);
if (values.out !== undefined) writeFileSync(values.out, `${lines.join("\n")}\n\n${summary}\n`);
process.exitCode = missed === 0 ? 0 : 1;
