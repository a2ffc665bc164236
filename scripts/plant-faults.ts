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

interface Finding {
  /** The first test that failed; null where none did. */
  readonly foundBy: string | null;
  readonly seconds: number;
}

/** @param tests all of code where empty */
function findFault(copy: string, fault: Fault | null, tests: readonly string[]): Finding {
  const path = fault === null ? null : join(copy, fault.file);
  const before = path === null ? "" : readFileSync(path, "utf8");
  if (fault !== null) writeFileSync(path!, plant(before, fault));
  const startMs = performance.now();
  try {
    const foundBy = runTests(copy, tests);
    return { foundBy, seconds: (performance.now() - startMs) / 1000 };
  } finally {
    if (path !== null) writeFileSync(path, before);
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

function runTests(copy: string, tests: readonly string[]): string | null {
  const report = join(copy, "..", "report.json");
  rmSync(report, { force: true });
  const args = ["run", "--bail=1", "--reporter=json", `--outputFile=${report}`, ...PROJECTS];
  const vitest = join(copy, "node_modules/vitest/vitest.mjs");
  const { status, signal, error } = spawnSync(process.execPath, [vitest, ...args, ...tests], {
    cwd: copy,
    stdio: "ignore",
    timeout: RUN_MS_MAX,
  });
  if (signal !== null) return "a test that never ends";
  if (error !== undefined) throw error;
  if (status === 0) return null;
  if (!existsSync(report)) throw new Error("the tests did not run");
  const { testResults }: Report = JSON.parse(readFileSync(report, "utf8"));
  for (const { name, status: ofFile, assertionResults } of testResults) {
    const failed = assertionResults.find((test) => test.status === "failed");
    const file = name.slice(copy.length + 1);
    if (failed !== undefined) return `${file}: ${failed.fullName}`;
    if (ofFile === "failed") return `${file}, which does not load`;
  }
  throw new Error("the tests failed, and none of them did");
}

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
  // Tests that fail as it is would find every fault.
  const used = values.all ? [] : [...new Set(chosen.flatMap(({ tests }) => tests))];
  const { foundBy } = findFault(copy, null, used);
  if (foundBy !== null) throw new Error(`no fault is planted, and a test fails: ${foundBy}`);
  console.log(lines.join("\n"));
  for (const one of chosen) {
    const { foundBy: by, seconds } = findFault(copy, one, values.all ? [] : one.tests);
    if (by === null) missed++;
    const row = [one.fault, one.variant, by?.replaceAll("|", "\\|") ?? "**not found**"];
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
