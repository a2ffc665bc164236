/**
 * Makes a release: sets the version, dates the changelog, lists what is shipped, commits and tags.
 *
 *     npm run release -- 1.2.0             all of that; nothing is pushed
 *     npm run release -- 1.2.0 --dry-run   shows all of that, and changes nothing
 */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type BillOfMaterials, makeBillOfMaterials } from "./release/bill-of-materials.ts";
import { cutRelease, listReleases } from "./release/changelog.ts";
import { findForbidden, findLicence, formatLicences } from "./release/licences.ts";
import { type LockedPackage, listLockedPackages } from "./release/locked-packages.ts";
import {
  compareVersions,
  parseVersion,
  readVersion,
  setVersions,
  writeFiles,
} from "./release/versions.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const CHANGELOG = "CHANGELOG.md";
const BILL_OF_MATERIALS = "sbom.cdx.json";
const LICENCES = "third-party-licences.txt";
const USAGE = "Give one version such as 1.2.0: npm run release -- 1.2.0 [--dry-run]";

function fail(sentences: string | readonly string[]): never {
  console.error([sentences].flat().join("\n"));
  process.exit(1);
}

function git(args: readonly string[], input = ""): string {
  return execFileSync("git", args, { cwd: ROOT, encoding: "utf8", input }).trimEnd();
}

function readCommandLine(): { readonly version: string; readonly isDry: boolean } {
  try {
    const options = { "dry-run": { type: "boolean" } } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const [version, ...rest] = positionals;
    if (version !== undefined && rest.length === 0 && parseVersion(version) !== null) {
      return { version, isDry: values["dry-run"] === true };
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  console.error(USAGE);
  process.exit(2);
}

/** Refuses a version that was there, or comes before one that was. */
function checkVersion(version: string, changelog: string): void {
  const [last] = listReleases(changelog);
  if (last !== undefined && compareVersions(version, last) <= 0) {
    fail(
      `${version} is not newer than ${last}, the last release in ${CHANGELOG}. Choose a higher one.`,
    );
  }
  // The packages have had the number of the first release from their first day on.
  const now = readVersion(ROOT);
  if (compareVersions(version, now) < 0) {
    fail(`${version} is older than ${now}, the version in package.json. Choose a higher one.`);
  }
  if (git(["tag", "--list", `v${version}`]) !== "") {
    fail(
      `There is a tag v${version} already. Choose a higher version, or delete the tag if it was never pushed.`,
    );
  }
}

function checkTree(): void {
  const changed = git(["status", "--porcelain"]);
  if (changed === "") return;
  fail(["Commit or stash these changes first; a release is made of what is committed:", changed]);
}

function runChecks(): void {
  console.log("npm run check: types, lint and documentation");
  const shell = process.platform === "win32";
  const { status } = spawnSync("npm", ["run", "--silent", "check"], {
    cwd: ROOT,
    shell,
    stdio: "inherit",
  });
  if (status !== 0) fail("The checks fail; their messages are above. Mend and commit that first.");
}

function countLicences(packages: readonly LockedPackage[]): string {
  const counts = new Map<string, number>();
  for (const one of packages) {
    const licence = findLicence(one)!;
    counts.set(licence, (counts.get(licence) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.map(([licence, count]) => `${licence} ${count}`).join(", ");
}

const { version, isDry } = readCommandLine();
const tag = `v${version}`;
const changelog = readFileSync(join(ROOT, CHANGELOG), "utf8");
const date = new Date().toISOString().slice(0, 10);
checkTree();
checkVersion(version, changelog);
const cut = cutRelease(changelog, version, date);
if (typeof cut === "string") fail(cut);
const packages = listLockedPackages(ROOT);
const forbidden = findForbidden(packages);
if (forbidden.length > 0) fail(forbidden);
runChecks();
const versions = setVersions(ROOT, version);
const bill: BillOfMaterials = makeBillOfMaterials(ROOT, version);
const files = new Map([
  ...versions,
  [CHANGELOG, cut.text],
  [BILL_OF_MATERIALS, `${JSON.stringify(bill, null, 2)}\n`],
  [LICENCES, formatLicences(packages)],
]);

console.log(`
Release ${version}, after ${readVersion(ROOT)}, dated ${date}
${[...versions.keys()].length} files say the version: ${[...versions.keys()].join(", ")}
${BILL_OF_MATERIALS}: ${bill.components.length} components, CycloneDX ${bill.specVersion}
${LICENCES}: ${packages.length} packages (${countLicences(packages)})
Commit "Saunter ${version}", tag ${tag}

${cut.notes}
`);
if (isDry) {
  console.log("A dry run: nothing is changed.");
} else {
  writeFiles(ROOT, files);
  git(["add", "--", ...files.keys()]);
  git(["commit", "--quiet", "--file=-"], `Saunter ${version}`);
  // Lines that begin with # belong to the notes.
  git(
    ["tag", "--annotate", "--cleanup=verbatim", "--file=-", tag],
    `Saunter ${version}\n\n${cut.notes}`,
  );
  const branch = git(["branch", "--show-current"]);
  console.log(`${tag} is made. Look at it: git show ${tag}
Then push it, with its branch: git push --atomic origin ${branch || "HEAD:main"} ${tag}`);
}
