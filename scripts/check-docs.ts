/**
 * Checks what the compiler and the linter do not see: reference pages are as the code makes them, links
 * lead somewhere, examples load, and packages export what others import.
 *
 *     node scripts/check-docs.ts             list what is wrong
 *     node scripts/check-docs.ts --write     write the reference pages, then list the rest
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../docs/.vitepress/pages.ts";
import { findChecklistFaults } from "./check-docs/asvs.ts";
import { findBadExamples } from "./check-docs/examples.ts";
import { findDeadLinks } from "./check-docs/links.ts";
import { makeReferencePages } from "./check-docs/reference-pages.ts";
import { listExports, readExports } from "./exports/list-exports.ts";

const isWriting = process.argv.includes("--write");
const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");

async function findStalePages(): Promise<string[]> {
  const stale = [...(await makeReferencePages())].filter(([file, text]) => read(file) !== text);
  if (isWriting) for (const [file, text] of stale) writeFileSync(join(ROOT, file), text);
  return isWriting ? [] : stale.map(([file]) => `${file} is out of date: npm run fix writes it`);
}

function findStaleExports(): string[] {
  return [...listExports(ROOT)]
    .filter(([folder, exports]) => !isSame(exports, readExports(ROOT, folder)))
    .map(([folder]) => `${folder}/package.json: exports are out of date: npm run exports`);
}

const isSame = (a: object, b: object): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A contributor's own folders, and a registry other than npm's. */
function findLeaks(): string[] {
  const list = (...args: string[]): string[] =>
    spawnSync("git", ["grep", "-nIE", ...args, "--", ".", ":!third-party-licences.txt"], {
      cwd: ROOT,
      encoding: "utf8",
    })
      .stdout.split("\n")
      .filter((line) => line !== "")
      .map((line) => `names a machine: ${line.slice(0, 160)}`);
  return [
    ...list("(^|[^[:alnum:]_.])/(work|root|home|Users)/[[:alnum:]_]"),
    ...list("-i", "https?://[^/[:space:]\"']*(registry|npm|mirror|artifact|nexus)"),
  ];
}

const problems = [
  ...(await findStalePages()),
  ...findDeadLinks(),
  ...findChecklistFaults(),
  ...findBadExamples(),
  ...findStaleExports(),
  ...findLeaks(),
];
for (const problem of problems) console.error(problem);
process.exit(problems.length === 0 ? 0 : 1);
