/**
 * Runs the long proofs: what takes too long for `npm test`.
 *
 *     npm run prove                     all that haven't passed since the code last changed
 *     npm run prove -- --list           what there is, and the last result of each
 *     npm run prove -- --only torture   the proofs whose name contains that
 *     npm run prove -- --again          also those that have passed
 *
 * Each result is saved as soon as it is known, so an interrupted run continues where it stopped. The
 * results are kept in docs/reference/proofs.json, and docs/reference/proofs.md is written from them.
 */
import { execFileSync, spawn } from "node:child_process";
import { createWriteStream, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, stripVTControlCharacters } from "node:util";
import { formatPage, formatTable, type ProofResult } from "./prove/format-proofs.ts";
import { PROOFS, type Proof } from "./prove/proofs.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const RESULTS = join(root, "docs/reference/proofs.json");
const PAGE = join(root, "docs/reference/proofs.md");
const LOGS = join(root, "out/prove");
/** Prose doesn't change what a proof shows. */
const NOT_CODE = [":(exclude)docs", ":(exclude)*.md"];

function git(...args: readonly string[]): string {
  return execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
}

/** The last commit that changed code; marked where files have changed since. */
function findCommit(): string {
  const commit = git("log", "-1", "--format=%h", "--abbrev=8", "--", ".", ...NOT_CODE);
  return git("status", "--porcelain", "--", ".", ...NOT_CODE) === "" ? commit : `${commit}+`;
}

/** Runs a proof. Its output goes to a log file, and its last line to the terminal as it changes. */
function run({ name, command, summarize }: Proof): Promise<Pick<ProofResult, "passed" | "result">> {
  const log = join(LOGS, `${name}.log`);
  const file = createWriteStream(log);
  const child = spawn(process.execPath, command, {
    cwd: root,
    env: { ...process.env, SAUNTER_TESTS: "all", FORCE_COLOR: "0" },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      file.write(text);
      output += text;
      showProgress(name, output);
    });
  }
  return new Promise((resolve) => {
    child.on("error", ({ message }) => resolve({ passed: false, result: message }));
    child.on("close", (code) => {
      file.end();
      const result = summarize(stripVTControlCharacters(output));
      const passed = code === 0 && result !== null;
      resolve({ passed, result: result ?? `exit code ${code}, see ${log.slice(root.length)}` });
    });
  });
}

function showProgress(name: string, output: string): void {
  const { stderr } = process;
  if (!stderr.isTTY) return;
  const line = output
    .trimEnd()
    .split("\n")
    .at(-1)!
    .slice(0, stderr.columns - name.length - 3);
  stderr.write(`\r\x1b[K${name}: ${line}`);
}

function readResults(): Record<string, ProofResult> {
  try {
    return JSON.parse(readFileSync(RESULTS, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}

function save(results: Readonly<Record<string, ProofResult>>): void {
  const known = PROOFS.filter(({ name }) => results[name] !== undefined);
  const sorted = Object.fromEntries(known.map(({ name }) => [name, results[name]]));
  writeFileSync(RESULTS, `${JSON.stringify(sorted, null, 2)}\n`);
  writeFileSync(PAGE, formatPage(PROOFS, results));
}

const { values } = parseArgs({
  options: {
    list: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    again: { type: "boolean", default: false },
  },
});
const results = readResults();
const chosen = PROOFS.filter(({ name }) => name.includes(values.only));
if (chosen.length === 0) {
  console.error(`No proof's name contains "${values.only}". npm run prove -- --list shows them.`);
  process.exit(2);
}
if (values.list) {
  console.log(formatTable(chosen, results));
  process.exit(0);
}
mkdirSync(LOGS, { recursive: true });
const commit = findCommit();
let failed = 0;
for (const [index, proof] of chosen.entries()) {
  const { name } = proof;
  const last = results[name];
  const label = `${name} (${index + 1} of ${chosen.length})`;
  if (!values.again && last?.passed && last.commit === commit) {
    console.log(`${label}: already passed on ${commit}`);
    continue;
  }
  console.error(`${label}: about ${proof.minutes} min`);
  const startMs = performance.now();
  const outcome = await run(proof);
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  const minutes = Math.round((performance.now() - startMs) / 6000) / 10;
  const date = new Date().toISOString().slice(0, 10);
  results[name] = { ...outcome, commit, date, minutes, cores: availableParallelism() };
  if (!outcome.passed) failed++;
  save(results);
  console.log(
    `${label}: ${outcome.passed ? "passed" : "FAILED"}, ${outcome.result} (${minutes} min)`,
  );
}
console.log(`\n${formatTable(chosen, results)}`);
process.exitCode = failed === 0 ? 0 : 1;
