/** Releases are made in a copy of the repository, by the command that makes real ones. */
import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { BillOfMaterials } from "../scripts/release/bill-of-materials.ts";
import { listLockedPackages } from "../scripts/release/locked-packages.ts";
import { listPackages } from "../scripts/release/versions.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

const UNRELEASED = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A door.\n";

/** What a release reads, committed, with types and lint that pass at once. */
function copyRepository(): string {
  const copy = mkdtempSync(join(tmpdir(), "saunter-release-"));
  for (const name of ["package.json", "package-lock.json", ".gitignore", "scripts"]) {
    cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  for (const file of listPackages(root)) {
    cpSync(join(root, file), join(copy, file), { recursive: true });
  }
  mkdirSync(join(copy, "node_modules"));
  for (const name of readdirSync(join(root, "node_modules"))) {
    if (name.startsWith(".") || name === "@saunter") continue;
    symlinkSync(join(root, "node_modules", name), join(copy, "node_modules", name), "junction");
  }
  const script = JSON.parse(readFileSync(join(copy, "package.json"), "utf8"));
  script.scripts.check = "node check.mjs";
  writeFileSync(join(copy, "package.json"), `${JSON.stringify(script, null, 2)}\n`);
  writeFileSync(join(copy, "check.mjs"), "");
  writeFileSync(join(copy, "CHANGELOG.md"), UNRELEASED);
  const git = (...args: string[]) => execFileSync("git", args, { cwd: copy, stdio: "pipe" });
  git("init", "--quiet", "--initial-branch=main");
  git("config", "user.name", "Ada");
  git("config", "user.email", "ada@example.com");
  git("add", ".");
  git("commit", "--quiet", "--message=Everything");
  return copy;
}

describe("a release", () => {
  let copy = "";
  let first = "";
  const git = (...args: string[]): string =>
    execFileSync("git", args, { cwd: copy, encoding: "utf8" }).trim();
  const read = (file: string): string => readFileSync(join(copy, file), "utf8");
  const commit = (file: string, text: string): void => {
    writeFileSync(join(copy, file), text);
    git("commit", "--quiet", "--all", "--message=A change");
  };
  const release = (...args: string[]) => {
    const command = [join(copy, "scripts/release.ts"), ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: "utf8" });
    return { status, stdout, stderr };
  };
  beforeAll(() => {
    copy = copyRepository();
    first = git("rev-parse", "HEAD");
  });
  beforeEach(() => {
    git("reset", "--quiet", "--hard", first);
    git("clean", "--quiet", "--force", "-d");
    for (const tag of git("tag")
      .split("\n")
      .filter((name) => name !== ""))
      git("tag", "--delete", tag);
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it("says its version everywhere, dates its changes, and is committed and tagged", () => {
    const { status, stdout, stderr } = release("1.2.0");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("git push --atomic origin main v1.2.0");
    const packages = listPackages(copy);
    expect(packages).toContain("apps/shop/package.json");
    for (const file of [...packages, "package-lock.json"]) {
      expect(JSON.parse(read(file)).version, file).toBe("1.2.0");
    }
    const own = [...read("package-lock.json").matchAll(/"@saunter\/\w+": "(.*)"/g)];
    expect(own.length).toBeGreaterThan(20);
    expect(new Set(own.map(([, version]) => version))).toEqual(new Set(["1.2.0"]));
    const date = new Date().toISOString().slice(0, 4);
    expect(read("CHANGELOG.md")).toMatch(
      new RegExp(
        `^## \\[Unreleased\\]\n\n## \\[1\\.2\\.0\\] - ${date}-\\d\\d-\\d\\d\n\n### Added\n\n- A door\\.\n$`,
        "m",
      ),
    );
    expect(git("log", "--format=%s")).toBe("Saunter 1.2.0\nEverything");
    expect(git("status", "--porcelain")).toBe("");
    expect(git("cat-file", "-t", "v1.2.0")).toBe("tag");
    expect(git("for-each-ref", "--format=%(contents)", "refs/tags/v1.2.0")).toBe(
      "Saunter 1.2.0\n\n### Added\n\n- A door.",
    );
    expect(git("rev-parse", "v1.2.0^{commit}")).toBe(git("rev-parse", "HEAD"));
  });

  it("has a bill of materials of all that a shop runs with, and nothing of developers", () => {
    expect(release("1.2.0").status).toBe(0);
    const bill: BillOfMaterials = JSON.parse(read("sbom.cdx.json"));
    expect(bill).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.5", version: 1 });
    expect(bill.serialNumber).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);
    expect(bill.metadata.component).toMatchObject({ type: "application", version: "1.2.0" });
    const references = bill.components.map((one) => one["bom-ref"]);
    expect(new Set(references).size).toBe(references.length);
    for (const file of listPackages(copy)) {
      const { name, dependencies = {} } = JSON.parse(read(file));
      const whole = file === "package.json";
      if (!whole) expect(references).toContain(`${name}@1.2.0`);
      for (const [asked, version] of Object.entries(dependencies)) {
        expect(references, file).toContain(`${asked}@${version}`);
      }
      const [graph] = bill.dependencies.filter(({ ref }) => ref === `${name}@1.2.0`);
      const direct = Object.entries(dependencies).map(([asked, version]) => `${asked}@${version}`);
      expect(graph!.dependsOn).toEqual(expect.arrayContaining(direct));
    }
    const { devDependencies } = JSON.parse(read("package.json"));
    const names = new Set(bill.components.map(({ name }) => name));
    // What is for developers here may be what a package of the shop names as its own: mqtt has types among them.
    const needed = new Set(
      bill.dependencies.flatMap(({ dependsOn }) =>
        dependsOn.map((ref) => ref.slice(0, ref.lastIndexOf("@"))),
      ),
    );
    const forDevelopers = Object.keys(devDependencies).filter((name) => !needed.has(name));
    expect(forDevelopers.length).toBeGreaterThan(5);
    expect(forDevelopers.filter((name) => names.has(name))).toEqual([]);
    const known = new Set([...references, bill.metadata.component["bom-ref"]]);
    const referred = bill.dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]);
    expect(referred.filter((one) => !known.has(one))).toEqual([]);
    expect(bill.components.filter(({ licenses }) => !licenses?.length)).toEqual([]);
  });

  it("has the licences of all that it brings, with their texts", () => {
    expect(release("1.2.0").status).toBe(0);
    const text = read("third-party-licences.txt");
    for (const { name, version } of listLockedPackages(copy)) {
      expect(text).toContain(`\n${name}@${version}: `);
    }
    expect(text).toContain("Copyright Node.js contributors. All rights reserved.");
    expect(text).toContain("Mozilla Public License Version 2.0");
    // A text that several share stands there once, below the names of all of them.
    expect(text.match(/^fastify@[\d.]+\n(?:.+\n)*-+\n\n(.*)\n/m)?.[1]).toBe("MIT License");
  });

  it("changes nothing in a dry run, and shows all", () => {
    const { status, stdout } = release("1.2.0", "--dry-run");
    expect(status).toBe(0);
    for (const said of ["Release 1.2.0", "sbom.cdx.json: ", "v1.2.0", "- A door."]) {
      expect(stdout).toContain(said);
    }
    expect(git("status", "--porcelain")).toBe("");
    expect(git("tag")).toBe("");
    expect(git("rev-parse", "HEAD")).toBe(first);
  });

  it("is refused in a tree with changes, which are named", () => {
    writeFileSync(join(copy, "new.txt"), "");
    expect(release("1.2.0")).toEqual({
      status: 1,
      stdout: "",
      stderr:
        "Commit or stash these changes first; a release is made of what is committed:\n?? new.txt\n",
    });
  });

  it("is refused under a version that is not newer", () => {
    expect(release("0.0.9").stderr).toMatch(/^0\.0\.9 is older than \d.*Choose a higher one\.\n$/);
    expect(release("1.2.0").status).toBe(0);
    commit("CHANGELOG.md", read("CHANGELOG.md").replace("## [Unreleased]\n", UNRELEASED.slice(13)));
    const { status, stderr } = release("1.2.0");
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^1\.2\.0 is not newer than 1\.2\.0, the last release.*Choose a higher one\.\n$/,
    );
    expect(release("1.10.0", "--dry-run").status).toBe(0);
  });

  it("is refused under a version that has a tag", () => {
    git("tag", "v1.2.0");
    expect(release("1.2.0").stderr).toMatch(/^There is a tag v1\.2\.0 already\. Choose a higher/);
  });

  it("is refused where nothing has changed", () => {
    commit("CHANGELOG.md", UNRELEASED.replace("- A door.\n", ""));
    const { status, stderr } = release("1.2.0");
    expect(status).toBe(1);
    expect(stderr).toMatch(/^"Unreleased" in CHANGELOG\.md has no entry\. Write what changes/);
  });

  it("is refused where types or lint fail", () => {
    commit("check.mjs", "process.exit(1);");
    const { status, stderr } = release("1.2.0");
    expect(status).toBe(1);
    expect(stderr).toBe("The checks fail; their messages are above. Mend and commit that first.\n");
    expect(git("tag")).toBe("");
  });

  it.each([
    [
      "copyleft",
      "GPL-3.0-only",
      "vite@8.3.8 is under GPL-3.0-only, which may not go with Apache-2.0.",
    ],
    ["unknown", undefined, "vite@8.3.8 names no licence. Read its licence file"],
  ])("is refused with a package under a licence that is %s", (_, license, said) => {
    const lock = JSON.parse(read("package-lock.json"));
    lock.packages["node_modules/vite"] = {
      ...lock.packages["node_modules/vite"],
      version: "8.3.8",
      license,
    };
    commit("package-lock.json", JSON.stringify(lock));
    const { status, stderr } = release("1.2.0");
    expect(status).toBe(1);
    expect(stderr.startsWith(said), stderr).toBe(true);
  });

  it.each([[[]], [["1.2"]], [["v1.2.0"]], [["1.2.0", "1.3.0"]], [["1.2.0", "--fast"]]])(
    "says how it is made to whoever writes %j",
    (args) => {
      const { status, stdout, stderr } = release(...args);
      expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
      expect(stderr).toBe("Give one version such as 1.2.0: npm run release -- 1.2.0 [--dry-run]\n");
    },
  );
});
